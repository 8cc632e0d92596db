"""Where every hit of a search lies, in order, without holding them all.

A sort by value goes on behind the last key, so many hits at a time. A score has no key to go on behind: its hits are
found at once, and of each two numbers are kept.
"""

from array import array
from collections.abc import Callable, Iterator
from typing import Final

import tantivy

from search.engines.embedded.compile import scored, selected
from search.engines.embedded.hits import by_key, by_score
from search.engines.embedded.searcher import Searcher
from search.generation import Slice, Tier
from search.query import Sort

# So many are found at a time: each time costs a look at every match.
CHUNK: Final = 5_000

IdOf = Callable[[tantivy.DocAddress], str]


def addresses(searcher: Searcher, order: Sort, tier: Tier, id_of: IdOf) -> Iterator[tantivy.DocAddress]:
    """The documents of a tier; `id_of` reads the id of one."""
    found = selected(tier.selection, tier.beyond)
    if order is Sort.RELEVANCE:
        return _by_score(searcher, scored(found, tier.scoring))
    return _by_key(searcher, found, order, id_of)


def _by_score(searcher: Searcher, found: tantivy.Query) -> Iterator[tantivy.DocAddress]:
    segments, numbers = array("I"), array("I")
    for _, address in by_score(searcher, found, 0, max(1, searcher.trips)).matches:
        segments.append(address.segment_ord)
        numbers.append(address.doc)
    return map(tantivy.DocAddress, segments, numbers)


def _by_key(searcher: Searcher, found: tantivy.Query, order: Sort, id_of: IdOf) -> Iterator[tantivy.DocAddress]:
    asked = Slice(order=order, size=CHUNK)
    while True:
        matches = by_key(searcher, found, asked, id_of)
        yield from (match.address for match in matches)
        if len(matches) < CHUNK:
            return
        last = matches[-1]
        asked = Slice(order=order, size=CHUNK, after=(int(last.value), id_of(last.address)))
