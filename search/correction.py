"""A search that finds nothing as typed → the same search as it was probably meant, and said so.

What was typed is never replaced where it finds something: there a better spelling is only offered.
"""

from collections.abc import Callable

import msgspec

from search.page import TripPage
from search.parse import parse, typed
from search.query import Match, TripQuery
from search.suggest import Suggester


def search_corrected(
    query: TripQuery, search: Callable[[TripQuery], TripPage], suggester: Callable[[], Suggester]
) -> TripPage:
    """The page of `query`, or of its best correction where no trip has every word; errors are those of `search`."""
    page = search(query)
    words = tuple(clause for clause in query.clauses if not clause.quoted and not clause.excluded)
    if not query.correct or not words or page.understood.all_words is None:
        return page
    for text in suggester().correct(typed(words)):
        others = tuple(clause for clause in query.clauses if clause not in words)
        better = msgspec.structs.replace(query, clauses=(*parse(text), *others), correct=False)
        wanted = better if page.understood.all_words == 0 else msgspec.structs.replace(better, size=1, facets=())
        found = search(wanted)
        if (found.understood.all_words or 0) <= page.understood.all_words:
            continue
        said = typed(better.clauses)
        if page.understood.all_words == 0 and query.match is not Match.EXACT:
            return _saying(found, corrected=said)
        return _saying(page, did_you_mean=said)
    return page


def _saying(page: TripPage, **what: str) -> TripPage:
    return msgspec.structs.replace(page, understood=msgspec.structs.replace(page.understood, **what))
