"""The third engine pages as the embedded one does; that it answers the cases of the contract is shown with them."""

from collections.abc import Iterator

import msgspec
import pytest

from search.engine import TripSearch
from search.parse import parse
from search.query import FacetName, Filters, Match, Sort, TripQuery
from tests.conftest import MakeEngine
from tests.memory.engine import MemoryEngine
from tests.relevance.judged import sample

QUERIES = [
    TripQuery(),
    TripQuery(sort=Sort.OLDEST, filters=Filters(nights_min=3)),
    TripQuery(clauses=parse("정책 연수"), sort=Sort.LONGEST),
    TripQuery(clauses=parse("도시재생 -일본"), sort=Sort.NEWEST),
    TripQuery(clauses=parse("스마트시티 교통"), match=Match.ANY),
    TripQuery(clauses=parse("청년 일자리"), filters=Filters(not_country=("JP",))),
]


def ids(engine: TripSearch, query: TripQuery) -> Iterator[str]:
    """Those of every page."""
    page = engine.search(query)
    while True:
        yield from (hit.trip.id for hit in page.hits)
        if page.next is None:
            return
        page = engine.search(msgspec.structs.replace(query, after=page.next))


@pytest.fixture(scope="module")
def memory() -> MemoryEngine:
    return MemoryEngine(sample())


@pytest.fixture(scope="module")
def other(make_engine: MakeEngine) -> TripSearch:
    return make_engine(sample())


@pytest.mark.parametrize("make_engine", ["embedded"], indirect=True, scope="session")
@pytest.mark.parametrize("query", QUERIES)
def test_pages_of_seven_hold_what_pages_of_the_embedded_engine_hold(
    other: TripSearch, memory: MemoryEngine, query: TripQuery
) -> None:
    query = msgspec.structs.replace(query, size=7, facets=tuple(FacetName))
    found, expected = list(ids(memory, query)), list(ids(other, query))
    assert len(found) == len(set(found)) == memory.search(query).total
    if query.order is Sort.RELEVANCE:
        # The lengths of texts are rounded by the libraries, so that neighbours may change places.
        found, expected = sorted(found), sorted(expected)
    assert found == expected
    assert memory.search(query).facets == other.search(query).facets
