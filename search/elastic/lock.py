"""The write lock of an index: one document in the cluster, kept alive by a heartbeat.

Whoever finds the lock taken watches it: a living holder changes it every HEARTBEAT seconds; one that stays the same for
PATIENCE seconds belongs to a dead process and is taken over. No clock is compared with another machine's. Each change
names the version it follows (optimistic concurrency), so two can never both believe that they hold it; a holder that
was suspended and lost its lock learns so before it publishes.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError

from search.elastic.errors import CLIENT_ERRORS, error_type
from search.errors import IndexBusyError

HEARTBEAT: Final = 2.0
PATIENCE: Final = 10.0
_WATCH: Final = 0.5
_ID: Final = "writer"

# Sequence number and primary term: which version of the document.
Place = tuple[int, int]


class Lock:
    """A lock that this process holds."""

    def __init__(self, client: Elasticsearch, index: str, place: Place) -> None:
        """`place` is the version of the document that took the lock."""
        self._client = client
        self._index = index
        self._place = place
        self._changing = threading.Lock()

    def keep(self) -> None:
        """Change the document: the lock is alive. Raises IndexBusyError when somebody else took it over."""
        with self._changing:
            seq_no, term = self._place
            try:
                answer = self._client.index(
                    index=self._index, id=_ID, document=_holder(), if_seq_no=seq_no, if_primary_term=term
                )
            except ConflictError as error:
                message = (
                    "이 프로세스가 오래 멈춘 사이에 다른 프로세스가 이 색인의 잠금을 넘겨받아 그만둡니다. "
                    "제공 중인 색인은 그대로입니다. 그쪽이 끝난 뒤 다시 실행하세요."
                )
                raise IndexBusyError(message) from error
            self._place = _place(answer)

    def release(self) -> None:
        """Let the lock go; one that is not ours any more stays."""
        with self._changing:
            seq_no, term = self._place
            # What cannot be released now is taken over by the next writer after its patience.
            with suppress(*CLIENT_ERRORS):
                self._client.delete(index=self._index, id=_ID, if_seq_no=seq_no, if_primary_term=term)


@contextmanager
def locked(client: Elasticsearch, index: str) -> Iterator[Lock]:
    """The lock, held and kept alive in the background. Raises IndexBusyError while another process writes."""
    _make_sure_of(client, index)
    lock = Lock(client, index, _take(client, index))
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
            lock.keep()


def _make_sure_of(client: Elasticsearch, index: str) -> None:
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    try:
        client.indices.create(index=index, settings=settings, mappings={"dynamic": False})
    except ApiError as error:
        if error_type(error) != "resource_already_exists_exception":
            raise


def _take(client: Elasticsearch, index: str) -> Place:
    """The version of the document with which the lock was taken, free or left behind."""
    seen: Place | None = None
    since = time.monotonic()
    while True:
        try:
            return _place(client.index(index=index, id=_ID, document=_holder(), op_type="create"))
        except ConflictError:
            pass
        try:
            found = client.get(index=index, id=_ID)
        except NotFoundError:
            continue  # Released in between.
        place = _place(found)
        if seen not in {None, place}:
            raise IndexBusyError(
                f"다른 프로세스({_who(found['_source'])})가 이 색인에 쓰고 있습니다. 끝난 뒤 다시 실행하세요."
            )
        seen = place
        if time.monotonic() - since > PATIENCE:
            with suppress(ConflictError):
                return _place(
                    client.index(index=index, id=_ID, document=_holder(), if_seq_no=place[0], if_primary_term=place[1])
                )
        time.sleep(_WATCH)


def _place(answer: ObjectApiResponse[Any]) -> Place:
    return answer["_seq_no"], answer["_primary_term"]


def _holder() -> dict[str, object]:
    """Which process this is; `beat` makes each document another."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "beat": time.time_ns()}


def _who(holder: dict[str, object]) -> str:
    return f"{holder.get('host', '?')}, pid {holder.get('pid', '?')}"
