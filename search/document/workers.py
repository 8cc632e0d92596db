"""Trips → documents on every core: reading the text is nearly all of the work of indexing, and each trip is read alone.

An update of a few trips starts no process, and no trip waits for one to start: until all are ready, trips are read
where they are added.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

from search.document.document import TripDocument, document_maker
from search.errors import IndexNotWritableError
from search.trip import Trip
from search.words.files import Words

# From so many trips on processes are started: one costs a second of a core, in which that core reads a hundred.
ALONE: Final = 128
# So many trips go to a process at once: the way there and back costs less than a tenth of the work on them.
BATCH: Final = 16


class Workers:
    """Makes the documents of one generation and hands them to `take`, in the order of their trips."""

    def __init__(
        self,
        words: Words,
        take: Callable[[TripDocument], None],
        cores: int | None = None,
        alone: int = ALONE,
        start: "Callable[[Words], Worker] | None" = None,
    ) -> None:
        """`words` are the generation's; `cores` those that this process may use if not given.

        The first `alone` trips start no process, whatever comes behind them; `start` starts one.
        """
        self._words = words
        self._maker = document_maker(words)
        self._take = take
        self._cores = cores or _usable_cores()
        self._start = start or start_worker
        # So many trips more are read before a process starts.
        self._alone = alone
        self._batch: list[Trip] = []
        self._workers: list[Worker] = []
        self._starting: list[Worker] = []
        # Workers that have a batch, the one whose documents come next first.
        self._busy: list[Worker] = []

    def add(self, trip: Trip) -> None:
        """Make the document of `trip`, now or soon. Raises IndexNotWritableError when a process died."""
        if self._reads_alone():
            self._alone -= 1
            self._take(self._maker.make(trip))
            return
        self._batch.append(trip)
        if len(self._batch) == BATCH:
            self._send()

    def finish(self) -> None:
        """Hand over every document that is still under way. Raises IndexNotWritableError when a process died."""
        if self._batch:
            self._send()
        while self._busy:
            self._hand_over(self._busy.pop(0).receive())

    def close(self) -> None:
        """End the processes; what is under way is given up."""
        for worker in self._workers:
            worker.end()
        self._workers, self._starting, self._busy = [], [], []

    def _reads_alone(self) -> bool:
        """Whether the next trip is read here: too few for processes, or not all of them are ready."""
        if self._cores == 1 or self._alone > 0:
            return True
        if not self._workers:
            self._workers = [self._start(self._words) for _ in range(self._cores)]
            self._starting = list(self._workers)
        self._starting = [worker for worker in self._starting if not worker.is_ready()]
        return bool(self._starting)

    def _send(self) -> None:
        """Give the batch to a worker that has none, else to the one whose documents come next.

        A worker gets one batch at a time, and the next one before its documents are taken: pipes are short, and two
        ends that write at once would wait for each other.
        """
        documents: list[TripDocument] = []
        if len(self._busy) < self._cores:
            worker = next(worker for worker in self._workers if worker not in self._busy)
        else:
            worker = self._busy.pop(0)
            documents = worker.receive()
        worker.send(self._batch)
        self._batch = []
        self._busy.append(worker)
        self._hand_over(documents)

    def _hand_over(self, documents: list[TripDocument]) -> None:
        for document in documents:
            self._take(document)


class Worker:
    """A process that makes documents; whatever ends it shows at its pipe."""

    def __init__(
        self, process: BaseProcess, pipe: "Connection[Words | list[Trip], list[TripDocument]]", words: Words
    ) -> None:
        """`process` writes an empty list when it reads `pipe` and gets `words`, and another when it has read them."""
        self._process = process
        self._pipe = pipe
        # They are more than a pipe holds: written before it reads, they would wait for it to start.
        self._words: Words | None = words
        self._ready = False

    def is_ready(self) -> bool:
        """Whether it makes documents by now; asks it for its next step there, and waits for none."""
        if not self._ready and self._pipe.poll():
            self.receive()
            if self._words:
                self._give(self._words)
                self._words = None
            else:
                self._ready = True
        return self._ready

    def send(self, trips: list[Trip]) -> None:
        """Hand it a batch. Raises IndexNotWritableError when it died."""
        self._give(trips)

    def _give(self, given: Words | list[Trip]) -> None:
        try:
            self._pipe.send(given)
        except OSError as error:
            raise _ended() from error

    def receive(self) -> list[TripDocument]:
        """Wait for the documents of its batch. Raises IndexNotWritableError when it died."""
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _ended() from error

    def end(self) -> None:
        """Whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _ended() -> IndexNotWritableError:
    return IndexNotWritableError(
        "출장의 글을 읽던 프로세스가 끝나 버렸습니다. 제공 중인 색인은 그대로입니다. "
        "메모리가 모자랐을 수 있으니 여유를 두고 다시 실행하세요."
    )


def _usable_cores() -> int:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_worker(words: Words) -> Worker:
    """A new process; it is ready some time later."""
    # Not forked: tantivy's threads hold locks that a copy of this process would wait for forever.
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_read, args=(its,), daemon=True)
    with _interruption_held_back():
        process.start()
    # With our copy of its end closed, the pipe ends when the process does; and the process when this one does.
    its.close()
    return Worker(process, ours, words)


@contextmanager
def _interruption_held_back() -> Iterator[None]:
    """Processes started here never hear of Ctrl+C, not even while they import: this one does, and ends the others.

    The tracker that multiprocessing starts with the first process would let the signal through again: it comes before.
    """
    resource_tracker.ensure_running()
    heard: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    # The mask is the new process's; here other threads still take the signal, and half a start would leave an orphan.
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if main:
            signal.signal(signal.SIGINT, handler)
    if heard:
        signal.raise_signal(signal.SIGINT)


def _read(pipe: "Connection[list[TripDocument], Any]") -> None:
    """What each process does: reads words, then makes documents for trips until the pipe ends."""
    try:
        pipe.send([])
        maker = document_maker(pipe.recv())
        documents: list[TripDocument] = []
        while True:
            pipe.send(documents)
            documents = [maker.make(trip) for trip in pipe.recv()]
    except (EOFError, OSError):
        return
