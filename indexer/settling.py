"""Records → trips of an index: each to the trip it tells of, new or known, alone or beside other sources."""

import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import msgspec

from indexer.identity import Told, address_key, is_same, keys_of, merged
from indexer.memory import Memory, Statement, key_of
from indexer.record import Raw, Refusal
from search.engine import Change, TripAdder
from search.trip import Trip, content_digest, make_other_id

# Records that state an id of their own are versions of one record, wherever they lie.
_OWN: Final = b"id"
# Of a trip that an index had before it remembered sources.
_UNKNOWN: Final = b"?"

_TRIP: Final = msgspec.json.Decoder(Trip)
# The first of its nine steps: texts are wanted again by few.
_FAST: Final = 1


class Stating:
    """A record's trip, and what is remembered of it."""

    def __init__(self, raw: Raw, trip: Trip, statement: Statement) -> None:
        """Its keys are made when they are asked for: one that its source stated before needs none."""
        self.raw = raw
        self.trip = trip
        self.statement = statement

    @cached_property
    def keys(self) -> list[bytes]:
        """What it shares with others of its trip."""
        return keys_of(self.trip)


def learn(trips: Iterable[Trip], memory: Memory) -> None:
    """Remember trips that an index has already and of which no source is known."""
    for trip in trips:
        memory.put(Statement(trip.id, _UNKNOWN, trip.id, content_digest(trip), b"", is_report=False), keys_of(trip))


