"""Where nothing is found, the longest part of what was typed that finds something is offered."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search.page import TripPage
from search.query import Match, TripQuery
from search.trip import Trip
from tests.memory.engine import MemoryEngine
from tests.webapp.markup import links
from webapp.app import create_app
from webapp.site.alternatives import MAX_ASKED

TRIPS = [
    Trip(id="one", title="수소 충전소 안전 기준", summary="독일의 수소 충전소를 보았다."),
    Trip(id="two", title="탄소중립 도시 계획", summary="일본의 도시를 보았다."),
]
ENGINE = MemoryEngine(TRIPS)
WORDS = ["수소", "충전소", "안전", "기준", "도시", "계획", "우주정거장", "해저터널"]


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return create_app(ENGINE).test_client()


def offered(site: FlaskClient, q: str, match: str = "auto") -> list[str]:
    html = site.get("/search", query_string={"q": q, "match": match, "correct": "false"}).text
    return [text for text in links(html) if text.endswith("만 검색")]


def test_of_words_that_no_trip_has_together_the_longest_row_is_offered_first(site: FlaskClient) -> None:
    found = offered(site, "우주정거장 수소 충전소 안전 해저터널", "all")
    assert found[0] == "‘수소 충전소 안전’만 검색"
    assert not [text for text in found if "우주" in text or "해저" in text]


def test_of_one_long_word_its_longest_beginning_and_end_are_offered(site: FlaskClient) -> None:
    assert offered(site, "탄소중립우주정거장", "exact") == ["‘탄소중립’만 검색"]
    assert offered(site, "우주정거장탄소중립", "exact") == ["‘탄소중립’만 검색"]


def test_no_piece_of_a_word_is_offered_beside_a_word_that_finds_something(site: FlaskClient) -> None:
    assert offered(site, "우주탄소중립 수소", "all") == ["‘수소’만 검색"]


@pytest.mark.parametrize("q", ["해저터널", "은하수", "zzz", "!!", "의의의"])
def test_nothing_is_offered_where_no_part_stands_anywhere(site: FlaskClient, q: str) -> None:
    assert offered(site, q, "exact") == []


class Counting(MemoryEngine):
    """Counts what it is asked."""

    asked = 0

    def search(self, query: TripQuery) -> TripPage:
        self.asked += 1
        return super().search(query)


COUNTING = Counting(TRIPS)
COUNTED = create_app(COUNTING).test_client()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), st.sampled_from(list(Match)))
def test_whatever_is_offered_finds_something_and_a_page_asks_no_more_than_it_may(
    words: list[str], match: Match
) -> None:
    before = COUNTING.asked
    html = COUNTED.get("/search", query_string={"q": " ".join(words), "match": match, "correct": "false"}).text
    assert COUNTING.asked - before <= MAX_ASKED + 1
    for text, asked in links(html).items():
        if text.endswith("만 검색"):
            assert "검색 결과가 없습니다" not in COUNTED.get("/search", query_string=asked).text
