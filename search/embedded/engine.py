"""The embedded engine: which generation is served, and a search over it."""

import logging
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from search.correction import search_corrected
from search.embedded.answer import Answer, counts, coverage
from search.embedded.generation import POINTER, read_pointer
from search.embedded.index import missing, open_served, served_pointer
from search.embedded.reader import Generation
from search.engine import EngineStatus, Suggestions
from search.errors import SearchUnavailableError
from search.generations import stale_words
from search.korean.analysis import TextAnalyzer
from search.page import Coverage, IndexInfo, TripPage, TripText
from search.plan import Planner
from search.query import Clause, Match, TripQuery
from search.similar import similar_to
from search.snippets import Marker
from search.trip import Trip
from search.vocabulary import Typing
from search.words import Words, our_words

_log: Final = logging.getLogger(__name__)

# A generation that would not open is tried again after this many seconds, or when the pointer moves.
_RETRY_SECONDS: Final = 5.0


class EmbeddedEngine:
    """Searches the served generation under `root`; a swapped pointer is noticed at the next call."""

    def __init__(self, root: Path, words: Words | None = None) -> None:
        """Opens nothing yet: an index that is missing now may be there at the first search.

        Queries are read with `words`, those of our files if none are given, and with the index's own user words.
        """
        self._root = root
        self._words = words or our_words()
        self._opening = threading.Lock()
        self._serving: _Serving | None = None
        self._seen: tuple[int, int] | None = None
        self._problem: SearchUnavailableError | None = None
        self._tried = 0.0

    def search(self, query: TripQuery) -> TripPage:
        """The page of hits."""
        serving = self._current()
        return search_corrected(query, serving.search, lambda: serving.typing.suggester)

    def get(self, trip_id: str) -> Trip | None:
        """The whole trip, or None."""
        generation = self._current().generation
        return generation.get(trip_id)

    def read(self, trip_id: str, clauses: Sequence[Clause] = (), match: Match = Match.AUTO) -> TripText | None:
        """The whole trip with what `clauses` find in it marked, or None."""
        serving = self._current()
        found = serving.generation.find(trip_id)
        if found is None:
            return None
        marker = Marker(serving.planner.plan(clauses, match))
        trip, analysis = serving.generation.trip_and_analysis(found)
        return TripText(trip, marker.sections(trip, analysis), serving.generation.info)

    def similar(self, trip_id: str, size: int) -> TripPage | None:
        """The trips that share most of what is special to one, without it; None where there is no such trip."""
        serving = self._current()
        generation = serving.generation
        found = generation.find(trip_id)
        if found is None:
            return None
        plan, query = similar_to(*generation.trip_and_analysis(found), size, self._words.common)
        return Answer(generation, plan, query, serving.typing.spellings).page()

    def suggest(self, typed: str, size: int) -> Suggestions:
        """What may be meant by what has been typed so far."""
        serving = self._current()
        return Suggestions(serving.typing.suggester.suggest(typed, size), serving.generation.info)

    def spelling(self, organisation: str) -> str:
        """An organisation as most trips write it."""
        serving = self._current()
        return serving.typing.spellings.of(organisation)

    def coverage(self) -> Coverage:
        """What the served generation holds and lacks."""
        generation = self._current().generation
        return coverage(generation)

    def served(self) -> IndexInfo:
        """The generation that answers now."""
        return self._current().generation.info

    def status(self) -> EngineStatus:
        """What is served, and why it is not what was published, if so."""
        serving = None
        try:
            serving = self._current()
        except SearchUnavailableError as error:
            return EngineStatus(engine="embedded", index=None, problem=str(error))
        pointer = read_pointer(self._root) if self._problem is None else None
        return EngineStatus(
            engine="embedded",
            index=serving.generation.info,
            previous=pointer.previous if pointer else None,
            size_bytes=serving.generation.manifest.size,
            checksums="ok" if self._problem is None else "failed",
            stale=stale_words(serving.generation.words),
            problem=str(self._problem) if self._problem else None,
        )

    def close(self) -> None:
        """Let the files go."""
        self._serving = None

    def _current(self) -> "_Serving":
        """What is served, opened anew when the pointer moved.

        When the new generation cannot be opened, the one in memory is served on and `status` names the problem.
        """
        # While one request opens a generation, the others go on with what they have: another one, or what is wrong.
        if self._is_due() and self._opening.acquire(blocking=self._serving is None and self._problem is None):
            try:
                # Whoever waited here finds that another one has just tried.
                if self._is_due():
                    self._open()
            finally:
                self._opening.release()
        serving, problem = self._serving, self._problem
        if serving is None:
            # An error that is raised again collects the traceback of every request.
            raise type(problem)(*problem.args) if problem else missing(self._root)
        return serving

    def _is_due(self) -> bool:
        """Whether there is something to open: the pointer moved, or it is time to try again."""
        if self._pointer_seen() != self._seen:
            return True
        return self._problem is not None and time.monotonic() - self._tried > _RETRY_SECONDS

    def _pointer_seen(self) -> tuple[int, int] | None:
        """Changes with every swap: a rename gives the pointer another inode."""
        try:
            found = (self._root / POINTER).stat()
        except OSError:
            # What is wrong with it is said by the one who reads it.
            return None
        return found.st_ino, found.st_mtime_ns

    def _open(self) -> None:
        seen = self._pointer_seen()
        try:
            generation = open_served(self._root, served_pointer(self._root))
            generation.check_schema()
            serving = _Serving(generation, self._words)
            if self._serving is not None:
                serving.typing.take_over(self._serving.typing)
            self._serving, self._problem = serving, None
            _log.info("generation served", extra={"version": generation.info.version, "trips": generation.info.trips})
        except SearchUnavailableError as error:
            # Whoever asks gets the error itself: this line is for the log of a server, with all that is known of a
            # problem when it is new.
            is_known = self._problem is not None and str(self._problem) == str(error)
            trace = error if error.__cause__ and not is_known else None
            _log.warning("generation refused", extra={"why": str(error)}, exc_info=trace)
            self._problem = error
        self._seen, self._tried = seen, time.monotonic()


class _Serving:
    """A generation, and who reads queries and helps with typing in its terms."""

    def __init__(self, generation: Generation, words: Words) -> None:
        self.generation = generation
        self.planner = Planner(TextAnalyzer(generation.words), words)
        self.typing = Typing(partial(counts, generation), words.common)

    def search(self, query: TripQuery) -> TripPage:
        plan = self.planner.plan(query.clauses, query.match)
        return Answer(self.generation, plan, query, self.typing.spellings).page()
