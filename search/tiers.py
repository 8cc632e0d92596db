"""Hits by relevance in strict tiers, gathered alike on both engines.

Trips with every word as typed come first, then those with other words for some of them, then those with narrower
ones, then, where the match is relaxed, those with any word (search_semantics.md, Matching). Inside a tier the engine's
score decides; a question has one tier only.
"""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from search.plan import relaxes
from search.query import Match, TripQuery
from search.tree import Node, Plan

Hit = TypeVar("Hit")


class Part(NamedTuple):
    """The hits [offset, offset + size) of one tier: trips of which `base` is true and `beyond`, an earlier one, not.

    `is_inner` says that a wider tier follows in any case.
    """

    base: Node
    beyond: Node | None
    offset: int
    size: int
    is_inner: bool


class Found(NamedTuple, Generic[Hit]):
    """What a part came to: its hits and how many trips its tier has."""

    hits: Sequence[Hit]
    total: int


class Gathered(NamedTuple, Generic[Hit]):
    """The hits of a page and how many there are in all, of which `base` is true.

    `having_all` of them have every word; None where those do not come first.
    """

    hits: list[Hit]
    total: int
    having_all: int | None
    base: Node


def gather(plan: Plan, query: TripQuery, ask: Callable[[Part], Found[Hit]]) -> Gathered[Hit]:
    """The hits of the page that `query` asks for, tier after tier."""
    offset = query.after.offset if query.after else 0
    hits: list[Hit] = []
    total = 0
    beyond: Node | None = None

    def add(base: Node, *, is_inner: bool) -> None:
        nonlocal total, beyond
        found = ask(Part(base, beyond, max(0, offset - total), query.size - len(hits), is_inner))
        hits.extend(found.hits)
        total, beyond = total + found.total, base

    any_word = plan.any_word
    if plan.asks and any_word is not None and query.match in {Match.AUTO, Match.ANY}:
        add(any_word, is_inner=False)
        return Gathered(hits, total, None, any_word)
    tiers = plan.tiers_with_all
    for tier in tiers:
        add(tier, is_inner=tier is not tiers[-1])
    having_all = total
    if any_word is not None and relaxes(plan, query.match, having_all):
        add(any_word, is_inner=False)
    return Gathered(hits, total, having_all, beyond or plan.all_words)
