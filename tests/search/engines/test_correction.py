"""How much a correction may cost; what it comes to is in tests/contract/cases/corrections.toml."""

import pytest

from search.engines.correction import MAX_UNKNOWN, search_corrected
from search.engines.embedded.generation import Generation
from search.engines.serving import Serving
from search.page import TripPage
from search.parse import parse
from search.query import TripQuery
from search.trip import Trip
from search.words.files import our_words
from tests.stores import embedded_store

WORDS = "수소충전소 안전거리 탄소중립 기본계획 스마트시티 해상풍력 도시재생 기후변화".split()


class Counted(Serving):
    """A serving that remembers what it was asked."""

    def __init__(self, generation: Generation) -> None:
        super().__init__(generation, our_words())
        self.asked: list[TripQuery] = []

    def page(self, query: TripQuery) -> TripPage:
        self.asked.append(query)
        return super().page(query)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    root = tmp_path_factory.mktemp("correction")
    store = embedded_store(root)
    with store.index.rebuild() as writer:
        for number, title in enumerate([" ".join(WORDS), *WORDS]):
            writer.add(Trip(id=f"t{number}", title=title))
    return Counted(Generation(root / store.engine.served().version))


def asked(q: str, serving: Counted) -> tuple[str | None, int]:
    """What `q` is corrected to, and by how many searches."""
    serving.asked.clear()
    page = search_corrected(TripQuery(clauses=parse(q)), serving)
    return page.understood.corrected, len(serving.asked)


@pytest.mark.parametrize("word", ["탄소중립", "탄소중립을", "수소충전소 안전거리"])
def test_what_is_found_often_enough_or_known_costs_nothing_more(serving: Counted, word: str) -> None:
    assert asked(word, serving) == (None, 1)


def test_a_wrong_word_costs_two_searches(serving: Counted) -> None:
    assert asked("수소츙전소 안전거리", serving) == ("수소충전소 안전거리", 3)


def test_thirty_unknown_words_cost_one_search(serving: Counted) -> None:
    unknown = " ".join(f"수소츙전{last}" for last in "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노")
    assert len(unknown.split()) == 30
    assert asked(unknown, serving) == (None, 1)


def test_as_many_wrong_words_as_are_looked_at_are_answered_with_few_searches(serving: Counted) -> None:
    wrong, right = "수소츙전소 안전거릐 탄소중릡 기본게획", "수소충전소 안전거리 탄소중립 기본계획"
    endings = "방문하였으며 견학하였으며 돌아왔으며 다녀왔으며"
    assert asked(wrong, serving)[0] == right
    corrected, searches = asked(f"{wrong} {endings}", serving)
    assert corrected == f"{right} {endings}"
    assert searches <= 2 + 3 * MAX_UNKNOWN
