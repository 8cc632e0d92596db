"""A new generation, trip by trip: what adding one comes to, its document, and whether the result is whole.

Written once for all engines; an engine says how a document is written (`Target`) and what came of it (`Built`).
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from search.document.document import TripDocument
from search.document.workers import Workers
from search.engine import Change
from search.errors import VerificationFailedError
from search.trip import Trip, content_digest, with_moments, without_moments
from search.words.files import Words

# What an engine calls the file in which whoever writes keeps what it must know the next time.
MEMORY: Final = "memory.sqlite"


class Target(Protocol):
    """A new generation as an engine writes it. Every method raises IndexNotWritableError."""

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        """Those of the trips that the generation has which is served now, of whichever schema.

        None of them where nothing is served, or nothing that can be read.
        """

    def write(self, document: TripDocument, *, replaces: bool) -> None:
        """Add a document; one that `replaces` another takes its place."""

    def finish(self) -> None:
        """Make everything that was written whole."""

    def abandon(self) -> None:
        """Stop whatever is under way; nothing is written any more."""


class Built(Protocol):
    """A new generation as it answers before it is served."""

    def total(self) -> int:
        """How many trips it holds."""

    def known(self, trip_ids: Collection[str]) -> int:
        """How many of these it holds."""

    def is_found(self, trip_id: str, term: str) -> bool:
        """Whether a search for a term in the text finds this trip."""


class Writer:
    """Adds trips to one new generation; `count` is how many it must hold by now."""

    def __init__(self, target: Target, start: int | None, words: Words, memory: Path, now: dt.datetime) -> None:
        """The generation starts from the served one of `start` trips, None: from nothing; `words` read it.

        `memory` is the file that stays with it, see `TripWriter`. What is new or changes in it does so `now`.
        """
        self.count = start or 0
        self.memory = memory
        self._starts_anew = start is None
        self._now = now.astimezone(dt.UTC)
        self._is_remembered = False
        self._target = target
        self._workers = Workers(words, self._write)
        self._expected: Mapping[str, Trip | None] = {}
        # The digest of the content of every trip that was added.
        self._added: dict[str, bytes] = {}
        self._replaced: set[str] = set()
        self._probe: TripDocument | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was added, or is to be remembered."""
        return bool(self._added) or self._is_remembered

    def remember(self) -> None:
        """What is in `memory` now is worth a generation."""
        self._is_remembered = True

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        """Those of the trips that the generation has which this one starts from, without its moments."""
        if self._starts_anew:
            return {}
        return {trip_id: without_moments(trip) for trip_id, trip in self._before(trip_ids).items()}

    def expect(self, trip_ids: Sequence[str]) -> None:
        """Look trips up that will be added next, all at once."""
        self._expected = self._looked_up(trip_ids)

    def add(self, trip: Trip) -> Change:
        """Put `trip` in, whole, in place of one with the same id; the same content again changes nothing.

        Its moments are those that the served generation has of it, as far as it states the same there.
        """
        return self._put(trip, lambda: with_moments(trip, self._before([trip.id]).get(trip.id), self._now))

    def carry_over(self, trip: Trip) -> Change:
        """Put `trip` in as an index has it, moments and all."""
        return self._put(trip, lambda: trip)

    def _put(self, trip: Trip, taken_in: Callable[[], Trip]) -> Change:
        digest = content_digest(trip)
        before = self._content(trip.id)
        if before == digest:
            return Change.UNCHANGED
        if before is not None:
            self._replaced.add(trip.id)
        self._workers.add(taken_in())
        self._added[trip.id] = digest
        if before is not None:
            return Change.UPDATED
        self.count += 1
        return Change.ADDED

    def finish(self) -> None:
        """Wait for every document, and make them whole."""
        try:
            self._workers.finish()
        finally:
            self._workers.close()
        self._target.finish()

    def abandon(self) -> None:
        """Stop reading and writing before what was written goes."""
        self._workers.close()
        self._target.abandon()

    def check(self, built: Built) -> None:
        """Compare with what the built generation answers. Raises VerificationFailedError."""
        total = built.total()
        missing = len(self._added) - built.known(self._added)
        if total != self.count or missing or not self._is_found(built):
            message = (
                f"새 색인이 검증을 통과하지 못해 공개하지 않았습니다(출장 {total}건, 예상 {self.count}건, "
                f"일치하지 않는 id {missing}개). 제공 중인 색인은 그대로입니다. 다시 실행해도 같으면 알려 주세요."
            )
            raise VerificationFailedError(message)

    def _is_found(self, built: Built) -> bool:
        """Whether the last trip added is found by the first term of its title."""
        if self._probe is None or not self._probe.title_terms:
            return True
        return built.is_found(self._probe.id, self._probe.title_terms.split(" ")[0])

    def _content(self, trip_id: str) -> bytes | None:
        """The digest of this trip by now, None where there is none."""
        if trip_id in self._added or self._starts_anew:
            return self._added.get(trip_id)
        trip = self._before([trip_id]).get(trip_id)
        return content_digest(trip) if trip else None

    def _before(self, trip_ids: Sequence[str]) -> dict[str, Trip]:
        """Those of the trips that the served generation has."""
        known = {trip_id: self._expected[trip_id] for trip_id in trip_ids if trip_id in self._expected}
        if len(known) < len(trip_ids):
            known |= self._looked_up([trip_id for trip_id in trip_ids if trip_id not in known])
        return {trip_id: trip for trip_id, trip in known.items() if trip}

    def _looked_up(self, trip_ids: Sequence[str]) -> dict[str, Trip | None]:
        found = self._target.served(trip_ids)
        return {trip_id: found.get(trip_id) for trip_id in trip_ids}

    def _write(self, document: TripDocument) -> None:
        self._target.write(document, replaces=document.id in self._replaced)
        self._probe = document
