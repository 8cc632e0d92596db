"""One search over one generation: one request, a second one where trips with any of the words follow, then the page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from search.coverage import coverage_of
from search.elastic.compile import SELECTED, VALUES, Wanted, coverage_body, search_body
from search.elastic.reader import analysis_of, trip_of
from search.facets import bucket_counts, facet_counts
from search.page import Coverage, FacetCount, IndexInfo, TripHit, TripPage
from search.paging import next_position, paging_notes
from search.plan import Plan, relaxes, understood
from search.query import FacetName, Sort, TripQuery
from search.snippets import Marker

Json = dict[str, Any]
# Sends a body to `_search` of the generation and returns the answer.
Ask = Callable[[Json], Mapping[str, Any]]


class _Found(NamedTuple):
    """What one request came to."""

    hits: Sequence[Mapping[str, Any]]
    total: int
    aggregations: Mapping[str, Any]


def answer(query: TripQuery, plan: Plan, info: IndexInfo, ask: Ask) -> TripPage:
    """The page of `query`; `plan` is in the terms of the generation. Errors are those of `ask`."""
    found, having_all = _search(query, plan, ask)
    shown = _shown(query, plan, found.hits)
    last = found.hits[-1]["sort"] if found.hits and query.order is not Sort.RELEVANCE else None
    return TripPage(
        total=found.total,
        hits=shown,
        facets={name: _facet(query, name, found.aggregations[name.value]) for name in query.facets},
        understood=understood(plan, query.match, having_all, paging_notes(query, info)),
        next=next_position(query, info, len(shown), found.total, (last[0], last[1]) if last else None),
        index=info,
    )


def coverage(info: IndexInfo, ask: Ask) -> Coverage:
    """What the generation holds and lacks."""
    return coverage_of(info, ask(coverage_body())["aggregations"])


def _search(query: TripQuery, plan: Plan, ask: Ask) -> tuple[_Found, int]:
    """The hits in the window, with the total and the aggregations of all; and how many trips have every word."""
    wanted = _wanted(query, plan)
    first = _ask(ask, search_body(query, plan, wanted))
    any_word = plan.any_word
    if any_word is None or not relaxes(plan, query.match, first.total):
        return first, first.total
    if query.order is not Sort.RELEVANCE:
        return _ask(ask, search_body(query, plan, wanted._replace(base=any_word))), first.total
    # By relevance the trips with every word come before the others.
    others = Wanted(
        any_word,
        size=query.size - len(first.hits),
        offset=max(0, wanted.offset - first.total),
        beyond=plan.all_words,
    )
    rest = _ask(ask, search_body(query, plan, others))
    return _Found([*first.hits, *rest.hits], first.total + rest.total, rest.aggregations), first.total


def _wanted(query: TripQuery, plan: Plan) -> Wanted:
    """The trips with every word; a sort by value goes on behind a hit, relevance at an offset."""
    after = query.after
    if after is None:
        return Wanted(plan.all_words, query.size)
    if query.order is Sort.RELEVANCE or after.key is None or after.trip_id is None:
        return Wanted(plan.all_words, query.size, offset=after.offset)
    return Wanted(plan.all_words, query.size, after=(after.key, after.trip_id))


def _ask(ask: Ask, body: Json) -> _Found:
    found = ask(body)
    hits = found["hits"]
    return _Found(hits["hits"], hits["total"]["value"], found.get("aggregations", {}))


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


def _facet(query: TripQuery, name: FacetName, aggregation: Mapping[str, Any]) -> tuple[FacetCount, ...]:
    counts = bucket_counts(aggregation[VALUES])
    chosen = bucket_counts(aggregation[SELECTED]) if SELECTED in aggregation else {}
    return facet_counts(name, counts, chosen, query.filters.selected(name), query.facet_size)
