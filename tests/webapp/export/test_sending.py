"""How files are sent: over a real socket, to readers who are slow, leave or never read, of an index that goes away."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, IncompleteRead
from itertools import count

import pytest
from flask import Flask

from search.engine import Listing
from search.errors import ClusterUnreachableError
from search.page import Understood
from search.query import TripQuery
from search.trip import Trip
from tests.webapp.fakes import INDEX, FakeEngine
from webapp.api import exports
from webapp.app import create_app
from webapp.server import Server

FORK = multiprocessing.get_context("fork")
ENDINGS = ("csv", "xlsx", "jsonl")
ROW = Trip(id="t", title="긴 글", summary="가" * 10_000)


class EndlessEngine(FakeEngine):
    """Lists as many trips as it is told, then raises what it is told; knows, in all processes, who still reads."""

    def __init__(self, trips: int | None = None) -> None:
        super().__init__()
        self.fault: Exception | None = None
        # Shared with the processes of a server: -1 is no end.
        self._trips_listed = FORK.Value("q", -1 if trips is None else trips)
        self._reading = FORK.Value("q", 0)
        self._read_in_all = FORK.Value("q", 0)

    @property
    def reading(self) -> int:
        return int(self._reading.value)

    @property
    def read_in_all(self) -> int:
        return int(self._read_in_all.value)

    def end_after(self, trips: int) -> None:
        self._trips_listed.value = trips

    def every(self, query: TripQuery) -> Listing:  # noqa: ARG002 - whatever is asked
        return Listing(max(0, self._trips_listed.value), Understood(), INDEX, self._trips())

    def _trips(self) -> Generator[Trip]:
        with self._reading:
            self._reading.value += 1
        try:
            for number in count():
                if number == self._trips_listed.value:
                    break
                self._read_in_all.value += 1
                yield ROW
            if self.fault:
                raise self.fault
        finally:
            with self._reading:
                self._reading.value -= 1


@contextmanager
def serving(app: Flask, patience: float = 20) -> Iterator[int]:
    """The port of a server of one process; who takes nothing for `patience` seconds is cut off."""
    with closing(Server("127.0.0.1", 0, patience)) as server:
        process = FORK.Process(target=server.run, args=(lambda: app, 1))
        process.start()
        try:
            yield server.port
        finally:
            process.terminate()
            process.join(20)


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it does not come to that"
        time.sleep(0.02)


def begin(port: int) -> socket.socket:
    """A reader who has asked and read nothing yet, with room for little."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64_000)
    reader.connect(("127.0.0.1", port))
    reader.sendall(b"GET /api/v1/trips.csv HTTP/1.1\r\nHost: x\r\n\r\n")
    return reader


def get(port: int, path: str) -> tuple[int, bytes, dict[str, str]]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    return answer.status, body, {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_file_that_breaks_off_is_an_error_to_whoever_reads_it(ending: str) -> None:
    engine = EndlessEngine(50)
    engine.fault = ClusterUnreachableError("Elasticsearch에 연결할 수 없습니다.")
    with serving(create_app(engine)) as port, pytest.raises(IncompleteRead):
        get(port, f"/api/v1/trips.{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_goes_wrong_before_anything_is_sent_has_a_status_of_its_own(ending: str) -> None:
    engine = EndlessEngine(0 if ending != "xlsx" else 50)
    engine.fault = ClusterUnreachableError("Elasticsearch에 연결할 수 없습니다.")
    with serving(create_app(engine)) as port:
        for _ in range(exports.AT_ONCE + 1):
            status, body, headers = get(port, f"/api/v1/trips.{ending}")
            assert (status, headers["content-type"]) == (503, "application/problem+json")
            assert "연결할 수 없습니다" in body.decode()
    assert engine.reading == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_whole_file_ends_as_whole_ones_do(ending: str) -> None:
    with serving(create_app(EndlessEngine(50))) as port:
        status, body, headers = get(port, f"/api/v1/trips.{ending}")
    assert (status, headers["transfer-encoding"], headers["trips-total"]) == (200, "chunked", "50")
    assert len(body) > (1_000_000 if ending != "xlsx" else 5_000)


def test_a_reader_who_leaves_ends_the_reading() -> None:
    engine = EndlessEngine()
    with serving(create_app(engine)) as port:
        for _ in range(exports.AT_ONCE + 2):
            with begin(port) as reader:
                assert reader.recv(1_000).startswith(b"HTTP/1.1 200")
            wait_until(lambda: engine.reading == 0)


def test_a_reader_who_takes_nothing_any_more_is_left_and_the_next_one_gets_the_place() -> None:
    engine = EndlessEngine()
    app = create_app(engine)
    with serving(app, patience=1) as port:
        stalled = [begin(port) for _ in range(exports.AT_ONCE)]
        wait_until(lambda: engine.reading == exports.AT_ONCE)
        wait_until(lambda: engine.reading == 0)
        engine.end_after(3)
        assert get(port, "/api/v1/trips.csv")[0] == 200
        for reader in stalled:
            reader.settimeout(10)
            received = b""
            with suppress(ConnectionResetError):
                while piece := reader.recv(65_536):
                    received = piece
            assert not received.endswith(b"0\r\n\r\n")
            reader.close()


def test_a_slow_reader_makes_the_server_wait_and_not_remember() -> None:
    engine = EndlessEngine()
    with serving(create_app(engine), patience=2) as port, begin(port) as reader:
        wait_until(lambda: engine.reading == 1)
        for _ in range(30):
            # Slow, and not stalled: longer in all than anybody may take nothing.
            assert reader.recv(65_536)
            time.sleep(0.1)
        assert engine.reading == 1
        # What was made is not much more than what was read and what may wait.
        assert engine.read_in_all * 30_000 < 30 * 65_536 + 8_000_000


def test_so_many_are_written_at_once_and_the_others_hear_when_to_come_back() -> None:
    engine = EndlessEngine()
    app = create_app(engine)
    with serving(app) as port:
        readers = [begin(port) for _ in range(exports.AT_ONCE)]
        wait_until(lambda: engine.reading == exports.AT_ONCE)
        answers: list[tuple[int, bytes, dict[str, str]]] = []
        asking = [
            threading.Thread(target=lambda: answers.append(get(port, "/api/v1/trips.csv")))
            for _ in range(exports.WAITING + 10)
        ]
        for thread in asking:
            thread.start()
        # Whoever does not take a file away does not wait.
        assert get(port, "/healthz")[0] == 200
        for thread in asking:
            thread.join(30)
        assert engine.reading == exports.AT_ONCE
        assert {status for status, _, _ in answers} == {503}
        assert all(int(headers["retry-after"]) > 0 for _, _, headers in answers)
        assert "내려받기가 몰려" in answers[0][1].decode()
        for reader in readers:
            reader.close()
