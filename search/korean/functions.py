"""Words that ask or only hold a sentence together (mappings/words/question_words.toml)."""

import tomllib
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import mappings

QUESTION_WORDS_FILE: Final = Path(mappings.__file__).parent / "words" / "question_words.toml"


class Use(Enum):
    """What a word does in a query."""

    CONTENT = auto()
    ASKING = auto()
    FILLING = auto()


class _Words(NamedTuple):
    asking: frozenset[str]
    filling: frozenset[str]
    beside: frozenset[str]


def use_of(terms: Sequence[str]) -> Use:
    """What a word with these kept terms does; one without any is left to the rules for such words."""
    words = _words()
    if not terms or not words.asking.union(words.filling, words.beside).issuperset(terms):
        return Use.CONTENT
    if not words.asking.isdisjoint(terms):
        return Use.ASKING
    return Use.CONTENT if words.filling.isdisjoint(terms) else Use.FILLING


@cache
def _words() -> _Words:
    found = tomllib.loads(QUESTION_WORDS_FILE.read_text(encoding="utf-8"))
    return _Words(*(frozenset(found[name]) for name in _Words._fields))
