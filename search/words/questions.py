"""Words that ask or only hold a sentence together (mappings/words/question_words.toml)."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple


class Use(Enum):
    """What a word does in a query."""

    CONTENT = auto()
    ASKING = auto()
    FILLING = auto()
    # It says what every trip is.
    TRIP = auto()


class QuestionWords(NamedTuple):
    """The kept terms of the file."""

    asking: frozenset[str]
    filling: frozenset[str]
    beside: frozenset[str]
    trips: frozenset[str]
    trips_beside: frozenset[str]


def use_of(terms: Sequence[str], words: QuestionWords) -> Use:
    """What a word with these kept terms does; one without any is left to the rules for such words."""
    holding = words.asking.union(words.filling, words.beside)
    if not words.trips.isdisjoint(terms) and holding.union(words.trips, words.trips_beside).issuperset(terms):
        return Use.TRIP
    if not terms or not holding.issuperset(terms):
        return Use.CONTENT
    if not words.asking.isdisjoint(terms):
        return Use.ASKING
    return Use.CONTENT if words.filling.isdisjoint(terms) else Use.FILLING
