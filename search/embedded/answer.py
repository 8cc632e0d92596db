"""One search over one generation: matches, tiers, order, facets and marks put together."""

from collections.abc import Mapping, Sequence

import tantivy

from mappings.fields import Field
from search.coverage import COUNTED, ENDS, coverage_of
from search.embedded.compile import matching, restricted, scored
from search.embedded.counting import value_counts
from search.embedded.hits import Hit, by_key, by_score
from search.embedded.reader import Generation
from search.facets import facet_counts
from search.filters import FACET_FIELDS
from search.page import Coverage, FacetCount, TripHit, TripPage
from search.paging import next_position, paging_notes
from search.plan import relaxes, understood
from search.query import FacetName, Filters, Sort, TripQuery
from search.snippets import Marker
from search.tiers import Found, Gathered, Part, gather
from search.tree import Node, Plan
from search.vocabulary import Spellings


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
        return self._searcher.by_score(query, limit=1, counted=True).total

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

    def _counted(self, found: tantivy.Query, names: Sequence[FacetName]) -> dict[FacetName, Mapping[str, int]]:
        counts = value_counts(self._searcher, found, [FACET_FIELDS[name] for name in names])
        return {name: counts[FACET_FIELDS[name]] for name in names}


def coverage(generation: Generation) -> Coverage:
    """What `generation` holds and lacks."""
    everything = tantivy.Query.all_query()
    ends = generation.searcher.aggregate(everything, ENDS)
    return coverage_of(generation.info, ends, value_counts(generation.searcher, everything, COUNTED))


def counts(generation: Generation, field: Field) -> Mapping[str, int]:
    """Value → trips of a field."""
    return value_counts(generation.searcher, tantivy.Query.all_query(), [field])[field]
