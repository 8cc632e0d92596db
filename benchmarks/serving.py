"""A real `trips serve` of an engine, asked over kept connections, and what it holds in memory."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

import msgspec
import urllib3

from benchmarks.bare_elastic import SIZE
from benchmarks.engines import FACETS
from benchmarks.machine import family, own_memory, private_memory
from benchmarks.result import Web
from benchmarks.timing import Ask, timed

IDLE: Final = 500

_FACETS: Final = [("facets", name.value) for name in FACETS]
# For each process of the server: one of them may answer more often than another.
_ASKED_EACH: Final = 4
_SECONDS: Final = 60.0
_SETTLING_SECONDS: Final = 1.0
_SETTLED: Final = 0.01


class Server(NamedTuple):
    """Where it answers, and its process, which may have started others."""

    address: str
    pid: int


def api(address: str) -> Ask:
    """Asks for a page with facets, and decodes it; snippets are always there."""
    pool = urllib3.PoolManager()

    def ask(text: str) -> object:
        query = urlencode([("q", text), ("size", SIZE), *_FACETS])
        answer = pool.request("GET", f"{address}/api/v1/trips?{query}")
        assert answer.status == HTTPStatus.OK, answer.data[:500]
        return msgspec.json.decode(answer.data)

    return ask


@contextmanager
def serve(environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """A server on a free port, with its log in a file; ended at the end."""
    command = [sys.executable, "-m", "trips", "serve", "--port", "0"]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=dict(environment)) as server,
    ):
        try:
            assert server.stdout
            line = server.stdout.readline()
            assert "http://" in line, log.read_text(encoding="utf-8")
            yield Server("http://" + line.split("http://")[1].split("/")[0], server.pid)
        finally:
            server.terminate()


def weigh(server: Server, visitors: Sequence[str]) -> Web:
    """What it holds after its searches, suggestions included, and how it answers visitors beside many idle ones."""
    first = timed(lambda: _suggest(server))
    for _ in range(_ASKED_EACH * len(family(server.pid))):
        _suggest(server)
    processes = _settled_memory(server.pid)
    return Web(
        process_bytes=processes,
        worker_bytes=max(map(own_memory, family(server.pid)[1:]), default=None),
        first_suggestion_ms=round(first * 1e3, 1),
        idle_connections=IDLE,
        crowded_ms=round(_crowded(server, visitors) * 1e3, 1),
    )


def _settled_memory(pid: int) -> tuple[int, ...]:
    """Private bytes of its processes, when suggestions that are made in the background are there."""
    found = [private_memory(one) for one in family(pid)]
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        time.sleep(_SETTLING_SECONDS)
        before, found = found, [private_memory(one) for one in family(pid)]
        if abs(sum(found) - sum(before)) < _SETTLED * sum(before):
            break
    return tuple(found)


def _suggest(server: Server) -> None:
    """A new connection each time: it may be another process that answers."""
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", f"{server.address}/api/v1/suggest?{urlencode({'q': '도시'})}")
        assert answer.status == HTTPStatus.OK, answer.data[:500]


def _crowded(server: Server, visitors: Sequence[str]) -> float:
    """Seconds of the slowest answer to a new visitor, each with a query, beside others that say nothing any more."""
    host, port = server.address.removeprefix("http://").split(":")
    with ExitStack() as idle:
        for number in range(IDLE):
            connection = idle.enter_context(socket.create_connection((host, int(port)), _SECONDS))
            # Half of them are browsers that have been answered, half have never said a word.
            if number % 2:
                connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                assert connection.recv(1024)
        # The server has taken them all in by then, or never will.
        time.sleep(1)
        return max(timed(partial(api(server.address), text)) for text in visitors)
