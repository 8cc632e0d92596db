"""Nodes that are killed come back with their data; nodes whose parent is killed do not stay behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.elastic_node.node import HOST, Node, start_nodes, wait_for
from tests.elastic_node.rest import call

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60

# Says which process its node is, then that the node is ready, then waits to be killed.
PARENT = """
import signal
from tests.elastic_node import node

wait_for = node.wait_for

def say(nodes):
    print(nodes[0].pid, flush=True)
    wait_for(nodes)

node.wait_for = say
with node.start_nodes():
    print("ready", flush=True)
    signal.pause()
"""

pytestmark = pytest.mark.drill


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def master(nodes: tuple[Node, ...]) -> Node:
    (row,) = call(nodes[0].url, "GET", "/_cat/master?format=json")
    return next(node for node in nodes if node.name == row["node"])


def test_three_nodes_outlive_their_master_and_take_it_back() -> None:
    with start_nodes(3) as nodes:
        call(nodes[0].url, "PUT", "/any", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}})
        call(nodes[0].url, "GET", f"/_cluster/health?wait_for_status=green&timeout={SECONDS}s", seconds=SECONDS)
        for number in range(20):
            call(nodes[0].url, "PUT", f"/any/_doc/{number}?refresh=true", {"number": number})
        killed = master(nodes)
        killed.kill()
        left = [node for node in nodes if node is not killed]
        wait_for(left)
        assert call(left[0].url, "GET", "/any/_count")["count"] == 20
        killed.start()
        wait_for(nodes)
        health = call(left[0].url, "GET", f"/_cluster/health?wait_for_status=green&timeout={SECONDS}s", seconds=SECONDS)
        assert health["status"] == "green"
        assert call(killed.url, "GET", "/any/_count")["count"] == 20
        folder = killed.folder
    assert not folder.exists()


def test_a_single_node_that_was_killed_has_what_it_had_acknowledged() -> None:
    with start_nodes() as (node,):
        call(node.url, "PUT", "/any/_doc/1", {"number": 1})
        node.kill()
        node.start()
        wait_for([node])
        call(node.url, "GET", f"/_cluster/health/any?wait_for_status=yellow&timeout={SECONDS}s", seconds=SECONDS)
        assert call(node.url, "GET", "/any/_doc/1")["found"]


@pytest.mark.parametrize("ready", [False, True], ids=["while it starts", "when it runs"])
def test_no_node_outlives_the_process_that_started_it(tmp_path: Path, *, ready: bool) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}  # what a killed process leaves is removed with it
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        if ready:
            assert parent.stdout.readline() == "ready\n"
        assert alive(pid)
        parent.send_signal(signal.SIGKILL)
    assert eventually(lambda: not alive(pid))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_taken_port_is_named() -> None:
    with start_nodes() as (node,):
        port = int(node.url.rpartition(":")[2])
        program = [sys.executable, "-m", "tests.elastic_node", "--port", str(port)]
        second = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert second.returncode == 1
    assert f"Port {port} on {HOST} is taken" in second.stderr
