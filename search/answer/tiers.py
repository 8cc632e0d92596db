"""The hits of a page out of a generation: by relevance in strict tiers, or by value.

By relevance, trips with every word as typed come first (of these the ones of which typed years and regions are
true), then those with other words for some of them, then those with narrower ones, then, where the match is relaxed,
those with any word (docs/query-syntax.md). Inside a tier the engine's score decides; a question has one tier only.
"""

from collections.abc import Generator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from search.answer.paging import start
from search.answer.relaxing import relaxed
from search.generation import Facets, Generation, Hit, Hits, Selection, Slice, Tier
from search.page import Total
from search.plan.tree import Node, Plan
from search.query import FacetName, Match, Measure, Sort, TripQuery
from search.trip import Trip


class Gathered(NamedTuple):
    """The hits of a page, how many there are in all, the counts of the facets and the totals of the measures.

    `having_all` of them have every word; None where those do not come first.
    """

    hits: Sequence[Hit]
    total: int
    having_all: int | None
    facets: Mapping[FacetName, Mapping[str, int]]
    totals: Mapping[Measure, Total]


def gather(plan: Plan, query: TripQuery, generation: Generation) -> Gathered:
    """The hits of the page that `query` asks for."""
    filling = _Filling(plan, query, generation)
    return filling.by_relevance() if query.order is Sort.RELEVANCE else filling.by_value()


def every_trip(plan: Plan, query: TripQuery, generation: Generation) -> Generator[Trip]:
    """Every hit of `query`, in the order of its pages."""
    selections = _selections(plan, query, generation)
    beyond = [None, *(selection.base for selection in selections)]
    tiers = [
        Tier(selection=selection, beyond=before, scoring=plan.scoring)
        for selection, before in zip(selections, beyond, strict=False)
    ]
    return generation.every(query.order, tiers)


def all_hits(plan: Plan, query: TripQuery, generation: Generation) -> Selection:
    """What is true of every hit of `query` and of no other trip."""
    return _selections(plan, query, generation)[-1]


def _selections(plan: Plan, query: TripQuery, generation: Generation) -> list[Selection]:
    """The hits of `query`, tier by tier; each holds the one before it, and the last one all of them."""
    count = msgspec.structs.replace(query, size=0, facets=(), measures=(), after=None)
    having_all = gather(plan, count, generation).having_all
    wider = plan.any_word if having_all is None else relaxed(plan, query.match, having_all)
    inner = [] if having_all is None else list(plan.tiers_with_all)
    bases = [*inner, wider] if wider else inner
    if query.order is not Sort.RELEVANCE:
        bases = [wider or plan.all_words]
    return [Selection(base=base, without=plan.excluded, filters=query.filters) for base in bases]


class _Filling:
    """A page that is filled."""

    def __init__(self, plan: Plan, query: TripQuery, generation: Generation) -> None:
        self._plan = plan
        self._query = query
        self._generation = generation
        self._hits: list[Hit] = []
        self._total = 0
        self._beyond: Node | None = None
        self._facets: Mapping[FacetName, Mapping[str, int]] = {}
        self._totals: Mapping[Measure, Total] = {}

    def by_relevance(self) -> Gathered:
        """Tier after tier."""
        any_word = self._plan.any_word
        if self._plan.asks and any_word is not None and self._query.match in {Match.AUTO, Match.ANY}:
            self._add_tier(any_word, counted=True)
            return self._gathered(having_all=None)
        *inner, widest = self._plan.tiers_with_all
        for tier in inner:
            self._add_tier(tier, counted=False)
        self._add_tier(widest, counted=True)
        having_all = self._total
        if wider := relaxed(self._plan, self._query.match, having_all):
            self._add_tier(wider, counted=True)
        return self._gathered(having_all)

    def by_value(self) -> Gathered:
        """All at once."""
        offset, after = start(self._query)
        asked = Slice(order=self._query.order, size=self._query.size, offset=offset, after=after)
        found = self._ask(self._plan.all_words, asked, counted=True)
        having_all = found.total
        if wider := relaxed(self._plan, self._query.match, having_all):
            found = self._ask(wider, asked, counted=True)
        return Gathered(found.hits, found.total, having_all, found.facets, found.totals)

    def _add_tier(self, base: Node, *, counted: bool) -> None:
        """Add trips of which `base` is true and no tier before was; `counted` where no wider one is sure to follow."""
        offset = self._query.after.offset if self._query.after else 0
        asked = Slice(
            order=Sort.RELEVANCE,
            size=self._query.size - len(self._hits),
            offset=max(0, offset - self._total),
            beyond=self._beyond,
            scoring=self._plan.scoring,
        )
        found = self._ask(base, asked, counted=counted)
        self._hits += found.hits
        self._total += found.total
        self._beyond, self._facets, self._totals = base, found.facets, found.totals

    def _ask(self, base: Node, asked: Slice, *, counted: bool) -> Hits:
        selection = Selection(base=base, without=self._plan.excluded, filters=self._query.filters)
        query = self._query
        facets = Facets(query.facets, query.facet_size, query.measures) if counted else Facets()
        return self._generation.hits(selection, asked, facets)

    def _gathered(self, having_all: int | None) -> Gathered:
        return Gathered(self._hits, self._total, having_all, self._facets, self._totals)
