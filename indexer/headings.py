"""What people head a value of a trip with ↔ the field it is, for every format that has headings and for our reports.

mappings/words/headings.toml says it all; to know another heading, add it there.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from indexer.markup import plain
from search.trip import FIELD_LABELS
from search.words.headings import heading_key, read_headings, without_brackets
from search.words.shapes import HeadingEntries

# What is known, but is no field that `clean` reads.
PERSON: Final = "person"
PART: Final = "part"
IGNORED: Final = "ignored"
ADDRESS: Final = "address"
FILE: Final = "file"

# Characters of a heading with its units and remarks.
_LONGEST: Final = 100
# `방문국1`, `방문국 2`: columns that go on.
_NUMBER: Final = re.compile(r"(?<=[가-힣])\d$")
# `기간/장소`, `목적 및 내용`.
_TWO: Final = re.compile(r"[/·,ㆍ]|\s(?:및|과|와)\s")
_DECORATION: Final = re.compile(r"^[^\w가-힣]+|\s+")


class Heading(NamedTuple):
    """The field that a heading names; of two for the same field the one of the lower `rank` is wanted."""

    field: str
    rank: int


class _Headings(NamedTuple):
    entries: HeadingEntries
    page: dict[str, str]
    all: dict[str, Heading]


def page_field(heading: str) -> str | None:
    """The field that `heading` names on a copied trip page, however it is spaced or decorated."""
    return _headings().page.get(_bare(heading))


def find_heading(text: str) -> Heading | None:
    """The field that `text` heads in any file, whole; None for a text that is no heading we know."""
    if len(text) > _LONGEST:
        return None
    known = _headings().all
    key = _key(text)
    return known.get(key) or known.get(_NUMBER.sub("", key)) or known.get(_key(without_brackets(text)))


def find_headings(text: str) -> tuple[Heading, ...]:
    """The fields that `text` heads, in their order; two of them where it names two: `기간/장소`."""
    whole = find_heading(text)
    if whole or len(text) > _LONGEST:
        return (whole,) if whole else ()
    parts = [find_heading(part) for part in _TWO.split(without_brackets(text)) if part.strip()]
    return tuple(part for part in parts if part) if len(parts) > 1 and all(parts) else ()


def key_of(text: str) -> str:
    """What two ways to write one heading share: its letters and digits in one case, without brackets."""
    return _key(without_brackets(text)) or _key(text)


def heading_of(field: str) -> str:
    """What our sentences call `field`; the field's own name where it has none, as `id`."""
    ours = _headings().entries[field].ours if field in _headings().entries else ""
    return FIELD_LABELS.get(field) or ours or field


def headed_fields() -> frozenset[str]:
    """Every field that has headings."""
    return frozenset(_headings().entries)


def _bare(text: str) -> str:
    """A heading without markup, emoji and white space: `📝 요약` and `출 발 일` as people mean them."""
    return _DECORATION.sub("", plain(text).text)


def _key(text: str) -> str:
    return heading_key(plain(text).text)


@cache
def _headings() -> _Headings:
    """The headings of our own file. Raises WordsError."""
    entries = read_headings()
    known: dict[str, Heading] = {}
    for field, entry in entries.items():
        for rank, heading in enumerate((*entry.page, *entry.headings)):
            known.setdefault(heading_key(heading), Heading(field, rank))
            known.setdefault(heading_key(without_brackets(heading)), Heading(field, rank))
    page = {_bare(heading): field for field, entry in entries.items() for heading in entry.page}
    return _Headings(entries, page, known)
