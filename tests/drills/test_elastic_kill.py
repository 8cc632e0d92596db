"""`kill -9` of an indexer, of a node, and of nodes of a cluster: what is served never changes until a swap, nothing is
lost or doubled, and the next run completes."""

import contextlib
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from elasticsearch import Elasticsearch

from benchmarks.generator import trips
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.names import Names
from search.errors import SearchUnavailableError
from search.parse import parse
from search.query import Sort, TripQuery
from search.settings import Settings
from search.trip import stated
from tests.elastic_node.node import Node, start_nodes, wait_for

TRIPS = Path(sys.executable).parent / "trips"
QUESTIONS = (
    TripQuery(size=100),
    TripQuery(clauses=parse("탄소중립"), size=50),
    TripQuery(clauses=parse('"주민 참여" 조례'), sort=Sort.OLDEST),
)


class Site(msgspec.Struct, frozen=True):
    """An index of its own name in a cluster, written by commands and read by an engine."""

    client: Elasticsearch
    engine: ElasticEngine
    names: Names
    environment: dict[str, str]
    log: Path

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """`trips index`, running; what it says goes to `log`."""
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [TRIPS, "index", *arguments], env=self.environment, stdout=subprocess.DEVNULL, stderr=log
            )

    def index(self, *arguments: str | Path) -> None:
        """`trips index`, done."""
        assert self.start(*arguments).wait() == 0, self.log.read_text(encoding="utf-8")

    def answers(self) -> list[object]:
        """What a reader gets."""
        pages = [self.engine.search(question) for question in QUESTIONS]
        return [(page.total, [hit.trip.id for hit in page.hits]) for page in pages]

    def generations(self) -> set[str]:
        """Every generation that lies in the cluster."""
        found = self.client.indices.get_alias(index=self.names.every_index, expand_wildcards="all")
        return {version for name in found if (version := self.names.version_of(name))}

    def assert_nothing_is_left(self) -> None:
        """The served generation, the one before, and no lock."""
        status = self.engine.status()
        assert status.index
        assert self.generations() == {status.index.version, status.previous}
        # What was deleted is counted until the next refresh.
        self.client.indices.refresh(index=self.names.lock)
        assert self.client.count(index=self.names.lock)["count"] == 0


@contextlib.contextmanager
def site(folder: Path, urls: Sequence[str]) -> Iterator[Site]:
    names = Names(f"kill-{secrets.token_hex(4)}")
    url = ",".join(urls)
    client = connect(Settings(elasticsearch_url=url, elasticsearch_timeout=60))
    environment = os.environ | {
        "TRIPS_ENGINE": "elasticsearch",
        "TRIPS_ELASTICSEARCH_URL": url,
        "TRIPS_INDEX": names.prefix,
        "TRIPS_ELASTICSEARCH_TIMEOUT": "30",
    }
    yield Site(client, ElasticEngine(client, names.prefix), names, environment, folder / "index.log")
    every = list(client.indices.get_alias(index=f"{names.prefix}_*"))
    if every:
        client.indices.delete(index=every)
    client.close()


def write(path: Path, count: int, seed: int) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(stated(trip)) + b"\n" for trip in trips(count, seed)))
    return path


