"""Words of the cheapest path → tokens: compounds and inflected forms taken apart, punctuation left out."""

import logging
from array import array
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Final, Generic, NamedTuple, TypeVar

from mappings.korean import UserWord
from search.korean.nori.characters import characters
from search.korean.nori.dictionary import Entry, Piece, system_dictionary
from search.korean.nori.userwords import UserTrie
from search.korean.nori.viterbi import COMPILED, UNKNOWN, USER, Lattice
from search.korean.units import is_beyond_bmp

_log: Final = logging.getLogger(__name__)

_USER_TAG: Final = "NNG"
# Words taken apart once are kept; a table of this size holds a large corpus's vocabulary in some 60 MB.
KEPT_WORDS: Final = 1 << 17


Made = TypeVar("Made")


class Mode(StrEnum):
    """What becomes of a compound: its parts, its parts and itself, or itself."""

    DISCARD = "discard"
    MIXED = "mixed"
    NONE = "none"


class Token(NamedTuple):
    """A token; offsets in UTF-16 units of the text, `tag` its left part of speech."""

    term: str
    start: int
    end: int
    position_increment: int
    position_length: int
    tag: str


class Form(NamedTuple):
    """A token of a word, its offsets counted from the word's start; `reading` where the dictionary has another."""

    term: str
    start: int
    end: int
    position_increment: int
    position_length: int
    tag: str
    reading: str | None = None


class Tokenizer:
    """nori's tokenizer with punctuation discarded. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord] = (), mode: Mode = Mode.DISCARD) -> None:
        """`user_words` win over the dictionary wherever they match."""
        self._words = Words(user_words, mode, tuple)

    def tokenize(self, text: str) -> list[Token]:
        """The tokens of `text`, in order."""
        return [
            Token(form.term, start + form.start, start + form.end, *form[3:6])
            for start, forms in self._words.of(text)
            for form in forms
        ]


class Words(Generic[Made]):
    """The words of texts, and what `make` makes of their tokens: once a word, not once an occurrence. Thread-safe."""

    def __init__(self, user_words: Sequence[UserWord], mode: Mode, make: Callable[[Iterable[Form]], Made]) -> None:
        """`user_words` win over the dictionary wherever they match."""
        if not COMPILED:
            _say_that_it_is_slow()
        self._trie = UserTrie(user_words)
        self._mode = mode
        self._make = make
        self._made: dict[tuple[int, int], Made] = {}

    def of(self, text: str) -> list[tuple[int, Made]]:
        """Where each word of `text` starts, and what was made of it; punctuation has no tokens."""
        units = spread(text)
        made = self._made
        found = []
        for start, end, kind, token in Lattice(units, self._trie).best_path():
            what = made.get((kind, token)) if kind != UNKNOWN else self._make(_unknown(token, units[start:end]))
            if what is None:
                what = self._taken_apart(kind, token, units[start:end])
            found.append((start, what))
        return found

    def _taken_apart(self, kind: int, token: int, surface: str) -> Made:
        entry = self._user_entry(token) if kind == USER else system_dictionary().entry(token, surface)
        made = self._make(_forms(entry, surface, self._mode))
        if len(self._made) >= KEPT_WORDS:
            self._made.clear()
        self._made[kind, token] = made
        return made

    def _user_entry(self, number: int) -> Entry:
        """A word with a segmentation is a compound; pieces shorter than the word stand at its end."""
        word = self._trie.words[number]
        start, pieces = 0, []
        for segment in word.segments:
            pieces.append(Piece(word.surface[start : start + len(segment)], _USER_TAG))
            start += len(segment)
        return Entry(_USER_TAG, "Compound" if pieces else "*", None, tuple(pieces))


def _unknown(number: int, surface: str) -> tuple[Form, ...]:
    """A run of characters of one class that no entry covers."""
    if characters().is_punctuation(ord(surface[0])):
        return ()
    return (Form(joined(surface), 0, len(surface), 1, 1, system_dictionary().unknown[number].tag),)


@cache
def _say_that_it_is_slow() -> None:
    """Once a process."""
    _log.warning(
        "한국어 분석기가 컴파일되지 않아 순수 Python으로 돕니다(열다섯 배쯤 느리고 결과는 같습니다). "
        "C 컴파일러를 설치한 뒤(apt-get install gcc libc6-dev python3-dev) make setup을 다시 실행하세요."
    )


def _forms(entry: Entry, surface: str, mode: Mode) -> Iterable[Form]:
    if mode is Mode.NONE or not entry.pieces:
        if not (entry.kind == "*" or mode is Mode.NONE) or not characters().is_punctuation(ord(surface[0])):
            yield Form(joined(surface), 0, len(surface), 1, 1, entry.tag, entry.reading)
        return
    if mode is Mode.MIXED:
        yield Form(joined(surface), 0, len(surface), 1, len(entry.pieces), entry.tag, entry.reading)
    ends = len(surface) - sum(len(piece.text) for piece in entry.pieces)
    for number, piece in enumerate(entry.pieces):
        start, ends = ends, ends + len(piece.text)
        span = (start, ends) if entry.kind == "Compound" else (0, len(surface))
        yield Form(joined(piece.text), *span, 0 if mode is Mode.MIXED and number == 0 else 1, 1, piece.tag)


def spread(text: str) -> str:
    """`text` with one character a UTF-16 unit: the halves of surrogate pairs apart."""
    if not is_beyond_bmp(text):
        return text
    return "".join(map(chr, array("H", text.encode("utf-16-le", "surrogatepass"))))


def joined(units: str) -> str:
    """What `spread` was given, for a stretch of it; a lone half stays."""
    if not any("\ud800" <= unit <= "\udfff" for unit in units):
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
