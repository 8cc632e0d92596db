"""Every hit of a search at once: what its pages show, in their order, of one generation."""

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search.engines.elastic.generation as elastic
import search.engines.embedded.walking as embedded
from search.engine import TripSearch
from search.page import TripPage
from search.parse import parse
from search.query import Filters, Match, Sort, TripQuery
from search.trip import Place, Trip
from tests.conftest import ENGINES
from tests.stores import Store, fill

WORDS = ("탄소중립", "연수", "스마트시티", "도서관", "공공", "독일")
COUNTRIES = (Place("DE", "독일"), Place("JP", "일본"), Place(None, "어느섬"))


def corpus() -> list[Trip]:
    """Trips with many ties: equal days, equal scores, nothing to sort by."""
    return [
        Trip(
            id=f"t{number}",
            title=" ".join(WORDS[place] for place in {number % 6, number % 4, number % 5}),
            countries=(COUNTRIES[number % 3],),
            departs=dt.date(2024, 1 + number % 3, 1) if number % 7 else None,
            nights=number % 5 or None,
            people=number % 4,
        )
        for number in range(60)
    ]


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(corpus())


def pages(engine: TripSearch, query: TripQuery) -> tuple[list[str], TripPage]:
    """The ids of all pages, and the first of them."""
    first = page = engine.search(query)
    ids = [hit.trip.id for hit in page.hits]
    while page.next:
        page = engine.search(msgspec.structs.replace(query, after=page.next))
        ids += [hit.trip.id for hit in page.hits]
    return ids, first


queries = st.builds(
    TripQuery,
    clauses=st.lists(st.sampled_from([*WORDS, '"공공 도서관"', "-독일", "탄소중릡", "없는말"]), max_size=3).map(
        lambda words: parse(" ".join(words))
    ),
    match=st.sampled_from(Match),
    sort=st.sampled_from(Sort),
    filters=st.builds(Filters, country=st.sampled_from([(), ("DE",), ("DE", "JP")]), people_min=st.sampled_from([None, 2])),
    size=st.just(7),
)  # fmt: skip


@pytest.mark.parametrize("make_engine", [*ENGINES, "memory"], indirect=True, scope="module")
@given(query=queries)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_hit_comes_as_the_pages_have_them(engine: TripSearch, query: TripQuery) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # Many parts of few trips, so that what lies between two parts is there.
        patched.setattr(embedded, "CHUNK", 4)
        patched.setattr(elastic, "_PAGE", 4)
        listing = engine.every(query)
        found = [trip.id for trip in listing.trips]
    shown, first = pages(engine, query)
    assert found == shown
    assert (listing.total, listing.understood, listing.index) == (len(shown), first.understood, first.index)


def test_the_trips_are_of_one_generation_whatever_is_served_meanwhile(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "CHUNK", 2)
    monkeypatch.setattr(elastic, "_PAGE", 2)
    fill(store.index, *range(20))
    before = store.engine.served()
    listing = store.engine.every(TripQuery(sort=Sort.OLDEST))
    found = [next(listing.trips).title]
    fill(store.index, *range(40), title="바뀐 제목")
    assert store.engine.served() != before
    found += [trip.title for trip in listing.trips]
    assert listing.index == before
    assert sorted(found) == sorted(f"탄소중립 연수 {number}" for number in range(20))
    assert store.engine.every(TripQuery()).total == 40


def test_nobody_who_leaves_off_reading_holds_anything_open(store: Store) -> None:
    fill(store.index, *range(5))
    listing = store.engine.every(TripQuery())
    assert next(listing.trips).title.startswith("탄소중립")
    listing.trips.close()
    assert list(listing.trips) == []
