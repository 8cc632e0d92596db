"""One search over one generation: matches, tiers, order, facets and marks put together."""

from collections.abc import Sequence
from typing import Any

import tantivy

from mappings.fields import TIE, Field
from search.coverage import COUNTED, ENDS, coverage_of
from search.embedded.compile import between, matching, restricted, scored
from search.embedded.hits import Hit, by_key, by_score, counted
from search.embedded.reader import Generation
from search.facets import ALL_VALUES, bucket_counts, facet_counts
from search.filters import FACET_FIELDS
from search.page import Coverage, FacetCount, TripHit, TripPage
from search.paging import next_position, paging_notes
from search.plan import Node, Plan, relaxes, understood
from search.query import FacetName, Filters, Sort, TripQuery
from search.snippets import Marker
from search.tiers import Found, Gathered, Part, gather
from search.vocabulary import Hashes, Spellings


class Answer:
    """The page of `query`, in the terms of `generation`."""

    def __init__(self, generation: Generation, plan: Plan, query: TripQuery, spellings: Spellings) -> None:
        """`plan` is in the terms of `generation`, whose organisations have these `spellings`."""
        self._generation = generation
        self._searcher = generation.searcher
        self._query = query
        self._plan = plan
        self._spellings = spellings

    def page(self) -> TripPage:
        """The whole answer."""
        found = self._by_relevance() if self._query.order is Sort.RELEVANCE else self._by_value()
        shown = self._shown(found.hits)
        info = self._generation.info
        return TripPage(
            total=found.total,
            hits=shown,
            facets=self._facets(found.base),
            understood=understood(self._plan, self._query.match, found.having_all, paging_notes(self._query, info)),
            next=next_position(
                self._query,
                info,
                len(shown),
                found.total,
                (int(found.hits[-1].value), shown[-1].trip.id) if shown else None,
            ),
            index=info,
        )

    def _by_relevance(self) -> Gathered[Hit]:
        def ask(part: Part) -> Found[Hit]:
            asked = scored(self._found(part.base, self._query.filters, part.beyond), self._plan)
            # At least one, for the count: a page that is full already still tells how many there are.
            found = by_score(self._searcher, asked, part.offset, max(1, part.size))
            return Found(found.hits[: part.size], found.total)

        return gather(self._plan, self._query, ask)

    def _by_value(self) -> Gathered[Hit]:
        base = self._plan.all_words
        found = self._found(base, self._query.filters)
        total = having_all = self._count(found)
        if self._plan.any_word is not None and relaxes(self._plan, self._query.match, having_all):
            base = self._plan.any_word
            found = self._found(base, self._query.filters)
            total = self._count(found)
        return Gathered(by_key(self._searcher, found, self._query, self._id), total, having_all, base)

    def _count(self, query: tantivy.Query) -> int:
        return counted(self._searcher.search(query, limit=1))

    def _found(self, base: Node, filters: Filters, beyond: Node | None = None) -> tantivy.Query:
        without = self._plan.excluded if beyond is None else (*self._plan.excluded, beyond)
        return restricted(matching(base), without, filters)

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

    def _facets(self, base: Node) -> dict[FacetName, tuple[FacetCount, ...]]:
        """Counts with each facet's own filter off; facets without a filter share one pass."""
        filters = self._query.filters
        free = [name for name in self._query.facets if not filters.selected(name)]
        counts = self._counted(self._found(base, filters), free) if free else {}
        for name in self._query.facets:
            if name not in counts:
                counts |= self._counted(self._found(base, filters.without(name)), [name])
        return {
            name: facet_counts(self._query, name, counts[name], counts[name], self._spellings.of)
            for name in self._query.facets
        }

    def _counted(self, found: tantivy.Query, names: Sequence[FacetName]) -> dict[FacetName, dict[str, int]]:
        answer = self._searcher.aggregate(found, {name.value: _every_value(FACET_FIELDS[name]) for name in names})
        return {name: bucket_counts(answer[name.value]) for name in names}


def coverage(generation: Generation) -> Coverage:
    """What `generation` holds and lacks."""
    asked: dict[str, Any] = {**ENDS, **{field.name: _every_value(field) for field in COUNTED}}
    return coverage_of(generation.info, generation.searcher.aggregate(tantivy.Query.all_query(), asked))


def counts(generation: Generation, field: Field, hashes: Hashes) -> dict[str, int]:
    """Value → trips of a field, of the trips with such hashes."""
    some = between(TIE, hashes.first, hashes.last)
    return bucket_counts(generation.searcher.aggregate(some, {field.name: _every_value(field)})[field.name])


def _every_value(field: Field) -> dict[str, object]:
    """An aggregation without a limit: no segment can hide a value."""
    return {"terms": {"field": field.name, "size": ALL_VALUES, "segment_size": ALL_VALUES}}
