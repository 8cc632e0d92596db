"""Records → engine: every one cleaned, added, and accounted for."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from indexer.clean import DERIVED, STATED, clean
from indexer.record import Item, Note, Place, Raw, Refusal
from search.engine import Change, TripWriter
from search.trip import Trip, stated


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
    for item in items:
        match item:
            case Note():
                report.noted.append(item)
            case Refusal():
                report.read += 1
                report.refused.append(item)
            case Raw():
                report.read += 1
                _take(item, writer, report, first)
        progress(report.read)


def _take(raw: Raw, writer: TripWriter, report: LoadReport, first: dict[str, tuple[bytes, Place]]) -> None:
    report.unknown_fields.update(set(raw.fields) - STATED - DERIVED)
    trip = clean(raw)
    if isinstance(trip, Refusal):
        report.refused.append(trip)
        return
    report.noted += [Note(raw.place, None, notice.text) for notice in trip.notices]
    content = _digest(trip)
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


def _digest(trip: Trip) -> bytes:
    """What tells one content from another: of many trips there is no room for more."""
    return hashlib.blake2b(msgspec.json.encode(stated(trip)), digest_size=16).digest()
