"""How often each value of a field occurs, however many values there are.

tantivy counts 65,000 values at a time. Where there are more, it counts one half of the trips and then the other, parted
by the hashes that settle ties, which part them evenly.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

import tantivy

from mappings.fields import TIE, Field
from search.document.order import TIE_BITS
from search.engines.embedded.compile import between, both
from search.engines.embedded.searcher import Searcher, TooManyValuesError, Values


class _Hashes(NamedTuple):
    """The trips whose hash is from `first` to `last`, both included."""

    first: int
    last: int


_Counts = TypeVar("_Counts")

_ALL: Final = _Hashes(0, 2**TIE_BITS - 1)


def value_counts(searcher: Searcher, found: tantivy.Query, fields: Sequence[Field]) -> dict[Field, Mapping[str, int]]:
    """For each field: value → how many trips of `found` have it; one pass where no field has very many values."""
    counts: dict[Field, Counter[str]] = {field: Counter() for field in fields}
    for part in _in_parts(lambda some: searcher.counts(_of(found, some), fields), _ALL):
        for field, more in part.items():
            counts[field].update(more)
    return {**counts}


def value_table(searcher: Searcher, found: tantivy.Query, fields: Sequence[Field]) -> Mapping[Values, int]:
    """How many trips of `found` have which values of `fields` together; one pass where there are not very many."""
    counts: Counter[Values] = Counter()
    for part in _in_parts(lambda some: searcher.table(_of(found, some), fields), _ALL):
        counts.update(part)
    return counts


def _in_parts(count: Callable[[_Hashes], _Counts], some: _Hashes) -> Iterator[_Counts]:
    """The counts of so many trips at a time as tantivy counts."""
    try:
        counted = count(some)
    except TooManyValuesError:
        if some.first == some.last:
            raise
        middle = (some.first + some.last) // 2
        yield from _in_parts(count, _Hashes(some.first, middle))
        yield from _in_parts(count, _Hashes(middle + 1, some.last))
    else:
        yield counted


def _of(found: tantivy.Query, some: _Hashes) -> tantivy.Query:
    return found if some == _ALL else both(found, between(TIE, *some))
