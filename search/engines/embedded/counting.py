"""How often each value of a field occurs, however many values there are.

tantivy counts 65,000 values at a time. Where there are more, it counts one half of the trips and then the other, parted
by the hashes that settle ties, which part them evenly.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import tantivy

from mappings.fields import TIE, Field
from search.document.order import TIE_BITS
from search.engines.embedded.compile import between, both
from search.engines.embedded.searcher import Searcher, TooManyValuesError


class _Hashes(NamedTuple):
    """The trips whose hash is from `first` to `last`, both included."""

    first: int
    last: int


_ALL: Final = _Hashes(0, 2**TIE_BITS - 1)


def value_counts(searcher: Searcher, found: tantivy.Query, fields: Sequence[Field]) -> dict[Field, Mapping[str, int]]:
    """For each field: value → how many trips of `found` have it; one pass where no field has very many values."""
    return {**_counted(searcher, found, fields, _ALL)}


def _counted(
    searcher: Searcher, found: tantivy.Query, fields: Sequence[Field], some: _Hashes
) -> dict[Field, Counter[str]]:
    asked = found if some == _ALL else both(found, between(TIE, *some))
    try:
        return searcher.counts(asked, fields)
    except TooManyValuesError:
        if some.first == some.last:
            raise
        middle = (some.first + some.last) // 2
        counts = _counted(searcher, found, fields, _Hashes(some.first, middle))
        for field, more in _counted(searcher, found, fields, _Hashes(middle + 1, some.last)).items():
            counts[field].update(more)
        return counts
