"""What an index holds that people may be typing: its words, names and titles with their counts, asked of either engine.

An engine counts a bounded number of values at a time, so words and titles are counted for some trips after the other;
the hashes that settle ties (search/document.py) part them evenly.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from mappings.fields import CITY, COUNTRY, NOUNS, ORGANISATION, THEME, WHOLE_TITLE, Field
from search.document import TIE_BITS
from search.facets import facet_label
from search.query import FacetName
from search.suggest import Item, Kind, Suggester

# So many trips are counted at a time: their titles and nouns stay below what an engine counts.
_TRIPS: Final = 2_000

_NAMES: Final = {Kind.CITY: CITY, Kind.ORGANISATION: ORGANISATION, Kind.COUNTRY: COUNTRY, Kind.THEME: THEME}
_LABELS: Final = {Kind.COUNTRY: FacetName.COUNTRY, Kind.THEME: FacetName.THEME}


class Hashes(NamedTuple):
    """The trips whose hash is from `first` to `last`, both included."""

    first: int
    last: int


# Value → trips, of the trips with such hashes.
Count = Callable[[Field, Hashes], Mapping[str, int]]


class Typing:
    """The suggester of one generation, made when it is first asked for."""

    def __init__(self, trips: int, count: Count, common: AbstractSet[str]) -> None:
        """`count` counts in the generation, which holds so many `trips`; `common` terms are not suggested."""
        self._trips = trips
        self._common = common
        self._count = count
        self._making = threading.Lock()
        self._made: Suggester | None = None

    @property
    def suggester(self) -> Suggester:
        """The suggester; whoever asks while it is made waits. Errors are those of `count`."""
        with self._making:
            if self._made is None:
                self._made = Suggester(_items(self._trips, self._count, self._common))
            return self._made


def _items(trips: int, count: Count, common: AbstractSet[str]) -> Iterator[Item]:
    everything = Hashes(0, 2**TIE_BITS - 1)
    for kind, field in _NAMES.items():
        for value, found in count(field, everything).items():
            label = facet_label(_LABELS[kind], value) if kind in _LABELS else value
            yield Item(label, kind, found)
    for kind, field in ((Kind.TITLE, WHOLE_TITLE), (Kind.WORD, NOUNS)):
        counts: Counter[str] = Counter()
        for part in _parts(trips):
            counts.update(count(field, part))
        yield from (Item(text, kind, found) for text, found in counts.items() if text not in common)


def _parts(trips: int) -> Iterator[Hashes]:
    """All hashes, so many parts that each holds few trips."""
    parts = max(1, -(-trips // _TRIPS))
    bounds = [2**TIE_BITS * number // parts for number in range(parts + 1)]
    for number in range(parts):
        yield Hashes(bounds[number], bounds[number + 1] - 1)
