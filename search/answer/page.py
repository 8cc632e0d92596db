"""A plan → the page of hits, in the terms of one generation: gathered, counted and marked."""

from collections.abc import Sequence

from search.answer.facets import facet_counts
from search.answer.paging import next_position
from search.answer.relaxing import understood
from search.answer.snippets import Marker
from search.answer.spellings import Spellings
from search.answer.tiers import gather
from search.generation import Generation, Hit
from search.page import TripHit, TripPage
from search.plan.tree import Plan
from search.query import Sort, TripQuery


def answer(plan: Plan, query: TripQuery, generation: Generation, spellings: Spellings) -> TripPage:
    """The page of `query`, of which `plan` was made; `spellings` are those of the generation."""
    found = gather(plan, query, generation)
    info = generation.info
    return TripPage(
        total=found.total,
        hits=_marked(plan, query, found.hits),
        facets={name: facet_counts(query, name, found.facets[name], spellings.of) for name in query.facets},
        understood=understood(plan, query.match, found.having_all),
        next=next_position(query, info, found.hits, found.total),
        index=info,
        totals=dict(found.totals),
    )


def _marked(plan: Plan, query: TripQuery, hits: Sequence[Hit]) -> tuple[TripHit, ...]:
    marker = Marker(plan)
    by_relevance = query.order is Sort.RELEVANCE
    shown = []
    for trip, analysis, value in hits:
        snippets = marker.snippets(trip, analysis)
        score = value if by_relevance else None
        shown.append(TripHit(trip, score, snippets.title, snippets.passages, snippets.unshown))
    return tuple(shown)
