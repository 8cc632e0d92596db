"""Places of terms, packed: a gap and a length a term, two bytes where they fit (search/document/places.py reads them).

Gaps count from the end of the term before; pieces of an inflected word share their place, so a gap may be negative.
"""

from array import array
from collections.abc import Sequence

from search.document.places import DELTAS, MIDDLE, NUMBERS


def pack(spans: Sequence[int]) -> bytes:
    """`spans` (start, end, start, end, …) as bytes; the first one tells the form."""
    starts, ends = spans[::2], spans[1::2]
    gaps = [start - end + MIDDLE for start, end in zip(starts, [0, *ends], strict=False)]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    try:
        return DELTAS + bytes(number for pair in zip(gaps, lengths, strict=True) for number in pair)
    except ValueError:
        # A gap or a length does not fit its byte: an unbroken row of hundreds of characters.
        return NUMBERS + array("I", spans).tobytes()
