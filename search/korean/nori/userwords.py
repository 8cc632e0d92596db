"""User words as the lattice asks for them: the longest one at a place in the text."""

from array import array
from collections.abc import Sequence
from typing import Final

from mappings.korean import UserWord

# Right ids of a user word by its end: no Hangul syllable, no final consonant, a final consonant.
_NOT_HANGUL: Final = 3533
_OPEN: Final = 3534
_CLOSED: Final = 3535
_FINALS: Final = 28
_UNITS: Final = 1 << 16


class UserTrie:
    """User words as a set behind a filter: `starts` is 1 where a word may begin with two units (see `slot`)."""

    def __init__(self, words: Sequence[UserWord]) -> None:
        """Of a word given twice the first counts."""
        self.words = tuple(words)
        self._index: dict[str, int] = {}
        self._longest: dict[str, int] = {}
        self.starts = array("B", bytes(_UNITS))
        for number, word in enumerate(self.words):
            units = _units(word.surface)
            self._index.setdefault(units, number)
            self._longest[units[0]] = max(len(units), self._longest.get(units[0], 0))
            if len(units) > 1:
                self.starts[slot(ord(units[0]), ord(units[1]))] = 1
            else:
                for second in range(_UNITS):
                    self.starts[slot(ord(units), second)] = 1

    def longest(self, text: str, start: int) -> int:
        """Where the longest word at `start` ends, 0 where none begins there."""
        for end in range(min(len(text), start + self._longest.get(text[start], 0)), start, -1):
            if text[start:end] in self._index:
                return end
        return 0

    def index(self, surface: str) -> int:
        """The number of the word with this surface."""
        return self._index[surface]

    def right(self, number: int) -> int:
        """The right id of a word, by the last character of its line."""
        last = self.words[number].line[-1]
        if not "가" <= last <= "힣":
            return _NOT_HANGUL
        return _CLOSED if (ord(last) - ord("가")) % _FINALS else _OPEN


def slot(first: int, second: int) -> int:
    """Where the filter keeps two units; viterbi.py computes the same."""
    return (first * 31 + second) & (_UNITS - 1)


def _units(text: str) -> str:
    """`text` with one character a UTF-16 unit."""
    return "".join(map(chr, array("H", text.encode("utf-16-le", "surrogatepass"))))
