"""The interface between the program and an engine, in our own words: TripSearch reads, TripIndex writes."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from search.page import Coverage, IndexInfo, Statistics, TripPage, TripText, Understood
from search.query import Breakdown, Clause, Match, TripQuery
from search.suggestion import Suggestion
from search.trip import Trip


class Change(StrEnum):
    """What adding a trip came to."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class EngineStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the index is: `problem` is None when searches are answered from what is published.

    `stale` lists, in Korean, what a `trips rebuild` would bring; `previous` is the generation that
    `trips rollback` would serve. `checksums` are the embedded engine's, `health` is the cluster's color.
    """

    engine: str
    index: IndexInfo | None
    previous: str | None = None
    size_bytes: int | None = None
    checksums: str | None = None
    health: str | None = None
    stale: tuple[str, ...] = ()
    problem: str | None = None


class Suggestions(msgspec.Struct, frozen=True):
    """Suggestions, the best first, and the generation they are from."""

    found: tuple[Suggestion, ...]
    index: IndexInfo


class Listing(msgspec.Struct, frozen=True):
    """Every hit of a search, of one generation: `trips` are read while they are taken, `total` of them."""

    total: int
    understood: Understood
    index: IndexInfo
    trips: Generator[Trip]


class TripSearch(Protocol):
    """The read side; thread-safe. A new generation is noticed without a restart."""

    def search(self, query: TripQuery) -> TripPage:
        """The page of hits. Raises SearchUnavailableError."""

    def every(self, query: TripQuery) -> Listing:
        """All that the pages of `query` would show, in their order, of the generation that is served now.

        Raises SearchUnavailableError, and so do its trips where they cannot be read any more: who takes them to the
        end without an error has every one.
        """

    def statistics(self, query: TripQuery, breakdown: Breakdown) -> Statistics:
        """The hits of `query`, row by row.

        Raises SearchUnavailableError, and InvalidQueryError for too many rows.
        """

    def read(self, trip_id: str, clauses: Sequence[Clause] = (), match: Match = Match.AUTO) -> TripText | None:
        """The whole trip with what `clauses` find in it marked, or None. Raises SearchUnavailableError."""

    def similar(self, trip_id: str, size: int) -> TripPage | None:
        """The trips that share most of what is special to one, without it; None where there is no such trip.

        `understood.terms` are the terms that decided. Raises SearchUnavailableError.
        """

    def suggest(self, typed: str, size: int) -> Suggestions:
        """What may be meant by what has been typed so far. Raises SearchUnavailableError."""

    def spelling(self, organisation: str) -> str:
        """An organisation, in whatever spelling, as most trips write it; as given where none has it.

        Raises SearchUnavailableError.
        """

    def coverage(self) -> Coverage:
        """What the served generation holds and lacks. Raises SearchUnavailableError."""

    def served(self) -> IndexInfo:
        """The generation that answers now; asked with nearly every page. Raises SearchUnavailableError."""

    def status(self) -> EngineStatus:
        """How the index is; never raises for an index that is missing or damaged."""


class TripAdder(Protocol):
    """Takes trips, one after the other."""

    def expect(self, trip_ids: Sequence[str]) -> None:
        """Hear which trips will be added next: a cluster is asked about all of them at once instead of one by one."""

    def add(self, trip: Trip) -> Change:
        """Put `trip` in, whole, in place of one with the same id."""

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        """Those of the trips that the generation has which this one starts from."""


class TripWriter(TripAdder, Protocol):
    """What `rebuild()` and `update()` hand out."""

    @property
    def memory(self) -> Path:
        """A file that stays with the generation, for whoever writes it to keep what it must know the next time.

        It is as the generation has it which this one starts from; not there where that has none, or nothing is.
        """

    def carry_over(self, trip: Trip) -> Change:
        """Put `trip` in as another index has it, or this one before: when it was seen and changed goes along."""

    def remember(self) -> None:
        """What is in `memory` now is worth a generation, also where no trip changes."""


class TripIndex(Protocol):
    """The write side. Leaving a context cleanly publishes; an exception leaves what was served untouched."""

    def rebuild(self) -> AbstractContextManager[TripWriter]:
        """A new generation from nothing. Raises IndexWriteError."""

    def update(self) -> AbstractContextManager[TripWriter]:
        """A new generation from the served one. Raises IndexWriteError, SearchUnavailableError."""

    def rollback(self) -> IndexInfo:
        """Serve the previous generation again. Raises NothingToRollBackError, IndexWriteError."""

    def trips(self) -> Iterator[Trip]:
        """Every trip the served generation stores, also of an outdated schema. Raises SearchUnavailableError."""

    def copy_memory(self, target: Path) -> None:
        """Put the served generation's `TripWriter.memory` at `target`; nothing where it has none.

        Raises SearchUnavailableError, IndexNotWritableError.
        """
