"""The write lock of an index: one document in the cluster, kept alive by a heartbeat.

Whoever finds the lock taken watches it: a living holder changes it every HEARTBEAT seconds; one that stays the same for
PATIENCE seconds belongs to a dead process and is taken over. No clock is compared with another machine's. Each change
names the version it follows (optimistic concurrency), so two can never both believe that they hold it; a holder that
was suspended and lost its lock learns so before it publishes. Each holder marks the document as its own, so that one
whose change arrived while the answer was lost knows its own change from another's.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from elastic_transport import ObjectApiResponse
from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from search.engines.elastic.errors import CLIENT_ERRORS, creating
from search.errors import IndexBusyError

HEARTBEAT: Final = 2.0
PATIENCE: Final = 10.0
_WATCH: Final = 0.5
_ID: Final = "writer"

# Sequence number and primary term: which version of the document.
Place = tuple[int, int]


class Lock:
    """A lock that this process holds."""

    def __init__(self, client: Elasticsearch, index: str, mark: str, place: Place) -> None:
        """`mark` is the holder's own; `place` is the version of the document that took the lock."""
        self._client = client
        # A beat that comes too late for those who watch is none, and the end of a run waits for it.
        self._quick = client.options(request_timeout=PATIENCE / 2)
        self._index = index
        self._mark = mark
        self._place = place
        self._changing = threading.Lock()

    def keep(self) -> None:
        """Change the document: the lock is alive. Raises IndexBusyError when somebody else took it over.

        Waits for a slow cluster: while it is slow, nobody can take the lock over either.
        """
        self._keep(self._client)

    def beat(self) -> None:
        """The same in time for those who watch."""
        self._keep(self._quick)

    def _keep(self, client: Elasticsearch) -> None:
        with self._changing:
            try:
                self._place = _place(self._change(client))
            except ConflictError:
                self._place = self._found(client)

    def release(self) -> None:
        """Let the lock go; one that is not ours any more stays."""
        # What cannot be released now is taken over by the next writer after its patience.
        with self._changing, suppress(IndexBusyError, *CLIENT_ERRORS):
            seq_no, term = self._found(self._quick)
            self._quick.delete(index=self._index, id=_ID, if_seq_no=seq_no, if_primary_term=term)

    def _change(self, client: Elasticsearch) -> ObjectApiResponse[Any]:
        seq_no, term = self._place
        holder = _holder(self._mark)
        return client.index(index=self._index, id=_ID, document=holder, if_seq_no=seq_no, if_primary_term=term)

    def _found(self, client: Elasticsearch) -> Place:
        """The version that is there now. Raises IndexBusyError when it is not this holder's."""
        try:
            found = client.get(index=self._index, id=_ID)
        except NotFoundError:
            found = None
        if found is None or not _is_by(self._mark, found):
            raise IndexBusyError(
                "이 프로세스가 오래 멈춘 사이에 다른 프로세스가 이 색인의 잠금을 넘겨받아 그만둡니다. "
                "제공 중인 색인은 그대로입니다. 그쪽이 끝난 뒤 다시 실행하세요."
            )
        return _place(found)


@contextmanager
def locked(client: Elasticsearch, index: str) -> Iterator[Lock]:
    """The lock, held and kept alive in the background. Raises IndexBusyError while another process writes."""
    _make_sure_of(client, index)
    mark = secrets.token_hex(8)
    lock = Lock(client, index, mark, _take(client, index, mark))
    done = threading.Event()
    heart = threading.Thread(target=_beat, args=(lock, done), name="lock-heartbeat", daemon=True)
    heart.start()
    try:
        yield lock
    finally:
        done.set()
        heart.join()
        lock.release()


def _beat(lock: Lock, done: threading.Event) -> None:
    while not done.wait(HEARTBEAT):
        # A beat that fails is tried again; a lock that was lost is said by `keep` before the publication.
        with suppress(IndexBusyError, *CLIENT_ERRORS):
            lock.beat()


def _make_sure_of(client: Elasticsearch, index: str) -> None:
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    with creating():
        client.indices.create(index=index, settings=settings, mappings={"dynamic": False})


def _take(client: Elasticsearch, index: str, mark: str) -> Place:
    """The version of the document with which the lock was taken, free or left behind."""
    seen: Place | None = None
    since = time.monotonic()
    while True:
        try:
            return _place(client.index(index=index, id=_ID, document=_holder(mark), op_type="create"))
        except ConflictError:
            pass
        try:
            found = client.get(index=index, id=_ID)
        except NotFoundError:
            continue  # Released in between.
        place = _place(found)
        if _is_by(mark, found):
            return place
        if seen not in {None, place}:
            raise IndexBusyError(
                f"다른 프로세스({_who(found['_source'])})가 이 색인에 쓰고 있습니다. 끝난 뒤 다시 실행하세요."
            )
        seen = place
        if time.monotonic() - since > PATIENCE:
            holder = _holder(mark)
            with suppress(ConflictError):
                return _place(
                    client.index(index=index, id=_ID, document=holder, if_seq_no=place[0], if_primary_term=place[1])
                )
        time.sleep(_WATCH)


def _place(answer: ObjectApiResponse[Any]) -> Place:
    return answer["_seq_no"], answer["_primary_term"]


def _holder(mark: str) -> dict[str, object]:
    """Which process this is; `beat` makes each document another."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "mark": mark, "beat": time.time_ns()}


def _is_by(mark: str, found: ObjectApiResponse[Any]) -> bool:
    return bool(found["_source"].get("mark") == mark)


def _who(holder: dict[str, object]) -> str:
    return f"{holder.get('host', '?')}, pid {holder.get('pid', '?')}"
