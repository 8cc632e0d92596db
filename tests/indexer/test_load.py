"""Loading accounts for every record and keeps little of each."""

import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.load import DryRun, Faults, LoadReport, load
from indexer.memory import Memory
from indexer.record import AtLine, Place, Raw, Refusal
from search.engine import Change
from search.trip import Trip


def record(line: int, **fields: object) -> Raw:
    return Raw(Place("f", AtLine(line)), {"title": "출장", "findings": ["하나"], **fields})


def test_the_same_id_again_is_unchanged_or_refused_with_the_first_place() -> None:
    report = LoadReport()
    load([record(1, id="a"), record(2, id="a", days=9), record(3, id="a", summary="다른 글")], DryRun(), report)
    assert (report.changes[Change.ADDED], report.changes[Change.UNCHANGED]) == (1, 1)
    (refusal,) = report.refused
    assert refusal.place == Place("f", AtLine(3))
    assert "f:1" in refusal.reason


def test_posts_that_look_alike_at_two_addresses_are_two_trips_and_stay_the_same_two() -> None:
    posts = [record(line, source={"url": f"https://example.go.kr/{line}"}) for line in (1, 2, 3)]
    report, again = LoadReport(), LoadReport()
    writer = Kept()
    load([*posts, posts[1]], writer, report)
    load(posts, (later := Kept()), again)
    assert (report.changes[Change.ADDED], report.changes[Change.UNCHANGED], len(report.refused)) == (3, 1, 0)
    assert len(set(writer.ids)) == 3
    assert writer.ids == later.ids


class Kept(DryRun):
    """A writer that remembers the ids it was given."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def add(self, trip: Trip) -> Change:
        self.ids.append(trip.id)
        return super().add(trip)


def test_a_load_does_not_keep_the_trips_it_has_handed_on() -> None:
    def records() -> Iterator[Raw]:
        for line in range(1_000):
            yield record(line, id=str(line), summary=f"{line} " * 5_000)

    tracemalloc.start()
    load(records(), DryRun(), LoadReport())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 << 20, "1,000 trips of 20 kB each"


def test_a_report_counts_every_fault_and_keeps_the_first_ones() -> None:
    heard: list[Refusal] = []
    report = LoadReport(refused=Faults(heard.append))
    load((Refusal(Place("f", AtLine(line)), None, "깨짐") for line in range(1, 5_001)), DryRun(), report)
    assert len(report.refused) == len(heard) == report.read == 5_000
    assert [fault.place.line for fault in report.refused] == list(range(1, 101))


def test_a_report_has_room_for_so_many_unknown_fields_and_says_that_there_are_more() -> None:
    report = LoadReport()
    load(
        [record(1, **{f"{number:06}{'x' * 1_000}": 1 for number in range(200_000)}), record(2, known=1)],
        DryRun(),
        report,
    )
    assert len(report.unknown_fields) == 1_000
    assert report.more_unknown_fields
    assert max(map(len, report.unknown_fields)) <= 60


class Asked(Kept):
    """A writer that counts how often it is asked about trips."""

    asked = 0

    def expect(self, trip_ids: Sequence[str]) -> None:
        self.asked += bool(trip_ids)
        super().expect(trip_ids)

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        self.asked += 1
        return super().served(trip_ids)


def test_an_engine_is_asked_about_many_records_at_once(tmp_path: Path) -> None:
    many = [record(line, title=f"출장 {line}") for line in range(1, 401)]
    for expected in (8, 0):
        writer = Asked()
        with Memory.opened(tmp_path / "memory") as memory:
            load(many, writer, LoadReport(), memory=memory)
        assert writer.asked == expected, "in batches of fifty, and never about what is known to be the same"
