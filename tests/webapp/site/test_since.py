"""`since` on the pages: said, given up, offered as a way out, and carried along."""

import io
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from flask.testing import FlaskClient

from search.engine import TripSearch
from search.trip import Trip
from tests.webapp.fakes import BARE, TRIP
from tests.webapp.markup import Forms, links
from webapp.app import create_app


@pytest.fixture(scope="module")
def site(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    return create_app(make_engine([TRIP, BARE])).test_client()


def test_it_is_said_as_clocks_in_korea_show_it_and_can_be_given_up(site: FlaskClient) -> None:
    shown = site.get("/search?q=탄소&since=2026-11-24T00:00:00%2B09:00").text
    without = {text: asked for text, asked in links(shown).items() if text.startswith("등록·변경: 2026-11-24 이후")}
    assert list(without.values()) == [{"q": ["탄소"]}]
    assert "등록·변경: 2026-11-24 08:59:59 이후" in site.get("/search?since=2026-11-23T23:59:59Z").text


def test_where_nothing_is_new_the_page_offers_what_is_not(site: FlaskClient) -> None:
    assert any(text.startswith("등록·변경 조건 해제") for text in links(site.get("/search?since=2100-01-01").text))


def test_it_is_carried_along(site: FlaskClient) -> None:
    shown = site.get("/search?since=2026-11-24&sort=newest").text
    assert {"since": ["2026-11-23T15:00:00+00:00"], "sort": ["newest"]} in Forms(shown).sent
    (feed,) = {address for address in shown.split('"') if address.startswith("/feed.atom")}
    assert parse_qs(urlsplit(feed).query) == {"since": ["2026-11-23T15:00:00+00:00"]}


def test_a_form_with_a_wrong_one_comes_back_without_it(site: FlaskClient) -> None:
    answer = site.get("/search?q=탄소&since=gestern")
    assert answer.status_code == 400
    assert "2025-11-09T18:30:00+09:00" in answer.text
    assert "gestern" not in str(Forms(answer.text).sent)


def test_files_and_counts_go_by_it_and_a_workbook_says_so(site: FlaskClient) -> None:
    csv = site.get("/api/v1/trips.csv?since=2026-11-23&columns=id", buffered=True)
    assert sorted(csv.text.split()[-2:]) == ["bare", "trip-1"]
    xlsx = site.get("/api/v1/trips.xlsx?since=2026-11-24T00:00:00Z", buffered=True)
    cover = openpyxl.load_workbook(io.BytesIO(xlsx.data)).worksheets[0]
    assert ("등록·변경", "2026-11-24 09:00:00 이후") in {row[:2] for row in cover.iter_rows(values_only=True)}
    assert site.get("/api/v1/statistics?by=country&since=2100-01-01").get_json()["total"] == 0
