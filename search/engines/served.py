"""The read side of every engine: questions to whichever generation it serves."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from search.engine import EngineStatus, Listing, Suggestions
from search.engines.correction import count_corrected, list_corrected, search_corrected
from search.engines.serving import Serving
from search.errors import PagesGoneError
from search.generation import GenerationGoneError
from search.page import Coverage, IndexInfo, Statistics, TripPage, TripText
from search.query import Breakdown, Clause, Match, TripQuery
from search.sentences import Sentence
from search.suggest.shelf import Shelf

# A generation may be swapped while it is asked; somebody who swaps that often has another problem.
_TRIES: Final = 3

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def _of_served(
    question: Callable[Concatenate["Engine", Serving, _Given], _Answer],
) -> Callable[Concatenate["Engine", _Given], _Answer]:
    """`question` asked of the generation that is served, wherever that has moved to meanwhile."""

    @wraps(question)
    def asked(self: "Engine", /, *given: _Given.args, **named: _Given.kwargs) -> _Answer:
        for _ in range(_TRIES - 1):
            serving = self._serving()
            try:
                return question(self, serving, *given, **named)
            except GenerationGoneError:
                self._forget(serving)
        return question(self, self._serving(), *given, **named)

    return asked


class Engine(ABC):
    """TripSearch over what an engine serves; an engine says which generation that is, and how it is.

    On the `shelf` is what processes that serve the same have in common; without one each has its own.
    """

    shelf: Shelf | None = None

    @_of_served
    def search(self, serving: Serving, query: TripQuery) -> TripPage:
        """The page of hits; one that follows another is of the same generation. Raises PagesGoneError."""
        if query.after and query.after.index != serving.generation.info.version:
            return search_corrected(query, self._kept_serving(query.after.index, serving))
        return search_corrected(query, serving)

    @_of_served
    def every(self, serving: Serving, query: TripQuery) -> Listing:
        """All that the pages would show."""
        return list_corrected(query, serving)

    @_of_served
    def statistics(self, serving: Serving, query: TripQuery, breakdown: Breakdown) -> Statistics:
        """The hits, counted and measured."""
        return count_corrected(query, breakdown, serving)

    @_of_served
    def read(
        self, serving: Serving, trip_id: str, clauses: Sequence[Clause] = (), match: Match = Match.AUTO
    ) -> TripText | None:
        """The whole trip with what `clauses` find in it marked, or None."""
        return serving.read(trip_id, clauses, match)

    @_of_served
    def similar(self, serving: Serving, trip_id: str, size: int) -> TripPage | None:
        """The trips that share most of what is special to one, without it; None where there is no such trip."""
        return serving.similar(trip_id, size)

    @_of_served
    def suggest(self, serving: Serving, typed: str, size: int) -> Suggestions:
        """What may be meant by what has been typed so far."""
        return serving.suggest(typed, size)

    @_of_served
    def spelling(self, serving: Serving, organisation: str) -> str:
        """An organisation as most trips write it."""
        return serving.spelling(organisation)

    @_of_served
    def coverage(self, serving: Serving) -> Coverage:
        """What the served generation holds and lacks."""
        return serving.coverage()

    @_of_served
    def served(self, serving: Serving) -> IndexInfo:
        """The generation that answers now."""
        serving.generation.check_served()
        return serving.generation.info

    @abstractmethod
    def status(self) -> EngineStatus:
        """What is served, and why it is not what was published, if so."""

    @abstractmethod
    def _serving(self) -> Serving:
        """What is served now, opened if need be. Raises SearchUnavailableError."""

    def _kept_serving(self, version: str, serving: Serving) -> Serving:
        """What was served before `serving`, for whoever reads on in it."""
        kept = self._kept(version)
        if kept is None:
            # Where another one is served by now, it may be that one.
            serving.generation.check_served()
            raise PagesGoneError(
                Sentence("페이지를 넘기는 사이 자료가 갱신되어 이어 볼 수 없습니다. 첫 페이지부터 다시 검색하세요.")
            )
        return kept

    @abstractmethod
    def _kept(self, version: str) -> Serving | None:
        """The generation before the served one, if it is this one and can be read. Raises SearchUnavailableError."""

    @abstractmethod
    def _forget(self, serving: Serving) -> None:
        """Open anew what is served: `serving` does not answer any more."""
