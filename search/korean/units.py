"""Lengths and places in UTF-16 units, in which Lucene and nori count, and in code points, in which Python does."""

from array import array
from typing import Final

from mappings.fields import MAX_TERM_UNITS
from search.trip import fold

_LAST_BMP: Final = "\uffff"


def is_beyond_bmp(text: str) -> bool:
    """Whether some character of `text` takes two units."""
    return bool(text) and max(text) > _LAST_BMP


def cut(term: str) -> str:
    """`term`, at most 255 units long: Elasticsearch's `whitespace` would split a longer one."""
    if 2 * len(term) <= MAX_TERM_UNITS:
        return term
    return term.encode("utf-16-le")[: 2 * MAX_TERM_UNITS].decode("utf-16-le", errors="ignore")


def keyword(text: str) -> str:
    """A value of a filter as it is stored and asked for: NFC, white space folded, at most 255 units."""
    return cut(fold(text))


def code_points(text: str, units: "array[int]") -> "array[int]":
    """Places in units as places in code points."""
    if not is_beyond_bmp(text):
        return units
    place = array("I", [0])
    for index, character in enumerate(text):
        place.extend([index + 1] * (2 if character > _LAST_BMP else 1))
    return array("I", [place[unit] for unit in units])
