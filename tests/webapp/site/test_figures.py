"""Pages that show counts: every number is that of the trips themselves, and every picture has its table."""

import datetime as dt
import re
from collections import Counter
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize("asked", ["", "a_q=탄소중립", "b_q=탄소중립&a_q=+"])
def test_half_a_comparison_asks_for_the_other_half(site: FlaskClient, asked: str) -> None:
    answer = site.get(f"/compare?{asked}")
    assert answer.status_code == 200
    assert "양쪽에 입력하세요" in answer.text
    assert not Elements(answer.text).all("figure")


def test_what_is_wrong_on_a_side_is_said_there_and_nothing_is_lost(site: FlaskClient) -> None:
    answer = site.get("/compare?a_country=없는나라&b_year=x&b_q=탄소중립")
    assert answer.status_code == 400
    assert "방문국: ‘없는나라’는 알 수 없는 국가입니다" in answer.text
    assert "출발 연도: ‘x’는 네 자리 연도가 아닙니다" in answer.text
    assert Forms(answer.text).sent[-1] == {"a_country": ["없는나라"], "b_year": ["x"], "b_q": ["탄소중립"]}
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
        assert bar.x + bar.width <= chart.width + 0.2
        assert (bar.height > 0) == (bar.counted.trips > 0)
        assert bar.y + bar.height == pytest.approx(chart.floor, abs=0.11)
    # Heights are rounded: 993,616 stands as high as 993,617.
    tallest = max(bar.height for bar in chart.bars)
    assert tallest in {bar.height for bar in chart.bars if bar.counted.trips == max(numbers)}
    assert all(0 <= share.percent <= 100 for share in shares(counts))
