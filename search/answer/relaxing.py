"""When trips with any of the words are hits too, and how that is told."""

from typing import Final

from search.page import Understood
from search.plan.tree import Node, Plan
from search.query import Match

# `auto` is content with the trips that have every word when there are at least so many.
ENOUGH: Final = 10


def relaxed(plan: Plan, match: Match, having_all: int) -> Node | None:
    """What is true of trips with any of the words, if these are hits too where `having_all` have all of them."""
    is_relaxed = match is Match.ANY or (match is Match.AUTO and having_all < ENOUGH)
    return plan.any_word if is_relaxed else None


def understood(plan: Plan, match: Match, having_all: int | None) -> Understood:
    """How the query was read and what its match came to; `all_words` only where there are words that come first."""
    asked = Match.EXACT if match is Match.EXACT else Match.ALL
    return Understood(
        terms=plan.terms,
        dropped=plan.dropped,
        added=plan.added,
        match=Match.ANY if having_all is None or relaxed(plan, match, having_all) else asked,
        all_words=having_all if plan.words or plan.phrases else None,
        notes=plan.notes,
    )
