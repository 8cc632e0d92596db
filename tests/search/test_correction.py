"""How much a correction may cost; what it comes to is in tests/contract/cases/corrections.toml."""

from collections.abc import Callable

import msgspec
import pytest

from search.correction import MAX_UNKNOWN, search_corrected
from search.page import TripPage
from search.parse import parse
from search.query import TripQuery
from search.suggest import Item, Kind, Suggester
from search.trip import Trip
from tests.conftest import MakeEngine

WORDS = "수소충전소 안전거리 탄소중립 기본계획 스마트시티 해상풍력 도시재생 기후변화".split()
SUGGESTER = Suggester(Item(word, Kind.WORD, 1) for word in WORDS)


@pytest.fixture(scope="module")
def search(make_engine: MakeEngine) -> Callable[[TripQuery], TripPage]:
    return make_engine([Trip(id="all", title=" ".join(WORDS)), Trip(id="one", title=WORDS[0])]).search


def asked(q: str, search: Callable[[TripQuery], TripPage]) -> tuple[str | None, int]:
    """What `q` is corrected to, and by how many searches."""
    queries = []

    def counting(query: TripQuery) -> TripPage:
        queries.append(query)
        return search(msgspec.structs.replace(query, correct=False))

    return search_corrected(TripQuery(clauses=parse(q)), counting, lambda: SUGGESTER).understood.corrected, len(queries)


@pytest.mark.parametrize("word", ["탄소중립", "탄소중립을", "수소충전소 안전거리"])
def test_what_is_found_often_enough_or_known_costs_nothing_more(
    search: Callable[[TripQuery], TripPage], word: str
) -> None:
    assert asked(word, search) == (None, 1)


def test_a_wrong_word_costs_two_searches(search: Callable[[TripQuery], TripPage]) -> None:
    assert asked("수소츙전소 안전거리", search) == ("수소충전소 안전거리", 3)


def test_thirty_unknown_words_cost_one_search(search: Callable[[TripQuery], TripPage]) -> None:
    unknown = " ".join(f"수소츙전{last}" for last in "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노")
    assert len(unknown.split()) == 30
    assert asked(unknown, search) == (None, 1)


def test_as_many_wrong_words_as_are_looked_at_are_answered_with_few_searches(
    search: Callable[[TripQuery], TripPage],
) -> None:
    wrong, right = "수소츙전소 안전거릐 탄소중릡 기본게획", "수소충전소 안전거리 탄소중립 기본계획"
    endings = "방문하였으며 견학하였으며 돌아왔으며 다녀왔으며"
    assert asked(wrong, search)[0] == right
    corrected, searches = asked(f"{wrong} {endings}", search)
    assert corrected == f"{right} {endings}"
    assert searches <= 2 + 3 * MAX_UNKNOWN
