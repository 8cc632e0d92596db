"""Text as every index and every query sees it; each stretch leads back to the text that people are shown.

The steps are fixed: NFC; bullets and control characters to spaces; NFKC but for compatibility jamo; one middle dot;
thousands commas and the dots of initials out; Latin accents folded; one space between words, none around them. Lower
case is not done here: it is the last step of the analysis chain.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from search.korean.signs import INVISIBLE, UNMARKED, lone_letters, stray_letters, without_signs

# What this module does decides stored terms: raise it with every change, and indexes ask for `trips rebuild`.
NORMALISATION_VERSION: Final = 3

MIDDLE_DOT: Final = "·"
# Before NFKC, which would make ․ (one dot leader) a full stop; ㆍ (araea) is typed for · as well.
_DOTS: Final = re.compile("[ㆍ‧․・･∙⋅]")
_SLASHES: Final = str.maketrans("⁄∕", "//")
_LINE_ENDS: Final = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_COMPATIBILITY_JAMO: Final = re.compile("([\u3131-\u318e])")
# Half-width jamo as compatibility jamo; the range has holes.
_FULL_JAMO: Final = {
    unit: int(unicodedata.decomposition(chr(unit)).split()[-1], 16)
    for unit in range(0xFFA0, 0xFFDD)
    if unicodedata.decomposition(chr(unit))
}
_LETTERS_WITHOUT_DECOMPOSITION: Final = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
# Characters that no step touches, alone or after one another: nearly all of a Korean text.
_ODD: Final = re.compile(
    "[^\x20-\x7e\uac00-\ud7a3\u00b7\u2013\u2014\u2018-\u201d\u223c\u3008-\u3011\u4e00-\u9fff\u3041-\u3093\u30a1-\u30f6]+"
)
# nori skips one space and takes the second for a mark; it reads 곳의 otherwise with a space behind it.
_SPACES: Final = re.compile("  +")
# U.N. and UN are one word: the dots between single letters go.
_INITIALS: Final = re.compile(r"(?<![A-Za-z0-9.])(?:[A-Za-z]\.)+[A-Za-z](?![A-Za-z0-9])")
_THOUSANDS: Final = re.compile(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")


class Edit(NamedTuple):
    """A stretch of the normalised text and the stretch of the original it came from, in code points."""

    start: int
    length: int
    original_start: int
    original_length: int

    @property
    def end(self) -> int:
        """Where what follows begins."""
        return self.start + self.length

    @property
    def shift(self) -> int:
        """How far what follows, up to the next edit, is from where it stands in the original."""
        return self.original_start + self.original_length - self.end


# Words of Hangul, as most names and searches are: nothing to do.
_SYLLABLES: Final = re.compile("[가-힣]+(?: [가-힣]+)*")
# Before the first edit nothing has moved.
_NO_EDIT: Final = Edit(0, 0, 0, 0)


class Normalised:
    """Normalised `text` and the way back; `edits` is empty where nothing changed."""

    __slots__ = ("_starts", "edits", "text")

    def __init__(self, text: str, edits: tuple[Edit, ...] = ()) -> None:
        """Edits are in order and do not overlap."""
        self.text = text
        self.edits = edits
        self._starts = [edit.start for edit in edits]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that [start, end) of the normalised text came from; end > start."""
        return self._original(start)[0], self._original(end - 1)[1]

    def edited(self, position: int) -> bool:
        """Whether the character at `position` of the normalised text came from an edit."""
        return position < self._before(position).end

    def original_spans(self, spans: "array[int]") -> list[int]:
        """`original_span` of many at once: start, end, start, end …, neither starts nor ends ever going back."""
        found: list[int] = []
        starts, ends = spans[::2], spans[1::2]
        done = shift = 0
        for edit in self.edits:
            # Between two edits everything has moved by the same way.
            before = bisect_right(ends, edit.start, done)
            found += [place + shift for place in spans[2 * done : 2 * before]]
            done = bisect_left(starts, edit.end, before)
            for place in range(before, done):
                found += self.original_span(starts[place], ends[place])
            shift = edit.shift
        return found + [place + shift for place in spans[2 * done :]]

    def _before(self, position: int) -> Edit:
        """The last edit that begins at `position` or before."""
        count = bisect_right(self._starts, position)
        return self.edits[count - 1] if count else _NO_EDIT

    def _original(self, position: int) -> tuple[int, int]:
        edit = self._before(position)
        if position < edit.end:
            return edit.original_start, edit.original_start + edit.original_length
        return position + edit.shift, position + edit.shift + 1


def normalise(text: str) -> Normalised:
    """`text` normalised, with the way back."""
    if _SYLLABLES.fullmatch(text):
        return Normalised(text)
    return _without_spare_signs(_bullets_blanked(_letters(text), text))


def normalise_beginning(text: str) -> Normalised:
    """`text` normalised as what may go on: a letter that what follows may make a bullet is still a letter."""
    if _SYLLABLES.fullmatch(text):
        return Normalised(text)
    return _without_spare_signs(_letters(text))


