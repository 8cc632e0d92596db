"""Records → engine: every one cleaned, added, and accounted for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

import msgspec

from indexer.clean import DERIVED, STATED, clean
from indexer.record import Item, LeftOut, Note, Opened, Raw, Refusal
from indexer.seen import Earlier, Seen
from search.engine import Change, TripWriter
from search.trip import Trip, content_digest, make_other_id

# So many records are cleaned ahead: one request to a cluster for all of them, and few in memory.
_AHEAD: Final = 50
_ITEMS_AHEAD: Final = 500

# A report keeps so many refusals, as many notes, and so many names of unknown fields, no longer than these.
_KEPT: Final = 100
_NAMES: Final = 1_000
_FILES: Final = 1_000
_LONGEST_NAME: Final = 60

_Fault = TypeVar("_Fault", Refusal, Note, LeftOut)


class Faults(Generic[_Fault]):
    """How many there were, and the first ones; of millions there is no room for more."""

    def __init__(self, hear: Callable[[_Fault], None] | None = None) -> None:
        """`hear`, if given, is told of every one at once."""
        self._hear: Callable[[_Fault], None] | None = hear
        self._count = 0
        self._first: list[_Fault] = []

    def add(self, fault: _Fault) -> None:
        """Count one more."""
        if self._hear:
            self._hear(fault)
        self._count += 1
        if len(self._first) < _KEPT:
            self._first.append(fault)

    def __len__(self) -> int:
        """How many there were."""
        return self._count

    def __iter__(self) -> Iterator[_Fault]:
        """The first ones, in their order."""
        return iter(self._first)


class FileReport(msgspec.Struct):
    """What became of the records of one file."""

    name: str
    format: str
    read: int = 0
    taken: int = 0
    refused: int = 0
    left_out: int = 0
    noted: int = 0


class LoadReport(msgspec.Struct):
    """What became of every record: read = added + updated + unchanged + refused + left out."""

    read: int = 0
    changes: Counter[Change] = msgspec.field(default_factory=Counter)
    refused: Faults[Refusal] = msgspec.field(default_factory=Faults)
    noted: Faults[Note] = msgspec.field(default_factory=Faults)
    left_out: Faults[LeftOut] = msgspec.field(default_factory=Faults)
    # The first files, and how many there were.
    files: list[FileReport] = msgspec.field(default_factory=list)
    file_count: int = 0
    unknown_fields: Counter[str] = msgspec.field(default_factory=Counter)
    # Whether there were names that `unknown_fields` has no room for.
    more_unknown_fields: bool = False

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


def load(
    items: Iterable[Item | Opened],
    writer: TripWriter,
    report: LoadReport,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Everything of `items` that is a trip goes to `writer`; what becomes of each goes to `report` at once.

    `progress` hears of every record read.
    """
    with Seen() as seen:
        file = FileReport("", "")
        for item in _cleaned(items, writer):
            before = _counts(report)
            match item:
                case Opened():
                    file = FileReport(item.place.file, item.format)
                    report.file_count += 1
                    if len(report.files) < _FILES:
                        report.files.append(file)
                case Note():
                    report.noted.add(item)
                case LeftOut():
                    report.read += 1
                    report.left_out.add(item)
                case Refusal():
                    report.read += 1
                    report.refused.add(item)
                case _Cleaned():
                    report.read += 1
                    _take(*item, writer, report, seen)
            after = _counts(report)
            file.read += after[0] - before[0]
            file.taken += after[1] - before[1]
            file.refused += after[2] - before[2]
            file.left_out += after[3] - before[3]
            file.noted += after[4] - before[4]
            progress(report.read)


def _counts(report: LoadReport) -> tuple[int, int, int, int, int]:
    return report.read, report.taken, len(report.refused), len(report.left_out), len(report.noted)


class _Cleaned(NamedTuple):
    """A record, and what it came to."""

    raw: Raw
    trip: Trip | Refusal


def _cleaned(
    items: Iterable[Item | Opened], writer: TripWriter
) -> Iterator[Note | Refusal | LeftOut | Opened | _Cleaned]:
    """The items with their records cleaned; the writer hears of some trips ahead."""
    rest = iter(items)
    while some := [_Cleaned(item, clean(item)) if isinstance(item, Raw) else item for item in _some(rest)]:
        writer.expect([item.trip.id for item in some if isinstance(item, _Cleaned) and isinstance(item.trip, Trip)])
        yield from some


def _some(items: Iterator[Item | Opened]) -> Iterator[Item | Opened]:
    """The next items, as many records among them as are cleaned ahead."""
    records = 0
    for item in islice(items, _ITEMS_AHEAD):
        yield item
        records += isinstance(item, Raw)
        if records == _AHEAD:
            return


def _take(raw: Raw, trip: Trip | Refusal, writer: TripWriter, report: LoadReport, seen: Seen) -> None:
    _count_unknown(raw.fields, report)
    if isinstance(trip, Refusal):
        report.refused.add(trip)
        return
    for notice in trip.notices:
        report.noted.add(Note(raw.place, None, notice.text))
    this = Earlier(content_digest(trip), str(raw.place), trip.source.url if trip.source else None)
    earlier = seen.first(trip.id, this)
    if earlier and "id" not in raw.fields and this.address and earlier.address and this.address != earlier.address:
        # Two posts that look alike are two trips.
        trip = msgspec.structs.replace(trip, id=make_other_id(trip.id, this.address))
        this = this._replace(content=content_digest(trip))
        earlier = seen.first(trip.id, this)
    if earlier is None:
        report.changes[writer.add(trip)] += 1
    elif earlier.content == this.content:
        report.changes[Change.UNCHANGED] += 1
    else:
        reason = f"같은 id({trip.id})의 다른 내용이 {earlier.place}에 이미 있습니다. 한쪽의 id나 내용을 고쳐 주세요."
        report.refused.add(Refusal(raw.place, "id", reason, trip.title))


def _count_unknown(fields: Iterable[str], report: LoadReport) -> None:
    for name in (name[:_LONGEST_NAME] for name in fields if name not in STATED and name not in DERIVED):
        if name in report.unknown_fields or len(report.unknown_fields) < _NAMES:
            report.unknown_fields[name] += 1
        else:
            report.more_unknown_fields = True
