"""What an index holds that people may be typing: words, names and titles with their counts, asked of either engine."""

import threading
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from mappings.fields import CITY, COUNTRY, NOUNS, ORGANISATION, THEME, WHOLE_TITLE, Field
from search.facets import facet_label
from search.query import FacetName
from search.suggest import Item, Kind, Suggester

_NAMES: Final = {Kind.CITY: CITY, Kind.ORGANISATION: ORGANISATION, Kind.COUNTRY: COUNTRY, Kind.THEME: THEME}
_LABELS: Final = {Kind.COUNTRY: FacetName.COUNTRY, Kind.THEME: FacetName.THEME}


# Value → trips of a field.
Count = Callable[[Field], Mapping[str, int]]


class Typing:
    """The suggester of one generation, made when it is first asked for."""

    def __init__(self, count: Count, common: AbstractSet[str]) -> None:
        """`count` counts in the generation; `common` terms are not suggested."""
        self._common = common
        self._count = count
        self._making = threading.Lock()
        self._made: Suggester | None = None

    def take_over(self, before: "Typing") -> None:
        """Be ready for whoever is typing in the generation `before`, which goes on answering meanwhile."""
        if before.is_made:
            self._suggester()

    @property
    def is_made(self) -> bool:
        """Whether somebody has asked for the suggester."""
        return self._made is not None

    @property
    def suggester(self) -> Suggester:
        """The suggester; whoever asks while it is made waits. Errors are those of `count`."""
        return self._suggester()

    def _suggester(self) -> Suggester:
        with self._making:
            if self._made is None:
                self._made = Suggester(_items(self._count, self._common))
            return self._made


def _items(count: Count, common: AbstractSet[str]) -> Iterator[Item]:
    for kind, field in _NAMES.items():
        for value, found in count(field).items():
            label = facet_label(_LABELS[kind], value) if kind in _LABELS else value
            yield Item(label, kind, found)
    for kind, field in ((Kind.TITLE, WHOLE_TITLE), (Kind.WORD, NOUNS)):
        yield from (Item(text, kind, found) for text, found in count(field).items() if text not in common)