def _letters(text: str) -> Normalised:
    letters = _characters_normalised(text)
    return _blanked(letters, stray_letters(letters.text))


def _characters_normalised(text: str) -> Normalised:
    pieces: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for start, end in _clusters(text):
        normal = _normal_cluster(text[start:end])
        if normal == text[start:end]:
            continue
        length += start - done
        pieces += (text[done:start], normal)
        edits.append(Edit(length, len(normal), start, end - start))
        length += len(normal)
        done = end
    if not edits:
        return Normalised(text)
    pieces.append(text[done:])
    return Normalised("".join(pieces), tuple(edits))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The odd characters of `text`, each together with what may combine with it."""
    for odd in _ODD.finditer(text):
        start = odd.start()
        if start and _combines(text[start]):
            start -= 1
        for position in range(start + 1, odd.end()):
            if not (_combines(text[position]) or _leading_pair(text, position)):
                yield start, position
                start = position
        yield start, odd.end()


@lru_cache(maxsize=4096)
def _combines(character: str) -> bool:
    """Whether a character can join the one before it: marks, vowel and final jamo, half-width voicing marks.

    Invisible marks too: when they are gone, what follows them joins what stands before.
    """
    return (
        unicodedata.category(character).startswith("M")
        or INVISIBLE.match(character) is not None
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
        or character in "\uff9e\uff9f"
    )


def _leading_pair(text: str, position: int) -> bool:
    return all("\u1100" <= character <= "\u115f" for character in text[position - 1 : position + 1])


@lru_cache(maxsize=8192)
def _normal_cluster(cluster: str) -> str:
    text = unicodedata.normalize("NFC", cluster)
    text = without_signs(_DOTS.sub(MIDDLE_DOT, INVISIBLE.sub("", text)))
    text = text.translate(_FULL_JAMO)
    text = "".join(
        part if _COMPATIBILITY_JAMO.fullmatch(part) else unicodedata.normalize("NFKC", part)
        for part in _COMPATIBILITY_JAMO.split(text)
    )
    # Again: half-width squares are squares only now.
    return _without_accents(without_signs(text.translate(_SLASHES)))


def _without_accents(text: str) -> str:
    """Latin letters without their accents; every other script keeps its marks, Hangul and signs have none."""
    folded = ""
    for character in text.translate(_LETTERS_WITHOUT_DECOMPOSITION):
        base = unicodedata.normalize("NFD", character)[0]
        if base.isascii() and base.isalpha():
            folded += base
        elif not unicodedata.combining(character) or not UNMARKED.fullmatch(folded[-1:]):
            folded += character
    # Without a mark between them jamo may join.
    return unicodedata.normalize("NFC", folded)


def _bullets_blanked(before: Normalised, shown: str) -> Normalised:
    """`before` with spaces for letters typed as bullets: a jamo, or o, that opens a line and has a blank behind it."""
    ends = [edit for edit in before.edits if shown[edit.original_start] in _LINE_ENDS]
    return _blanked(before, sorted(lone_letters(before.text, [0, *(edit.start + edit.length for edit in ends)])))


def _blanked(before: Normalised, places: list[int]) -> Normalised:
    if not places:
        return before
    text = before.text
    pieces = [text[start + 1 : end] for start, end in zip([-1, *places], [*places, len(text)], strict=True)]
    edits = [
        Edit(place, 1, before.original_span(place, place + 1)[0], 1) for place in places if not before.edited(place)
    ]
    return Normalised(" ".join(pieces), tuple(sorted((*before.edits, *edits), key=_place)))


def _without_spare_signs(before: Normalised) -> Normalised:
    text = before.text
    spare = [
        place
        for pattern, sign in ((_THOUSANDS, ","), (_INITIALS, "."))
        for found in pattern.finditer(text)
        for place in range(*found.span())
        if text[place] == sign
    ]
    first, end = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    spare += (*range(first), *range(max(first, end), len(text)))
    spare += (
        place for spaces in _SPACES.finditer(text, first, end) for place in range(spaces.start() + 1, spaces.end())
    )
    if not spare:
        return before
    spare.sort()
    edits = []
    covered = set()
    for edit in before.edits:
        first, last = bisect_left(spare, edit.start), bisect_left(spare, edit.start + edit.length)
        covered.update(spare[first:last])
        edits.append(edit._replace(start=edit.start - first, length=edit.length - (last - first)))
    for count, place in enumerate(spare):
        if place not in covered:
            edits.append(Edit(place - count, 0, before.original_span(place, place + 1)[0], 1))
    pieces = [text[start + 1 : end] for start, end in zip([-1, *spare], [*spare, len(text)], strict=True)]
    return Normalised("".join(pieces), tuple(sorted(edits, key=_place)))


def _place(edit: Edit) -> tuple[int, int]:
    return edit.original_start, edit.start
