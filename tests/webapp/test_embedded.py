"""The application over the real embedded engine: any text, every hit, a new index."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import TripIndex, TripSearch
from search.query import MAX_KEY, MAX_OFFSET, Position, Sort, TripQuery
from search.settings import Settings
from search.trip import Place, Trip
from search.wiring import open_index
from tests.webapp.fakes import BARE, TRIP
from tests.webapp.markup import links
from webapp.api.answers import TripAnswer, TripsAnswer
from webapp.api.docs import described
from webapp.app import create_app
from webapp.request.cursor import encode_cursor
from webapp.wsgi import make_app

TRIPS = [
    TRIP,
    BARE,
    *(Trip(id=f"t{n}", title=f"탄소 감축 정책 {n}", countries=(Place("JP", "일본"),)) for n in range(25)),
]
ASKING = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def served(make_engine: Callable[[list[Trip]], TripSearch]) -> Flask:
    app = create_app(make_engine(TRIPS))
    app.testing = True
    return app


@pytest.fixture
def site(served: Flask) -> FlaskClient:
    return served.test_client()


def pages_of(site: FlaskClient, **arguments: str) -> Iterator[dict[str, object]]:
    """Every page of a search, in order."""
    cursor: dict[str, str] = {}
    while True:
        answer = site.get("/api/v1/trips", query_string={**arguments, **cursor}).get_json()
        yield answer
        if answer["next"] is None:
            return
        cursor = {"cursor": answer["next"]}


@ASKING
@given(q=st.text(max_size=512))
def test_any_text_is_answered(site: FlaskClient, q: str) -> None:
    for path in ("/api/v1/trips", "/search"):
        assert site.get(path, query_string={"q": q}).status_code == 200


@ASKING
@given(raw=st.binary(max_size=64))
def test_any_bytes_are_answered_or_refused(site: FlaskClient, raw: bytes) -> None:
    for path in ("/api/v1/trips?q=" + quote_from_bytes(raw), "/search?country=" + quote_from_bytes(raw)):
        assert site.get(path).status_code in {200, 400}


POSITIONS = st.builds(
    Position,
    index=st.text(max_size=40),
    offset=st.integers(0, MAX_OFFSET),
    key=st.none() | st.integers(0, MAX_KEY),
    trip_id=st.none() | st.text(max_size=40),
)


@ASKING
@given(data=st.data(), sort=st.sampled_from(Sort))
def test_any_cursor_is_answered_or_refused(site: FlaskClient, data: st.DataObject, sort: Sort) -> None:
    forged = POSITIONS.map(lambda position: encode_cursor(position, TripQuery(sort=sort)))
    arguments = {"sort": sort.value, "cursor": data.draw(forged | st.text(max_size=600))}
    for path in ("/api/v1/trips", "/search"):
        assert site.get(path, query_string=arguments).status_code in {200, 400, 410}


@ASKING
@given(
    arguments=st.dictionaries(
        st.sampled_from(
            ["q", "match", "country", "organisation", "year", "departs_from", "sort", "size", "cursor", "x"]
        ),
        st.one_of(st.text(max_size=20), st.sampled_from(["all", "JP", "2025", "2025-01-01", "newest", "10", "일본"])),
    )
)
def test_any_arguments_are_answered_or_refused(site: FlaskClient, arguments: dict[str, str]) -> None:
    for path in ("/api/v1/trips", "/search"):
        assert site.get(path, query_string=arguments).status_code in {200, 400}


@ASKING
@given(trip_id=st.text(max_size=80))
def test_any_id_is_answered(site: FlaskClient, trip_id: str) -> None:
    for path in ("/api/v1/trips/", "/trips/"):
        assert site.get(path + quote_from_bytes(trip_id.encode())).status_code in {200, 308, 404}


@pytest.mark.parametrize(
    "q",
    [
        "ㅌㅅㅈㄹ",
        "ㅏ",
        "*",
        '"',
        "-",
        "-탄소",
        '"탄소',
        "탄소 OR 중립",
        "title:탄소",
        "(",
        "\\",
        "a\x00b",
        "\u200b",
        "을",
        "?",
    ],
)
def test_odd_texts_are_answered(site: FlaskClient, q: str) -> None:
    response = site.get("/api/v1/trips", query_string={"q": q})
    assert response.status_code == 200
    assert isinstance(response.get_json()["total"], int)


@pytest.mark.parametrize("arguments", [{"q": "탄소"}, {"sort": "oldest"}, {"q": "탄소", "sort": "newest"}])
def test_the_cursor_reaches_every_hit_once(site: FlaskClient, arguments: dict[str, str]) -> None:
    answers = list(pages_of(site, **arguments, size="4"))
    ids = [hit["id"] for answer in answers for hit in answer["hits"]]  # type: ignore[attr-defined]
    assert len(ids) == len(set(ids)) == answers[0]["total"]
    assert len(answers) == -(-len(ids) // 4)


def test_answers_have_the_shape_of_the_document(site: FlaskClient) -> None:
    for path in ("/api/v1/trips?q=탄소중립&facets=country&facets=year&facets=organisation&size=3", "/api/v1/trips"):
        found = site.get(path).get_json()
        assert json.loads(described(TripsAnswer).model_validate(found).model_dump_json()) == found
        assert found["hits"]
    whole = site.get("/api/v1/trips/trip-1").get_json()
    assert json.loads(described(TripAnswer).model_validate(whole).model_dump_json()) == whole


def test_the_facet_of_a_place_without_a_code_filters_by_its_name(site: FlaskClient) -> None:
    counts = site.get("/api/v1/trips?facets=country").get_json()["facets"]["country"]
    assert {"value": "어느섬", "label": "어느섬", "count": 1, "selected": False} in counts
    assert [hit["id"] for hit in site.get("/api/v1/trips?country=어느섬").get_json()["hits"]] == ["trip-1"]
    assert site.get("/api/v1/trips?country=다른섬").status_code == 400


def test_every_facet_link_of_the_page_gives_as_many_trips_as_it_says(site: FlaskClient) -> None:
    facets = site.get("/api/v1/trips?facets=country&facets=year&facets=organisation").get_json()["facets"]
    for name, counts in facets.items():
        for count in counts:
            found = site.get("/api/v1/trips", query_string={name: count["value"]}).get_json()
            assert found["total"] == count["count"]


@pytest.fixture
def offices(index: TripIndex, engine: TripSearch) -> FlaskClient:
    """A site over trips of one office, which they write in two ways."""
    with index.rebuild() as writer:
        for number, name in enumerate(["경기도교육청", "경기도교육청", "경기도 교육청"]):
            writer.add(Trip(id=f"t{number}", title=f"학교 방문 {number}", organisation=name))
    return create_app(engine).test_client()


@pytest.mark.parametrize("name", ["경기도교육청", "경기도 교육청", "경기도\u3000교육청"])
def test_an_office_is_one_condition_in_every_spelling(offices: FlaskClient, name: str) -> None:
    shown = links(offices.get("/search", query_string={"organisation": name}).text)
    assert [asked for text, asked in shown.items() if text.startswith("기관: 경기도교육청")] == [{}]
    assert offices.get("/api/v1/trips", query_string={"organisation": name}).get_json()["total"] == 3
    assert offices.get("/api/v1/trips", query_string={"not_organisation": name}).get_json()["total"] == 0
    counts = offices.get("/api/v1/facets/organisation", query_string={"organisation": name}).get_json()["values"]
    assert counts == [{"value": "경기도교육청", "label": "경기도교육청", "count": 3, "selected": True}]


def test_the_link_of_a_trip_finds_its_office_in_the_trips_own_spelling(offices: FlaskClient) -> None:
    asked = links(offices.get("/trips/t2").text)["경기도 교육청의 다른 출장"]
    assert asked == {"organisation": ["경기도 교육청"]}
    assert offices.get("/api/v1/trips", query_string=asked).get_json()["total"] == 3


def test_a_cursor_goes_on_where_an_office_is_shown_otherwise_by_now(index: TripIndex, offices: FlaskClient) -> None:
    asked = {"organisation": "경기도교육청", "size": "1"}
    cursor = offices.get("/api/v1/trips", query_string=asked).get_json()["next"]
    with index.update() as writer:
        writer.add(Trip(id="t0", title="학교 방문 0", organisation="경기도 교육청"))
    counts = offices.get("/api/v1/trips?facets=organisation").get_json()["facets"]["organisation"]
    assert [count["label"] for count in counts] == ["경기도 교육청"]
    assert len(offices.get("/api/v1/trips", query_string={**asked, "cursor": cursor}).get_json()["hits"]) == 1


def test_a_new_index_is_served_without_a_restart_and_ends_the_304(index: TripIndex, engine: TripSearch) -> None:
    site = create_app(engine).test_client()
    assert site.get("/").status_code == site.get("/readyz").status_code == 503
    paths = ["/api/v1/trips", "/search", "/api/v1/trips/bare", "/trips/bare", "/"]
    with index.rebuild() as writer:
        writer.add(BARE)
    etags = [site.get(path).headers["ETag"] for path in paths]
    known = [site.get(path, headers={"If-None-Match": etag}) for path, etag in zip(paths, etags, strict=True)]
    assert [response.status_code for response in known] == [304] * len(paths)
    with index.update() as writer:
        writer.add(TRIP)
    again = [site.get(path, headers={"If-None-Match": etag}) for path, etag in zip(paths, etags, strict=True)]
    assert [response.status_code for response in again] == [200] * len(paths)
    assert again[0].get_json()["total"] == 2


def test_a_cursor_goes_on_in_its_own_index_and_after_that_begins_anew(index: TripIndex, engine: TripSearch) -> None:
    site = create_app(engine).test_client()

    def publish(*trips: Trip) -> None:
        with index.rebuild() as writer:
            for trip in trips:
                writer.add(trip)

    publish(TRIP, BARE)
    cursor = site.get("/api/v1/trips?size=1").get_json()["next"]
    asked = {"size": 1, "cursor": cursor}
    publish(BARE)
    # Asked twice: what is kept of the index before must not drive out what is kept of the served one.
    for _ in range(2):
        answer = site.get("/api/v1/trips", query_string=asked).get_json()
        assert (answer["total"], len(answer["hits"])) == (2, 1)
        assert site.get("/api/v1/trips").get_json()["total"] == 1
    assert site.get("/api/v1/trips").headers["Cache-Status"] == "trips; hit"
    publish(TRIP)
    gone = site.get("/api/v1/trips", query_string=asked)
    assert (gone.status_code, gone.mimetype) == (410, "application/problem+json")
    assert "첫 페이지부터" in gone.get_json()["detail"]
    shown = site.get("/search", query_string=asked)
    assert shown.status_code == 200
    assert "첫 페이지부터 보여 드립니다" in shown.text
    assert TRIP.title in re.sub("</?mark>", "", shown.text)


def test_the_door_opens_the_engine_of_the_settings(tmp_path: Path) -> None:
    chosen = Settings(data=tmp_path)
    with open_index(chosen).rebuild() as writer:
        writer.add(BARE)
    assert make_app(chosen).test_client().get("/api/v1/trips").get_json()["total"] == 1


def test_the_door_reads_the_environment_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPS_DATA", str(tmp_path))
    assert make_app().test_client().get("/readyz").status_code == 503
