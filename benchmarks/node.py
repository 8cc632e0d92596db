"""A node of Elasticsearch as the measurements see it: bare requests over kept connections, its version, its memory."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import urllib3

from benchmarks.machine import is_java, peak_memory
from tests.elastic_node.assemble import JVM_FLAGS, Home, assemble
from tests.elastic_node.node import start_nodes

Json = dict[str, Any]

_NDJSON: Final = {"content-type": "application/x-ndjson"}
_JSON: Final = {"content-type": "application/json"}
_CONNECTIONS: Final = 2
_QUIET_SECONDS: Final = 120.0
# As docker-compose.yml has it: the node of the tests gets half of that.
_HEAP: Final = "1g"
# The JVM as Elasticsearch's own jvm.options and their reading of a small heap have it: the tests' node starts faster,
# but without the second compiler and vectors it answers as no served Elasticsearch does.
_SERVED_FLAGS: Final = (
    "--add-modules=jdk.incubator.vector",
    "-XX:+UseG1GC",
    "-XX:G1HeapRegionSize=4m",
    "-XX:InitiatingHeapOccupancyPercent=30",
    "-XX:G1ReservePercent=15",
    "-XX:+AlwaysPreTouch",
    f"-Xms{_HEAP}",
)


class Node:
    """The node at a URL; thread-safe."""

    def __init__(self, url: str) -> None:
        """Asks the node what it is."""
        self.url = url.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=_CONNECTIONS, block=True)
        (info,) = self.call("GET", "_nodes/_local/jvm,process")["nodes"].values()
        self.version: str = info["version"]
        self.heap_bytes: int = info["jvm"]["mem"]["heap_max_in_bytes"]
        self._pid: int = info["process"]["id"]

    def __reduce__(self) -> tuple[type["Node"], tuple[str]]:
        """Another process has connections of its own."""
        return Node, (self.url,)

    def send(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The answer as it came, which must be a good one."""
        headers = _NDJSON if path.endswith("/_bulk") else _JSON
        answer = self._pool.request(method, f"{self.url}/{path}", body=body, headers=headers)
        assert answer.status < 300, answer.data[:500]  # noqa: PLR2004 - the statuses of success
        return answer.data

    def call(self, method: str, path: str, body: bytes | None = None) -> Json:
        """The answer, decoded with the fastest decoder there is."""
        found: Json = msgspec.json.decode(self.send(method, path, body))
        return found

    def store_size(self, index: str) -> int:
        """Bytes of the primaries."""
        stats = self.call("GET", f"{index}/_stats/store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def wait_until_quiet(self) -> None:
        """Until it merges nothing any more: what was just written would disturb what is searched next."""
        end = time.monotonic() + _QUIET_SECONDS
        while time.monotonic() < end:
            if not self.call("GET", "_stats/merge")["_all"]["total"].get("merges", {}).get("current"):
                return
            time.sleep(0.5)

    def peak_memory(self) -> int | None:
        """The resident peak of its process; None where that is not on this machine."""
        return peak_memory(self._pid) if is_java(self._pid) else None


@contextmanager
def started_node() -> Iterator[Node]:
    """A node without Docker, run as one that is served; gone at the end. Raises NodeError."""
    home = assemble()
    with start_nodes(heap=_HEAP, home=_ServedHome(home.folder, home.java)) as (started,):
        yield Node(started.url)


class _ServedHome(Home):
    """The assembled folder, with other flags for its Java."""

    def command(self, settings: Mapping[str, str], *flags: str, heap: str = _HEAP) -> list[str]:
        java, *rest = super().command(settings, *flags, heap=heap)
        return [java, *_SERVED_FLAGS, *(part for part in rest if part not in JVM_FLAGS)]
