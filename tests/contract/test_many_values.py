"""More values of a facet than either engine counts in one go: 70,000 places without a code, a hundred a trip."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

import pytest

from search.engine import TripSearch
from search.page import FacetCount
from search.parse import parse
from search.query import FacetName, Filters, TripQuery
from search.suggestion import Kind
from search.trip import Place, Trip
from tests.stores import elastic_store

TRIPS: Final = 700
PLACES: Final = 100
EVERY: Final = 10**6
BOTH: Final = (FacetName.COUNTRY, FacetName.ORGANISATION)


def corpus(trips: int = TRIPS, places: int = PLACES) -> Iterable[Trip]:
    """Each trip with places of its own, and one of ten that it shares with others."""
    for number in range(trips):
        names = [f"곳 {number * places + place}" for place in range(places)]
        yield Trip(
            id=f"t{number}",
            title="연수",
            organisation=f"기관 {number}",
            countries=tuple(Place(None, name) for name in (*names, f"함께 간 곳 {number % 10}")),
            cities=tuple(f"도시 {name}" for name in names),
        )


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[Iterable[Trip]], TripSearch]) -> TripSearch:
    return make_engine(corpus())


def expected(numbers: Iterable[int]) -> Counter[str]:
    chosen = set(numbers)
    return Counter(place.name for number, trip in enumerate(corpus()) if number in chosen for place in trip.countries)


def counted(facet: tuple[FacetCount, ...]) -> dict[str, int]:
    return {one.value: one.count for one in facet}


def test_every_value_is_counted_exactly(engine: TripSearch) -> None:
    page = engine.search(TripQuery(clauses=parse("연수"), size=1, facets=BOTH, facet_size=EVERY))
    wanted = expected(range(TRIPS))
    assert len(wanted) == 70_010
    assert counted(page.facets[FacetName.COUNTRY]) == wanted
    assert len(page.facets[FacetName.ORGANISATION]) == TRIPS
    order = [(-one.count, one.value) for one in page.facets[FacetName.COUNTRY]]
    assert order == sorted(order)


def test_the_most_frequent_values_are_the_most_frequent_of_all(engine: TripSearch) -> None:
    page = engine.search(TripQuery(clauses=parse("연수"), size=1, facets=BOTH, facet_size=11))
    first = [f"함께 간 곳 {number}" for number in range(10)]
    assert [(one.value, one.count) for one in page.facets[FacetName.COUNTRY]] == [
        *((name, 70) for name in first),
        ("곳 0", 1),
    ]


def test_a_facet_with_a_filter_of_its_own_and_of_another_is_counted_exactly(engine: TripSearch) -> None:
    filters = Filters(country=("함께 간 곳 3", "없는 곳"), not_organisation=tuple(f"기관 {one}" for one in range(5)))
    page = engine.search(TripQuery(filters=filters, size=1, facets=BOTH, facet_size=EVERY))
    assert page.total == 69  # the one of the first five is left out
    assert counted(page.facets[FacetName.COUNTRY]) == {**expected(range(5, TRIPS)), "없는 곳": 0}
    assert len(page.facets[FacetName.ORGANISATION]) == 69


def test_the_coverage_counts_them_all(engine: TripSearch) -> None:
    coverage = engine.coverage()
    assert (coverage.countries, coverage.organisations) == (70_010, TRIPS)
    assert coverage.gaps["departs"] == TRIPS


def test_each_is_suggested(engine: TripSearch) -> None:
    for typed, kind in (("도시 곳 69999", Kind.CITY), ("함께 간 곳 7", Kind.COUNTRY)):
        best = engine.suggest(typed, 5).found[0]
        assert (best.text, best.kind) == (typed, kind)


@pytest.mark.xdist_group("elasticsearch")
def test_shards_add_up_to_the_same_counts(cluster: str) -> None:
    with elastic_store(cluster, shards=2) as store:
        with store.index.rebuild() as writer:
            for trip in corpus():
                writer.add(trip)
        for size in (11, EVERY):
            page = store.engine.search(TripQuery(size=1, facets=BOTH, facet_size=size))
            facet = counted(page.facets[FacetName.COUNTRY])
            assert facet == dict(sorted(expected(range(TRIPS)).items(), key=lambda one: (-one[1], one[0]))[:size])


@pytest.mark.drill
def test_as_many_organisations_and_titles_as_trips(make_engine: Callable[[Iterable[Trip]], TripSearch]) -> None:
    count = 70_000
    engine = make_engine(
        Trip(id=f"t{number}", title=f"{number}번째", organisation=f"기관 {number}") for number in range(count)
    )
    page = engine.search(TripQuery(size=1, facets=(FacetName.ORGANISATION,), facet_size=EVERY))
    assert len(page.facets[FacetName.ORGANISATION]) == count
    assert engine.coverage().organisations == count
    assert engine.suggest("69999번째", 5).found[0].text == "69999번째"
