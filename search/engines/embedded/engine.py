"""The embedded engine: which generation is served."""

import logging
import threading
import time
from pathlib import Path
from typing import Final, NamedTuple

from search.engine import EngineStatus
from search.engines.embedded.files import POINTER, read_pointer
from search.engines.embedded.generation import Generation
from search.engines.embedded.index import missing, open_served, served_pointer
from search.engines.generations import stale_words
from search.engines.served import Engine
from search.engines.serving import Serving
from search.errors import SearchUnavailableError
from search.words.files import Words, our_words

_log: Final = logging.getLogger(__name__)

# A generation that would not open is tried again after this many seconds, or when the pointer moves.
RETRY_SECONDS: Final = 5.0
# So long whoever notices a swap waits for the new generation, which is long enough for some ten thousand trips, and
# goes on in the old one then: a hundred thousand take ten seconds to verify and to be ready for whoever is typing.
PATIENCE_SECONDS: Final = 2.0


class EmbeddedEngine(Engine):
    """Searches the served generation under `root`; a swapped pointer is noticed at the next call."""

    def __init__(
        self,
        root: Path,
        words: Words | None = None,
        retry: float = RETRY_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Opens nothing yet: an index that is missing now may be there at the first search.

        Queries are read with `words`, those of our files if none are given, and with the index's own user words. What
        would not open is tried again after `retry` seconds. A call that notices a swap waits `patience` seconds for
        the new generation before it is answered from the old one.
        """
        self._root = root
        self._words = words or our_words()
        self._retry = retry
        self._patience = patience
        self._opening = threading.Lock()
        self._opened: _Opened | None = None
        self._opening_kept = threading.Lock()
        # What was served before, for whoever reads on in it.
        self._before: Serving | None = None
        self._seen: tuple[int, int] | None = None
        self._problem: SearchUnavailableError | None = None
        self._tried = 0.0

    def status(self) -> EngineStatus:
        """What is served, and why it is not what was published, if so."""
        try:
            opened = self._current()
        except SearchUnavailableError as error:
            return EngineStatus(engine="embedded", index=None, problem=str(error))
        pointer = read_pointer(self._root) if self._problem is None else None
        return EngineStatus(
            engine="embedded",
            index=opened.generation.info,
            previous=pointer.previous if pointer else None,
            size_bytes=opened.generation.manifest.size,
            checksums="ok" if self._problem is None else "failed",
            stale=stale_words(opened.generation.words),
            problem=str(self._problem) if self._problem else None,
        )

    def _serving(self) -> Serving:
        return self._current().serving

    def _kept(self, version: str) -> Serving | None:
        pointer = read_pointer(self._root)
        if pointer is None or pointer.previous != version:
            return None
        with self._opening_kept:
            if self._before is None or self._before.generation.info.version != version:
                self._before = self._opened_kept(version)
            return self._before

    def _opened_kept(self, version: str) -> Serving | None:
        try:
            generation = Generation(self._root / version)
            generation.check_schema()
        except SearchUnavailableError as error:
            # Nobody is served from it, so nobody but who reads on there misses it.
            _log.warning("generation before not opened", extra={"version": version, "why": str(error)})
            return None
        return Serving(generation, self._words)

    def _forget(self, serving: Serving) -> None:
        """Nothing to do: a generation that is opened answers for ever, and the pointer says which is served."""

    def _current(self) -> "_Opened":
        """What is served, opened anew when the pointer moved.

        When the new generation cannot be opened, the one in memory is served on and `status` names the problem.
        """
        # While one request opens a generation, the others go on with what they have: another one, or what is wrong.
        if self._is_due() and self._opening.acquire(blocking=self._opened is None and self._problem is None):
            if self._opened is None:
                self._open_if_due()
            else:
                opening = threading.Thread(target=self._open_if_due, name="opening", daemon=True)
                opening.start()
                opening.join(self._patience)
        opened, problem = self._opened, self._problem
        if opened is None:
            # An error that is raised again collects the traceback of every request.
            raise type(problem)(*problem.args) if problem else missing(self._root)
        return opened

    def _is_due(self) -> bool:
        """Whether there is something to open: the pointer moved, or it is time to try again."""
        if self._pointer_seen() != self._seen:
            return True
        return self._problem is not None and time.monotonic() - self._tried > self._retry

    def _pointer_seen(self) -> tuple[int, int] | None:
        """Changes with every swap: a rename gives the pointer another inode."""
        try:
            found = (self._root / POINTER).stat()
        except OSError:
            # What is wrong with it is said by the one who reads it.
            return None
        return found.st_ino, found.st_mtime_ns

    def _open_if_due(self) -> None:
        """Whoever calls has locked `_opening`, which is free again afterwards."""
        try:
            # Whoever waited for the lock finds that another one has just tried.
            if self._is_due():
                self._open()
        finally:
            self._opening.release()

    def _open(self) -> None:
        seen = self._pointer_seen()
        try:
            generation = open_served(self._root, served_pointer(self._root))
            generation.check_schema()
            serving = Serving(generation, self._words, self.shelf)
            if self._opened is not None:
                serving.take_over(self._opened.serving)
                self._before = self._opened.serving
            self._opened, self._problem = _Opened(generation, serving), None
            _log.info("generation served", extra={"version": generation.info.version, "trips": generation.info.trips})
        except SearchUnavailableError as error:
            # Whoever asks gets the error itself: this line is for the log of a server, with all that is known of a
            # problem when it is new.
            is_known = self._problem is not None and str(self._problem) == str(error)
            trace = error if error.__cause__ and not is_known else None
            _log.warning("generation refused", extra={"why": str(error)}, exc_info=trace)
            self._problem = error
        self._seen, self._tried = seen, time.monotonic()


class _Opened(NamedTuple):
    """The opened generation, and how it is asked."""

    generation: Generation
    serving: Serving
