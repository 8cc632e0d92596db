"""Nodes of a real Elasticsearch on this machine, each a process on 127.0.0.1 with a folder of its own.

A node lives as long as the pipe to its standard input is open: whatever ends the process that started it, ends it too.
"""

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.elastic_node.assemble import ARCHIVE, HEAP, NORI, Home, assemble
from tests.elastic_node.errors import NodeFailedError
from tests.elastic_node.rest import RestError, call

HOST = "127.0.0.1"
START_SECONDS = 240  # 10 s on two idle cores; 50 s were seen on two busy ones
STOP_SECONDS = 20
LOG_LINES = 40


class Node:
    """One node, which can be killed and started again on its data and its ports."""

    def __init__(self, home: Home, folder: Path, settings: dict[str, str], heap: str) -> None:
        self.url = f"http://{HOST}:{settings['http.port']}"
        self.name = settings["node.name"]
        self.folder = folder
        self.log = folder / "node.log"
        self._home = home
        self._settings = {**settings, "path.data": str(folder / "data"), "path.logs": str(folder / "logs")}
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Starts it and does not wait: see `wait_for`."""
        temporary = self.folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        flags = (f"-XX:SharedArchiveFile={ARCHIVE}", f"-Djava.io.tmpdir={temporary}")
        command = self._home.command(self._settings, *flags, heap=self._heap)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._home.folder, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT
            )

    def kill(self) -> None:
        """`kill -9`; the data stays."""
        if self._process:
            self._process.kill()
            self._end()

    def stop(self) -> None:
        """Closes it properly, or kills it when that takes too long; the data stays."""
        if self._process:
            self._end()

    def tail(self) -> str:
        """The end of its log, without the stack frames that would hide the causes."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([line for line in lines if "\tat " not in line][-LOG_LINES:])

    def sees(self, count: int) -> bool:
        """Whether it answers and knows a cluster of that many nodes. Raises NodeFailedError when it has ended."""
        if self.pid is None:
            raise NodeFailedError(f"The node {self.name} ended. The end of its log:\n{self.tail()}")
        try:
            # Another node may have this port; then ours is about to end.
            (answering,) = call(self.url, "GET", "/_nodes/_local/process", seconds=10)["nodes"].values()
            health = call(self.url, "GET", "/_cluster/health", seconds=10)
        except (OSError, HTTPException, RestError):  # not listening yet, or without a master yet
            return False
        return bool(answering["process"]["id"] == self.pid and health["number_of_nodes"] == count)

    def _end(self) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def start_nodes(
    count: int = 1, port: int | None = None, heap: str = HEAP, home: Home | None = None
) -> Iterator[tuple[Node, ...]]:
    """A cluster of that many nodes, all of them there; their folders are gone afterwards.

    The first answers on `port` (free ones are taken by default), the next on the ports behind it. `heap` is each node's,
    `home` another one than the assembled. Raises NodeError.
    """
    home = home or assemble()
    chosen = _free_ports(2 * count)
    http = _still_free(range(port, port + count)) if port else chosen[:count]
    with TemporaryDirectory(prefix="elastic-node-") as folder, ExitStack() as stack:
        nodes = []
        for settings in _settings(http, chosen[count:]):
            node = Node(home, Path(folder) / settings["node.name"], settings, heap)
            stack.callback(node.stop)
            node.start()
            nodes.append(node)
        wait_for(nodes)
        yield tuple(nodes)


def without_nori(home: Home, folder: Path) -> Home:
    """A copy of `home` in a new `folder`, as an Elasticsearch is before its administrator installs the plugin."""
    # Links instead of copies: a home is 130 MB, nothing in it is ever written to, and it may be on another disk.
    shutil.copytree(home.folder, folder, copy_function=os.symlink, ignore=shutil.ignore_patterns(NORI.name))
    return home._replace(folder=folder)


def wait_for(nodes: Sequence[Node], seconds: float = START_SECONDS) -> None:
    """Returns when each of them sees all of them. Raises NodeFailedError."""
    deadline = time.monotonic() + seconds
    for node in nodes:
        while not node.sees(len(nodes)):
            if time.monotonic() > deadline:
                raise NodeFailedError(
                    f"The node {node.name} does not see {len(nodes)} nodes after {seconds:.0f} s. The end of its "
                    f"log:\n{node.tail()}"
                )
            time.sleep(0.1)


def _settings(http: Sequence[int], transport: Sequence[int]) -> Iterator[dict[str, str]]:
    names = [f"node-{number}" for number in range(1, len(http) + 1)]
    together = {
        "discovery.type": "multi-node",
        "discovery.seed_hosts": ",".join(f"{HOST}:{port}" for port in transport),
        "cluster.initial_master_nodes": ",".join(names),
    }
    for name, port, inner in zip(names, http, transport, strict=True):
        yield {
            "cluster.name": "overseas-trip-search",
            "node.name": name,
            "network.host": HOST,
            "http.port": str(port),
            "transport.port": str(inner),
            # A nearly full disk would close the indexes of tests that need a few megabytes.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **(together if len(names) > 1 else {"discovery.type": "single-node"}),
        }


def _free_ports(count: int) -> list[int]:
    """Free ports below those that systems give to outgoing connections, which could take one before the node does."""
    found: list[int] = []
    for port in random.sample(range(20_000, 32_000), 1_000):
        if _is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise NodeFailedError(f"No {count} free ports were found between 20000 and 32000 on {HOST}.")


def _still_free(ports: Sequence[int]) -> Sequence[int]:
    for port in ports:
        if not _is_free(port):
            raise NodeFailedError(f"Port {port} on {HOST} is taken. End what uses it, or choose another.")
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as the node does: after a stop it may be tried at once
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True