def kill_the_indexer(tmp_path: Path, url: str, kills: int, size: int) -> tuple[int, int]:
    """How many kills hit before the swap, and how many came after it."""
    first, more = write(tmp_path / "first.jsonl", size // 2, seed=31), write(tmp_path / "more.jsonl", size, seed=32)
    chance = random.Random(33)
    early = late = 0
    with site(tmp_path, [url]) as it:
        it.index(first)
        start = time.monotonic()
        it.index(more)
        whole = time.monotonic() - start
        for _ in range(kills):
            it.index("--replace", first)
            before, version = it.answers(), it.engine.served().version
            process = it.start(more)
            deadline = time.monotonic() + chance.uniform(0.2, 1.05) * whole
            while time.monotonic() < deadline and process.poll() is None:
                served = it.answers()
                assert served == before or it.engine.served().version != version
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
            process.wait()
            early += it.engine.served().version == version
            late += it.engine.served().version != version
            it.index(more)
            it.assert_nothing_is_left()
            assert it.engine.search(TripQuery()).total == size // 2 + size
    return early, late


def test_a_killed_indexer_changes_nothing_in_the_cluster_and_the_next_run_completes(
    tmp_path: Path, cluster: str
) -> None:
    assert sum(kill_the_indexer(tmp_path, cluster, kills=1, size=60)) == 1


@pytest.mark.drill
def test_thirty_kills_of_the_indexer_change_nothing_in_the_cluster(tmp_path: Path, cluster: str) -> None:
    early, late = kill_the_indexer(tmp_path, cluster, kills=30, size=400)
    print(f"\n30 kills of the indexer: {early} before the swap, {late} after it or after the end")
    assert early >= 10


@pytest.mark.drill
def test_ten_kills_of_the_node_lose_nothing(tmp_path: Path) -> None:
    first, more = write(tmp_path / "first.jsonl", 200, seed=34), write(tmp_path / "more.jsonl", 400, seed=35)
    chance = random.Random(36)
    failed = 0
    with start_nodes() as (node,), site(tmp_path, [node.url]) as it:
        it.index(first)
        for _ in range(10):
            it.index("--replace", first)
            before, version = it.answers(), it.engine.served().version
            process = it.start(more)
            time.sleep(chance.uniform(0.5, 6))
            node.kill()
            node.start()
            wait_for([node])
            failed += process.wait() != 0
            _wait_until_answering(it)
            assert it.answers() == before or it.engine.served().version != version
            it.index(more)
            it.assert_nothing_is_left()
            assert it.engine.search(TripQuery()).total == 600
    print(f"\n10 kills of the node: {failed} loads failed with a sentence, every next one completed, no trip was lost")


@pytest.mark.drill
def test_a_cluster_of_three_answers_while_nodes_are_killed(tmp_path: Path) -> None:
    first, more = write(tmp_path / "first.jsonl", 400, seed=37), write(tmp_path / "more.jsonl", 800, seed=38)
    with start_nodes(3) as nodes, site(tmp_path, [node.url for node in nodes]) as it:
        it.index(first)
        for victim in (_not_the_master(it, nodes), _master(it, nodes)):
            it.index("--replace", first)
            clients = [_Client(it.engine) for _ in range(8)]
            process = it.start(more)
            time.sleep(2)
            victim.kill()
            green = _seconds_to_green(it)
            time.sleep(2)
            asked = sum(client.stop() for client in clients)
            failed = [error for client in clients for error in client.failed]
            status = process.wait()
            said = it.log.read_text(encoding="utf-8").strip().splitlines()
            victim.start()
            wait_for(nodes)
            it.index(more)
            it.assert_nothing_is_left()
            total = it.engine.search(TripQuery()).total
            print(
                f"\n{victim.name} killed: {len(failed)} of {asked} searches failed, load ended with {status} "
                f"({said[-1][:120] if said else ''}), green after {green:.1f} s, {total} trips after the next run"
            )
            assert failed == []
            assert total == 1_200


class _Client:
    """Somebody who searches without a pause."""

    def __init__(self, engine: ElasticEngine) -> None:
        self.failed: list[str] = []
        self._engine = engine
        self._asked = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> int:
        """How many searches there were."""
        self._done.set()
        self._thread.join()
        return self._asked

    def _run(self) -> None:
        while not self._done.is_set():
            self._asked += 1
            try:
                self._engine.search(QUESTIONS[self._asked % len(QUESTIONS)])
            except SearchUnavailableError as error:
                self.failed.append(str(error))


def _wait_until_answering(it: Site, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            it.answers()
        except SearchUnavailableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _master(it: Site, nodes: Sequence[Node]) -> Node:
    state = it.client.cluster.state(metric=["master_node", "nodes"])
    name = state["nodes"][state["master_node"]]["name"]
    return next(node for node in nodes if node.name == name)


def _not_the_master(it: Site, nodes: Sequence[Node]) -> Node:
    master = _master(it, nodes)
    return next(node for node in nodes if node is not master)


def _seconds_to_green(it: Site) -> float:
    """Until the served index has all its copies again, on the nodes that are left."""
    start = time.monotonic()
    while time.monotonic() - start < 120:
        with contextlib.suppress(Exception):
            health = it.client.options(request_timeout=5).cluster.health(index=it.names.served)
            if health["status"] == "green" and health["number_of_nodes"] == 2:
                return time.monotonic() - start
        time.sleep(0.2)
    raise AssertionError("not green again in two minutes")
