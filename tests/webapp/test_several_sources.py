"""A trip that several sources state has one address, and shows all of them."""

import pytest
from flask.testing import FlaskClient

from search.trip import Source, Trip
from tests.memory.engine import MemoryEngine
from webapp.app import create_app

SOURCES = (
    Source(name="경기도 누리집", url="https://www.gg.go.kr/view?id=7"),
    Source(file="현황.csv", position=12),
)
MERGED = Trip(id="first", title="탄소중립 도시 연구", source=SOURCES[0], sources=SOURCES, other_ids=("other",))
ALONE = Trip(id="alone", title="스마트 항만 조사", source=Source(file="b.csv", position=3))


@pytest.fixture
def site() -> FlaskClient:
    return create_app(MemoryEngine([MERGED, ALONE])).test_client()


def test_another_id_leads_to_the_one_address_with_the_question_kept(site: FlaskClient) -> None:
    answer = site.get("/trips/other?q=탄소중립&sort=newest")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/trips/first?q=%ED%83%84%EC%86%8C%EC%A4%91%EB%A6%BD&sort=newest",
    )
    assert site.get(answer.headers["Location"]).status_code == 200
    assert site.get("/trips/other").headers["Location"] == "/trips/first"
    assert site.get("/api/v1/trips/other").headers["Location"] == "/api/v1/trips/first"
    assert site.get("/api/v1/trips/other").status_code == 301
    assert site.get("/api/v1/trips/other/similar").status_code == 200


def test_every_source_is_answered_and_shown(site: FlaskClient) -> None:
    trip = site.get("/api/v1/trips/first").get_json()["trip"]
    assert [(source["name"], source["url"], source["file"], source["position"]) for source in trip["sources"]] == [
        ("경기도 누리집", "https://www.gg.go.kr/view?id=7", None, None),
        (None, None, "현황.csv", 12),
    ]
    assert (trip["source"], trip["other_ids"]) == (trip["sources"][0], ["other"])
    shown = site.get("/trips/first").text
    assert "https://www.gg.go.kr/view?id=7" in shown
    assert "현황.csv, 12번째" in shown
    assert shown.count(">원문</dt>") == 1, "a file has none, and the other source has"


def test_one_source_alone_is_all_of_them(site: FlaskClient) -> None:
    trip = site.get("/api/v1/trips/alone").get_json()["trip"]
    assert trip["sources"] == [trip["source"]]
    assert trip["other_ids"] == []
    bare = create_app(MemoryEngine([Trip(id="bare", title="제목")])).test_client()
    assert bare.get("/api/v1/trips/bare").get_json()["trip"]["sources"] == []
    assert bare.get("/trips/bare").text.count("자료에 없음") > 1
