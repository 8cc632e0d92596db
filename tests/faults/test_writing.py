"""The cluster fails while an index is written: what is served stays, one sentence says so, and the next run works."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import count
from pathlib import Path

import pytest

from search.engines.elastic.index import ElasticIndex
from search.engines.generations import new_name
from search.errors import IndexBusyError, IndexNotWritableError
from search.trip import Trip
from tests.commands import Run
from tests.elastic_node.faults import answering, busy, lost_answer, page, to
from tests.elastic_node.proxy import Answer, Fault, Forward, Proxy, Request
from tests.faults.conftest import Place, found, open_place, trips
from tests.stores import NOW

DISK = "index.blocks.read_only_allow_delete"
NEW = count(4)


@pytest.fixture(scope="module")
def place(cluster: str) -> Iterator[Place]:
    """One for all of these: each adds trips of its own, and ends with the fault lifted."""
    with open_place(cluster) as place:
        yield place


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute of patience is a second here."""
    monkeypatch.setattr("search.engines.elastic.bulk.PATIENCE", 1.0)
    monkeypatch.setattr("search.engines.elastic.lock.HEARTBEAT", 0.2)
    monkeypatch.setattr("search.engines.elastic.lock.PATIENCE", 2.0)


def new() -> Trip:
    (trip,) = trips(next(NEW))
    return trip


def fill(index: ElasticIndex) -> str:
    """The id of the trip that was added."""
    trip = new()
    with index.update() as writer:
        writer.add(trip)
    return trip.id


def assert_next_run_works(place: Place, before: set[str]) -> None:
    """What was served is served, the next run adds to it, and nothing lies beside it then."""
    assert found(place.engine()) == before
    added = fill(place.index())
    assert found(place.engine()) == before | {added}
    status = place.engine().status()
    assert status.index
    assert place.versions() == {status.index.version, status.previous}


@pytest.mark.parametrize(
    "fault", [Proxy.away, pytest.param(Proxy.hanging, marks=pytest.mark.drill)], ids=["away", "hanging"]
)
def test_a_cluster_that_goes_away_in_the_middle_costs_one_run(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Callable[[Proxy], AbstractContextManager[None]]
) -> None:
    before, lying = found(place.engine()), len(place.versions())
    with ExitStack() as stack:
        with monkeypatch.context() as quick:
            quick.setattr("search.engines.elastic.index._SECONDS", 5)
            index = place.index(timeout=5)
        with pytest.raises(IndexNotWritableError) as refused, index.update() as writer:  # noqa: PT012 - it comes in the middle
            writer.add(new())
            stack.enter_context(fault(place.proxy))
        assert "색인에 쓰지 못했습니다. Elasticsearch" in str(refused.value)
        assert "제공 중인 색인은 그대로" in str(refused.value)
    assert len(place.versions()) == lying + 1  # nobody could remove what was begun
    assert_next_run_works(place, before)


