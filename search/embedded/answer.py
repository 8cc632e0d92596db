"""One search over one generation: matches, tiers, order, facets and marks put together."""

from collections.abc import Sequence
from typing import Any

import tantivy

from mappings.fields import Field
from search.coverage import COUNTED, ENDS, coverage_of
from search.embedded.compile import excluding, matching, restricted, scored
from search.embedded.hits import Hit, Window, by_key, by_score, counted
from search.embedded.reader import Generation
from search.facets import ALL_VALUES, bucket_counts, facet_counts
from search.filters import FACET_FIELDS
from search.page import Coverage, FacetCount, TripHit, TripPage
from search.paging import next_position, paging_notes
from search.plan import Plan, relaxes, understood
from search.query import FacetName, Filters, Sort, TripQuery
from search.snippets import Marker


class Answer:
    """The page of `query`, in the terms of `generation`."""

    def __init__(self, generation: Generation, plan: Plan, query: TripQuery) -> None:
        """`plan` is in the terms of `generation`. Searches at once for the trips with every word."""
        self._generation = generation
        self._searcher = generation.searcher
        self._query = query
        self._plan = plan
        self._offset = query.after.offset if query.after else 0
        self._with_all = self._found(query.filters, relaxed=False)
        if query.order is Sort.RELEVANCE:
            self._first = by_score(self._searcher, scored(self._with_all, self._plan), self._offset, query.size)
        else:
            self._first = Window([], self._count(self._with_all))
        self._relaxed = relaxes(self._plan, query.match, self._first.total)

    def page(self) -> TripPage:
        """The whole answer."""
        found = self._found(self._query.filters, relaxed=True) if self._relaxed else self._with_all
        hits, total = self._hits(found)
        shown = self._shown(hits)
        return TripPage(
            total=total,
            hits=shown,
            facets=self._facets(found),
            understood=understood(
                self._plan, self._query.match, self._first.total, paging_notes(self._query, self._generation.info)
            ),
            next=next_position(
                self._query,
                self._generation.info,
                len(hits),
                total,
                (int(hits[-1].value), shown[-1].trip.id) if hits else None,
            ),
            index=self._generation.info,
        )

    def _hits(self, found: tantivy.Query) -> Window:
        """The window of `found`: by relevance the trips with every word come before the others."""
        query, first = self._query, self._first
        if query.order is not Sort.RELEVANCE:
            total = self._count(found) if self._relaxed else first.total
            return Window(by_key(self._searcher, found, query, self._id), total)
        if not self._relaxed:
            return first
        others = scored(excluding(found, self._plan.all_words), self._plan)
        # At least one, for the count: a page that is full already still tells how many there are.
        room = max(1, query.size - len(first.hits))
        rest = by_score(self._searcher, others, max(0, self._offset - first.total), room)
        return Window([*first.hits, *rest.hits][: query.size], first.total + rest.total)

    def _count(self, query: tantivy.Query) -> int:
        return counted(self._searcher.search(query, limit=1))

    def _found(self, filters: Filters, *, relaxed: bool) -> tantivy.Query:
        any_word = self._plan.any_word if relaxed else None
        return restricted(matching(any_word or self._plan.all_words), self._plan.excluded, filters)

    def _id(self, address: tantivy.DocAddress) -> str:
        return self._generation.trip(address).id

    def _shown(self, hits: Sequence[Hit]) -> tuple[TripHit, ...]:
        marker = Marker(self._plan)
        by_relevance = self._query.order is Sort.RELEVANCE
        shown = []
        for value, address in hits:
            trip, analysis = self._generation.trip_and_analysis(address)
            snippets = marker.snippets(trip, analysis)
            shown.append(TripHit(trip, value if by_relevance else None, snippets.title, snippets.passages))
        return tuple(shown)

    def _facets(self, found: tantivy.Query) -> dict[FacetName, tuple[FacetCount, ...]]:
        """Counts with each facet's own filter off; facets without a filter share one pass."""
        filters, size = self._query.filters, self._query.facet_size
        free = [name for name in self._query.facets if not filters.selected(name)]
        counts = self._counted(found, free) if free else {}
        for name in self._query.facets:
            if name not in counts:
                without_own = self._found(filters.without(name), relaxed=self._relaxed)
                counts |= self._counted(without_own, [name])
        return {
            name: facet_counts(name, counts[name], counts[name], filters.selected(name), size)
            for name in self._query.facets
        }

    def _counted(self, found: tantivy.Query, names: Sequence[FacetName]) -> dict[FacetName, dict[str, int]]:
        answer = self._searcher.aggregate(found, {name.value: _every_value(FACET_FIELDS[name]) for name in names})
        return {name: bucket_counts(answer[name.value]) for name in names}


def coverage(generation: Generation) -> Coverage:
    """What `generation` holds and lacks."""
    asked: dict[str, Any] = {**ENDS, **{field.name: _every_value(field) for field in COUNTED}}
    return coverage_of(generation.info, generation.searcher.aggregate(tantivy.Query.all_query(), asked))


def _every_value(field: Field) -> dict[str, object]:
    """An aggregation without a limit: no segment can hide a value."""
    return {"terms": {"field": field.name, "size": ALL_VALUES, "segment_size": ALL_VALUES}}