class Settler:
    """Adds trips to `writer`, and keeps in `memory` which source stated what."""

    def __init__(self, writer: TripAdder, memory: Memory) -> None:
        """`memory` tells of the generation that `writer` starts from."""
        self._writer = writer
        self._memory = memory
        # How many records told of a trip that another source tells of, too.
        self.joined = 0
        self._file = b""

    def open(self, key: bytes) -> None:
        """The records that follow are of the file for which `key` stands."""
        self._file = key

    def stating(self, raw: Raw, trip: Trip) -> Stating:
        """A record with what will be remembered of it."""
        file = self._file or key_of(raw.place.file)
        address = trip.source.url if trip.source else None
        source = key_of("", address_key(address)) if address else file
        if raw.fields.get("id") == trip.id:
            source = _OWN
        return Stating(raw, trip, Statement(trip.id, source, trip.id, content_digest(trip), file, raw.is_report))

    def wanted(self, stating: Stating) -> list[str]:
        """The trips that will be looked at to settle a record; none where its source stated just that before."""
        statement = stating.statement
        before = self._memory.find(statement.stated, statement.source)
        if before:
            return [] if before.content == statement.content else [before.trip]
        return list(dict.fromkeys((statement.stated, *self._candidates(stating))))

    def settle(self, stating: Stating) -> Change | Refusal:
        """Add what a record states to the trip it tells of; a second record in one run must state the same."""
        statement, place = stating.statement, stating.raw.place
        first = self._memory.hear(statement, str(place))
        if first:
            if first.content == statement.content:
                return Change.UNCHANGED
            reason = (
                f"같은 id({statement.stated})의 다른 내용이 {first.place}에 이미 있습니다. "
                "한쪽의 id나 내용을 고쳐 주세요."
            )
            return Refusal(place, "id", reason, stating.trip.title)
        before = self._memory.find(statement.stated, statement.source)
        if before and before.content == statement.content:
            return Change.UNCHANGED
        return self._put(stating, before.trip if before else self._trip_of(stating))

    def _put(self, stating: Stating, trip_id: str) -> Change:
        """Make the trip anew with this statement among the others of it."""
        statement = stating.statement._replace(trip=trip_id)
        told = _packed(stating.trip)
        others = []
        for other in self._memory.of_trip(trip_id):
            if (other.stated, other.source) == (statement.stated, statement.source):
                continue
            is_own = statement.source == _OWN and statement.stated == trip_id
            if is_own or (other.stated == statement.stated and self._is_older(other, stating)):
                # A record with the trip's own id replaces it whole.
                self._memory.forget(other)
            else:
                others.append(other)
        if equal := next((other for other in others if other.content == statement.content), None):
            self._memory.put(statement._replace(body=equal.body), stating.keys, told)
            return Change.UNCHANGED
        if not others:
            self._memory.put(statement, stating.keys, told)
            return self._writer.add(self._named(stating.trip, trip_id))
        self.joined += 1
        # Those that state just the same are one source.
        stated: dict[bytes, Told] = {}
        for other in others:
            if other.content not in stated:
                stated[other.content] = Told(self._told(other), other.is_report)
            if other.body is None:
                self._memory.keep_body(other, _packed(stated[other.content].trip))
        self._memory.put(statement._replace(body=told), stating.keys)
        trip = merged(trip_id, [*stated.values(), Told(stating.trip, statement.is_report)])
        change = self._writer.add(self._named(trip, trip_id))
        # Known is known, also to a writer that keeps nothing.
        return Change.UPDATED if change is Change.ADDED else change

    def _is_corrected(self, statements: Sequence[Statement], statement: Statement) -> bool:
        """Whether a file states the same at another address, and nothing of its address before in this run."""
        before = [one for one in statements if (one.file, one.stated) == (statement.file, statement.stated)]
        return len(before) == 1 and not self._memory.was_heard(before[0])

    def _is_older(self, other: Statement, stating: Stating) -> bool:
        """Whether a statement with the same id is an older one.

        That is one of a source that nobody knows, of the same file with another address, or of a file of the same name
        that lay elsewhere.
        """
        if other.source == _UNKNOWN or other.file == stating.statement.file:
            return True
        if other.source != other.file or stating.statement.source != stating.statement.file:
            return False
        source = self._told(other).source
        return source is not None and source.file == stating.raw.place.file

    def _named(self, trip: Trip, trip_id: str) -> Trip:
        """`trip` with its id, known under the other ids that are stated of it and are no trip's own."""
        stated = dict.fromkeys((trip.id, *trip.other_ids))
        others = tuple(one for one in stated if one != trip_id and not self._memory.has_trip(one))
        return msgspec.structs.replace(trip, id=trip_id, other_ids=others)

    def _trip_of(self, stating: Stating) -> str:
        """The id of the trip that this record tells of, or of a new one."""
        trip, statement = stating.trip, stating.statement
        if statement.source == _OWN and self._memory.has_trip(statement.stated):
            return statement.stated
        for candidate in self._candidates(stating):
            statements = self._memory.of_trip(candidate)
            if any(one.source == _UNKNOWN and one.stated == statement.stated for one in statements):
                return candidate
            if any(one.file == statement.file for one in statements):
                if self._is_corrected(statements, statement):
                    return candidate
                # Two lines of one list are two trips.
                continue
            if is_same(self._current(candidate, statements), trip):
                return candidate
        other = statement.stated
        address = (trip.source and trip.source.url) or stating.raw.place.file
        while self._memory.has_trip(other):
            other = make_other_id(other, address)
        return other

    def _candidates(self, stating: Stating) -> dict[str, None]:
        """The trips that a record may tell of, the most probable first."""
        alike = self._memory.alike(stating.keys)
        return dict.fromkeys((*self._memory.trips_stated(stating.statement.stated), *alike))

    def _current(self, trip_id: str, statements: Sequence[Statement]) -> Trip:
        told = [Told(self._told(one), one.is_report) for one in statements]
        return told[0].trip if len(told) == 1 else merged(trip_id, told)

    def _told(self, statement: Statement) -> Trip:
        """The trip as a source states it."""
        body = self._memory.body(statement)
        if body is not None:
            return _TRIP.decode(zlib.decompress(body))
        # The index has it as it was stated.
        return self._writer.served([statement.trip])[statement.trip]


def _packed(trip: Trip) -> bytes:
    return zlib.compress(msgspec.json.encode(trip), _FAST)
