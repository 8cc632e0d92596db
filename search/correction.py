"""A search that finds nothing as typed → the same search as it was probably meant, and said so.

What was typed is never replaced where it finds something: there a better spelling is only offered.
"""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from search.page import TripPage
from search.parse import parse, typed
from search.query import Match, TripQuery
from search.suggest import How, Kind, Suggester

# With so many trips that have every word nobody looks for a mistake.
FEW: Final = 3
# The beginning of a word is as long as this at least: one syllable begins too many.
SHORTEST: Final = 2


def search_corrected(
    query: TripQuery, search: Callable[[TripQuery], TripPage], suggester: Callable[[], Suggester]
) -> TripPage:
    """The page of `query`, or of its best correction where no trip has every word; errors are those of `search`."""
    page = search(query)
    words = tuple(clause for clause in query.clauses if not clause.quoted and not clause.excluded)
    found_all = page.understood.all_words
    if not query.correct or not words or found_all is None or found_all >= FEW:
        return page
    for text in _candidates(suggester(), typed(words)):
        others = tuple(clause for clause in query.clauses if clause not in words)
        better = msgspec.structs.replace(query, clauses=(*parse(text), *others), correct=False)
        replaces = found_all == 0 and query.match is not Match.EXACT
        found = search(better if replaces else msgspec.structs.replace(better, size=1, facets=(), after=None))
        if (found.understood.all_words or 0) <= found_all:
            continue
        said = typed(better.clauses)
        if replaces:
            return _saying(found, corrected=said)
        return _saying(page, did_you_mean=said)
    return page


def _candidates(suggester: Suggester, text: str) -> Iterator[str]:
    """What may have been meant: corrections, then the word of which only the beginning or the initials were typed."""
    yield from suggester.correct(text)
    if len(text) < SHORTEST:
        return
    for suggestion in suggester.suggest(text, 1):
        if suggestion.how in {How.PREFIX, How.INITIALS} and suggestion.kind is not Kind.TITLE:
            yield suggestion.text


def _saying(page: TripPage, **what: str) -> TripPage:
    return msgspec.structs.replace(page, understood=msgspec.structs.replace(page.understood, **what))
