"""What an index holds that people may be typing: words, names and titles with their counts, asked of either engine."""

import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from mappings.fields import CITY, COUNTRY, NOUNS, ORGANISATION, THEME, WHOLE_TITLE
from search.answer.spellings import Spellings
from search.generation import Generation
from search.labels import facet_label
from search.query import FacetName
from search.suggest.shelf import Shelf
from search.suggest.suggester import Item, Suggester
from search.suggestion import Kind

_NAMES: Final = {Kind.CITY: CITY, Kind.ORGANISATION: ORGANISATION, Kind.COUNTRY: COUNTRY, Kind.THEME: THEME}
_LABELS: Final = {Kind.COUNTRY: FacetName.COUNTRY, Kind.THEME: FacetName.THEME}


class Typing:
    """The suggester of one generation, made when it is first asked for, and the spellings of its organisations."""

    def __init__(self, generation: Generation, common: AbstractSet[str], shelf: Shelf | None = None) -> None:
        """`common` terms are not suggested. On the `shelf` is what other processes have made."""
        self._common = common
        self._shelf = shelf
        self._generation = generation
        self._making = threading.Lock()
        self._made: Suggester | None = None
        self.spellings = Spellings(generation)

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
        """The suggester; whoever asks while it is made waits. Raises SearchUnavailableError."""
        return self._suggester()

    def _suggester(self) -> Suggester:
        with self._making:
            if self._made is None:
                name = self._generation.info.version
                self._made = self._shelf.suggester(name, self._new) if self._shelf else self._new()
            return self._made

    def _new(self) -> Suggester:
        return Suggester.of(_items(self._generation, self._common, self.spellings))


def _items(generation: Generation, common: AbstractSet[str], spellings: Spellings) -> Iterator[Item]:
    for kind, field in _NAMES.items():
        for value, found in generation.count([field])[field].items():
            name = spellings.of(value) if kind is Kind.ORGANISATION else value
            label = facet_label(_LABELS[kind], name) if kind in _LABELS else name
            yield Item(label, kind, found)
    for kind, field in ((Kind.TITLE, WHOLE_TITLE), (Kind.WORD, NOUNS)):
        counts = generation.count([field])[field]
        yield from (Item(text, kind, found) for text, found in counts.items() if text not in common)
