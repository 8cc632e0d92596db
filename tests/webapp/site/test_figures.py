"""Pages that show counts: every number is that of the trips themselves, and every picture has its table."""

import datetime as dt
import re
import statistics
from collections import Counter
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.page import Statistics
from search.query import Breakdown, Dimension, TripQuery
from search.trip import Place, Source, Theme, Trip
from tests.memory.engine import MemoryEngine
from tests.webapp.markup import Elements, Forms, links
from webapp.app import create_app
from webapp.site.charts import Count, shares, timeline

COUNTRIES = {"DE": "독일", "JP": "일본", "FR": "프랑스"}
TRIPS = [
    Trip(
        id=f"t{number}",
        title=f"탄소중립 정책 {number}" if number % 2 else f"도서관 {number}",
        countries=tuple(Place(code, COUNTRIES[code]) for place, code in enumerate(COUNTRIES) if number % (place + 2)),
        organisation=f"기관{number % 3}",
        departs=dt.date(2022 + number % 3, 1 + number % 12, 1) if number % 5 else None,
        nights=number % 4 if number % 3 else None,
        people=number % 6 or None,
        cost_krw=number * 1_000_000 if number % 2 else None,
        source=Source("자료", "https://a.kr"),
    )
    for number in range(40)
]


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return create_app(MemoryEngine(TRIPS)).test_client()


def rows(html: str, caption: str) -> dict[str, int]:
    """The rows of the table that belongs to a title."""
    table = re.search(rf"{caption}.*?<tbody>(.*?)</tbody>", html, re.DOTALL)
    assert table, caption
    found = re.findall(r'<th scope="row">(.*?)</th><td>([\d,]+)</td>', table[1], re.DOTALL)
    return {unescape(re.sub("<[^>]*>", "", name)): int(count.replace(",", "")) for name, count in found}


def test_a_search_in_figures_counts_its_trips(site: FlaskClient) -> None:
    html = site.get("/statistics?q=탄소중립&year=2022&year=2023").text
    trips = [trip for trip in TRIPS if "탄소중립" in trip.title and trip.departs and trip.departs.year in {2022, 2023}]
    assert f"<dd>{len(trips)}건</dd>" in html
    nights = [trip.nights for trip in trips if trip.nights is not None]
    assert f"합계 {sum(nights)}박(기재 {len(nights)}건)" in html
    assert f"중앙값 {statistics.median(nights):g}박" in html
    assert f"중앙값 {statistics.median(trip.people for trip in trips if trip.people):g}명" in html
    assert f"중앙값 {statistics.median(trip.cost_krw for trip in trips if trip.cost_krw) / 10**4:,.0f}만 원" in html
    cost = sum(trip.cost_krw or 0 for trip in trips)
    assert f"합계 {cost // 10**8}.{cost % 10**8 // 10**7}억 원" in html
    days = [trip.departs for trip in trips if trip.departs]
    years = Counter(str(day.year) for day in days)
    assert rows(html, "출발 연도별 건수</figcaption>") == years
    months = rows(html, "출발 월별 건수</figcaption>")
    assert {month: count for month, count in months.items() if count} == Counter(
        f"{day.year % 100}.{day.month}" for day in days
    )
    # A month without a trip has its place in time.
    assert 0 in months.values()
    countries = Counter(place.name for trip in trips for place in trip.countries)
    assert rows(html, "방문국별 건수") == countries
    assert rows(html, "기관별 건수") == Counter(trip.organisation for trip in trips)


def test_every_value_of_a_picture_leads_to_its_trips(site: FlaskClient) -> None:
    found = links(site.get("/statistics?q=탄소중립").text)
    assert found["독일"] == {"q": ["탄소중립"], "country": ["DE"]}
    assert found["2023"] == {"q": ["탄소중립"], "year": ["2023"]}


def test_what_has_no_day_is_said_and_not_drawn(site: FlaskClient) -> None:
    undated = sum(trip.departs is None for trip in TRIPS)
    assert f"출발일이 자료에 없는 출장 {undated}건" in site.get("/statistics").text


def test_what_no_trip_states_is_said_to_be_missing() -> None:
    site = create_app(MemoryEngine([Trip(id="s", title="제목", people=3)])).test_client()
    stated = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", site.get("/statistics").text))
    assert stated["경비"] == stated["기간"] == "자료에 없음"
    assert stated["인원"] == "평균 3명, 중앙값 3명, 합계 3명(기재 1건)"
    assert "경비 기재 없음" in site.get("/search").text


def test_an_average_says_of_how_many_it_is_where_not_all_state_it(site: FlaskClient) -> None:
    stated = [trip.nights for trip in TRIPS if trip.nights is not None]
    said = f"평균 {sum(stated) / len(stated):.1f}박(기재 {len(stated)}건)"
    assert said in re.sub("<[^>]*>", "", site.get("/search").text)
    assert "박(기재" not in re.sub("<[^>]*>", "", site.get("/search?nights_min=0").text)


