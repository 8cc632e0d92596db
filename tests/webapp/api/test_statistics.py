"""The address of statistics on a real engine: what it answers, and how it refuses what makes no sense."""

import csv
import datetime as dt
import io
from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.query import Dimension
from search.trip import Place, Trip
from tests.memory.engine import MemoryEngine
from tests.webapp.conftest import BufferedClient
from webapp.api.answers import StatisticsAnswer
from webapp.app import create_app
from webapp.request.breakdowns import DIMENSION_LABELS

GERMANY, JAPAN, ISLAND = Place("DE", "독일"), Place("JP", "일본"), Place(None, "어느섬")
TRIPS = [
    Trip(id="a", title="탄소중립 연수", countries=(GERMANY, JAPAN), departs=dt.date(2024, 1, 5), cost_krw=1_000),
    Trip(id="b", title="탄소중립 견학", countries=(GERMANY,), departs=dt.date(2024, 3, 5), cost_krw=4_001, people=3),
    Trip(id="c", title="도서관 견학", countries=(ISLAND,), departs=dt.date(2023, 12, 31), people=2),
    Trip(id="d", title="도서관 연수"),
]


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    app = create_app(MemoryEngine(TRIPS))
    app.testing = True
    app.test_client_class = BufferedClient
    return app.test_client()


def ask(site: FlaskClient, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - as Flask takes them
    answer = site.get("/api/v1/statistics", query_string=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_rows_tell_their_values_as_filters_take_them_and_as_people_read_them(site: FlaskClient) -> None:
    found = ask(site, by="country", measures=["cost", "people"])
    assert [(row["values"], row["count"]) for row in found["rows"]] == [
        ([{"value": "DE", "label": "독일"}], 2),
        ([{"value": "JP", "label": "일본"}], 1),
        ([{"value": "어느섬", "label": "어느섬"}], 1),
        ([{"value": None, "label": "자료에 없음"}], 1),
    ]
    assert found["rows"][0]["cost"] == {"stated": 2, "sum": 5_001, "median": 2_500.5}
    assert found["rows"][0]["people"] == {"stated": 1, "sum": 3, "median": 3.0}
    assert found["rows"][3]["cost"] == {"stated": 0, "sum": 0, "median": None}
    assert found["rows"][0]["nights"] is None
    assert found.keys() == set(StatisticsAnswer.__struct_fields__)


def test_the_answer_says_how_many_trips_there_are_and_that_rows_overlap(site: FlaskClient) -> None:
    found = ask(site, by="country")
    assert (found["total"], found["overlapping"]) == (4, ["country"])
    assert "방문국" in found["notes"][0]
    assert sum(row["count"] for row in found["rows"]) == 5
    found = ask(site, by="month")
    assert (found["total"], found["overlapping"], found["notes"]) == (4, [], [])
    assert sum(row["count"] for row in found["rows"]) == 4


def test_search_and_conditions_hold(site: FlaskClient) -> None:
    found = ask(site, q="탄소중립", match="all", cost_min="2000", by=["year", "country"])
    assert found["total"] == 1
    assert [([one["value"] for one in row["values"]], row["count"]) for row in found["rows"]] == [(["2024", "DE"], 1)]
    assert found["understood"]["terms"] == ["탄소", "중립"]
    assert found["index"] == site.get("/api/v1/trips").get_json()["index"]


def test_a_range_without_an_end_goes_as_far_as_the_trips_do(site: FlaskClient) -> None:
    found = ask(site, by="month", departs_from="2024-01-01")
    assert [(row["values"][0]["value"], row["count"]) for row in found["rows"]] == [
        ("2024-01", 1), ("2024-02", 0), ("2024-03", 1),
    ]  # fmt: skip
    assert found["total"] == 2
    assert ask(site, by="year", departs_to="2023-12-31")["rows"][0]["values"][0]["value"] == "2023"


def test_counts_are_those_of_the_exported_rows(site: FlaskClient) -> None:
    exported = site.get("/api/v1/trips.csv", query_string={"columns": "country"}).data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported, newline="")))[1:]
    by_hand = Counter(value or None for (cell,) in rows for value in cell.split("; "))
    assert {row["values"][0]["value"]: row["count"] for row in ask(site, by="country")["rows"]} == by_hand


def test_every_dimension_has_a_name() -> None:
    assert DIMENSION_LABELS.keys() == set(Dimension)


@pytest.mark.parametrize(
    ("asked", "parameter", "told"),
    [
        ({}, "by", "country, city, region, office_kind, organisation, theme, year, month, nights, people"),
        ({"by": "price"}, "by", "쓸 수 있는 값: country, city"),
        ({"by": ""}, "by", "비어"),
        ({"by": ["country", "year", "theme"]}, "by", "2개까지"),
        ({"by": ["country", "country"]}, "by", "두 번"),
        ({"by": ["month", "year"]}, "by", "month 하나만"),
        ({"by": "month", "measures": "sum"}, "measures", "쓸 수 있는 값: count, nights, people, cost"),
        ({"by": "nights", "measures": "nights"}, "measures", "by와 measures"),
        ({"by": "month", "size": "10"}, "size", "알 수 없는 매개변수"),
        ({"by": "month", "sort": "newest"}, "sort", "알 수 없는 매개변수"),
        ({"by": "month", "cost_min": "9", "cost_max": "1"}, "cost_min", "cost_max"),
        ({"by": "month", "cost_min": "9" * 17}, "cost_min", "정수가 아닙니다"),
        ({"by": "month", "departs_from": "0001-01-01", "departs_to": "9999-12-31"}, "by", "20,000행"),
    ],
)
def test_what_makes_no_sense_is_refused_and_explained(
    site: FlaskClient, asked: dict[str, Any], parameter: str, told: str
) -> None:
    answer = site.get("/api/v1/statistics", query_string=asked)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    (fault,) = answer.get_json()["errors"]
    assert fault["parameter"] == parameter
    assert told in fault["detail"]


def test_an_answer_that_did_not_change_is_not_counted_again(site: FlaskClient) -> None:
    first = site.get("/api/v1/statistics?by=month")
    again = site.get("/api/v1/statistics?by=month", headers={"If-None-Match": first.headers["ETag"]})
    other = site.get("/api/v1/statistics?by=year", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, other.status_code) == (304, 200)
