"""Places of terms, packed: a gap and a length a term, two bytes where they fit.

Gaps count from the end of the term before; pieces of an inflected word share their place, so a gap may be negative.
"""

from array import array
from collections.abc import Sequence
from typing import Final

_DELTAS: Final = b"D"
_NUMBERS: Final = b"I"
_MIDDLE: Final = 64


def pack(spans: Sequence[int]) -> bytes:
    """`spans` (start, end, start, end, …) as bytes; the first one tells the form."""
    starts, ends = spans[::2], spans[1::2]
    gaps = [start - end + _MIDDLE for start, end in zip(starts, [0, *ends], strict=False)]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    try:
        return _DELTAS + bytes(number for pair in zip(gaps, lengths, strict=True) for number in pair)
    except ValueError:
        # A gap or a length does not fit its byte: an unbroken row of hundreds of characters.
        return _NUMBERS + array("I", spans).tobytes()


def places(packed: bytes, firsts: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Where rows of `length` terms start and end, whose first terms are the ones numbered `firsts`, in order from 0."""
    if packed.startswith(_NUMBERS):
        spans = array("I", packed[1:])
        return [(spans[2 * first], spans[2 * (first + length) - 1]) for first in firsts]
    found = []
    done = end = 0
    for first in firsts:
        # The end of the term before the row: every gap and length up to there.
        end += sum(packed[2 * done + 1 : 2 * first + 1]) - _MIDDLE * (first - done)
        done = first
        behind = 2 * (first + length) + 1
        last = end + sum(packed[2 * first + 1 : behind]) - _MIDDLE * length
        found.append((end + packed[2 * first + 1] - _MIDDLE, last))
    return found
