"""Normalised text → kept terms with their places: the one analysis behind documents and queries."""

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from mappings.fields import MAX_TERM_UNITS
from mappings.korean import STOP_TAGS, UserWord
from search.korean.nori import Analyzer, Mode
from search.korean.nori.analyzer import lower, whole
from search.korean.nori.dictionary import system_dictionary
from search.korean.nori.tokenizer import Form, Words
from search.korean.units import code_points, cut

# With a letter, and as long as people would type it.
_NOUN: Final = re.compile(r"(?=.*[^\W\d_])\w{2,30}")
# At the end of a text nori reads a final 의, 이, 가 as a noun (docs/decisions/0004-query-words-in-context.md).
_FOLLOWING: Final = " 연구"
_FINALS: Final = 28
# What can stand behind a noun and tells nori that it is one: the object, the genitive, the end of a sentence.
_GENITIVE: Final = "의"
# Parts of speech that say how or which: as such they are dropped, but many are nouns, too (도로, 단지, 오만).
_DESCRIBING: Final = frozenset(["MAG", "MAJ", "MM", "IC"])
_NOUNS: Final = frozenset(["NNG", "NNP"])
_LEANING: Final = frozenset(["NNB", "NNBC", "NP", "NR"])
_KEPT: Final = 1 << 12
# A single syllable is read as too many things.
_SHORTEST: Final = 2


class Terms(msgspec.Struct, frozen=True):
    """Kept terms in order, hole-free, and where each stands: `spans` is start, end, start, end … in code points."""

    values: list[str]
    spans: "array[int]"


class Piece(msgspec.Struct, frozen=True):
    """A kept term of a query's text, the stretch it was read from, in code points, and its part of speech."""

    term: str
    start: int
    end: int
    tag: str

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb or an adjective."""
        return self.tag.startswith("V")

    @property
    def leans(self) -> bool:
        """Whether it says something beside other words only: a pronoun, a numeral, a noun such as 것, 때, 만큼."""
        return self.tag in _LEANING


class Reading(msgspec.Struct, frozen=True):
    """One way in which nori reads a text: what it keeps, and which nouns it takes for something that it drops."""

    pieces: tuple[Piece, ...]
    lost: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The kept terms, in order."""
        return tuple(piece.term for piece in self.pieces)


class Analysis(msgspec.Struct, frozen=True):
    """What a query's text came to: its readings, the usual one first, and what that one left out as grammar.

    `content` is the text without the particles and endings behind its last kept term.
    """

    readings: tuple[Reading, ...]
    dropped: tuple[str, ...]
    content: str

    @property
    def terms(self) -> tuple[str, ...]:
        """The kept terms of the usual reading."""
        return self.readings[0].terms


