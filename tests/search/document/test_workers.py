"""Documents made on several cores are those made alone, and nothing of the processes is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.document import workers
from search.document.document import DocumentMaker, TripDocument
from search.document.workers import BATCH, Making
from search.errors import IndexNotWritableError
from search.trip import Trip
from search.words.files import our_words

ROOT = Path(__file__).resolve().parents[3]
WORDS = our_words()


def trips(count: int) -> list[Trip]:
    return [Trip(id=f"t{number}", title=f"탄소중립 연수 {number}", summary="온실과 농가") for number in range(count)]


def add_all(to: Making, asked: list[Trip]) -> None:
    for trip in asked:
        to.add(trip)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes start after three trips, and the fourth waits for them."""
    monkeypatch.setattr(workers, "ALONE", 3)
    monkeypatch.setattr(workers._Reader, "is_ready", lambda reader: not reader.receive())  # noqa: SLF001 - time stands still


@pytest.mark.usefixtures("soon")
def test_documents_come_in_the_order_of_their_trips_and_are_the_same() -> None:
    taken: list[TripDocument] = []
    several = Making(WORDS, taken.append, cores=2)
    asked = trips(7 * BATCH + 5)
    try:
        add_all(several, asked)
        several.finish()
    finally:
        several.close()
    alone = DocumentMaker(WORDS)
    assert taken == [alone.make(trip) for trip in asked]


def test_a_few_trips_start_no_process() -> None:
    taken: list[TripDocument] = []
    few = Making(WORDS, taken.append, cores=8)
    add_all(few, trips(20))
    assert len(taken) == 20
    assert multiprocessing.active_children() == []


def test_no_trip_waits_for_a_process_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ALONE", 3)
    monkeypatch.setattr(workers._Reader, "is_ready", lambda _: False)  # noqa: SLF001 - a process that never starts
    taken: list[TripDocument] = []
    several = Making(WORDS, taken.append, cores=2)
    try:
        add_all(several, trips(20))
        assert len(taken) == 20
    finally:
        several.close()


@pytest.mark.usefixtures("soon")
def test_giving_up_ends_the_processes() -> None:
    given_up = Making(WORDS, lambda _: None, cores=2)
    add_all(given_up, trips(4 * BATCH))
    assert multiprocessing.active_children()
    given_up.close()
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("soon")
def test_a_process_that_dies_is_told_with_what_to_do() -> None:
    unlucky = Making(WORDS, lambda _: None, cores=2)
    try:
        add_all(unlucky, trips(3 + BATCH))
        for child in multiprocessing.active_children():
            assert child.pid
            os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(IndexNotWritableError, match="메모리가 모자랐을"):
            add_all(unlucky, trips(9 * BATCH))
    finally:
        unlucky.close()


def test_a_killed_parent_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        """
import multiprocessing, time
from search.document import workers
from search.trip import Trip
from search.words.files import our_words
if __name__ == "__main__":
    workers.ALONE = 0
    workers._Reader.is_ready = lambda reader: not reader.receive()
    many = workers.Making(our_words(), lambda _: None, cores=2)
    for number in range(2 * workers.BATCH):
        many.add(Trip(id=f"t{number}", title="가"))
    many.finish()
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)
""",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        children = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert children
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(map(_runs, children)):
        time.sleep(0.1)
    assert not [pid for pid in children if _runs(pid)]


def _runs(pid: int) -> bool:
    """Whether a process still runs; one that nobody has waited for yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
