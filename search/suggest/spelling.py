"""Words as they were probably meant: the nearest ones of a vocabulary, by jamo or letters.

Words of two syllables have many neighbours, all of them right (중국, 중구, 중복), so such a word is only sure to have
been meant where it is the only one.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.korean.hangul import RUN
from search.korean.jamo import HANGUL, compact, jamo_of_normal
from search.korean.particles import PARTICLES, stems, without_particles
from search.korean.slips import Slip, slip
from search.suggest.buffers import Numbers

# By how many syllables or letters a word has: how many jamo or letters may be wrong, two that changed places being one.
_SYLLABLES: Final = ((4, 2), (2, 1))
_LETTERS: Final = ((8, 2), (5, 1))
# More than a handful of words nobody writes as one.
_LONGEST_COMPOUND: Final = 12
# Of so many syllables a word is told from its neighbours.
TOLD: Final = 3
# Nobody types longer words by hand.
LONGEST_WORD: Final = 30


class Near(NamedTuple):
    """A word of the vocabulary that is `distance` jamo or letters away; sorts best first.

    `told` where what it was compared with is long enough to be told from other words. `typed` is the part of it that is
    taken for a mistake, `meant` what stands in the place of that part.
    """

    distance: int
    slip: Slip
    less_often: int
    word: str
    told: bool
    typed: str
    meant: str


class _Length(NamedTuple):
    """Words whose keys are equally long; `numbers` are their places in the vocabulary."""

    keys: list[str]
    numbers: "array[int]"


class Vocabulary:
    """Words with their counts; any number of threads may ask."""

    __slots__ = ("_counts", "_lengths", "_words")

    def __init__(self, words: Sequence[str], counts: Numbers) -> None:
        """Normalised words in lower case, sorted, and how often each stands."""
        self._words: Final = words
        self._counts: Final = counts
        lengths: dict[int, _Length] = defaultdict(lambda: _Length([], array("I")))
        for number, word in enumerate(self._words):
            if errors_allowed(word):
                key = _key(word)
                lengths[len(key)].keys.append(key)
                lengths[len(key)].numbers.append(number)
        self._lengths: Final = dict(lengths)

    def has(self, word: str) -> bool:
        """Whether `word` is a word, or one with a particle."""
        return any(self._find(stem) == stem for stem in without_particles(word))

    def knows(self, word: str) -> bool:
        """Whether nothing need be wrong with `word`: it is a word, begins one, or is one with a particle."""
        return self._find(word).startswith(word) or self.has(word)

    def nearest(self, word: str, size: int) -> list[Near]:
        """The best words to put in the place of a normalised `word` in lower case.

        By distance, kind of mistake, count, code point. None is as near as allowed: then the word without a particle,
        the particle put back; then compounds of words with one other part, of which the index need not hold the whole.
        """
        return (self._nearest(word) or self._neareststems(word) or self._nearest_compounds(word))[:size]

    def _nearest(self, word: str) -> list[Near]:
        allowed = errors_allowed(word)
        if not allowed or len(word) > LONGEST_WORD:
            return []
        key = _key(word)
        told = is_told(word)
        lengths = range(len(key) - allowed, len(key) + allowed + 1)
        return sorted(
            Near(distance, slip(word, meant), -self._counts[number], meant, told, word, meant)
            for length in lengths
            for distance, number in self._near(key, length, allowed)
            for meant in (self._words[number],)
        )

    def _neareststems(self, word: str) -> list[Near]:
        return sorted(
            near._replace(word=near.word + word[end:]) for end in stems(word) for near in self._nearest(word[:end])
        )

    def _nearest_compounds(self, word: str) -> list[Near]:
        """수소츙전소: 수소충전소, where 수소 and 충전소 are words."""
        size = len(word)
        if word.isascii() or not is_word(word) or size > _LONGEST_COMPOUND:
            return []
        parts = (
            (start, end)
            for start in range(size - 1)
            for end in range(start + 2, size + 1)
            if end - start < size and self._are_words(word[:start]) and self._end_words(word[end:])
        )
        return sorted(
            near._replace(word=word[:start] + near.word + word[end:], told=is_told(word))
            for start, end in parts
            if not self.has(word[start:end])
            for near in self._nearest(word[start:end])
        )

    def _are_words(self, text: str) -> bool:
        """Whether `text` is nothing, or words of two and more syllables one after the other."""
        return not text or any(
            self._find(text[:end]) == text[:end] and self._are_words(text[end:]) for end in range(2, len(text) + 1)
        )

    def _end_words(self, text: str) -> bool:
        return text in PARTICLES or any(map(self._are_words, without_particles(text)))

    def _find(self, word: str) -> str:
        place = bisect_left(self._words, word)
        return self._words[place] if place < len(self._words) else ""

    def _near(self, key: str, length: int, allowed: int) -> list[tuple[int, int]]:
        """Distance and place in the vocabulary of each near word of one length."""
        if length not in self._lengths:
            return []
        keys, numbers = self._lengths[length]
        found = extract(key, keys, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        return [(int(distance), numbers[index]) for _, distance, index in found]


def is_word(text: str) -> bool:
    """Whether `text` is all Hangul or all Latin letters: what can be compared with words."""
    return text.isalpha() if text.isascii() else not HANGUL.sub("", text)


def errors_allowed(word: str) -> int:
    """How many jamo or letters of `word` may be wrong: none in short words and in those of several scripts."""
    if not is_word(word):
        return 0
    if word.isascii():
        return _allowed(_LETTERS, len(word))
    return _allowed(_SYLLABLES, syllables(word))


def syllables(word: str) -> int:
    """How many whole syllables `word` has."""
    return sum(map(len, RUN.findall(word)))


def is_told(word: str) -> bool:
    """Whether a word that may be corrected is long enough to be told from its neighbours."""
    return word.isascii() or syllables(word) >= TOLD


def _allowed(limits: Sequence[tuple[int, int]], length: int) -> int:
    return next((errors for least, errors in limits if length >= least), 0)


def _key(word: str) -> str:
    return compact(jamo_of_normal(word))
