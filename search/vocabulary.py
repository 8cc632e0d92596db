"""What an index holds that people may be typing: its words, names and titles with their counts, asked of either engine.

An engine counts a bounded number of values at a time, so words and titles are counted for some trips after the other;
the hashes that settle ties (search/document.py) part them evenly.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from mappings.fields import CITY, COUNTRY, NOUNS, ORGANISATION, ORGANISATION_NAME, THEME, WHOLE_TITLE, Field
from search.document import TIE_BITS
from search.facets import facet_label
from search.korean.organisations import organisation_key
from search.query import FacetName
from search.similar import common_terms
from search.suggest import Item, Kind, Suggester

# So many trips are counted at a time: their titles and nouns stay below what an engine counts, or their organisations,
# of which a trip has one.
_TRIPS: Final = 2_000
_NAMED_TRIPS: Final = 40_000

_NAMES: Final = {Kind.CITY: CITY, Kind.ORGANISATION: ORGANISATION, Kind.COUNTRY: COUNTRY, Kind.THEME: THEME}
_LABELS: Final = {Kind.COUNTRY: FacetName.COUNTRY, Kind.THEME: FacetName.THEME}


class Hashes(NamedTuple):
    """The trips whose hash is from `first` to `last`, both included."""

    first: int
    last: int


# Value → trips, of the trips with such hashes.
Count = Callable[[Field, Hashes], Mapping[str, int]]


class Spellings:
    """How the organisations of one generation are shown: as most of its trips write each. Counted when first asked."""

    def __init__(self, trips: int, count: Count) -> None:
        """`count` counts in the generation, which holds so many `trips`."""
        self._trips = trips
        self._count = count
        self._counting = threading.Lock()
        self._shown: Mapping[str, str] | None = None

    def of(self, name: str) -> str:
        """The spelling of the organisation with this name or key; `name` itself where no trip has it."""
        with self._counting:
            if self._shown is None:
                self._shown = self._counted()
        return self._shown.get(organisation_key(name), name)

    def _counted(self) -> Mapping[str, str]:
        counts: Counter[str] = Counter()
        for part in _parts(self._trips, _NAMED_TRIPS):
            counts.update(self._count(ORGANISATION_NAME, part))
        # The last one stays: that of most trips, and of these the first by code point.
        rising = sorted(sorted(counts, reverse=True), key=counts.__getitem__)
        return {organisation_key(name): name for name in rising}


class Typing:
    """The suggester of one generation, made when it is first asked for, and the spellings of its organisations."""

    def __init__(self, trips: int, count: Count) -> None:
        """`count` counts in the generation, which holds so many `trips`."""
        self._trips = trips
        self._count = count
        self._making = threading.Lock()
        self._made: Suggester | None = None
        self.spellings = Spellings(trips, count)

    @property
    def suggester(self) -> Suggester:
        """The suggester; whoever asks while it is made waits. Errors are those of `count`."""
        with self._making:
            if self._made is None:
                self._made = Suggester(_items(self._trips, self._count, self.spellings))
            return self._made


def _items(trips: int, count: Count, spellings: Spellings) -> Iterator[Item]:
    everything = Hashes(0, 2**TIE_BITS - 1)
    for kind, field in _NAMES.items():
        for value, found in count(field, everything).items():
            name = spellings.of(value) if kind is Kind.ORGANISATION else value
            label = facet_label(_LABELS[kind], name) if kind in _LABELS else name
            yield Item(label, kind, found)
    for kind, field in ((Kind.TITLE, WHOLE_TITLE), (Kind.WORD, NOUNS)):
        counts: Counter[str] = Counter()
        for part in _parts(trips, _TRIPS):
            counts.update(count(field, part))
        yield from (Item(text, kind, found) for text, found in counts.items() if text not in common_terms())


def _parts(trips: int, size: int) -> Iterator[Hashes]:
    """All hashes, so many parts that each holds some `size` trips."""
    parts = max(1, -(-trips // size))
    bounds = [2**TIE_BITS * number // parts for number in range(parts + 1)]
    for number in range(parts):
        yield Hashes(bounds[number], bounds[number + 1] - 1)
