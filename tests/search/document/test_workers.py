"""Documents made on several cores are those made alone, and nothing of the processes is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from search.document.document import DocumentMaker, TripDocument
from search.document.workers import BATCH, Worker, Workers, start_worker
from search.errors import IndexNotWritableError
from search.trip import Trip
from search.words.files import Words, our_words

ROOT = Path(__file__).resolve().parents[3]
WORDS = our_words()


def trips(count: int) -> list[Trip]:
    return [Trip(id=f"t{number}", title=f"탄소중립 연수 {number}", summary="온실과 농가") for number in range(count)]


def add_all(to: Workers, asked: list[Trip]) -> None:
    for trip in asked:
        to.add(trip)


class Sleeper(Worker):
    """A process that is never ready."""

    def is_ready(self) -> bool:
        return False


def start_sleeper(words: Words) -> Worker:
    worker = start_worker(words)
    worker.__class__ = Sleeper
    return worker


def start_and_wait(words: Words) -> Worker:
    worker = start_worker(words)
    while not worker.is_ready():
        time.sleep(0.01)
    return worker


def two(take: Callable[[TripDocument], None], start: Callable[[Words], Worker] = start_and_wait) -> Workers:
    """Two processes from the fourth trip on."""
    return Workers(WORDS, take, cores=2, alone=3, start=start)


def test_documents_come_in_the_order_of_their_trips_and_are_the_same() -> None:
    taken: list[TripDocument] = []
    several = two(taken.append)
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
    few = Workers(WORDS, taken.append, cores=8)
    add_all(few, trips(20))
    assert len(taken) == 20
    assert multiprocessing.active_children() == []


def test_no_trip_waits_for_a_process_that_is_not_ready() -> None:
    taken: list[TripDocument] = []
    several = two(taken.append, start_sleeper)
    try:
        add_all(several, trips(20))
        assert len(taken) == 20
    finally:
        several.close()


def test_no_trip_waits_for_a_process_that_does_not_even_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, slow = tmp_path / "begin", tmp_path / "slow"
    slow.write_text(f'#!/bin/sh\nuntil [ -e "{begin}" ]; do sleep 0.1; done\nexec "{sys.executable}" "$@"\n')
    slow.chmod(0o755)
    resource_tracker.ensure_running()
    monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode(slow))
    patience = threading.Timer(20, begin.touch)
    patience.start()
    taken: list[TripDocument] = []
    several = two(taken.append, start_worker)
    try:
        add_all(several, trips(20))
        assert len(taken) == 20
        assert not begin.exists()
    finally:
        patience.cancel()
        several.close()


def test_giving_up_ends_the_processes() -> None:
    given_up = two(lambda _: None)
    add_all(given_up, trips(4 * BATCH))
    assert multiprocessing.active_children()
    given_up.close()
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_told_with_what_to_do() -> None:
    unlucky = two(lambda _: None)
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
from search.document.workers import BATCH, Workers, start_worker
from search.trip import Trip
from search.words.files import our_words
def start_and_wait(words):
    worker = start_worker(words)
    while not worker.is_ready():
        time.sleep(0.01)
    return worker
if __name__ == "__main__":
    many = Workers(our_words(), lambda _: None, cores=2, alone=0, start=start_and_wait)
    for number in range(2 * BATCH):
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
