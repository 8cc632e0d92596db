"""Searches while the cluster is away, slow, busy, shut or somebody else: one sentence, a 503, and back by itself."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from typing import NamedTuple

import pytest

from search.errors import (
    ClusterRefusedError,
    ClusterUnreachableError,
    IndexDamagedError,
    IndexMissingError,
    SearchUnavailableError,
)
from search.query import TripQuery
from tests.commands import Run
from tests.elastic_node.faults import (
    answering,
    basic,
    busy,
    guarded,
    lost_answer,
    older_cluster,
    other_product,
    page,
    slow,
    to,
)
from tests.elastic_node.proxy import Answer, Fault, Forward, Proxy, Request, open_proxy
from tests.faults.conftest import Place, found, open_place, site, trips
from webapp.errors import RETRY_SECONDS

# What a machine with other work may take on top of a time limit.
SLACK = 3.0
FORBIDDEN = (
    "action [indices:data/read/search] is unauthorized for user [kim] with effective roles [viewer] on indices [trips]"
)


class Case(NamedTuple):
    """A fault, and what is said of it."""

    fault: Callable[[Proxy], AbstractContextManager[None]]
    error: type[SearchUnavailableError]
    says: tuple[str, ...]
    timeout: float = 10


def failing(fault: Fault) -> Callable[[Proxy], AbstractContextManager[None]]:
    return lambda proxy: proxy.failing(fault)


CASES = {
    "away": Case(Proxy.away, ClusterUnreachableError, ("연결할 수 없습니다", "refused", "TRIPS_ELASTICSEARCH_URL")),
    "cut off": Case(
        failing(lost_answer(times=10**6)), ClusterUnreachableError, ("연결할 수 없습니다", "TRIPS_ELASTICSEARCH_URL")
    ),
    "hanging": Case(Proxy.hanging, ClusterUnreachableError, ("시간 안에", "TRIPS_ELASTICSEARCH_TIMEOUT"), 0.5),
    "busy": Case(failing(busy), ClusterUnreachableError, ("바빠서", "429", "잠시 뒤")),
    "without a master": Case(
        failing(answering(503, "master_not_discovered_exception", "")),
        ClusterUnreachableError,
        ("503", "master_not_discovered_exception", "_cluster/health"),
    ),
    "gone without a word": Case(
        failing(lambda *_: Answer(503, {}, b"")), ClusterUnreachableError, ("503", "_cluster/health")
    ),
    "gone behind nginx": Case(failing(page(502)), ClusterUnreachableError, ("502", "_cluster/health")),
    "wrong password": Case(
        failing(guarded(basic("kim", "right"))),
        ClusterRefusedError,
        ("자격 증명", "401", "TRIPS_ELASTICSEARCH_PASSWORD"),
    ),
    "wrong password behind nginx": Case(failing(page(401)), ClusterRefusedError, ("자격 증명", "401")),
    "without the right": Case(
        failing(answering(403, "security_exception", FORBIDDEN)),
        ClusterRefusedError,
        ("권한", "403", "indices:data/read/search"),
    ),
    "older": Case(failing(older_cluster), ClusterRefusedError, ("버전이 다릅니다", "Elasticsearch 9")),
    "another product": Case(failing(other_product), ClusterRefusedError, ("Elasticsearch처럼", "Elasticsearch 9")),
    "a web page": Case(failing(page(200)), ClusterRefusedError, ("Elasticsearch처럼", "TRIPS_ELASTICSEARCH_URL")),
    "a web server": Case(failing(page(404)), ClusterRefusedError, ("Elasticsearch처럼", "TRIPS_ELASTICSEARCH_URL")),
}


@pytest.fixture(scope="module")
def place(cluster: str) -> Iterator[Place]:
    """One for all of these: they only read, and leave no fault behind."""
    with open_place(cluster) as place:
        yield place


@pytest.mark.parametrize("asked_before", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fault_is_one_sentence_and_a_503_and_over_when_it_is_over(
    place: Place, run: Run, case: Case, *, asked_before: bool
) -> None:
    engine = place.engine(timeout=case.timeout)
    client = site(engine)
    if asked_before:
        assert len(found(engine)) == 3
    with case.fault(place.proxy):
        with pytest.raises(case.error) as refused:
            engine.search(TripQuery())
        sentence = str(refused.value)
        assert [word for word in case.says if word not in sentence] == []
        assert [word for word in ("<", "127.0.0.1", "kim", "\n") if word in sentence] == []
        for path in ("/api/v1/trips", "/readyz"):
            answer = client.get(path)
            assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
            assert answer.headers["Retry-After"] == str(RETRY_SECONDS)
            assert answer.get_json()["detail"] == sentence
        shown = client.get("/search?q=탄소중립")
        assert shown.status_code == 503
        assert case.says[0] in shown.text
        assert client.get("/healthz").status_code == 200
        if asked_before:  # commands are always the first to ask
            done = run("status", **place.environment(TIMEOUT=str(case.timeout)))
            assert (done.returncode, done.stdout, done.stderr) == (1, f"엔진: elasticsearch\n문제: {sentence}\n", "")
    assert len(found(engine)) == 3
    assert client.get("/readyz").status_code == client.get("/api/v1/trips").status_code == 200


def test_a_slow_cluster_is_waited_for(place: Place) -> None:
    with place.proxy.failing(slow(0.3)):
        assert len(found(place.engine())) == 3


def test_requests_do_not_wait_for_each_others_time_limits(place: Place) -> None:
    engine = place.engine(timeout=1)

    def ask(_: int) -> float:
        began = time.monotonic()
        with pytest.raises(ClusterUnreachableError):
            engine.search(TripQuery())
        return time.monotonic() - began

    with place.proxy.hanging(), ThreadPoolExecutor(8) as threads:
        took = list(threads.map(ask, range(8)))
    assert max(took) < 1 + SLACK
    assert len(found(engine)) == 3


def test_a_busy_cluster_is_asked_once(place: Place) -> None:
    asked: list[str] = []

    def refuse(request: Request, forward: Forward) -> Answer:
        asked.append(request.path)
        return busy(request, forward)

    with place.proxy.failing(refuse), pytest.raises(ClusterUnreachableError):
        place.engine().search(TripQuery())
    assert len(asked) == 1


def test_an_answer_lost_with_its_connection_is_asked_for_again(place: Place) -> None:
    engine = place.engine()
    found(engine)
    with place.proxy.failing(lost_answer(to("POST", "_search"))):
        assert len(found(engine)) == 3


@pytest.mark.parametrize("fault", [Proxy.away, Proxy.hanging], ids=["away", "hanging"])
def test_one_node_of_two_is_enough(
    place: Place, cluster: str, fault: Callable[[Proxy], AbstractContextManager[None]]
) -> None:
    with open_proxy(cluster) as other:
        engine = place.engine(f"{place.proxy.url}, {other.url}", timeout=1)
        with fault(other):
            began = time.monotonic()
            assert [len(found(engine)) for _ in range(6)] == [3] * 6
            assert time.monotonic() - began < 1 + SLACK  # the bad one is left alone after the first time
        with fault(place.proxy):
            assert len(found(engine)) == 3


def test_a_whole_cluster_that_hangs_is_given_up_in_time(place: Place, cluster: str) -> None:
    with ExitStack() as stack:
        proxies = [stack.enter_context(open_proxy(cluster)) for _ in range(5)]
        engine = place.engine(",".join(proxy.url for proxy in proxies), timeout=1)
        for proxy in proxies:
            stack.enter_context(proxy.hanging())
        began = time.monotonic()
        with pytest.raises(ClusterUnreachableError):
            engine.search(TripQuery())
        assert time.monotonic() - began < 3 + SLACK


@pytest.mark.parametrize("part", ["_cluster/health", "_stats/store", "_previous"])
def test_a_cluster_that_is_half_there_is_said_by_the_status_and_searched(place: Place, part: str) -> None:
    engine = place.engine(timeout=1)
    with place.proxy.hanging(to("GET", part)):
        began = time.monotonic()
        assert "시간 안에" in (engine.status().problem or "")
        assert time.monotonic() - began < 1 + SLACK
        assert len(found(engine)) == 3


def test_an_index_deleted_underneath_is_said_and_comes_back(place: Place, run: Run) -> None:
    engine = place.engine()
    client = site(engine)
    assert len(found(engine)) == 3
    place.direct.indices.delete(index=place.served())
    with pytest.raises(IndexMissingError, match="trips index"):
        engine.search(TripQuery())
    for path in ("/api/v1/trips", "/api/v1/trips/t1", "/readyz"):
        assert client.get(path).status_code == 503
        assert "trips index" in client.get(path).get_json()["detail"]
    done = run("status", **place.environment())
    assert (done.returncode, done.stderr) == (1, "")
    assert "trips index" in done.stdout
    with place.index().update() as writer:
        for trip in trips(1, 2, 3):
            writer.add(trip)
    assert len(found(engine)) == 3


@pytest.mark.parametrize("stored", [{}, {"trip": {"id": "t1"}}, {"trip": "t1"}, {"trip": {"id": "t1", "title": "가"}}])
def test_a_stored_trip_that_is_none_is_damage_and_its_cause_is_kept(cluster: str, stored: dict[str, object]) -> None:
    with open_place(cluster) as place:
        engine = place.engine()
        assert len(found(engine)) == 3
        place.direct.indices.put_settings(index=place.served(), settings={"index.blocks.write": False})
        place.direct.index(index=place.served(), id="t1", document={"id": "t1", **stored}, refresh=True)
        with pytest.raises(IndexDamagedError, match="trips rollback") as refused:
            engine.search(TripQuery())
        assert refused.value.__cause__ is not None
        with pytest.raises(IndexDamagedError):
            engine.read("t1")
        assert site(engine).get("/api/v1/trips").status_code == 503


def test_being_ready_costs_few_requests(place: Place) -> None:
    asked: list[str] = []

    def note(request: Request, forward: Forward) -> Answer:
        asked.append(f"{request.method} {request.path}")
        return forward(request)

    client = site(place.engine())
    client.get("/readyz")
    with place.proxy.failing(note):
        assert client.get("/readyz").status_code == 200
    assert len(asked) == 4
    assert not [line for line in asked if not line.startswith("GET")]
