"""Organisations under one name: records write 경기도교육청, 경기도 교육청 or (주) and ㈜, and mean the same."""

from search.korean.normalise import normalise_beginning
from search.korean.units import cut
from search.trip import fold


def organisation_key(name: str) -> str:
    """What all spellings of `name` have in common, as an index stores it: no spaces, one width and case, no signs.

    The key of a key is the key; a name of signs alone is its own.
    """
    # Again: what stood apart may be one number or syllable now.
    letters = _letters(_letters(name))
    return cut(letters or fold(name))


def _letters(text: str) -> str:
    return "".join(normalise_beginning(text).text.split()).casefold()
