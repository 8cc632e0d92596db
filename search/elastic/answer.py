"""One search over one generation: one request a tier of hits, then the page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mappings.fields import Field
from search.coverage import COUNTED, coverage_of
from search.elastic.compile import (
    EVERYTHING,
    SELECTED,
    VALUE,
    VALUES,
    VALUES_PAGE,
    Wanted,
    ends_body,
    facet_query,
    search_body,
    values_body,
)
from search.elastic.reader import analysis_of, trip_of
from search.facets import bucket_counts, facet_counts
from search.filters import FACET_FIELDS
from search.page import Coverage, FacetCount, IndexInfo, TripHit, TripPage
from search.paging import next_position, paging_notes, start
from search.plan import relaxes, understood
from search.query import FacetName, Sort, TripQuery
from search.snippets import Marker
from search.tiers import Found, Gathered, Part, gather
from search.tree import Plan
from search.vocabulary import Spellings

Json = dict[str, Any]
# Sends a body to `_search` of the generation and returns the answer.
Ask = Callable[[Json], Mapping[str, Any]]


def answer(query: TripQuery, plan: Plan, info: IndexInfo, spellings: Spellings, ask: Ask) -> TripPage:
    """The page of `query`; `plan` and `spellings` are those of the generation. Errors are those of `ask`."""
    asked = _Asked(query, plan, spellings, ask)
    found = gather(plan, query, asked.part) if query.order is Sort.RELEVANCE else asked.by_value()
    shown = _shown(query, plan, found.hits)
    last = found.hits[-1]["sort"] if found.hits and query.order is not Sort.RELEVANCE else None
    return TripPage(
        total=found.total,
        hits=shown,
        facets={name: asked.facet(name) for name in query.facets},
        understood=understood(plan, query.match, found.having_all, paging_notes(query, info)),
        next=next_position(query, info, len(shown), found.total, (last[0], last[1]) if last else None),
        index=info,
    )


def coverage(info: IndexInfo, ask: Ask) -> Coverage:
    """What the generation holds and lacks."""
    return coverage_of(info, ask(ends_body())["aggregations"], value_counts(COUNTED, ask))


def counts(field: Field, ask: Ask) -> Mapping[str, int]:
    """Value → trips of a field."""
    return value_counts([field], ask)[field]


def value_counts(fields: Sequence[Field], ask: Ask, found: Json = EVERYTHING) -> dict[Field, Mapping[str, int]]:
    """For each field: value → how many trips of `found` have it; one request where no field has very many values."""
    counted: dict[Field, dict[str, int]] = {field: {} for field in fields}
    after: dict[Field, Json | None] = dict.fromkeys(fields)
    while after:
        pages = ask(values_body(found, after))["aggregations"]
        for field in list(after):
            page = pages[field.name]
            counted[field] |= {bucket["key"][VALUE]: bucket["doc_count"] for bucket in page["buckets"]}
            after[field] = page.get("after_key")
            if len(page["buckets"]) < VALUES_PAGE:
                del after[field]
    return {**counted}


class _Asked:
    """The requests behind one page; the facets are those of the last, which is of the widest tier."""

    def __init__(self, query: TripQuery, plan: Plan, spellings: Spellings, ask: Ask) -> None:
        self._query = query
        self._spellings = spellings
        self._plan = plan
        self._ask = ask
        self._body: Json = {}
        self._aggregations: Mapping[str, Any] = {}

    def part(self, part: Part) -> Found[Json]:
        """Some of the hits by relevance."""
        wanted = Wanted(part.base, part.size, offset=part.offset, beyond=part.beyond, counted=not part.is_inner)
        return self._found(wanted)

    def by_value(self) -> Gathered[Json]:
        """The hits of a sort by value: it goes on behind a hit."""
        query, plan = self._query, self._plan
        offset, behind = start(query)
        wanted = Wanted(plan.all_words, query.size, offset, behind)
        found = self._found(wanted)
        having_all = found.total
        if plan.any_word is not None and relaxes(plan, query.match, having_all):
            wanted = wanted._replace(base=plan.any_word)
            found = self._found(wanted)
        return Gathered(list(found.hits), found.total, having_all, wanted.base)

    def facet(self, name: FacetName) -> tuple[FacetCount, ...]:
        """The counts of a facet; more requests where there are more values than one answer holds."""
        query, aggregation = self._query, self._aggregations[name.value]
        most = aggregation[VALUES]
        found: Mapping[str, int] = bucket_counts(most)
        if most["sum_other_doc_count"] and len(found) < query.facet_size:
            field = FACET_FIELDS[name]
            found = value_counts([field], self._ask, facet_query(self._body, name))[field]
        chosen = bucket_counts(aggregation[SELECTED]) if SELECTED in aggregation else {}
        return facet_counts(query, name, found, chosen, self._spellings.of)

    def _found(self, wanted: Wanted) -> Found[Json]:
        self._body = search_body(self._query, self._plan, wanted)
        found = self._ask(self._body)
        self._aggregations = found.get("aggregations", {})
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
