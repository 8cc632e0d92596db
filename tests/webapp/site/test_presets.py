"""A span of time by its name is the condition that it says."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search.clock import KOREA
from search.trip import Trip
from tests.memory.engine import MemoryEngine
from tests.webapp.markup import Elements
from webapp.app import create_app
from webapp.site.presets import Span, days_of

TODAY = dt.datetime.now(KOREA).date()
TRIPS = [
    Trip(id="now", title="수소 연수", departs=TODAY, nights=2),
    Trip(id="last", title="수소 연수", departs=dt.date(TODAY.year - 1, 6, 1), nights=9),
    Trip(id="old", title="수소 연수", departs=TODAY - dt.timedelta(days=4 * 366)),
    Trip(id="none", title="수소 연수"),
]


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return create_app(MemoryEngine(TRIPS)).test_client()


def spans(html: str) -> dict[str, str]:
    return {
        dict(parse_qs(urlsplit(str(link["href"])).query))["span"][0]: str(link["href"])
        for link in Elements(html).all("a")
        if str(link.get("href")).startswith("/search/period?")
    }


def trips(html: str) -> list[str]:
    return [urlsplit(str(link["href"])).path.split("/")[-1] for link in Elements(html).all("a") if _is_hit(link)]


def _is_hit(link: dict[str, str | None]) -> bool:
    return str(link.get("href")).startswith("/trips/") and link.get("class") is None and "#" not in str(link["href"])


@pytest.mark.parametrize(
    ("span", "found"), [("this_year", ["now"]), ("last_year", ["last"]), ("three_years", ["last", "now"])]
)
def test_a_span_keeps_the_search_and_takes_the_place_of_its_dates(
    site: FlaskClient, span: str, found: list[str]
) -> None:
    page = site.get("/search?q=수소&nights_min=1&sort=oldest&departs_from=1999-01-01&departs_to=1999-12-31").text
    led = site.get(spans(page)[span])
    assert led.status_code == 302
    assert led.headers["Cache-Control"] == "no-store"
    asked = parse_qs(urlsplit(led.headers["Location"]).query)
    assert {name: asked[name] for name in ("q", "nights_min", "sort")} == {
        "q": ["수소"],
        "nights_min": ["1"],
        "sort": ["oldest"],
    }
    assert trips(site.get(led.headers["Location"]).text) == found


def test_the_form_that_was_refused_has_them_too_and_they_lead_out_of_it(site: FlaskClient) -> None:
    page = site.get("/search?q=수소&departs_from=2025-05-01&departs_to=2024-05-01")
    assert page.status_code == 400
    assert site.get(spans(page.text)["this_year"], follow_redirects=True).status_code == 200


def test_a_span_that_is_none_is_refused(site: FlaskClient) -> None:
    assert site.get("/search/period?span=ever").status_code == 400
    assert site.get("/search/period").status_code == 400
    assert site.get("/search/period?span=this_year&next=//evil.example").status_code == 400


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_a_span_holds_whole_years_and_three_of_them_go_back_from_today(today: dt.date) -> None:
    this, last = days_of(Span.THIS_YEAR, today), days_of(Span.LAST_YEAR, today)
    assert this.last
    assert this.first <= today <= this.last
    assert last.last == this.first - dt.timedelta(days=1)
    assert (this.first - last.first).days in {365, 366}
    three = days_of(Span.THREE_YEARS, today)
    assert three.last is None
    assert (three.first.month, three.first.day) in {(today.month, today.day), (2, 28)}
    assert 1094 <= (today - three.first).days <= 1097
