"""Clients are processes of their own: they answer under every load, and one that fails ends the measurement."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.clients import Share, rates
from benchmarks.generator import trips
from benchmarks.machine import family, private_memory
from benchmarks.place import Place
from benchmarks.result import Load, Side
from benchmarks.serving import IDLE, api, serve, weigh
from benchmarks.timing import QUICK
from search.engines.embedded.index import EmbeddedIndex
from search.settings import EngineName
from tests.stores import NOW

SHARES = [Share([f"{text} {number}" for number in range(500)], [text]) for text in ("자율주행", "도시재생")]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path, "bench", None)
    with EmbeddedIndex(found.root, lambda: NOW).rebuild() as writer:
        for trip in trips(30):
            writer.add(trip)
    return found


def test_clients_are_processes_that_answer_under_every_load(place: Place) -> None:
    found = rates(Side.EMBEDDED, place, {}, SHARES, QUICK)
    assert set(found) == set(Load)
    assert all(rate > 1 for rate in found.values())


def test_a_client_that_cannot_open_its_side_ends_the_measurement(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EOFError):
        rates(Side.SQLITE_FTS5, Place(tmp_path / "nothing", "bench", None), {}, SHARES, QUICK)
    assert "unable to open database file" in capfd.readouterr().err


def test_a_server_is_weighed_with_all_its_processes_and_answers_beside_idle_connections(place: Place) -> None:
    with serve(place.environment(EngineName.EMBEDDED), place.folder / "server.log") as server:
        assert api(server.address)("자율주행")
        web = weigh(server, ["도시재생", "자율주행 도쿄"])
    assert len(web.process_bytes) >= 1
    assert min(web.process_bytes) > 1_000_000
    assert web.idle_connections == IDLE
    assert 0 < web.crowded_ms < 60_000


def test_the_family_of_a_process_is_all_that_it_started_itself_first() -> None:
    grandchild = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", grandchild], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        child.stdout.readline()
        found = family(child.pid)
        child.communicate("\n")
    assert found[0] == child.pid
    assert len(found) == 2


def test_memory_that_parent_and_child_share_is_counted_once() -> None:
    held = bytearray(b"x" * 40_000_000)
    alone = private_memory(os.getpid())
    ready, done = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(ready[1], b"!")
        os.read(done[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    together = private_memory(os.getpid()) + private_memory(pid)
    os.write(done[1], b"!")
    os.waitpid(pid, 0)
    assert len(held) < together < alone + 10_000_000
