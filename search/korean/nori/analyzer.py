"""The chain behind an index: tokenizer, part-of-speech filter, reading form, lower case."""

from collections.abc import Sequence

from mappings.korean import STOP_TAGS, UserWord
from search.korean.nori.tokenizer import Mode, Token, Tokenizer


class Analyzer:
    """Text → the tokens an index keeps. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord] = (), mode: Mode = Mode.DISCARD) -> None:
        """`user_words` win over the dictionary wherever they match."""
        self._tokenizer = Tokenizer(user_words, mode)

    def analyze(self, text: str) -> list[Token]:
        """The kept tokens; a dropped one leaves a hole in the position increment of the next."""
        tokens = []
        increment = 0
        for start, forms in self._tokenizer.words(text):
            for form in forms:
                increment += form.position_increment
                if form.tag in STOP_TAGS:
                    continue
                term = lower(form.reading or form.term)
                place = (start + form.start, start + form.end)
                tokens.append(Token(term, *place, increment, form.position_length, form.tag))
                increment = 0
        return tokens


def lower(term: str) -> str:
    """`term` in lower case, character by character: no letter becomes two and none depends on its neighbours."""
    if term.isascii():
        return term.lower()
    return "".join("i" if character == "İ" else character.lower() for character in term)
