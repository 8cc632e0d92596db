"""Records → engine: every one cleaned, added, and accounted for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from itertools import islice
from typing import Final, Generic, TypeVar

import msgspec

from indexer.clean import DERIVED, STATED, clean
from indexer.memory import FileCounts, Memory
from indexer.record import Finished, Item, LeftOut, Note, OfFile, Opened, Passed, Raw, Refusal
from indexer.settling import Settler, Stating
from indexer.texts import MASKED
from search.engine import Change, TripAdder
from search.trip import Trip

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
    """What became of the records of one file; of one that was not read again, what did the last time."""

    name: str
    counts: FileCounts
    is_passed: bool = False


class LoadReport(msgspec.Struct):
    """What became of every record: read = added + updated + unchanged + refused + left out."""

    read: int = 0
    changes: Counter[Change] = msgspec.field(default_factory=Counter)
    refused: Faults[Refusal] = msgspec.field(default_factory=Faults)
    noted: Faults[Note] = msgspec.field(default_factory=Faults)
    # Notes that something was not read as it is now: they must not be lost among thousands of others.
    unread: Faults[Note] = msgspec.field(default_factory=Faults)
    left_out: Faults[LeftOut] = msgspec.field(default_factory=Faults)
    # The first files, and how many there were.
    files: list[FileReport] = msgspec.field(default_factory=list)
    file_count: int = 0
    # Files that were not read again, how many of their records the index has, and how many were refused then.
    passed: int = 0
    passed_taken: int = 0
    passed_refused: int = 0
    # Records in which something private was masked.
    masked: int = 0
    # Records that tell of a trip of which another source tells, too.
    joined: int = 0
    unknown_fields: Counter[str] = msgspec.field(default_factory=Counter)
    # Whether there were names that `unknown_fields` has no room for.
    more_unknown_fields: bool = False

    @property
    def taken(self) -> int:
        """How many records the index has now because of this load, or had already."""
        return self.changes.total() + self.passed_taken

    @property
    def notes(self) -> int:
        """How many there were of either kind."""
        return len(self.unread) + len(self.noted)

    def counts(self, of_format: str = "") -> FileCounts:
        """What became of all records that were read so far."""
        faults = (len(self.refused), len(self.left_out), self.notes)
        return FileCounts(of_format, self.read, self.changes.total(), *faults)


class DryRun:
    """A writer that keeps nothing: what would be taken."""

    def expect(self, trip_ids: Sequence[str]) -> None:
        """Nothing to look up."""

    def add(self, trip: Trip) -> Change:  # noqa: ARG002 - a writer's signature
        """Every trip is new to it."""
        return Change.ADDED

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:  # noqa: ARG002 - a writer's signature
        """It starts from nothing."""
        return {}


def load(
    items: Iterable[Item | OfFile],
    writer: TripAdder,
    report: LoadReport,
    progress: Callable[[int], None] = lambda _: None,
    memory: Memory | None = None,
) -> None:
    """Everything of `items` that is a trip goes to `writer`; what becomes of each goes to `report` at once.

    `progress` hears of every record read. `memory` belongs to what `writer` writes: it tells which trip another source
    has stated, and keeps which files were read.
    """
    with nullcontext(memory) if memory else Memory.opened() as kept:
        settler = Settler(writer, kept)
        run = _Run(report, kept)
        for item in _cleaned(items, writer, settler):
            match item:
                case Opened() | Passed() | Finished():
                    run.turn(item)
                case Note():
                    (report.unread if item.unread else report.noted).add(item)
                case LeftOut():
                    report.read += 1
                    report.left_out.add(item)
                case Refusal():
                    report.read += 1
                    report.refused.add(item)
                case Stating():
                    report.read += 1
                    _take(item, settler, report)
            progress(report.read)
        run.close()
        report.joined = settler.joined


class _Run:
    """Files one after the other: what becomes of the records of each, and which are read whole."""

    def __init__(self, report: LoadReport, memory: Memory) -> None:
        self._report = report
        self._memory = memory
        # The file that is read now, whose counts are those of the report before it.
        self._file: FileReport | None = None
        # The same of a file that lies in a folder, which may be an archive of files.
        self._before = FileCounts()

    def turn(self, item: OfFile) -> None:
        """The file before ends here."""
        self.close()
        match item:
            case Opened():
                now = self._report.counts(item.format)
                self._file = self._listed(FileReport(item.place.file, now))
                if not item.is_entry:
                    self._before = now
            case Passed():
                self._report.passed += 1
                self._report.passed_taken += item.counts.taken
                self._report.passed_refused += item.counts.refused
                self._listed(FileReport(item.place.file, item.counts, is_passed=True))
            case Finished():
                # One that is gone by now is read again when it is back.
                with suppress(OSError):
                    self._memory.put_file(item.state, self._report.counts().since(self._before))

    def close(self) -> None:
        """No record of the file comes any more."""
        if self._file:
            self._file.counts = self._report.counts().since(self._file.counts)
        self._file = None

    def _listed(self, file: FileReport) -> FileReport:
        self._report.file_count += 1
        if len(self._report.files) < _FILES:
            self._report.files.append(file)
        return file


def _cleaned(
    items: Iterable[Item | OfFile], writer: TripAdder, settler: Settler
) -> Iterator[Note | Refusal | LeftOut | OfFile | Stating]:
    """The items with their records cleaned; the writer hears of some trips ahead."""
    rest = iter(items)
    while some := [_settling(item, settler) for item in _some(rest)]:
        writer.expect([trip_id for item in some if isinstance(item, Stating) for trip_id in settler.wanted(item)])
        yield from some


def _settling(item: Item | OfFile, settler: Settler) -> Note | Refusal | LeftOut | OfFile | Stating:
    """A record cleaned and ready to be settled; every other item as it is."""
    if isinstance(item, Opened):
        settler.open(item.key)
    if not isinstance(item, Raw):
        return item
    trip = clean(item)
    return trip if isinstance(trip, Refusal) else settler.stating(item, trip)


def _some(items: Iterator[Item | OfFile]) -> Iterator[Item | OfFile]:
    """The next items, as many records among them as are cleaned ahead."""
    records = 0
    for item in islice(items, _ITEMS_AHEAD):
        yield item
        records += isinstance(item, Raw)
        if records == _AHEAD:
            return


def _take(stating: Stating, settler: Settler, report: LoadReport) -> None:
    _count_unknown(stating.raw.fields, report)
    for notice in stating.trip.notices:
        report.noted.add(Note(stating.raw.place, None, notice.text))
    report.masked += any(notice.code.startswith(MASKED) for notice in stating.trip.notices)
    settled = settler.settle(stating)
    if isinstance(settled, Refusal):
        report.refused.add(settled)
    else:
        report.changes[settled] += 1


def _count_unknown(fields: Iterable[str], report: LoadReport) -> None:
    for name in (name[:_LONGEST_NAME] for name in fields if name not in STATED and name not in DERIVED):
        if name in report.unknown_fields or len(report.unknown_fields) < _NAMES:
            report.unknown_fields[name] += 1
        else:
            report.more_unknown_fields = True
