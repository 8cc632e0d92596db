"""The chain behind an index: tokenizer, part-of-speech filter, reading form, lower case."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from mappings.korean import STOP_TAGS, UserWord
from search.korean.nori.tokenizer import Form, Mode, Token, Words

# What may stand in a noun of several parts: nouns, prefixes and suffixes, roots, words and numbers of other scripts.
_NOUN_TAGS: Final = frozenset("NNG NNP XPN XSN XR SL SH SN".split())


class _Left(NamedTuple):
    """What a word leaves.

    `kept` are its kept forms, their increments counting the dropped ones before them, `stored` their terms and places
    as an index stores them; `behind` are the increments of those dropped behind the last; `noun_length` is how long it
    is where it may be part of a noun, else 0.
    """

    kept: tuple[Form, ...]
    stored: tuple[tuple[str, int, int], ...]
    behind: int
    noun_length: int


class Analyzer:
    """Text → the tokens an index keeps. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord] = (), mode: Mode = Mode.DISCARD) -> None:
        """`user_words` win over the dictionary wherever they match."""
        self._words = Words(user_words, mode, _left)

    def analyze(self, text: str) -> list[Token]:
        """The kept tokens; a dropped one leaves a hole in the position increment of the next."""
        tokens = []
        increment = 0
        for start, (kept, _, behind, _) in self._words.of(text):
            for term, first, last, step, length, tag, _ in kept:
                tokens.append(Token(term, start + first, start + last, increment + step, length, tag))
                increment = 0
            increment += behind
        return tokens

    def terms(self, text: str) -> tuple[list[str], "array[int]"]:
        """The kept terms alone, and where each starts and ends, one after the other: what an index stores."""
        return _terms(self._words.of(text))

    def terms_and_nouns(self, text: str) -> tuple[list[str], "array[int]", list[tuple[int, int]]]:
        """The same, and where nouns start and end, compounds whole: `탄소중립` in `탄소중립을 위한`."""
        words = self._words.of(text)
        found = []
        first = end = 0
        for start, (_, _, _, length) in words:
            if start != end or not length:
                found.append((first, end))
                first = start
            end = start + length
        return *_terms(words), [(first, last) for first, last in (*found, (first, end)) if last > first]


def _terms(words: Iterable[tuple[int, _Left]]) -> tuple[list[str], "array[int]"]:
    terms: list[str] = []
    spans = array("I")
    for start, (_, stored, _, _) in words:
        for term, first, last in stored:
            terms.append(term)
            spans.append(start + first)
            spans.append(start + last)
    return terms, spans


def _left(forms: Iterable[Form]) -> _Left:
    forms = tuple(forms)
    kept = []
    increment = 0
    for form in forms:
        increment += form.position_increment
        if form.tag not in STOP_TAGS:
            kept.append(form._replace(term=lower(form.reading or form.term), position_increment=increment))
            increment = 0
    is_noun = bool(forms) and all(form.tag in _NOUN_TAGS for form in forms)
    stored = tuple((whole(form.term), form.start, form.end) for form in kept)
    return _Left(tuple(kept), stored, increment, max(form.end for form in forms) if is_noun else 0)


def whole(term: str) -> str:
    """`term` as it is stored, which is with spaces between terms: two readings of the dictionary end in one.

    Real nori keeps it (`웨이 `, of 웨이모 and 런웨이, and `튜토리얼 `): mappings/korean.py, BLANK_READINGS.
    """
    return "".join(term.split())


def lower(term: str) -> str:
    """`term` in lower case, character by character: no letter becomes two and none depends on its neighbours."""
    lowered = term.lower()
    # Only İ becomes two, and only Σ looks around.
    if len(lowered) == len(term) and "Σ" not in term:
        return lowered
    return "".join("i" if character == "İ" else character.lower() for character in term)
