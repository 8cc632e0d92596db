"""`kill -9` while an index is written: what is served never changes until the swap, the next run completes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from benchmarks.generator import trips
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.files import read_pointer
from search.engines.generations import is_name
from search.parse import parse
from search.query import Sort, TripQuery
from search.trip import stated

TRIPS = Path(sys.executable).parent / "trips"
QUESTIONS = (
    TripQuery(size=100),
    TripQuery(clauses=parse("탄소중립"), size=50),
    TripQuery(clauses=parse('"주민 참여" 조례'), sort=Sort.OLDEST),
)


def write(path: Path, count: int, seed: int) -> Path:
    lines = [msgspec.json.encode(stated(trip)) for trip in trips(count, seed)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def answers(root: Path, engine: EmbeddedEngine | None = None) -> list[object]:
    engine = engine or EmbeddedEngine(root)
    pages = [engine.search(question) for question in QUESTIONS]
    return [(page.total, [hit.trip.id for hit in page.hits]) for page in pages]


def index(data: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [TRIPS, "index", *arguments],
        env=os.environ | {"TRIPS_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def moments(data: Path, more: Path, count: int, seed: int) -> Iterator[float]:
    """Seconds to wait before each kill, spread over the time that a whole run takes."""
    trial = data.parent / "trial"
    shutil.copytree(data, trial)
    start = time.monotonic()
    assert index(trial, more).wait() == 0
    whole = time.monotonic() - start
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.uniform(0, whole * 1.05)


def kill_and_go_on(tmp_path: Path, kills: int, size: int) -> tuple[int, int]:
    """How many kills hit before the swap, and how many came after it."""
    data = tmp_path / "data"
    assert index(data, write(tmp_path / "first.jsonl", size // 2, seed=11)).wait() == 0
    more = write(tmp_path / "more.jsonl", size, seed=12)
    early = late = 0
    for number, moment in enumerate(moments(data, more, kills, seed=13)):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(data, copy)
        root = copy / "embedded" / "trips"
        engine = EmbeddedEngine(root)
        before, pointer = answers(root, engine), read_pointer(root)
        process = index(copy, more)
        deadline = time.monotonic() + moment
        while time.monotonic() < deadline and process.poll() is None:
            if read_pointer(root) == pointer:
                served = answers(root, engine)
                assert served == before or read_pointer(root) != pointer
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if read_pointer(root) == pointer:
            early += 1
            assert answers(root, engine) == answers(root) == before
        else:
            late += 1
        assert index(copy, more).wait() == 0
        after = read_pointer(root)
        assert after
        assert {path.name for path in root.iterdir() if is_name(path.name)} == {after.current, after.previous}
        assert answers(root, engine) == answers(root) != before
        assert EmbeddedEngine(root).search(TripQuery()).total == size // 2 + size
        shutil.rmtree(copy)
    return early, late


def test_a_killed_indexer_changes_nothing_and_the_next_run_completes(tmp_path: Path) -> None:
    early, late = kill_and_go_on(tmp_path, kills=3, size=80)
    assert early + late == 3


@pytest.mark.drill
def test_fifty_kills_change_nothing_and_every_next_run_completes(tmp_path: Path) -> None:
    early, late = kill_and_go_on(tmp_path, kills=50, size=600)
    print(f"\n50 kills: {early} before the swap, {late} after it or after the end")
    assert early >= 25
