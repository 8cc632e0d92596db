"""Faults that need a node of their own: one without nori, one that is killed, one whose whole cluster is read-only."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.errors import ClusterUnreachableError, IndexNotWritableError
from tests.commands import Run
from tests.elastic_node.assemble import assemble
from tests.elastic_node.errors import NodeUnavailableError
from tests.elastic_node.node import Node, start_nodes, wait_for, without_nori
from tests.elastic_node.rest import call
from tests.faults.conftest import Place, found, open_place, trips

BLOCK = "cluster.blocks.read_only"


@contextmanager
def node_of_ours(folder: Path | None = None) -> Iterator[Node]:
    """A node, in CI or skipped; with a `folder` for its home, one without nori."""
    try:
        with start_nodes(home=without_nori(assemble(), folder) if folder else None) as (node,):
            yield node
    except NodeUnavailableError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


def test_without_nori_nothing_is_built_and_the_command_is_named(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "trips.jsonl"
    record.write_text('{"title": "탄소중립 연수"}\n', encoding="utf-8")
    with node_of_ours(tmp_path / "home") as node:
        done = run("index", str(record), TRIPS_ENGINE="elasticsearch", TRIPS_ELASTICSEARCH_URL=node.url)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("오류: 색인에 쓰지 못했습니다. Elasticsearch에 nori가 없거나")
        assert "`bin/elasticsearch-plugin install analysis-nori`" in line
        assert call(node.url, "GET", "/trips_g*/_alias") == {}


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with node_of_ours() as node:
        yield node


@pytest.fixture
def place(node: Node) -> Iterator[Place]:
    with open_place(node.url) as place:
        yield place


@pytest.mark.drill
def test_a_killed_node_is_said_and_answers_again_when_it_is_back(node: Node, place: Place) -> None:
    engine = place.engine(node.url)
    assert len(found(engine)) == 3
    node.kill()
    for _ in range(3):
        with pytest.raises(ClusterUnreachableError):
            found(engine)
    node.start()
    wait_for([node])
    place.direct.cluster.health(index=place.names.served, wait_for_status="green", timeout="30s")
    assert len(found(engine)) == 3


@pytest.mark.drill
def test_loading_outlives_a_restart_of_the_cluster(node: Node, place: Place) -> None:
    def restart() -> None:
        node.kill()
        time.sleep(3)
        node.start()

    killer = threading.Thread(target=restart)
    try:
        with place.index().rebuild() as writer:
            for trip in trips(*range(2000)):
                writer.add(trip)
                if trip.id == "t300":
                    killer.start()
    finally:
        killer.join()
        wait_for([node])
    status = place.engine().status()
    assert status.index
    assert status.index.trips == 2000
    assert len(found(place.engine())) == 100  # a page of them


@pytest.mark.drill
def test_a_read_only_cluster_is_said_and_still_searched(node: Node, place: Place) -> None:
    settings = {"persistent": {BLOCK: True}}
    call(node.url, "PUT", "/_cluster/settings", settings)
    try:
        with pytest.raises(IndexNotWritableError, match=r"읽기 전용.*cluster\.blocks.*그대로"), place.index().update():
            pass
        assert len(found(place.engine())) == 3
    finally:
        call(node.url, "PUT", "/_cluster/settings", {"persistent": {BLOCK: None}})
    with place.index().update() as writer:
        writer.add(trips(4)[0])
    assert len(found(place.engine())) == 4
