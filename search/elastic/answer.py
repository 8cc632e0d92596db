"""One search over one generation: one request a tier of hits, then the page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mappings.fields import Field
from search.coverage import coverage_of
from search.elastic.compile import SELECTED, VALUES, Wanted, counts_body, coverage_body, search_body
from search.elastic.reader import analysis_of, trip_of
from search.facets import bucket_counts, facet_counts
from search.page import Coverage, FacetCount, IndexInfo, TripHit, TripPage
from search.paging import next_position, paging_notes
from search.plan import Plan, relaxes, understood
from search.query import FacetName, Sort, TripQuery
from search.snippets import Marker
from search.tiers import Found, Gathered, Part, gather
from search.vocabulary import Hashes, Spellings

Json = dict[str, Any]
# Sends a body to `_search` of the generation and returns the answer.
Ask = Callable[[Json], Mapping[str, Any]]


def answer(query: TripQuery, plan: Plan, info: IndexInfo, spellings: Spellings, ask: Ask) -> TripPage:
    """The page of `query`; `plan` and `spellings` are those of the generation. Errors are those of `ask`."""
    asked = _Asked(query, plan, ask)
    found = gather(plan, query, asked.part) if query.order is Sort.RELEVANCE else asked.by_value()
    shown = _shown(query, plan, found.hits)
    last = found.hits[-1]["sort"] if found.hits and query.order is not Sort.RELEVANCE else None
    return TripPage(
        total=found.total,
        hits=shown,
        facets={name: _facet(query, name, asked.aggregations[name.value], spellings) for name in query.facets},
        understood=understood(plan, query.match, found.having_all, paging_notes(query, info)),
        next=next_position(query, info, len(shown), found.total, (last[0], last[1]) if last else None),
        index=info,
    )


def coverage(info: IndexInfo, ask: Ask) -> Coverage:
    """What the generation holds and lacks."""
    return coverage_of(info, ask(coverage_body())["aggregations"])


def counts(field: Field, hashes: Hashes, ask: Ask) -> dict[str, int]:
    """Value → trips of a field, of the trips with such hashes."""
    return bucket_counts(ask(counts_body(field, hashes))["aggregations"][VALUES])


class _Asked:
    """The requests behind one page; `aggregations` are those of the last, which is of the widest tier."""

    def __init__(self, query: TripQuery, plan: Plan, ask: Ask) -> None:
        self._query = query
        self._plan = plan
        self._ask = ask
        self.aggregations: Mapping[str, Any] = {}

    def part(self, part: Part) -> Found[Json]:
        """Some of the hits by relevance."""
        wanted = Wanted(part.base, part.size, offset=part.offset, beyond=part.beyond, counted=not part.is_inner)
        return self._found(wanted)

    def by_value(self) -> Gathered[Json]:
        """The hits of a sort by value: it goes on behind a hit."""
        query, plan = self._query, self._plan
        after = (query.after.key, query.after.trip_id) if query.after else (None, None)
        behind = (after[0], after[1]) if after[0] is not None and after[1] is not None else None
        wanted = Wanted(plan.all_words, query.size, offset=query.after.offset if query.after and not behind else 0)
        wanted = wanted._replace(after=behind)
        found = self._found(wanted)
        having_all = found.total
        if plan.any_word is not None and relaxes(plan, query.match, having_all):
            wanted = wanted._replace(base=plan.any_word)
            found = self._found(wanted)
        return Gathered(list(found.hits), found.total, having_all, wanted.base)

    def _found(self, wanted: Wanted) -> Found[Json]:
        found = self._ask(search_body(self._query, self._plan, wanted))
        self.aggregations = found.get("aggregations", {})
        hits = found["hits"]
        return Found(hits["hits"], hits["total"]["value"])


def _shown(query: TripQuery, plan: Plan, hits: Sequence[Mapping[str, Any]]) -> tuple[TripHit, ...]:
    marker = Marker(plan)
    by_relevance = query.order is Sort.RELEVANCE
    shown = []
    for hit in hits:
        source = hit["_source"]
        trip = trip_of(source)
        snippets = marker.snippets(trip, analysis_of(source))
        shown.append(TripHit(trip, hit["_score"] if by_relevance else None, snippets.title, snippets.passages))
    return tuple(shown)


def _facet(
    query: TripQuery, name: FacetName, aggregation: Mapping[str, Any], spellings: Spellings
) -> tuple[FacetCount, ...]:
    counts = bucket_counts(aggregation[VALUES])
    chosen = bucket_counts(aggregation[SELECTED]) if SELECTED in aggregation else {}
    return facet_counts(query, name, counts, chosen, spellings.of)
