"""Kept answers: the same as fresh ones to the byte, none of an index that is served no more, none for whom it is not."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.page import IndexInfo
from search.query import TripQuery
from search.trip import Place, Trip
from tests.stores import NOW
from tests.webapp.fakes import INDEX, TRIP, FakeEngine, page
from webapp.app import create_app

TRIPS = [TRIP, *(Trip(id=f"t{n}", title=f"탄소 감축 정책 {n}", countries=(Place("JP", "일본"),)) for n in range(9))]
PATHS = ["/", "/search", "/search?q=탄소", "/trips/trip-1", "/trips/trip-1?q=탄소", "/api/v1/trips?q=탄소&facets=country",
         "/api/v1/trips/trip-1", "/api/v1/trips/trip-1/similar", "/api/v1/suggest?q=탄", "/search/facets/country"]  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kept") / "trips"
    publish(root, TRIPS)
    return root


def publish(root: Path, trips: list[Trip]) -> None:
    with EmbeddedIndex(root, lambda: NOW + dt.timedelta(seconds=len(trips))).rebuild() as writer:
        for trip in trips:
            writer.add(trip)


@pytest.fixture(scope="module")
def app(root: Path) -> Flask:
    return create_app(EmbeddedEngine(root))


@pytest.fixture(scope="module")
def plain(root: Path) -> FlaskClient:
    """The same without anything kept."""
    return create_app(EmbeddedEngine(root), kept_bytes=0).test_client()


def state(client: FlaskClient, path: str, **headers: str) -> str | None:
    return client.get(path, headers=headers).headers.get("Cache-Status")


@pytest.mark.parametrize("path", PATHS)
def test_the_second_answer_is_kept_and_differs_in_nothing(app: Flask, plain: FlaskClient, path: str) -> None:
    client = app.test_client()
    fresh = plain.get(path)
    assert fresh.status_code == 200
    first, second = client.get(path), client.get(path)
    assert second.headers["Cache-Status"] == "trips; hit"
    assert first.data == second.data == fresh.data
    assert (first.status_code, second.status_code) == (200, 200)
    # The server dates what it sends, and every request has a name of its own.
    kept, made = (
        {name: value for name, value in one.headers.items() if name not in {"Cache-Status", "Date", "X-Request-ID"}}
        for one in (second, fresh)
    )
    assert kept == made
    assert client.get(path, headers={"If-None-Match": second.headers["ETag"]}).status_code == 304


PARTS = st.lists(
    st.sampled_from(["q=탄소", "q=탄소+정책", "q=%EF%BB%BF", "q=", "size=3", "size=0", "sort=newest", "country=JP",
                     "country=XX", "facets=year", "match=exact", "x=1", "q=%FF", "year=2025"]),
    max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(
        st.tuples(st.sampled_from(["/search", "/api/v1/trips", "/trips/trip-1", "/none"]), PARTS), max_size=6
    )
)
def test_in_whatever_order_addresses_are_asked_each_has_its_own_answer(
    app: Flask, plain: FlaskClient, asked: list[tuple[str, list[str]]]
) -> None:
    client = app.test_client()
    for path, parts in [*asked, *asked]:
        address = f"{path}?{'&'.join(parts)}"
        answer, fresh = client.get(address), plain.get(address)
        assert (answer.status_code, answer.data) == (fresh.status_code, fresh.data)


def test_hosts_methods_and_conditions_have_answers_of_their_own(app: Flask) -> None:
    client, path = app.test_client(), "/search?q=정책"
    assert [state(client, path), state(client, path)] == ["trips; fwd=miss", "trips; hit"]
    assert state(client, path, Host="other.example") == "trips; fwd=miss"
    assert state(client, path, Host="a..b") == "trips; fwd=miss"
    assert client.get(path, headers={"Host": "a..b"}).status_code == 400
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert client.post(path).status_code == 405
    assert client.get(path, data=b"x" * 5_000).status_code == 413
    assert client.get(path, headers={"Range": "bytes=0-3"}).status_code in {200, 206}


def test_a_new_index_is_answered_from_at_once(tmp_path: Path) -> None:
    root = tmp_path / "trips"
    publish(root, TRIPS)
    client = create_app(EmbeddedEngine(root)).test_client()
    assert [client.get("/api/v1/trips?q=감축").get_json()["total"] for _ in range(2)] == [9, 9]
    publish(root, TRIPS[:4])
    assert [client.get("/api/v1/trips?q=감축").get_json()["total"] for _ in range(2)] == [3, 3]
    assert state(client, "/api/v1/trips?q=감축") == "trips; hit"


@pytest.fixture
def fake() -> FakeEngine:
    engine = FakeEngine()
    engine.begin(TRIP)
    return engine


def test_errors_are_not_kept(fake: FakeEngine) -> None:
    client = create_app(fake).test_client()
    for bad in ("/search?x=1", "/api/v1/trips?size=0", "/trips/none", "/none"):
        assert [state(client, bad), state(client, bad)] == ["trips; fwd=miss"] * 2


def test_what_a_generation_answered_after_it_was_replaced_is_never_given_again(fake: FakeEngine) -> None:
    """A search that outlives its generation: its answer is older than what is served when it comes."""
    late, now = INDEX, IndexInfo("g2", 2840, NOW)
    client = create_app(fake).test_client()
    query = TripQuery()
    fake.pages[query] = page(total=1)
    fake.index = now
    assert client.get("/api/v1/trips").get_json()["index"]["version"] == late.version
    fake.pages[query] = msgspec.structs.replace(page(total=2), index=now)
    assert [client.get("/api/v1/trips").get_json()["total"] for _ in range(2)] == [2, 2]


def test_no_more_is_kept_than_there_is_room_for(root: Path) -> None:
    app = create_app(EmbeddedEngine(root), kept_bytes=1 << 20)
    client = app.test_client()
    paths = [f"/api/v1/trips?q=탄소&size={size}" for size in range(1, 101)]
    sizes = sum(len(client.get(path).data) for path in paths)
    assert sizes > 1 << 19
    hits = [state(client, path) for path in reversed(paths)].count("trips; hit")
    assert 20 < hits < 100
    # Asked in a crowd, the room does not grow and nobody gets another's answer.
    with ThreadPoolExecutor(8) as crowd:
        answers = crowd.map(lambda path: (path, app.test_client().get(path).get_json()), paths * 3)
        assert all(len(answer["hits"]) == min(10, int(path.rpartition("=")[2])) for path, answer in answers)
