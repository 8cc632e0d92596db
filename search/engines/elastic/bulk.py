"""Documents → `_bulk`, in the background, never more than the cluster takes.

One request is on its way while the next one is made: analysis in Python and in Elasticsearch go on side by side. What a
busy cluster rejects is sent again, later and later; a document it refuses for good ends the load.
"""

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import msgspec
from elastic_transport import ConnectionError as NoConnectionError
from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import BulkIndexError

from search.engines.elastic.errors import BLOCKED

_log: Final = logging.getLogger(__name__)

# Larger requests are no faster; smaller ones pay more round trips.
_MAX_ACTIONS: Final = 200
_MAX_CHARACTERS: Final = 4 << 20
# A cluster that restarts is waited for so long, asked after 0.25 s, 0.5 s, … and at last every 16 s.
PATIENCE: Final = 120.0
_FIRST_WAIT: Final = 0.25
_LONGEST_WAIT: Final = 16.0
_TRANSIENT: Final = frozenset({429, 502, 503, 504})


class Action(NamedTuple):
    """Two lines of a bulk request: a document to put in."""

    trip_id: str
    document: str

    def lines(self) -> str:
        """As `_bulk` reads it."""
        head = msgspec.json.encode({"index": {"_id": self.trip_id}}).decode()
        return f"{head}\n{self.document}"


class Bulk:
    """Sends actions to one index, in order."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        """Starts no thread before the first request."""
        self._client = client
        self._index = index
        self._waiting: list[Action] = []
        self._length = 0
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk")
        self._sent: Future[None] | None = None
        self._abandoned = threading.Event()

    def add(self, action: Action) -> None:
        """Take an action; raises what an earlier request came to."""
        self._waiting.append(action)
        self._length += len(action.document or "")
        if len(self._waiting) >= _MAX_ACTIONS or self._length >= _MAX_CHARACTERS:
            self._send()

    def finish(self) -> None:
        """Send what waits, and wait for every answer."""
        if self._waiting:
            self._send()
        self._settle()
        self._sender.shutdown()

    def abandon(self) -> None:
        """Wait for the request on its way, send no more."""
        self._abandoned.set()
        self._sender.shutdown(cancel_futures=True)

    def _send(self) -> None:
        # Back-pressure: the request before must be through.
        self._settle()
        actions, self._waiting, self._length = self._waiting, [], 0
        self._sent = self._sender.submit(self._deliver, actions)

    def _settle(self) -> None:
        if self._sent is not None:
            self._sent.result()
            self._sent = None

    def _deliver(self, actions: Sequence[Action]) -> None:
        end = time.monotonic() + PATIENCE
        wait = _FIRST_WAIT
        while actions := self._rejected(actions, end):
            _log.warning("cluster takes no documents, waiting", extra={"documents": len(actions), "seconds": wait})
            if self._abandoned.wait(min(wait, max(0.0, end - time.monotonic()))):
                return
            wait = min(2 * wait, _LONGEST_WAIT)

    def _rejected(self, actions: Sequence[Action], end: float) -> Sequence[Action]:
        """The actions that a busy or absent cluster did not take; from `end` on that is an error."""
        try:
            # Lines as they are pass the client unchanged; its stubs know mappings only.
            lines: Any = [action.lines() for action in actions]
            answer = self._client.bulk(index=self._index, operations=lines)
        except (NoConnectionError, ConnectionTimeout):
            if time.monotonic() >= end:
                raise
            return actions
        except ApiError as error:
            if error.status_code not in _TRANSIENT or time.monotonic() >= end:
                raise
            return actions
        if not answer["errors"]:
            return ()
        results = [next(iter(item.values())) for item in answer["items"]]
        _refuse_for_good(results, last=time.monotonic() >= end)
        return [action for action, result in zip(actions, results, strict=True) if _is_transient(result)]


def _is_transient(result: dict[str, Any]) -> bool:
    """Whether the same action may be taken later; a full disk is a 429 too, but waits for somebody."""
    return result["status"] in _TRANSIENT and result["error"]["type"] != BLOCKED


def _refuse_for_good(results: Iterable[dict[str, Any]], *, last: bool) -> None:
    """Raise for errors that no second try would better, the `last` time for every one."""
    errors = [result for result in results if "error" in result and (last or not _is_transient(result))]
    if errors:
        # The cluster's reasons quote documents; `explained` makes the sentence.
        raise BulkIndexError(f"{len(errors)} actions were refused", errors)
