"""Ordered windows of hits: ties settled by the hash of the id, at any depth.

tantivy orders equal scores and equal sort keys by document address, which differs from build to build. So a window is
read on until the value changes, and its ties are put in order by the hash of the id.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import tantivy

from search.document.order import SORTS
from search.engines.embedded.compile import behind
from search.engines.embedded.searcher import Searcher
from search.generation import Slice


class Match(NamedTuple):
    """A found document; `value` is its score, or its key in a sort by value."""

    value: float
    address: tantivy.DocAddress


class Window(NamedTuple):
    """Some of the matches in order, and how many there are in all."""

    matches: list[Match]
    total: int


def by_score(searcher: Searcher, query: tantivy.Query, offset: int, size: int) -> Window:
    """The hits [offset, offset + size) by score, equal scores by the hash of the id."""
    need = offset + size
    limit = min(need + 1, searcher.trips + 1)
    found = searcher.by_score(query, limit, counted=True)
    hits = [Match(*hit) for hit in found.hits]
    while len(hits) == limit and hits[-1].value == hits[need - 1].value:
        limit *= 2
        hits = [Match(*hit) for hit in searcher.by_score(query, limit, counted=False).hits]
    hits = hits[: _end_of_ties(hits, need)]
    first = _start_of_ties(hits, offset)
    tied = hits[first:]
    if any(one.value == other.value for one, other in pairwise(tied)):
        ties = searcher.ties([hit.address for hit in tied])
        tied = [hit for _, hit in sorted(zip(ties, tied, strict=True), key=lambda pair: (-pair[1].value, pair[0]))]
    return Window(tied[offset - first :][:size], found.total)


def _start_of_ties(hits: list[Match], place: int) -> int:
    while 0 < place < len(hits) and hits[place - 1].value == hits[place].value:
        place -= 1
    return min(place, len(hits))


def _end_of_ties(hits: list[Match], place: int) -> int:
    while 0 < place < len(hits) and hits[place].value == hits[place - 1].value:
        place += 1
    return place


def by_key(
    searcher: Searcher, found: tantivy.Query, asked: Slice, id_of: Callable[[tantivy.DocAddress], str]
) -> list[Match]:
    """What is asked of `found` in a sort by value; equal keys (40 bits of hash equal) by id."""
    field, ascending = SORTS[asked.order]
    after = asked.after
    if after:
        found = behind(found, field, after[0], ascending=ascending)
    # One more for the hit that `after` names, one to see whether the last key goes on.
    limit = min(asked.offset + asked.size + 2, searcher.trips + 1)
    hits = [Match(*hit) for hit in searcher.by_field(found, field, limit, ascending=ascending).hits]
    while len(hits) == limit and hits[-1].value == hits[-2].value:
        limit *= 2
        hits = [Match(*hit) for hit in searcher.by_field(found, field, limit, ascending=ascending).hits]
    values = [hit.value for hit in hits]
    if len(set(values)) < len(values):
        hits.sort(key=lambda hit: (hit.value if ascending else -hit.value, id_of(hit.address)))
    return [hit for hit in hits if not _seen(hit, after, id_of)][asked.offset :][: asked.size]


def _seen(hit: Match, after: tuple[int, str] | None, id_of: Callable[[tantivy.DocAddress], str]) -> bool:
    return after is not None and hit.value == after[0] and id_of(hit.address) <= after[1]
