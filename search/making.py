"""Trips → documents on every core: reading the text is nearly all of the work of indexing, and each trip is read alone.

The first trips are read where they are added: an update of a few must not wait for processes to start.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Final

from mappings.korean import UserWord
from search.document import DocumentMaker, TripDocument
from search.errors import IndexNotWritableError
from search.korean.analysis import TextAnalyzer
from search.trip import Trip

# A process is ready after half a second, in which one core reads some two hundred trips.
ALONE: Final = 400
# So many trips go to a process at once: the way there and back costs less than a tenth of the work on them.
BATCH: Final = 16
# Batches under way for each process; more would only fill memory.
_AHEAD: Final = 3


class Making:
    """Makes the documents of one generation and hands them to `take`, in the order of their trips."""

    def __init__(
        self, words: tuple[UserWord, ...], take: Callable[[TripDocument], None], cores: int | None = None
    ) -> None:
        """`words` are the generation's; `cores` those that this process may use if not given."""
        self._words = words
        self._maker = DocumentMaker(TextAnalyzer(words))
        self._take = take
        self._cores = cores or _usable_cores()
        self._alone = 0
        self._batch: list[Trip] = []
        self._under_way: deque[Future[list[TripDocument]]] = deque()
        self._pool: ProcessPoolExecutor | None = None

    def add(self, trip: Trip) -> None:
        """Make the document of `trip`, now or soon. Raises IndexNotWritableError when a process died."""
        if self._cores == 1 or self._alone < ALONE:
            self._alone += 1
            self._take(self._maker.make(trip))
            return
        self._batch.append(trip)
        if len(self._batch) == BATCH:
            self._send()

    def finish(self) -> None:
        """Hand over every document that is still under way. Raises IndexNotWritableError when a process died."""
        if self._batch:
            self._send()
        while self._under_way:
            self._receive()

    def close(self) -> None:
        """End the processes; what is under way is given up."""
        self._under_way.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _send(self) -> None:
        if self._pool is None:
            # Not forked: tantivy's threads hold locks that a copy of this process would wait for forever.
            self._pool = ProcessPoolExecutor(
                self._cores, multiprocessing.get_context("spawn"), initializer=_start, initargs=(self._words,)
            )
        with _told_when_broken():
            self._under_way.append(self._pool.submit(_make, self._batch))
        self._batch = []
        while len(self._under_way) > _AHEAD * self._cores or (self._under_way and self._under_way[0].done()):
            self._receive()

    def _receive(self) -> None:
        with _told_when_broken():
            documents = self._under_way.popleft().result()
        for document in documents:
            self._take(document)


@contextmanager
def _told_when_broken() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        message = (
            "출장의 글을 읽던 프로세스가 끝나 버렸습니다. 제공 중인 색인은 그대로입니다. "
            "메모리가 모자랐을 수 있으니 여유를 두고 다시 실행하세요."
        )
        raise IndexNotWritableError(message) from error


def _usable_cores() -> int:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_made_here: DocumentMaker


def _start(words: tuple[UserWord, ...]) -> None:
    """What each process does first."""
    global _made_here  # noqa: PLW0603 - a process of a pool has no other place for what outlives a task
    # Ctrl+C reaches every process of a terminal: the parent ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _made_here = DocumentMaker(TextAnalyzer(words))


def _end_with_parent() -> None:
    """A parent that is killed cannot end its processes, and they would wait for work forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(trips: list[Trip]) -> list[TripDocument]:
    return [_made_here.make(trip) for trip in trips]
