"""A real `trips serve` of an engine, and clients of its API over kept connections."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import urllib3

from benchmarks.bare_elastic import SIZE
from benchmarks.machine import private_memory
from benchmarks.result import Level
from benchmarks.timing import CLIENTS
from search.query import FacetName


class Web:
    """The process behind an address; thread-safe."""

    def __init__(self, address: str, pid: int) -> None:
        """The server is ready by then."""
        self._pool = urllib3.PoolManager(maxsize=CLIENTS, block=True)
        self._address = address
        self._pid = pid

    def search(self, level: Level, text: str) -> object:
        """The decoded page. The API marks every hit: its least level has snippets, too."""
        facets = [] if level is Level.HITS else [("facets", name.value) for name in FacetName]
        query = urlencode([("q", text), ("size", SIZE), *facets])
        answer = self._pool.request("GET", f"{self._address}/api/v1/trips?{query}")
        assert answer.status == HTTPStatus.OK, answer.data[:500]
        return msgspec.json.decode(answer.data)

    def private_memory(self) -> int:
        """Bytes that the process holds for itself alone."""
        return private_memory(self._pid)


@contextmanager
def serve(environment: Mapping[str, str], log: Path) -> Iterator[Web]:
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
            yield Web("http://" + line.split("http://")[1].split("/")[0], server.pid)
        finally:
            server.terminate()