class TextAnalyzer:
    """The nori chain with the user words of one index generation. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord] = ()) -> None:
        """`user_words` belong to the generation whose terms are made or asked for."""
        self.user_words = frozenset(word.surface for word in user_words)
        self._analyzer = Analyzer(user_words)
        self._words = Words(user_words, Mode.DISCARD, tuple)
        # Words of queries come again, and each is read in four settings.
        self.analyze: Final = lru_cache(maxsize=_KEPT)(self._analyze)

    def terms(self, text: str) -> Terms:
        """The kept terms of a document's normalised `text`."""
        return _as_stored(text, *self._analyzer.terms(text))

    def terms_and_nouns(self, text: str) -> tuple[Terms, list[str]]:
        """The same, and the nouns of `text`, compounds whole, each once; no numbers, no single syllables."""
        values, spans, nouns = self._analyzer.terms_and_nouns(text)
        places = code_points(text, array("I", [place for span in nouns for place in span]))
        found = (text[start:end] for start, end in zip(places[::2], places[1::2], strict=True))
        told = list(dict.fromkeys(noun for noun in found if _NOUN.fullmatch(noun)))
        return _as_stored(text, values, spans), told

    def _analyze(self, text: str) -> Analysis:
        """The readings of a query's normalised `text`: as if a noun followed it, alone, and before particles."""
        usual, left_out = self._read(text, _FOLLOWING)
        if _is_stray(usual, text):
            # 치메 is no word of ours, and not 메 behind an exclamation.
            usual = Reading((), (text,))
        readings = [usual] if usual.pieces and not usual.lost else []
        # A word that says how or which (그리고, 모든) is no noun because some of its syllables are.
        if usual.pieces or usual.lost:
            for following in ("", *_particles(text)):
                reading, _ = self._read(text, following)
                if _is_good(reading) and all(reading.terms != other.terms for other in readings):
                    readings.append(reading)
        readings = readings or [usual]
        kept = readings[0].pieces
        return Analysis(
            tuple(readings),
            tuple(dict.fromkeys(piece for piece in left_out if piece not in readings[0].terms)),
            text[: max(piece.end for piece in kept)] if kept else text,
        )

    def read_as_noun(self, text: str) -> Reading:
        """The usual reading of normalised `text`: as if a noun followed it."""
        return self._read(text, _FOLLOWING)[0]

    def may_be_dropped(self, term: str) -> bool:
        """Whether nori may take a noun for an adverb or a determiner in some sentence, and drop it there."""
        return len(term) >= _SHORTEST and not _DESCRIBING.isdisjoint(system_dictionary().tags(term))

    def _read(self, text: str, following: str) -> tuple[Reading, list[str]]:
        """`text` as nori reads it before `following`, and what it leaves out; no piece where a word reaches beyond."""
        behind = len(text)
        kept: list[Piece] = []
        left_out: list[str] = []
        lost: dict[str, None] = {}
        for form, start, end in self._forms(text + following):
            if start >= behind:
                break
            if end > behind:
                return Reading((), tuple(lost)), left_out
            if form.tag not in STOP_TAGS:
                kept.append(Piece(cut(whole(lower(form.reading or form.term))), start, end, form.tag))
                continue
            word = text[start:end]
            left_out.append(word)
            if self._is_noun(word, form.tag):
                lost[word] = None
        return Reading(tuple(kept), tuple(lost)), left_out

    def _forms(self, text: str) -> Iterator[tuple[Form, int, int]]:
        """What nori makes of `text`, what it drops included, with places in code points."""
        forms = [(start, form) for start, forms in self._words.of(text) for form in forms]
        places = code_points(text, array("I", [start + end for start, form in forms for end in form[1:3]]))
        return zip((form for _, form in forms), places[::2], places[1::2], strict=True)

    def _is_noun(self, word: str, tag: str) -> bool:
        """Whether what nori drops as an adverb or a determiner is a noun elsewhere: alone, or before a particle."""
        if tag not in _DESCRIBING or len(word) < _SHORTEST:
            return False
        first = (next(self._forms(word + following))[0] for following in ("", *_particles(word)))
        return word in self.user_words or any(form.term == word and form.tag in _NOUNS for form in first)


def _particles(text: str) -> tuple[str, ...]:
    """The particles that make nori read the end of `text` as a noun; none behind letters of another script."""
    last = text[-1:]
    if not "가" <= last <= "힣":
        return ()
    return ("을" if (ord(last) - ord("가")) % _FINALS else "를", _GENITIVE)


def _is_stray(reading: Reading, text: str) -> bool:
    """Whether all that is left of a word is one syllable inside it: a mistake or a name that nori does not know."""
    is_syllable = len(reading.pieces) == 1 and len(reading.pieces[0].term) == 1
    return is_syllable and any(map(str.isalnum, text[: reading.pieces[0].start]))


def _is_good(reading: Reading) -> bool:
    """Whether a reading beside the usual one may find a trip: it loses no noun, and says more than one syllable."""
    return not reading.lost and sum(map(len, reading.terms)) >= _SHORTEST


def _as_stored(text: str, values: list[str], spans: "array[int]") -> Terms:
    """Terms short enough for an index, places in code points."""
    if len(text) > MAX_TERM_UNITS // 2:
        values = [value if len(value) <= MAX_TERM_UNITS // 2 else cut(value) for value in values]
    return Terms(values, code_points(text, spans))