def test_a_search_that_finds_nothing_has_no_figures(site: FlaskClient) -> None:
    answer = site.get("/statistics?q=세상에없는단어")
    assert answer.status_code == 200
    assert "검색 결과가 없습니다" in answer.text
    assert not Elements(answer.text).all("rect")[1:]


def test_two_searches_stand_side_by_side(site: FlaskClient) -> None:
    html = site.get("/compare?a_organisation=기관0&b_organisation=기관1&b_year=2023").text
    left = [trip for trip in TRIPS if trip.organisation == "기관0"]
    right = [trip for trip in TRIPS if trip.organisation == "기관1" and trip.departs and trip.departs.year == 2023]
    counts = [int(count) for count in re.findall(r'<a href="/search[^"]*">(\d+)건</a>', html)]
    assert counts == [len(left), len(right)]
    assert rows(html, "왼쪽 방문국별 건수") == Counter(place.name for trip in left for place in trip.countries)
    assert Forms(html).sent[-1] == {"a_organisation": ["기관0"], "b_organisation": ["기관1"], "b_year": ["2023"]}


def test_a_comparison_has_the_figures_of_both_and_one_scale_for_both_pictures(site: FlaskClient) -> None:
    html = site.get("/compare?a_q=탄소중립&b_organisation=기관1&b_year=2023").text
    assert len(re.findall("중앙값 [^<]*박", html)) == len(re.findall("중앙값 [^<]*명", html)) == 2
    left = Counter(str(trip.departs.year) for trip in TRIPS if "탄소중립" in trip.title and trip.departs)
    right = sum(
        trip.organisation == "기관1" and trip.departs is not None and trip.departs.year == 2023 for trip in TRIPS
    )
    assert rows(html, "오른쪽 출발 연도별 건수</figcaption>") == {**dict.fromkeys(left, 0), "2023": right}
    heights = {
        title: float(height)
        for height, title in re.findall(r'height="([\d.]+)" class="bar"><title>(.*?)</title>', html)
    }
    assert heights[f"2023: {right}건"] / heights[f"2023: {left['2023']}건"] == pytest.approx(
        right / left["2023"], abs=0.02
    )


def test_a_comparison_counts_no_months_that_it_does_not_draw() -> None:
    counted: list[Dimension] = []

    class Recording(MemoryEngine):
        def statistics(self, query: TripQuery, breakdown: Breakdown) -> Statistics:
            counted.extend(breakdown.by)
            return super().statistics(query, breakdown)

    create_app(Recording(TRIPS)).test_client().get("/compare?a_q=탄소중립&b_q=도서관")
    assert Dimension.YEAR in counted
    assert Dimension.MONTH not in counted


OFFICES = create_app(
    MemoryEngine(
        Trip(id=str(place), title="항만", organisation=name)
        for place, name in enumerate(["서울특별시", "인천광역시", "인천광역시 연수구", "부산광역시"])
    )
).test_client()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("인천", ["지역: 인천", "기관: 인천광역시", "기관: 인천광역시 연수구"]),
        ("서울시", ["지역: 서울", "기관: 서울특별시"]),
        ("연수구", ["기관: 인천광역시 연수구"]),
        ("없는기관", []),
    ],
)
def test_a_name_that_no_office_has_leads_to_those_that_may_be_meant(typed: str, offered: list[str]) -> None:
    html = OFFICES.get(f"/compare?a_organisation={typed}&a_q=항만&b_organisation=부산광역시").text
    found = re.findall(r'<li><a href="(/compare[^"]*)" rel="nofollow">(.*?)</a>', html)
    ways = {unescape(text): unescape(url) for url, text in found}
    assert list(ways) == offered
    for text, url in ways.items():
        title, _, value = text.partition(": ")
        changed = {"지역": "a_region", "기관": "a_organisation"}[title]
        asked = parse_qs(urlsplit(url).query)
        assert asked == {changed: [value], "a_q": ["항만"], "b_organisation": ["부산광역시"]}
        assert "검색 결과가 없습니다" not in OFFICES.get(url).text


def test_a_comparison_begins_with_the_search_that_led_to_it(site: FlaskClient) -> None:
    html = site.get("/statistics?q=탄소중립&country=DE&nights_min=1").text
    (address,) = re.findall(r'href="(/compare[^"]*)"', html)
    asked = parse_qs(urlsplit(unescape(address)).query)
    assert asked == {"a_q": ["탄소중립"], "a_country": ["DE"], "a_nights_min": ["1"]}
    shown = site.get(unescape(address)).text
    # What has no field of its own goes along.
    assert Forms(shown).sent[-1] == asked


