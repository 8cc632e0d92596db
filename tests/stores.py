"""An index of either engine for a test: built, searched, and gone at its end."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from search.engine import Change, TripIndex, TripSearch
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.index import ElasticIndex
from search.engines.elastic.names import Names
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.engines.generations import is_name
from search.parse import parse
from search.query import TripQuery
from search.settings import Settings
from search.trip import Trip
from search.words.files import Words, our_words

# Seconds that a test's engine waits for a new generation: on a loaded machine opening three trips may take some.
SLOW_MACHINE = 60.0
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


class Clock:
    """Stands still until it is told how late it is."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def short(trips: Iterable[Trip]) -> Iterator[Trip]:
    """The same with one paragraph of findings: where many are needed and none is read, a fifth of the time."""
    return (msgspec.structs.replace(trip, findings=trip.findings[:1]) for trip in trips)


class Store(msgspec.Struct, frozen=True):
    """One index; `another` is a second writer to it, if asked with other words; `versions` are what lies there."""

    index: TripIndex
    engine: TripSearch
    another: Callable[..., TripIndex]
    versions: Callable[[], set[str]]


def embedded_store(root: Path, now: Callable[[], dt.datetime] = lambda: NOW) -> Store:
    """An index in a folder, written by the clock `now`."""

    def index(words: Callable[[], Words] = our_words) -> TripIndex:
        return EmbeddedIndex(root, now, words)

    def versions() -> set[str]:
        return {path.name for path in root.iterdir() if is_name(path.name)}

    return Store(index(), EmbeddedEngine(root, patience=SLOW_MACHINE), index, versions)


@contextmanager
def elastic_store(url: str, shards: int = 1, now: Callable[[], dt.datetime] = lambda: NOW) -> Iterator[Store]:
    """An index of its own name in a cluster, written by the clock `now` and removed at the end."""
    names = Names(f"test-{secrets.token_hex(6)}")
    client = connect(Settings(elasticsearch_url=url, elasticsearch_timeout=60))

    def index(words: Callable[[], Words] = our_words) -> TripIndex:
        return ElasticIndex(client, names.prefix, shards, now, words)

    def versions() -> set[str]:
        found = client.indices.get_alias(index=names.every_index)
        return {version for name in found if (version := names.version_of(name))}

    try:
        yield Store(index(), ElasticEngine(client, names.prefix), index, versions)
    finally:
        every = list(client.indices.get_alias(index=f"{names.prefix}_*"))
        if every:
            client.indices.delete(index=every)
        client.close()


def some_trips(*numbers: int, title: str = "탄소중립 연수") -> list[Trip]:
    """Small trips that differ in id and title."""
    return [Trip(id=f"t{number}", title=f"{title} {number}", departs=dt.date(2024, 1, 1)) for number in numbers]


def fill(index: TripIndex, *numbers: int, title: str = "탄소중립 연수") -> None:
    """An update that adds some trips."""
    with index.update() as writer:
        for trip in some_trips(*numbers, title=title):
            writer.add(trip)


def put(index: TripIndex, trips: Sequence[Trip], *, replace: bool = False) -> list[Change]:
    """An update with these trips, or an index of nothing else; what adding each came to."""
    with index.rebuild() if replace else index.update() as writer:
        writer.expect([trip.id for trip in trips])
        return [writer.add(trip) for trip in trips]


def found(engine: TripSearch, text: str = "", size: int = 100) -> set[str]:
    """The ids of the hits."""
    return {hit.trip.id for hit in engine.search(TripQuery(clauses=parse(text), size=size)).hits}
