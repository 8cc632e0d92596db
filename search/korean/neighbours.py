"""Nouns of Korean that are one likely mistake away from what was typed, whether an index holds them or not."""

from collections.abc import Iterator
from typing import Final

from search.korean.frequency import cost, is_noun
from search.korean.hangul import RUN
from search.korean.slips import Slip, slip

# More syllables have no neighbours but in compounds, which the words of an index are compared with.
SHORTEST: Final = 2
LONGEST: Final = 3
_FIRST: Final = ord("가")
_MEDIALS: Final = 21
_FINALS: Final = 28


def neighbours(word: str) -> list[str]:
    """The nouns that a word of two or three syllables is a likely mistake for, likeliest and commonest first."""
    if not (RUN.fullmatch(word) and SHORTEST <= len(word) <= LONGEST):
        return []
    found = [other for other in _one_jamo_away(word) if is_noun(other) and slip(word, other) is not Slip.FAR]
    return sorted(found, key=lambda other: (slip(word, other), cost([other]), other))


def _one_jamo_away(word: str) -> Iterator[str]:
    for place, syllable in enumerate(word):
        code = ord(syllable) - _FIRST
        final, medial = code % _FINALS, code // _FINALS % _MEDIALS
        whole = code // (_FINALS * _MEDIALS) * _FINALS * _MEDIALS
        initials = range(medial * _FINALS + final, ord("힣") - _FIRST + 1, _FINALS * _MEDIALS)
        medials = range(whole + final, whole + _FINALS * _MEDIALS, _FINALS)
        finals = range(code - final, code - final + _FINALS)
        for other in {*initials, *medials, *finals} - {code}:
            yield word[:place] + chr(_FIRST + other) + word[place + 1 :]
