"""Who may search now: some at once, some more who wait their turn, and a 503 for whom that would take too long.

It stands above the HTTP server, which needs more threads than are admitted here: the rest answers health checks,
static files and refusals while searches wait.
"""

import math
import threading
import time
from collections import deque
from typing import Final, Self

from flask import Flask, g, request
from werkzeug.exceptions import ServiceUnavailable

from webapp.language import counted, noted

SEARCHING: Final = 8
WAITING: Final = 16
# What each of many processes admits at least: a long search does not stop a short one.
_LEAST: Final = 2
# So many seconds a visitor waits for an answer to begin, not knowing whether one will come.
PATIENCE: Final = 5.0

# What answers without a search or has an admission of its own, None for static files and addresses that are none;
# whatever else there is may search.
_NEVER_SEARCHING: Final = {"health", "docs", "exports", None}
# Of the time that a request takes, this much is what the last one took.
_NEWEST: Final = 0.1


_CROWDED: Final = noted("지금 검색이 몰려 바로 응답할 수 없습니다. {count}초 뒤에 다시 시도해 주세요.")


class Admission:
    """Lets `searching` requests in at once; `waiting` more wait in a row, each at most `patience` seconds."""

    def __init__(
        self, searching: int = SEARCHING, waiting: int = WAITING, patience: float = PATIENCE, crowded: str = _CROWDED
    ) -> None:
        """Everybody may come in; `crowded` says, in the catalogue's words, why somebody may not for so many seconds."""
        self._crowded = crowded
        self._searching = self._free = searching
        self._waiting = waiting
        self._patience = patience
        self._lock = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._seconds = 0.0

    @classmethod
    def shared(cls, processes: int) -> Self:
        """The part of one of some processes, so that all together admit as many as one alone would."""
        return cls(max(_LEAST, -(-SEARCHING // processes)), max(_LEAST, -(-WAITING // processes)))

    def enter(self) -> None:
        """Come back when it is this request's turn. Raises ServiceUnavailable when that would take too long."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if len(self._queue) >= self._waiting or self._wait() > self._patience:
                raise self._refusal()
            turn = threading.Event()
            self._queue.append(turn)
        if not turn.wait(self._patience):
            self._give_up(turn)

    def leave(self, seconds: float) -> None:
        """A request that was let in is done, after so many seconds: its place goes to whom waits longest."""
        with self._lock:
            self._seconds += _NEWEST * (seconds - self._seconds)
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1

    def _give_up(self, turn: threading.Event) -> None:
        with self._lock:
            # Its turn may have come just now.
            if not turn.is_set():
                self._queue.remove(turn)
                raise self._refusal()

    def _wait(self) -> float:
        """How long one more would wait."""
        return self._seconds * (len(self._queue) + 1) / self._searching

    def _refusal(self) -> ServiceUnavailable:
        seconds = math.ceil(max(self._wait(), self._patience))
        return ServiceUnavailable(counted(self._crowded, seconds), retry_after=seconds)


def register_admission(app: Flask, admission: Admission) -> None:
    """Every request that may search goes through `admission`; its time in there is measured."""

    def enter() -> None:
        if request.blueprint not in _NEVER_SEARCHING and request.method != "OPTIONS":
            admission.enter()
            g.admitted = time.monotonic()

    def leave(_: BaseException | None) -> None:
        if "admitted" in g:
            admission.leave(time.monotonic() - g.pop("admitted"))

    app.before_request(enter)
    app.teardown_request(leave)
