"""Records → engine: every one cleaned, added, and accounted for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from indexer.clean import DERIVED, STATED, clean
from indexer.record import Item, Note, Place, Raw, Refusal
from search.engine import Change, TripWriter
from search.trip import Trip, content_digest

# So many records are cleaned ahead: one request to a cluster for all of them, and few in memory.
_AHEAD: Final = 50


class LoadReport(msgspec.Struct):
    """What became of every record: read = added + updated + unchanged + refused."""

    read: int = 0
    changes: Counter[Change] = msgspec.field(default_factory=Counter)
    refused: list[Refusal] = msgspec.field(default_factory=list)
    noted: list[Note] = msgspec.field(default_factory=list)
    unknown_fields: Counter[str] = msgspec.field(default_factory=Counter)

    @property
    def taken(self) -> int:
        """How many records the index has now because of this load, or had already."""
        return self.changes.total()


class DryRun:
    """A writer that keeps nothing: what would be taken."""

    def expect(self, trip_ids: Sequence[str]) -> None:
        """Nothing to look up."""

    def add(self, trip: Trip) -> Change:  # noqa: ARG002 - a writer's signature
        """Every trip is new to it."""
        return Change.ADDED

    def remove(self, trip_id: str) -> bool:  # noqa: ARG002 - a writer's signature
        """Nothing was there."""
        return False


def load(
    items: Iterable[Item], writer: TripWriter, report: LoadReport, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Everything of `items` that is a trip goes to `writer`; what becomes of each goes to `report` at once.

    `progress` hears of every record read.
    """
    first: dict[str, tuple[bytes, Place]] = {}
    for item in _cleaned(items, writer):
        match item:
            case Note():
                report.noted.append(item)
            case Refusal():
                report.read += 1
                report.refused.append(item)
            case _Cleaned():
                report.read += 1
                _take(*item, writer, report, first)
        progress(report.read)


class _Cleaned(NamedTuple):
    """A record, and what it came to."""

    raw: Raw
    trip: Trip | Refusal


def _cleaned(items: Iterable[Item], writer: TripWriter) -> Iterator[Note | Refusal | _Cleaned]:
    """The items with their records cleaned; the writer hears of some trips ahead."""
    rest = iter(items)
    while some := [_Cleaned(item, clean(item)) if isinstance(item, Raw) else item for item in islice(rest, _AHEAD)]:
        writer.expect([item.trip.id for item in some if isinstance(item, _Cleaned) and isinstance(item.trip, Trip)])
        yield from some


def _take(
    raw: Raw, trip: Trip | Refusal, writer: TripWriter, report: LoadReport, first: dict[str, tuple[bytes, Place]]
) -> None:
    report.unknown_fields.update(set(raw.fields) - STATED - DERIVED)
    if isinstance(trip, Refusal):
        report.refused.append(trip)
        return
    report.noted += [Note(raw.place, None, notice.text) for notice in trip.notices]
    content = content_digest(trip)
    if trip.id not in first:
        first[trip.id] = (content, raw.place)
        report.changes[writer.add(trip)] += 1
        return
    before, place = first[trip.id]
    if before == content:
        report.changes[Change.UNCHANGED] += 1
        return
    reason = f"같은 id({trip.id})의 다른 내용이 {place}에 이미 있습니다. 한쪽의 id나 내용을 고쳐 주세요."
    report.refused.append(Refusal(raw.place, "id", reason, trip.title))