def test_two_sides_that_are_the_same_are_told_so(site: FlaskClient) -> None:
    assert "양쪽의 조건이 같습니다" in site.get("/compare?a_q=탄소중립&b_q=탄소중립").text


@pytest.mark.parametrize(
    ("asked", "missing"), [("", []), ("a_q=탄소중립", ["오른쪽"]), ("b_q=탄소중립&a_q=+", ["왼쪽"])]
)
def test_half_a_comparison_asks_for_the_other_half(site: FlaskClient, asked: str, missing: list[str]) -> None:
    answer = site.get(f"/compare?{asked}")
    assert answer.status_code == 200
    assert "양쪽에 입력하세요" in answer.text
    assert re.findall("(왼쪽|오른쪽)에도 조건을 입력하세요", answer.text) == missing
    assert not Elements(answer.text).all("figure")


def test_what_is_wrong_on_a_side_is_said_there_and_nothing_is_lost(site: FlaskClient) -> None:
    answer = site.get("/compare?a_country=없는나라&b_year=x&b_q=탄소중립")
    assert answer.status_code == 400
    assert "방문국: ‘없는나라’는 알 수 없는 국가입니다" in answer.text
    assert "출발 연도: ‘x’는 네 자리 연도가 아닙니다" in answer.text
    assert Forms(answer.text).sent[-1] == {"a_country": ["없는나라"], "b_year": ["x"], "b_q": ["탄소중립"]}
    # Beside the field, for eyes and ears.
    invalid = [field for field in Elements(answer.text).all("input") if field.get("aria-invalid")]
    assert [field["name"] for field in invalid] == ["a_country", "b_year"]
    assert [field["aria-describedby"] for field in invalid] == [
        fault["id"] for fault in Elements(answer.text).all("p") if fault.get("class") == "fault"
    ]
    assert site.get("/compare?c_q=x").status_code == 400


def values(trip: Trip) -> dict[str, set[str]]:
    """What a trip has, as it may be browsed."""
    return {
        "country": {text for place in trip.countries for text in (place.key, place.name)},
        "organisation": {trip.organisation or ""},
        "year": {str(trip.departs.year)} if trip.departs else set(),
    }


@pytest.mark.parametrize("path", ["country/DE", "country/독일", "organisation/기관0", "year/2023"])
def test_every_value_that_people_browse_has_a_page(site: FlaskClient, path: str) -> None:
    html = site.get(f"/browse/{path}").text
    name, _, value = path.partition("/")
    trips = [trip for trip in TRIPS if value in values(trip)[name]]
    assert f"출장 {len(trips)}건 모두 보기" in html
    assert html.count('<h3><a href="/trips/') == min(10, len(trips))
    days = [trip.departs for trip in trips if trip.departs]
    latest = re.search(r'<h3><a href="/trips/(t\d+)"', html)
    assert latest
    assert {trip.id: trip.departs for trip in trips}[latest[1]] == max(days)


@pytest.mark.parametrize(
    "path", ["country/XX", "organisation/없음", "year/1900", "theme/none", "missing/people", "city/x"]
)
def test_what_nobody_visited_has_no_page(site: FlaskClient, path: str) -> None:
    assert site.get(f"/browse/{path}").status_code == 404


def test_a_name_with_a_slash_has_a_page_too() -> None:
    trip = Trip(id="s", title="제목", organisation="가/나 연구원", themes=(Theme("x", ()),))
    answer = create_app(MemoryEngine([trip])).test_client().get("/browse/organisation/가/나 연구원")
    assert answer.status_code == 200


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 10**6), max_size=200))
def test_bars_are_as_high_as_their_numbers_say(numbers: list[int]) -> None:
    counts = [Count(str(place), number) for place, number in enumerate(numbers)]
    chart = timeline(counts)
    assert (chart is None) == (not any(numbers))
    if chart is None:
        return
    assert [bar.counted for bar in chart.bars] == counts
    assert chart.peak.trips == max(numbers)
    for bar in chart.bars:
        assert bar.x >= 0
        # Thirty units are half a label in the large letters of phones.
        room = {"start": bar.written, "middle": bar.written - 30, "end": bar.written - 60}[bar.anchor]
        assert 0 <= room <= chart.width - 60
        assert bar.x + bar.width <= chart.width + 0.2
        assert (bar.height > 0) == (bar.counted.trips > 0)
        assert bar.y + bar.height == pytest.approx(chart.floor, abs=0.11)
    # Heights are rounded: 993,616 stands as high as 993,617.
    tallest = max(bar.height for bar in chart.bars)
    assert tallest in {bar.height for bar in chart.bars if bar.counted.trips == max(numbers)}
    assert all(0 <= share.percent <= 100 for share in shares(counts))
