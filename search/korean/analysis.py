"""Normalised text → kept terms with their places: the one analysis behind documents and queries."""

import re
from array import array
from collections.abc import Sequence
from typing import Final

import msgspec

from mappings.fields import MAX_TERM_UNITS
from mappings.korean import STOP_TAGS, UserWord
from search.korean.nori import Analyzer, Tokenizer

# With a letter, and as long as people would type it.
_NOUN: Final = re.compile(r"(?=.*[^\W\d_])\w{2,30}")
_LAST_BMP: Final = "\uffff"
# At the end of a text nori reads a final 의, 이, 가 as a noun (docs/decisions/0004-query-words-in-context.md).
_FOLLOWING: Final = " 연구"


class Terms(msgspec.Struct, frozen=True):
    """Kept terms in order, hole-free, and where each stands: `spans` is start, end, start, end … in code points."""

    values: list[str]
    spans: "array[int]"


class Analysis(msgspec.Struct, frozen=True):
    """What a query's text came to: the kept terms, and the pieces left out because they carry grammar.

    `content` is the text without the particles and endings behind its last kept term.
    """

    terms: tuple[str, ...]
    dropped: tuple[str, ...]
    content: str


class TextAnalyzer:
    """The nori chain with the user words of one index generation. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord] = ()) -> None:
        """`user_words` belong to the generation whose terms are made or asked for."""
        self.user_words = frozenset(word.surface for word in user_words)
        self._analyzer = Analyzer(user_words)
        self._tokenizer = Tokenizer(user_words)

    def terms(self, text: str) -> Terms:
        """The kept terms of a document's normalised `text`."""
        return _as_stored(text, *self._analyzer.terms(text))

    def terms_and_nouns(self, text: str) -> tuple[Terms, list[str]]:
        """The same, and the nouns of `text`, compounds whole, each once; no numbers, no single syllables."""
        values, spans, nouns = self._analyzer.terms_and_nouns(text)
        places = array("I", [place for span in nouns for place in span])
        if _is_beyond_bmp(text):
            places = _code_points(text, places)
        found = (text[start:end] for start, end in zip(places[::2], places[1::2], strict=True))
        told = list(dict.fromkeys(noun for noun in found if _NOUN.fullmatch(noun)))
        return _as_stored(text, values, spans), told

    def analyze(self, text: str) -> Analysis:
        """The kept terms and the dropped pieces of a query's normalised `text`, read as if a noun followed it."""
        end = len(text.encode("utf-16-le")) // 2
        kept = [token for token in self._analyzer.analyze(text + _FOLLOWING) if token.end <= end]
        tokens = self._tokenizer.tokenize(text + _FOLLOWING)
        dropped = (
            _units(text, token.start, token.end) for token in tokens if token.tag in STOP_TAGS and token.end <= end
        )
        content = _units(text, 0, max(token.end for token in kept)) if kept else text
        return Analysis(tuple(cut(token.term) for token in kept), tuple(dict.fromkeys(dropped)), content)


def _as_stored(text: str, values: list[str], spans: "array[int]") -> Terms:
    """Terms short enough for an index, places in code points."""
    if _is_beyond_bmp(text):
        spans = _code_points(text, spans)
    if len(text) > MAX_TERM_UNITS // 2:
        values = [value if len(value) <= MAX_TERM_UNITS // 2 else cut(value) for value in values]
    return Terms(values, spans)


def _is_beyond_bmp(text: str) -> bool:
    return bool(text) and max(text) > _LAST_BMP


def cut(term: str) -> str:
    """`term`, at most 255 UTF-16 units long: Elasticsearch's `whitespace` would split a longer one."""
    if 2 * len(term) <= MAX_TERM_UNITS:
        return term
    return term.encode("utf-16-le")[: 2 * MAX_TERM_UNITS].decode("utf-16-le", errors="ignore")


def _units(text: str, start: int, end: int) -> str:
    """A stretch of `text` by UTF-16 units."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", errors="ignore")


def _code_points(text: str, units: "array[int]") -> "array[int]":
    """Offsets in UTF-16 units as offsets in code points."""
    place = array("I", [0])
    for index, character in enumerate(text):
        place.extend([index + 1] * (2 if character > _LAST_BMP else 1))
    return array("I", [place[unit] for unit in units])
