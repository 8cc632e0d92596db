"""Where terms and letters of a stored text stand in it as it is shown: what marks and snippets spend their time with.

One source, two ways to run, as search/korean/nori/viterbi.py: compiled with Cython where a C compiler was there at
installation (places.pxd gives the types), else as plain Python. Everything here is a pure function of plain values.
"""

from array import array
from collections.abc import Sequence
from typing import Final

# Cython's module is a shared library.
COMPILED: Final = not __file__.endswith(".py")

# A match in shown text, from start to end in code points, and a key that tells the leaves of the query apart: a plain
# tuple, of which a page of hits has thousands.
Mark = tuple[int, int, int]

# How spans are packed: two bytes a term, a gap and a length, or, where one does not fit, its start and end.
DELTAS: Final = b"D"
NUMBERS: Final = b"I"
MIDDLE: Final = 64
# Of the numbers of an edit: where it begins, how long it is, and the same in the text as it is shown.
EDIT: Final = 4

# The same numbers as C integers (places.pxd).
_middle, _edit = MIDDLE, EDIT


def row_marks(terms: str, spans: bytes, row: str, length: int, key: int) -> list[Mark]:
    """A mark for every place of `row`, `length` terms, in `terms`: each has a space on both sides, and a line ends.

    `spans` (packed by search/document/spans.py) tell where each of the terms stands.
    """
    found: list[Mark] = []
    place = terms.find(row)
    if place < 0:
        return found
    numbers = array("I", spans[1:]) if spans.startswith(NUMBERS) else None
    counted = first = done = end = 0
    while place >= 0:
        first += terms.count(" ", counted, place) - terms.count("\n", counted, place)
        counted = place
        if numbers is not None:
            found.append((numbers[2 * first], numbers[2 * (first + length) - 1], key))
        else:
            # The end of the term before the row: every gap and length up to there.
            end += _moved(spans, done, first)
            done = first
            found.append((end + spans[2 * first + 1] - _middle, end + _moved(spans, first, first + length), key))
        place = terms.find(row, place + 1)
    return found


def _moved(spans: bytes, first: int, last: int) -> int:
    """How far the end of the term before `last` is from that of the one before `first`."""
    begin, end = 2 * first + 1, 2 * last + 1
    if not COMPILED:
        return sum(spans[begin:end]) - _middle * (last - first)
    moved = 0
    for place in range(begin, end):
        moved += spans[place]
    return moved - _middle * (last - first)


def rewritten(shown: str, edits: "array[int]", replacements: str) -> str:
    """The normalised text of which `shown` is the original: four numbers an edit, and what stands there instead."""
    pieces: list[str] = []
    done = used = 0
    for at in range(0, len(edits), _edit):
        length, start = edits[at + 1], edits[at + 2]
        pieces.append(shown[done:start])
        pieces.append(replacements[used : used + length])
        done = start + edits[at + 3]
        used += length
    pieces.append(shown[done:])
    return "".join(pieces)


def shown_marks(places: Sequence[tuple[int, int]], edits: "array[int]", key: int) -> list[Mark]:
    """Places of the normalised text, in any order, as marks in the text as it is shown."""
    found: list[Mark] = []
    for start, end in places:
        before = _before(edits, start)
        ending = _before(edits, end - 1)
        found.append((_original(edits, before, start, 0), _original(edits, ending, end - 1, 1), key))
    return found


def _before(edits: "array[int]", position: int) -> int:
    """How many edits begin at `position` or before."""
    low, high = 0, len(edits) // _edit
    while low < high:
        middle = (low + high) // 2
        if edits[_edit * middle] <= position:
            low = middle + 1
        else:
            high = middle
    return low


def _original(edits: "array[int]", before: int, position: int, side: int) -> int:
    """Where the character at `position` begins (or with `side` ends) in the text as shown, after `before` edits."""
    if not before:
        return position + side
    at = _edit * (before - 1)
    end, original = edits[at] + edits[at + 1], edits[at + 2]
    if position < end:
        # All of an edit came from all that stood there.
        return original + (edits[at + 3] if side else 0)
    return position + original + edits[at + 3] - end + side


def merged(marks: Sequence[Mark], start: int, end: int) -> list[tuple[int, int]]:
    """Marks in order, cut to [start, end), those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    open_start = open_end = -1
    for first, last, _ in marks:
        if last <= start:
            continue
        if first >= end:
            break
        if first <= open_end:
            open_end = max(open_end, last)
            continue
        if open_end > open_start:
            found.append((open_start, min(open_end, end)))
        open_start, open_end = max(first, start), last
    if open_end > open_start:
        found.append((open_start, min(open_end, end)))
    return found


def densest(marks: Sequence[Mark], longest: int) -> tuple[int, int, int]:
    """The first marks in a row that have the most different keys within `longest` characters: how many, first, last."""
    most, best_first, best_last = 0, 0, 0
    counts: dict[int, int] = {}
    left = 0
    for right, (_, end, key) in enumerate(marks):
        counts[key] = counts.get(key, 0) + 1
        while left < right and end - marks[left][0] > longest:
            gone = marks[left][2]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            left += 1
        if len(counts) > most:
            most, best_first, best_last = len(counts), left, right
    return most, best_first, best_last
