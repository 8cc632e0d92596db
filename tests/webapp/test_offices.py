"""Regions and kinds of offices, as those meet them who search, count, take away and read."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.engine import TripSearch
from search.trip import Place, Trip
from webapp.app import create_app

JAPAN, GERMANY = Place("JP", "일본"), Place("DE", "독일")
TRIPS = [
    Trip(id="city", title="항만 견학", organisation="인천광역시", countries=(JAPAN,), cost_krw=100),
    Trip(id="district", title="도서관 견학", organisation="인천 연수구", countries=(JAPAN,), cost_krw=20),
    Trip(id="council", title="의정 연수", organisation="인천광역시 부평구의회", countries=(JAPAN,), cost_krw=3),
    Trip(id="school", title="학교 견학", organisation="인천광역시교육청", countries=(JAPAN, GERMANY), cost_krw=1_000),
    Trip(id="state", title="공항 견학", organisation="인천국제공항공사", countries=(JAPAN,), cost_krw=50_000),
    Trip(id="joined", title="문화 교류", organisation="전남광주통합특별시의회", countries=(GERMANY,)),
    Trip(id="old", title="문화 교류", organisation="전라남도 담양군", countries=(GERMANY,)),
    Trip(id="unclear", title="청소 행정", organisation="중구의회", countries=(GERMANY,)),
    Trip(id="nobody", title="청소 행정", countries=(GERMANY,)),
]


@pytest.fixture(scope="module")
def site(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    app = create_app(make_engine(TRIPS))
    app.testing = True
    return app.test_client()


def ids(site: FlaskClient, **asked: object) -> set[str]:
    answer = site.get("/api/v1/trips", query_string=asked)
    assert answer.status_code == 200, answer.text
    return {hit["id"] for hit in answer.get_json()["hits"]}


def rows(site: FlaskClient, **asked: object) -> dict[str | None, Any]:
    answer = site.get("/api/v1/statistics", query_string=asked)
    assert answer.status_code == 200, answer.text
    return {row["values"][0]["label"]: row for row in answer.get_json()["rows"]}


def test_what_all_offices_of_a_region_spent_on_a_country_is_one_question(site: FlaskClient) -> None:
    found = rows(site, region="인천", country="JP", by="country", measures="cost")
    assert found["일본"]["cost"] == {"stated": 4, "sum": 1_123, "median": 60.0}


def test_who_goes_to_a_country_most_is_counted_by_region(site: FlaskClient) -> None:
    answer = site.get("/api/v1/statistics", query_string={"country": "독일", "by": "region"}).get_json()
    counted = [(row["values"][0]["label"], row["count"]) for row in answer["rows"]]
    assert counted == [("전남", 2), ("광주", 1), ("인천", 1), ("자료에 없음", 2)]
    assert answer["overlapping"] == ["region"]
    assert {name: row["count"] for name, row in rows(site, by="office_kind").items()} == {
        "의회": 3, "광역": 1, "기초": 2, "교육청": 1, "공공기관": 1, "자료에 없음": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["인천", "인천광역시", " 인천 시 "])
def test_a_region_may_be_called_as_its_government_is(site: FlaskClient, name: str) -> None:
    assert ids(site, region=name) == {"city", "district", "council", "school"}
    assert ids(site, not_region=name) == {trip.id for trip in TRIPS} - {"city", "district", "council", "school"}


def test_a_kind_may_be_called_in_full(site: FlaskClient) -> None:
    assert ids(site, office_kind="지방의회") == ids(site, office_kind="의회") == {"council", "joined", "unclear"}
    assert ids(site, office_kind=["의회", "교육청"], region="인천") == {"council", "school"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"region": "평양"}, "‘평양’은 알 수 없는 지역입니다. 쓸 수 있는 지역: 서울, 부산,"),
        ({"region": "광주시"}, "‘광주시’는 알 수 없는 지역입니다."),
        ({"not_region": "전남광주통합특별시"}, "여러 지역에 걸칩니다. 지역을 하나씩 따로 쓰세요: 광주, 전남."),
        ({"office_kind": "학교"}, "‘학교’는 알 수 없는 기관 유형입니다. 쓸 수 있는 유형: 중앙, 광역,"),
    ],
)
def test_what_is_no_region_and_no_kind_is_refused_with_those_there_are(
    site: FlaskClient, asked: dict[str, str], said: str
) -> None:
    answer = site.get("/api/v1/trips", query_string=asked)
    assert answer.status_code == 400
    (fault,) = answer.get_json()["errors"]
    assert fault["parameter"] == next(iter(asked))
    assert said in fault["detail"]


@pytest.mark.parametrize(
    ("trip_id", "shown"),
    [
        ("council", ["지역", "인천 (기관 이름의 ‘인천광역시’에 따라 자동 분류)", "기관 유형", "의회 (기관 이름의 ‘의회’에 따라 자동 분류)"]),
        ("joined", ["광주, 전남 (기관 이름의 ‘전남광주통합특별시’에 따라 자동 분류)"]),
        ("unclear", ["의회 (기관 이름의 ‘의회’에 따라 자동 분류)"]),
    ],
)  # fmt: skip
def test_a_trips_page_says_by_which_piece_of_the_name(site: FlaskClient, trip_id: str, shown: list[str]) -> None:
    html = site.get(f"/trips/{trip_id}").text
    assert [text for text in shown if text not in html] == []


@pytest.mark.parametrize(("trip_id", "label"), [("unclear", "지역"), ("state", "지역"), ("nobody", "기관 유형")])
def test_what_a_name_does_not_tell_is_not_shown(site: FlaskClient, trip_id: str, label: str) -> None:
    assert f"<dt>{label}</dt>" not in site.get(f"/trips/{trip_id}").text


def test_a_file_has_the_regions_and_the_kind(site: FlaskClient) -> None:
    asked = {"columns": ["id", "region", "office_kind"]}
    text = site.get("/api/v1/trips.csv", query_string=asked).get_data().decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head == ["출장 ID", "지역", "기관 유형"]
    found = {trip_id: rest for trip_id, *rest in lines}
    assert found["joined"] == ["광주; 전남", "의회"]
    assert found["district"] == ["인천", "기초"]
    assert found["unclear"] == ["", "의회"]
    assert found["nobody"] == ["", ""]
