"""An index that holds each text several times answers as one whose trips were indexed one by one."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice

import msgspec
import pytest

from benchmarks import copies, generator
from search.document.document import document_maker
from search.engine import TripSearch
from search.engines.embedded.engine import EmbeddedEngine
from search.parse import parse
from search.query import FacetName, Sort, TripQuery
from search.trip import Trip
from search.words.files import our_words
from tests.stores import NOW, Store, embedded_store

TEXTS = 6
COPIES = 4


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TripSearch:
    """Six texts, four times each."""
    root = tmp_path_factory.mktemp("copies") / "trips"
    copies.build(root, generator.trips(TEXTS), COPIES)
    return EmbeddedEngine(root)


@pytest.fixture(scope="module")
def store(engine: TripSearch, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same trips, indexed one by one."""
    store = embedded_store(tmp_path_factory.mktemp("ordinary") / "trips", lambda: NOW)
    with store.index.rebuild() as writer:
        for trip in every_trip(engine):
            writer.add(trip)
    return store


def every_trip(engine: TripSearch) -> Iterator[Trip]:
    yield from engine.every(TripQuery()).trips


def test_each_copy_is_a_trip_of_its_own(engine: TripSearch) -> None:
    found = list(every_trip(engine))
    assert len({trip.id for trip in found}) == TEXTS * COPIES
    texts = {trip.findings for trip in found}
    assert len(texts) == TEXTS
    for text in texts:
        departures = {trip.departs for trip in found if trip.findings == text}
        assert len(departures) == COPIES or departures == {None}


@pytest.mark.parametrize("order", Sort)
@pytest.mark.parametrize("text", ["", "운영", "도시 예산"])
def test_it_answers_as_an_index_of_the_same_trips_does(
    engine: TripSearch, store: Store, text: str, order: Sort
) -> None:
    query = TripQuery(clauses=parse(text), sort=order, size=TEXTS * COPIES, facets=tuple(FacetName))
    here, there = engine.search(query), store.engine.search(query)
    assert here.total == there.total > 0
    assert here.facets == there.facets
    assert [hit.trip.id for hit in here.hits] == [hit.trip.id for hit in there.hits]
    assert [hit.passages for hit in here.hits] == [hit.passages for hit in there.hits]


def test_a_trip_without_dates_has_copies_without_dates() -> None:
    undated = msgspec.structs.replace(next(islice(generator.trips(1), 1)), departs=None, returns=None)
    dates = {trip.departs for trip in _copies(undated)}
    assert dates == {None}
    dated = msgspec.structs.replace(undated, departs=dt.date(2024, 1, 1), returns=dt.date(2024, 1, 5))
    assert {trip.returns - trip.departs for trip in _copies(dated) if trip.returns and trip.departs} == {
        dt.timedelta(days=4)
    }


def _copies(trip: Trip) -> list[Trip]:
    maker = document_maker(our_words())
    return [document.trip for document in copies.copies_of(maker.make(trip), COPIES)]
