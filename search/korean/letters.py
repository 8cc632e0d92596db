"""A text letter by letter, as the second way, beside nori's terms, in which a word is found.

A text is a row of stretches: unbroken rows of Hangul syllables, of hanja, of kana, Latin words, numbers; white space
and signs are cuts between them. Hangul (and hanja, kana) is written in pairs of syllables, behind two marks that say "a
word begins here": `탄소중립` is `^탄 ^탄소 탄소 소중 중립`, and a syllable that stands alone `^등 등`. Latin words and
numbers are tokens of their own. So a row of tokens is the text itself, and none crosses from one stretch to the next.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from search.korean.nori.analyzer import lower
from search.korean.units import cut

START: Final = "^"

_HANJA: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U000323af"
_KANA: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_CLASSES: Final = {"hangul": "가-힣", "hanja": _HANJA, "kana": _KANA, "number": r"\d"}
# One character of a class; what is neither of the first four is a letter of another script.
_ONE: Final = {
    **{kind: f"[{characters}]" for kind, characters in _CLASSES.items()},
    "word": rf"[^\W_{''.join(_CLASSES.values())}]",
}
_STRETCH: Final = re.compile("|".join(f"(?P<{kind}>{one}+)" for kind, one in _ONE.items()))
_IN_PAIRS: Final = frozenset(["hangul", "hanja", "kana"])
_LETTER: Final = {kind: re.compile(one) for kind, one in _ONE.items()}
# Sections are parted by a line feed, which no row crosses.
_SIGNS: Final = re.compile(r"(?:[^\w\n]|_)+")
_PERHAPS_SIGNS: Final = re.compile(r"(?:[^\w\n]|_)*")


class Stretch(NamedTuple):
    """An unbroken row of letters or digits of one class, in lower case."""

    kind: str
    text: str

    @property
    def in_pairs(self) -> bool:
        """Whether it is written in pairs, so that a part of it can be found."""
        return self.kind in _IN_PAIRS

    @property
    def is_syllable(self) -> bool:
        """Whether it is one syllable alone."""
        return self.in_pairs and len(self.text) == 1


def stretches(text: str) -> Iterator[Stretch]:
    """The stretches of normalised `text`, in order."""
    for found in _STRETCH.finditer(text):
        # The expression has no alternative without a name.
        yield Stretch(found.lastgroup or "", lower(found[0]))


def letters(text: str) -> str:
    """What an index stores for normalised `text`: the tokens of every stretch, with spaces between."""
    return " ".join([_stored(found.lastgroup or "", found[0]) for found in _STRETCH.finditer(text)])


# Words come again: a corpus of thousands of trips has fewer different stretches than this.
@lru_cache(maxsize=1 << 17)
def _stored(kind: str, text: str) -> str:
    if kind not in _IN_PAIRS:
        return cut(lower(text))
    return " ".join(_opened(text))


def pairs(run: str) -> list[str]:
    """Every two neighbouring syllables of `run`, in order."""
    return [one + other for one, other in pairwise(run)]


def _opened(run: str) -> list[str]:
    if len(run) == 1:
        return [START + run, run]
    return [START + run[0], START + run[:2], *pairs(run)]


def row_of(text: str, *, inside: bool) -> tuple[str, ...]:
    """The tokens that stand in a row wherever the letters of normalised `text` do; none where it has no letter.

    The last word may go on (탄소 is found in 탄소를), Latin words and numbers are whole; `inside` says that the first
    word may begin inside another. Of a single syllable an index tells only whether it begins a word, and whether it is
    one: the only one of a text is a word, with `inside` the beginning of one.
    """
    found = list(stretches(text))
    if len(found) == 1 and found[0].in_pairs:
        return _row_of_word(found[0].text, inside=inside)
    tokens: list[str] = []
    for place, stretch in enumerate(found):
        if not stretch.in_pairs:
            tokens.append(cut(stretch.text))
        elif place == 0 and inside and not stretch.is_syllable:
            tokens += pairs(stretch.text)
        elif place == len(found) - 1 and stretch.is_syllable:
            # Whether the word goes on is left open at the end.
            tokens.append(START + stretch.text)
        else:
            tokens += _opened(stretch.text)
    return tuple(tokens)


def _row_of_word(run: str, *, inside: bool) -> tuple[str, ...]:
    if len(run) == 1:
        return (START + run if inside else run,)
    if inside:
        return tuple(pairs(run))
    mark = START + run[:2]
    return (mark, *pairs(run)) if run[2:] else (mark,)


class Places:
    """Where the letters of a text stand in other texts, by the same rules as `row_of`.

    Nothing is compiled for a text: the expressions are those of the few classes, and a query is read in less time than
    an expression of its own would take to be made.
    """

    def __init__(self, text: str, *, inside: bool) -> None:
        """`text` is normalised and has a letter or digit."""
        found = list(stretches(text))
        first, last = found[0], found[-1]
        goes_on = last.in_pairs and (inside or len(found) > 1 or not last.is_syllable)
        self._opening = first.text
        # Between letters of two classes a sign may stand or not: `COP28` and `COP 28` are the same row.
        self._rest = [
            (_SIGNS if before.kind == stretch.kind else _PERHAPS_SIGNS, stretch.text)
            for before, stretch in pairwise(found)
        ]
        self._before = None if inside and first.in_pairs and not first.is_syllable else _LETTER[first.kind]
        self._behind = None if goes_on else _LETTER[last.kind]

    def find(self, text: str) -> list[tuple[int, int]]:
        """Where the letters start and end in normalised `text` in lower case."""
        found = []
        place = text.find(self._opening)
        while place >= 0:
            end = self._end(text, place + len(self._opening))
            if end is not None and not (self._before and place and self._before.match(text, place - 1)):
                found.append((place, end))
            place = text.find(self._opening, place + 1)
        return found

    def _end(self, text: str, end: int) -> int | None:
        """Where the row ends whose first stretch ends at `end`, or None where the others do not follow it."""
        for signs, stretch in self._rest:
            between = signs.match(text, end)
            if not between or not text.startswith(stretch, between.end()):
                return None
            end = between.end() + len(stretch)
        return None if self._behind and self._behind.match(text, end) else end
