"""The chain behind an index: tokenizer, part-of-speech filter, reading form, lower case."""

from array import array
from collections.abc import Iterable, Sequence

from mappings.korean import STOP_TAGS, UserWord
from search.korean.nori.tokenizer import Form, Mode, Token, Words

# What a word leaves: its kept forms, their increments counting the dropped ones before them, and the increments of
# those dropped behind the last.
_Left = tuple[tuple[Form, ...], int]


class Analyzer:
    """Text → the tokens an index keeps. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord] = (), mode: Mode = Mode.DISCARD) -> None:
        """`user_words` win over the dictionary wherever they match."""
        self._words = Words(user_words, mode, _left)

    def analyze(self, text: str) -> list[Token]:
        """The kept tokens; a dropped one leaves a hole in the position increment of the next."""
        tokens = []
        increment = 0
        for start, (kept, behind) in self._words.of(text):
            for term, first, last, step, length, tag, _ in kept:
                tokens.append(Token(term, start + first, start + last, increment + step, length, tag))
                increment = 0
            increment += behind
        return tokens

    def terms(self, text: str) -> tuple[list[str], "array[int]"]:
        """The kept terms alone, and where each starts and ends, one after the other: what an index stores."""
        terms: list[str] = []
        spans = array("I")
        for start, (kept, _) in self._words.of(text):
            for form in kept:
                terms.append(form[0])
                spans.append(start + form[1])
                spans.append(start + form[2])
        return terms, spans


def _left(forms: Iterable[Form]) -> _Left:
    kept = []
    increment = 0
    for form in forms:
        increment += form.position_increment
        if form.tag not in STOP_TAGS:
            kept.append(form._replace(term=lower(form.reading or form.term), position_increment=increment))
            increment = 0
    return tuple(kept), increment


def lower(term: str) -> str:
    """`term` in lower case, character by character: no letter becomes two and none depends on its neighbours."""
    if term.isascii():
        return term.lower()
    return "".join("i" if character == "İ" else character.lower() for character in term)
