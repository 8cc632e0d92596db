"""Which Elasticsearch a test uses: one named, else a container of our image, else a node assembled here."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from typing import cast

from tests.elastic_node.errors import NodeFailedError, NodeUnavailableError
from tests.elastic_node.node import HOST, LOG_LINES, START_SECONDS, start_nodes
from tests.elastic_node.rest import RestError, call

NAMED = "TRIPS_TEST_ELASTICSEARCH_URL"
IMAGE = "overseas-trip-search/elasticsearch:9.5.3"
PORT = 9200
DOCKER_SECONDS = 10


@contextmanager
def open_cluster() -> Iterator[str]:
    """The URL of a cluster that may be written to. Raises NodeError; a NodeUnavailableError names every reason."""
    with ExitStack() as stack:
        yield os.environ.get(NAMED) or _first(stack)


def _first(stack: ExitStack) -> str:
    reasons = [f"{NAMED} is not set."]
    for way in (_container, _assembled):
        try:
            return stack.enter_context(way())
        except NodeUnavailableError as error:
            reasons.append(str(error))
    raise NodeUnavailableError("There is no Elasticsearch for the tests:\n- " + "\n- ".join(reasons))


@contextmanager
def _assembled() -> Iterator[str]:
    with start_nodes() as nodes:
        yield nodes[0].url


@contextmanager
def _container() -> Iterator[str]:
    # Here, as these imports take half a second that only this way needs.
    from docker.errors import DockerException, ImageNotFound  # noqa: PLC0415
    from testcontainers.core.config import testcontainers_config  # noqa: PLC0415
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415

    # The reaper is an image of its own, which may not be there; our process removes the container, also when its
    # parent is killed.
    testcontainers_config.ryuk_disabled = True
    try:
        container = DockerContainer(IMAGE, docker_client_kw={"timeout": DOCKER_SECONDS})
        docker = container.get_docker_client()
        docker.client.images.get(IMAGE)
    except ImageNotFound as error:
        raise NodeUnavailableError(
            f"Docker runs, but has no image {IMAGE}: 'docker compose build' makes it."
        ) from error
    except DockerException as error:
        raise NodeUnavailableError(f"No Docker daemon answers: {error}.") from error

    container.with_env("discovery.type", "single-node").with_env("xpack.security.enabled", "false")
    container.with_env("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
    # A free port on this machine's own address. Its type knows numbers only, its Docker client takes addresses too.
    container.ports[str(PORT)] = cast("int", (HOST, 0))
    with ExitStack() as stack:
        stack.callback(container.stop)
        try:
            container.start()
            # Not get_exposed_port: testcontainers may take a virtual machine for a container and name its gateway.
            url = f"http://{HOST}:{docker.port(container.get_container_id(), PORT)}"
            _wait_for_health(url)
        except (DockerException, ConnectionError, TimeoutError) as error:
            log = b"".join(container.get_logs()).decode(errors="replace").splitlines()[-LOG_LINES:]
            raise NodeFailedError(f"A container of {IMAGE} did not come up: {error}\n" + "\n".join(log)) from error
        yield url


def _wait_for_health(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            call(url, "GET", "/_cluster/health", seconds=10)
        except (OSError, HTTPException, RestError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url}/_cluster/health does not answer after {START_SECONDS} s.")
