"""Everything that is asked of one generation, written once for all engines: each call goes down, none comes back."""

from collections.abc import Generator, Sequence
from functools import cached_property, lru_cache
from typing import Final

from mappings.fields import OTHER_ID
from search.answer.coverage import coverage
from search.answer.page import answer
from search.answer.similar import similar_to
from search.answer.snippets import Marker
from search.answer.statistics import rows
from search.answer.tiers import all_hits, every_trip
from search.document.stored import StoredAnalysis
from search.engine import Suggestions
from search.generation import Facets, Generation, Selection, Slice
from search.korean.analysis import TextAnalyzer
from search.page import Coverage, Row, TripPage, TripText
from search.plan.planner import Planner
from search.plan.tree import Plan, Term
from search.query import Breakdown, Clause, Match, Sort, TripQuery
from search.suggest.shelf import Shelf
from search.suggest.vocabulary import Typing
from search.trip import Trip
from search.words.files import Words

# Words whose planner is kept: those of what is served now and of what was served before.
_PLANNERS: Final = 2
# Queries that are kept as they were read: a few kB each, of 512 characters at most.
_PLANS: Final = 256


class Serving:
    """A generation, and who reads queries and helps with typing in its terms."""

    def __init__(self, generation: Generation, words: Words, shelf: Shelf | None = None) -> None:
        """Queries are read with `words`, and with the generation's own user words; see `Typing` for the `shelf`."""
        self.generation = generation
        self._common = words.common
        self._words = words.with_user(generation.words)
        # A page and the next one, a list and the trips that are opened from it ask for the same.
        self._planned = lru_cache(maxsize=_PLANS)(_plan)
        self.typing = Typing(generation, words.common, shelf)

    def take_over(self, before: "Serving") -> None:
        """Be ready to answer as `before` is, whose place this takes: it reads queries, and has help for typing."""
        planner_of(self._words)
        self.typing.take_over(before.typing)

    def page(self, query: TripQuery) -> TripPage:
        """The page of hits for the query as it is typed."""
        plan = self._plan(query.clauses, query.match)
        return answer(plan, query, self.generation, self.typing.spellings)

    def every(self, query: TripQuery) -> Generator[Trip]:
        """Every hit of the query as it is typed."""
        return every_trip(self._plan(query.clauses, query.match), query, self.generation)

    def rows(self, query: TripQuery, breakdown: Breakdown) -> tuple[Row, ...]:
        """The hits of the query as it is typed, counted and measured."""
        plan = self._plan(query.clauses, query.match)
        hits = all_hits(plan, query, self.generation)
        return rows(hits, breakdown, self.generation, self.typing.spellings)

    def read(self, trip_id: str, clauses: Sequence[Clause], match: Match) -> TripText | None:
        """The whole trip with what `clauses` find in it marked, or None."""
        found = self._find(trip_id)
        if found is None:
            return None
        marker = Marker(self._plan(clauses, match))
        return TripText(found[0], marker.sections(*found), self.generation.info)

    def similar(self, trip_id: str, size: int) -> TripPage | None:
        """The trips that share most of what is special to one, without it; None where there is no such trip."""
        found = self._find(trip_id)
        if found is None:
            return None
        plan, query = similar_to(*found, size, self._common)
        return answer(plan, query, self.generation, self.typing.spellings)

    @cached_property
    def planner(self) -> Planner:
        """Who reads queries, made when the first one comes: whoever asks what is served does not wait for it."""
        return planner_of(self._words)

    def _plan(self, clauses: Sequence[Clause], match: Match) -> Plan:
        return self._planned(self.planner, tuple(clauses), match)

    def _find(self, trip_id: str) -> tuple[Trip, StoredAnalysis] | None:
        """The trip that has this id, or else the one that is known under it, too."""
        found = self.generation.find(trip_id)
        if found:
            return found
        known = Selection(base=Term(OTHER_ID, trip_id))
        hits = self.generation.hits(known, Slice(order=Sort.NEWEST, size=1), Facets()).hits
        return (hits[0].trip, hits[0].analysis) if hits else None

    def suggest(self, typed: str, size: int) -> Suggestions:
        """What may be meant by what has been typed so far."""
        return Suggestions(self.typing.suggester.suggest(typed, size), self.generation.info)

    def spelling(self, organisation: str) -> str:
        """An organisation as most trips write it."""
        return self.typing.spellings.of(organisation)

    def coverage(self) -> Coverage:
        """What the generation holds and lacks."""
        return coverage(self.generation)


@lru_cache(maxsize=_PLANNERS)
def planner_of(words: Words) -> Planner:
    """Who reads queries with `words`, once all synonyms have been read, which takes a quarter of a second.

    Most new generations have the words of the one before.
    """
    return Planner(TextAnalyzer(words.user), words)


def _plan(planner: Planner, clauses: tuple[Clause, ...], match: Match) -> Plan:
    return planner.plan(clauses, match)
