"""Several trips at once, by their ids."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from search.engine import TripSearch
from search.query import Breakdown, Dimension, Filters, Sort, TripQuery
from search.trip import Trip
from tests.conftest import ENGINES
from tests.webapp.conftest import BufferedClient
from webapp.app import create_app

TRIPS = [
    *(Trip(id=f"t{number}", title=f"탄소중립 연수 {number}", nights=number) for number in range(8)),
    Trip(id="merged", title="도서관 견학", other_ids=("first", "second")),
]


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(TRIPS)


@pytest.fixture(scope="module")
def site(engine: TripSearch) -> FlaskClient:
    app = create_app(engine)
    app.testing = True
    app.test_client_class = BufferedClient
    return app.test_client()


def found(engine: TripSearch, *ids: str, sort: Sort = Sort.LONGEST) -> list[str]:
    return [hit.trip.id for hit in engine.search(TripQuery(filters=Filters(ids=ids), sort=sort)).hits]


@pytest.mark.parametrize("make_engine", [*ENGINES, "memory"], indirect=True, scope="module")
class TestChosen:
    def test_trips_are_read_by_any_of_their_ids_and_unknown_ones_are_no_error(self, engine: TripSearch) -> None:
        assert found(engine, "t3", "t5", "second", "nobody") == ["t5", "t3", "merged"]
        assert found(engine, "first", "second", "merged") == ["merged"]
        assert found(engine, "nobody") == []

    def test_everything_else_that_is_asked_holds_too(self, engine: TripSearch, site: FlaskClient) -> None:
        ids = Filters(ids=("t3", "t5", "merged"), nights_min=4)
        assert [hit.trip.id for hit in engine.search(TripQuery(filters=ids)).hits] == ["t5"]
        rows = engine.statistics(TripQuery(filters=ids), Breakdown((Dimension.NIGHTS,))).rows
        assert [(row.values, row.count) for row in rows] == [(("5",), 1)]
        asked = {"ids": ["t5", "t3"], "q": "연수"}
        assert site.get("/api/v1/trips", query_string=asked).get_json()["total"] == 2
        lines = site.get("/api/v1/trips.jsonl", query_string={"ids": ["t5", "t3"]}).data.splitlines()
        assert len(lines) == 2
        assert "출장 ID: 2개" in site.get("/search", query_string=asked).text

    def test_so_many_may_be_asked_for_at_once(self, site: FlaskClient) -> None:
        many = [f"t{number}" for number in range(101)]
        assert site.get("/api/v1/trips", query_string={"ids": many[:100]}).get_json()["total"] == 8
        refused = site.get("/api/v1/trips", query_string={"ids": many})
        assert refused.status_code == 400
        assert "100개까지" in refused.get_json()["errors"][0]["detail"]
