"""What a word of a query says of a trip beside its text: the year in which it departed, or whose it was.

Both are stored values (mappings/fields.py). A trip that has one fulfils the word as if it stood in its text; for that
it has a fixed share of the score, and nothing is marked.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from mappings.fields import REGION, YEAR, Field
from search.korean.organisations import organisation_key
from search.korean.particles import PARTICLES, without_particles
from search.page import Added, Reason
from search.plan.tree import Node, Term, any_of
from search.words.offices import regions_by_name
from search.words.shapes import Offices
from search.words.years import years_named

_PARTICLES: Final = re.compile(f"(?:{'|'.join(sorted(PARTICLES | {'도', '만'}))})+")
_KEPT: Final = 1_024


class Fact(NamedTuple):
    """Stored values of which a trip needs one to fulfil a word, and what is said of that."""

    terms: tuple[Term, ...]
    added: Added

    @property
    def node(self) -> Node:
        """True of a trip with one of them."""
        return any_of(self.terms)


class Facts:
    """Recognises years and regions among the words of queries. Thread-safe."""

    def __init__(self, offices: Offices) -> None:
        """`offices` say what regions are called, and which of these names are ordinary words, too."""
        ordinary = set(map(organisation_key, offices.ordinary_words))
        self._regions = {name: found for name, found in regions_by_name(offices).items() if name not in ordinary}
        # A plan asks several times of each of its words.
        self._found = lru_cache(maxsize=_KEPT)(self._find)

    def of(self, written: str, content: str) -> Fact | None:
        """What a word says that is `written` so; `content` is what of it is no particle."""
        return self._found(written, content)

    def _find(self, written: str, content: str) -> Fact | None:
        for text in _stems(written, content):
            if years := years_named(text):
                said = years[0] if len(years) == 1 else f"{years[0]}~{years[-1]}"
                return Fact(_of(YEAR, years), Added(f"{said}년", written, Reason.YEAR))
            if regions := self._regions.get(organisation_key(text)):
                return Fact(_of(REGION, regions), Added(", ".join(regions), written, Reason.REGION))
        return None


def _stems(written: str, content: str) -> Iterator[str]:
    """What may be meant by a word: without one particle, and without all of them (`서울에서는`, but not 부산하게)."""
    yield from without_particles(written)
    if written.startswith(content) and _PARTICLES.fullmatch(written, len(content)):
        yield content


def _of(field: Field, values: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(Term(field, value) for value in values)