@pytest.mark.parametrize(
    "fault",
    [
        busy,
        pytest.param(page(503), marks=pytest.mark.drill),
        pytest.param(lost_answer(times=10), marks=pytest.mark.drill),
    ],
    ids=["busy", "nginx", "cut"],
)
def test_documents_are_sent_again_until_the_cluster_takes_them(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("search.engines.elastic.bulk.PATIENCE", 30.0)
    left = [3]

    def at_first(request: Request, forward: Forward) -> Answer:
        if "_bulk" not in request.path or not left[0]:
            return forward(request)
        left[0] -= 1
        return fault(request, forward)

    with place.proxy.failing(at_first):
        added = fill(place.index())
    assert left == [0]
    assert added in found(place.engine())


@pytest.mark.parametrize(
    ("method", "part"),
    [
        ("PUT", "_create"),
        pytest.param("PUT", "_lock", marks=pytest.mark.drill),
        pytest.param("PUT", "_clone", marks=pytest.mark.drill),
        ("PUT", "_bulk"),
        ("POST", "_aliases"),
    ],
    ids=["the lock", "the lock's index", "a copy", "documents", "the swap"],
)
def test_an_answer_that_is_lost_with_its_connection_changes_nothing(place: Place, method: str, part: str) -> None:
    before = found(place.engine())
    with place.proxy.failing(lost_answer(to(method, part))):
        added = fill(place.index())
    assert found(place.engine()) == before | {added}
    assert len(place.versions()) == 2


def test_a_first_build_survives_a_lost_answer(place: Place) -> None:
    trip = new()
    with place.proxy.failing(lost_answer(to("PUT", f"/{place.names.prefix}_g"))), place.index().rebuild() as writer:
        writer.add(trip)
    assert found(place.engine()) == {trip.id}


def test_a_heartbeat_whose_answer_was_lost_is_still_ours(place: Place) -> None:
    beats = [0]

    def lose_every_beat(request: Request, forward: Forward) -> Answer:
        answer = forward(request)
        if "if_seq_no" in request.path and request.method == "PUT" and beats[0] < 4:
            beats[0] += 1
            return answering(503, "", "")(request, forward)
        return answer

    trip = new()
    with place.proxy.failing(lose_every_beat), place.index().update() as writer:
        writer.add(trip)
        while beats[0] < 4:
            time.sleep(0.05)
    assert trip.id in found(place.engine())


def test_a_swap_that_nobody_can_confirm_is_said_and_undoes_nothing(place: Place) -> None:
    before = found(place.engine())
    with ExitStack() as stack:

        def then_away(request: Request, forward: Forward) -> Answer:
            answer = forward(request)
            if "_aliases" in request.path and request.method == "POST":
                stack.enter_context(place.proxy.failing(lost_answer(times=10**6)))
                return lost_answer()(request, lambda _: answer)
            return answer

        stack.enter_context(place.proxy.failing(then_away))
        with pytest.raises(IndexNotWritableError, match=r"알 수 없습니다.*trips status") as refused:
            fill(place.index())
        assert "그대로" not in str(refused.value)
    now = found(place.engine())
    assert len(now - before) == 1
    assert_next_run_works(place, now)


@pytest.mark.parametrize("where", ["served", pytest.param("lock", marks=pytest.mark.drill)])
def test_a_full_disk_stops_an_update_and_no_search(place: Place, run: Run, where: str) -> None:
    before = found(place.engine())
    blocked = place.served() if where == "served" else place.names.lock
    place.direct.indices.put_settings(index=blocked, settings={DISK: True})
    try:
        with pytest.raises(IndexNotWritableError) as refused:
            fill(place.index())
        sentence = str(refused.value)
        assert [
            word for word in ("읽기 전용", "디스크", "index.blocks", "제공 중인 색인은 그대로") if word not in sentence
        ] == []
        assert found(place.engine()) == before
        assert run("status", **place.environment()).returncode == 0
    finally:
        place.direct.indices.put_settings(index=blocked, settings={DISK: None})
    assert_next_run_works(place, before)


def test_a_disk_that_fills_up_in_the_middle_is_said_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.elastic.bulk.PATIENCE", 60.0)
    before, lying = found(place.engine()), place.versions()
    with pytest.raises(IndexNotWritableError, match="읽기 전용"), place.index().update() as writer:  # noqa: PT012 - it comes in the middle
        (begun,) = place.versions() - lying
        place.direct.indices.put_settings(index=place.names.index(begun), settings={DISK: True})
        writer.add(new())
        began = time.monotonic()
    assert time.monotonic() - began < 15
    assert found(place.engine()) == before
    assert place.versions() == lying


def test_what_is_published_is_published_although_an_old_generation_cannot_be_removed(
    place: Place, run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before, record = found(place.engine()), tmp_path / "trips.jsonl"
    record.write_text(json.dumps({"title": new().title}), encoding="utf-8")
    fill(place.index())
    keep = answering(403, "security_exception", "", to("DELETE", f"/{place.names.prefix}_g"))
    with place.proxy.failing(keep):
        added = fill(place.index())
        assert run("index", str(record), **place.environment()).returncode == 0
    now = found(place.engine())
    assert added in now
    assert len(now) == len(before) + 3
    assert "generation left behind" in caplog.text
    assert "그대로" not in caplog.text
    assert_next_run_works(place, now)


def test_an_update_asks_about_many_trips_at_once(cluster: str, run: Run, tmp_path: Path) -> None:
    records = [{"id": f"r{number}", "title": f"탄소중립 연수 {number}"} for number in range(500)]
    record = tmp_path / "trips.jsonl"
    record.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    asked: list[str] = []

    def note(request: Request, forward: Forward) -> Answer:
        asked.append(f"{request.method} {request.path}")
        return forward(request)

    with open_place(cluster) as place:
        assert run("index", str(record), **place.environment()).returncode == 0
        before = place.served()
        with place.proxy.failing(note):
            done = run("index", "--again", str(record), **place.environment())
        assert (done.returncode, place.served()) == (0, before)
        assert not lookups(asked), "what was stated before is remembered"
        assert len(asked) < 40
        record.write_text("\n".join(json.dumps(one | {"summary": "새 글"}) for one in records), encoding="utf-8")
        with place.proxy.failing(note):
            done = run("index", str(record), **place.environment())
        assert done.returncode == 0
        assert place.served() != before
    assert 0 < len(lookups(asked)) <= 10


def lookups(asked: list[str]) -> list[str]:
    return [line for line in asked if "_search" in line or "_doc/r" in line or "_mget" in line]


def test_what_a_refused_document_holds_is_not_said(place: Place) -> None:
    reason = "failed to parse field [days] of type [long] in document with id 't4'. Preview of field's value: '홍길동'"

    def refuse(request: Request, forward: Forward) -> Answer:
        answer = forward(request)
        if "_bulk" not in request.path:
            return answer
        item = {"_id": "t4", "status": 400, "error": {"type": "document_parsing_exception", "reason": reason}}
        return answer._replace(body=json.dumps({"errors": True, "items": [{"index": item}]}).encode())

    with place.proxy.failing(refuse), pytest.raises(IndexNotWritableError) as refused:
        fill(place.index())
    assert "출장 t4" in str(refused.value)
    assert "document_parsing_exception" in str(refused.value)
    assert "홍길동" not in str(refused.value)


def test_who_lost_the_lock_leaves_the_other_writers_index_alone(place: Place) -> None:
    before, lying = found(place.engine()), place.versions()
    others = place.names.index(new_name(NOW))
    with pytest.raises(IndexBusyError, match="넘겨받아"), place.index().update() as writer:  # noqa: PT012 - it comes in the middle
        writer.add(new())
        place.direct.index(index=place.names.lock, id="writer", document={"host": "other", "mark": "other"})
        place.direct.indices.create(index=others)
    assert place.versions() == lying | {place.names.version_of(others)}
    place.direct.delete(index=place.names.lock, id="writer")
    assert_next_run_works(place, before)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (answering(401, "security_exception", "missing authentication credentials"), "자격 증명"),
        (page(404), "Elasticsearch처럼"),
        (page(413, to("PUT", "_bulk")), "client_max_body_size"),
        (
            answering(
                403, "cluster_block_exception", "blocked by: [FORBIDDEN/6/cluster read-only (api)];", to("PUT", "")
            ),
            "cluster.blocks",
        ),
    ],
    ids=["wrong password", "another server", "nginx's limit", "a read-only cluster"],
)
def test_the_command_says_it_in_one_sentence(place: Place, run: Run, tmp_path: Path, fault: Fault, says: str) -> None:
    before, record = found(place.engine()), tmp_path / "trips.jsonl"
    record.write_text(json.dumps({"title": new().title}), encoding="utf-8")
    with place.proxy.failing(fault):
        done = run("index", str(record), **place.environment())
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "Elasticsearch" in line]
    assert line.startswith("오류: ")
    assert says in line
    assert "Traceback" not in done.stderr
    assert found(place.engine()) == before
    assert run("index", str(record), **place.environment()).returncode == 0
    assert len(found(place.engine())) == len(before) + 1
