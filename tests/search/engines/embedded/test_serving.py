"""Who waits for a new generation, and what everybody hears of one that cannot be opened."""

import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from mappings.fields import Field
from search.engine import TripIndex, TripSearch
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.generation import Generation
from search.engines.embedded.index import open_served
from search.errors import IndexDamagedError, SearchUnavailableError
from search.query import TripQuery
from tests.stores import fill, found

# Nothing here takes as long.
PATIENCE = 20


class Gate(NamedTuple):
    """Opening a generation: each one that has begun waits until it may go on."""

    begun: threading.Semaphore
    may_go_on: threading.Event


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A disk so slow that a generation opens when the test says so."""
    gate = Gate(threading.Semaphore(0), threading.Event())

    def slowly(*arguments: object) -> Generation:
        gate.begun.release()
        assert gate.may_go_on.wait(PATIENCE)
        return open_served(*arguments)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr("search.engines.embedded.engine.open_served", slowly)
    yield gate
    gate.may_go_on.set()


def test_who_has_a_generation_goes_on_with_it_while_a_new_one_is_opened(
    index: TripIndex, engine: TripSearch, gate: Gate
) -> None:
    fill(index, 1)
    gate.may_go_on.set()
    assert found(engine) == {"t1"}
    gate.begun.acquire()
    gate.may_go_on.clear()
    fill(index, 2)
    with ThreadPoolExecutor(4) as threads:
        opens = threads.submit(found, engine)
        assert gate.begun.acquire(timeout=PATIENCE)
        others = [threads.submit(found, engine) for _ in range(8)]
        try:
            assert [other.result(timeout=PATIENCE / 4) for other in others] == [{"t1"}] * 8
            assert engine.status().problem is None
        finally:
            gate.may_go_on.set()
        assert opens.result() == {"t1", "t2"}
        assert found(engine) == {"t1", "t2"}
    assert not gate.begun.acquire(blocking=False)


def test_who_notices_a_swap_waits_a_moment_for_a_large_generation_and_goes_on_in_the_old_one(
    index: TripIndex, root: Path, gate: Gate
) -> None:
    fill(index, 1)
    gate.may_go_on.set()
    engine = EmbeddedEngine(root, patience=0.1)
    assert found(engine) == {"t1"}
    gate.begun.acquire()
    gate.may_go_on.clear()
    fill(index, 2)
    assert [found(engine) for _ in range(3)] == [{"t1"}] * 3
    assert gate.begun.acquire(timeout=PATIENCE)
    gate.may_go_on.set()
    deadline = time.monotonic() + PATIENCE
    while found(engine) == {"t1"} and time.monotonic() < deadline:
        time.sleep(0.01)
    assert found(engine) == {"t1", "t2"}
    assert not gate.begun.acquire(blocking=False), "it was opened once"


def test_who_is_typing_goes_on_with_the_words_that_are_counted(
    index: TripIndex, engine: TripSearch, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(index, 1)
    gate.may_go_on.set()
    assert engine.suggest("탄소", 5).index.trips == 1
    fill(index, 2)
    slow = Gate(threading.Semaphore(0), threading.Event())

    def slowly(generation: Generation, fields: Sequence[Field]) -> Mapping[Field, Mapping[str, int]]:
        slow.begun.release()
        assert slow.may_go_on.wait(PATIENCE)
        return count(generation, fields)

    count = Generation.count
    monkeypatch.setattr(Generation, "count", slowly)
    with ThreadPoolExecutor(4) as threads:
        opens = threads.submit(engine.suggest, "탄소", 5)
        assert slow.begun.acquire(timeout=PATIENCE)
        others = [threads.submit(engine.suggest, "탄소", 5) for _ in range(3)]
        try:
            assert [other.result(timeout=PATIENCE / 4).index.trips for other in others] == [1, 1, 1]
            assert found(engine, "수소경제") == set()
        finally:
            slow.may_go_on.set()
        assert opens.result().index.trips == 2


def test_whoever_comes_before_the_first_generation_is_open_waits_for_it(
    index: TripIndex, engine: TripSearch, gate: Gate
) -> None:
    fill(index, 1)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(found, engine) for _ in range(4)]
        assert gate.begun.acquire(timeout=PATIENCE)
        assert not [one for one in asked if one.done()]
        gate.may_go_on.set()
        assert [one.result(timeout=PATIENCE) for one in asked] == [{"t1"}] * 4
    assert not gate.begun.acquire(blocking=False)


def refusal(engine: TripSearch) -> SearchUnavailableError:
    with pytest.raises(IndexDamagedError) as refused:
        engine.search(TripQuery())
    return refused.value


def test_a_known_problem_is_told_at_once_while_somebody_tries_again(
    index: TripIndex, engine: TripSearch, root: Path, gate: Gate
) -> None:
    fill(index, 1)
    pointer = (root / "current.json").read_bytes()
    (root / "current.json").write_bytes(b"")
    assert "current.json" in str(refusal(engine))
    (root / "current.json").write_bytes(pointer)
    with ThreadPoolExecutor(4) as threads:
        opens = threads.submit(found, engine)
        assert gate.begun.acquire(timeout=PATIENCE)
        other = threads.submit(refusal, engine)
        assert "current.json" in str(other.result(timeout=PATIENCE / 4))
        gate.may_go_on.set()
        assert opens.result(timeout=PATIENCE) == {"t1"}


def test_everybody_gets_an_error_of_his_own(index: TripIndex, engine: TripSearch, root: Path) -> None:
    fill(index, 1)
    (root / "current.json").write_bytes(b"")
    errors = [refusal(engine) for _ in range(100)]
    assert len(set(map(id, errors))) == 100
    assert len(set(map(str, errors))) == 1
    longest = max(len(traceback.extract_tb(error.__traceback__)) for error in errors)
    assert longest < 10
