"""Trip → what any engine stores: terms, bigrams, filter values, sort keys, offsets. Made once, in Python.

A trip's combined text is a row of sections (title, purpose, organisation, countries, cities, summary, each finding).
Every section is normalised and analysed by itself, so no phrase reaches from one into the next.
"""

import datetime as dt
import hashlib
from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from mappings.fields import MAX_TERM_UNITS
from search.korean.analysis import TextAnalyzer
from search.korean.hangul import bigram_text
from search.korean.normalise import Edit, Normalised, normalise
from search.trip import Trip, fold

TITLE: Final = "title"
FINDINGS: Final = "findings"

# A sort key has 63 bits, so that a signed number holds it: 23 for the value, 40 for the hash of the id.
_TIE_BITS: Final = 63
_HASH_BITS: Final = 40
_HASH_MASK: Final = (1 << _HASH_BITS) - 1
_MAX_VALUE: Final = (1 << 23) - 1
# An offset of up to this fits two bytes; nearly every paragraph does.
_MAX_SHORT: Final = (1 << 16) - 1


class Section(NamedTuple):
    """A stretch of a trip's combined text; `paragraph` counts from 1 in findings, None elsewhere."""

    field: str
    paragraph: int | None
    text: str


class StoredSection(msgspec.Struct, frozen=True, array_like=True):
    """A section's analysis as stored, so that marks need none: `normal` and `edits` only where they differ.

    `terms` are the kept terms with a space between; `spans` their places in the shown text, `edits` the way back from
    `normal` to it, both packed by `pack`.
    """

    terms: str
    spans: bytes
    normal: str | None = None
    edits: bytes = b""

    def normalised(self, shown: str) -> Normalised:
        """The normalised text of the section, with the way back to `shown`."""
        if self.normal is None:
            return Normalised(shown)
        numbers = iter(unpack(self.edits))
        return Normalised(self.normal, tuple(map(Edit._make, zip(*[numbers] * len(Edit._fields), strict=True))))


class TripDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an engine stores of one trip, field by field of mappings/fields.py."""

    trip: Trip
    sections: tuple[StoredSection, ...]
    text_bigrams: tuple[str, ...]
    title_terms: str
    title_bigrams: str
    country: tuple[str, ...]
    organisation: str | None
    year: str | None
    departs: int | None
    newest: int
    oldest: int
    longest: int
    tie: int

    @property
    def id(self) -> str:
        """The trip's id."""
        return self.trip.id

    @property
    def text_terms(self) -> tuple[str, ...]:
        """The kept terms of each section, a space between two terms."""
        return tuple(section.terms for section in self.sections)


def sections_of(trip: Trip) -> list[Section]:
    """The combined text, in its order; missing fields give nothing."""
    return list(_sections(trip))


def _sections(trip: Trip) -> Iterator[Section]:
    for field, text in (
        (TITLE, trip.title),
        ("purpose", trip.purpose),
        ("organisation", trip.organisation),
        ("countries", ", ".join(place.name for place in trip.countries)),
        ("cities", ", ".join(trip.cities)),
        ("summary", trip.summary),
    ):
        if text:
            yield Section(field, None, text)
    for number, text in enumerate(trip.findings, start=1):
        yield Section(FINDINGS, number, text)


def make_document(trip: Trip, analyzer: TextAnalyzer) -> TripDocument:
    """The document of `trip` in the terms of `analyzer`."""
    normalised = [normalise(section.text) for section in sections_of(trip)]
    sections = tuple(_stored(text, analyzer) for text in normalised)
    pairs = tuple(bigram_text(text.text) for text in normalised)
    tie = tie_hash(trip.id)
    return TripDocument(
        trip=trip,
        sections=sections,
        text_bigrams=pairs,
        title_terms=sections[0].terms,
        title_bigrams=pairs[0],
        country=tuple(dict.fromkeys(keyword(place.key) for place in trip.countries)),
        organisation=keyword(trip.organisation) if trip.organisation else None,
        year=f"{trip.departs.year:04}" if trip.departs else None,
        departs=trip.departs.toordinal() if trip.departs else None,
        newest=_newest_key(trip.departs, tie),
        oldest=_oldest_key(trip.departs, tie),
        longest=_longest_key(trip, tie),
        tie=tie,
    )


def _stored(text: Normalised, analyzer: TextAnalyzer) -> StoredSection:
    found = analyzer.terms(text.text)
    terms = " ".join(found.values)
    if not text.edits:
        return StoredSection(terms, pack(found.spans))
    starts, ends = found.spans[::2], found.spans[1::2]
    shown = array("I", [place for span in zip(starts, ends, strict=True) for place in text.original_span(*span)])
    edits = array("I", [number for edit in text.edits for number in edit])
    return StoredSection(terms, pack(shown), text.text, pack(edits))


def pack(numbers: "array[int]") -> bytes:
    """`numbers` as bytes: two each where all fit, else four; the first byte tells which."""
    kind = "H" if not numbers or max(numbers) <= _MAX_SHORT else "I"
    return kind.encode("ascii") + array(kind, numbers).tobytes()


def unpack(packed: bytes) -> "array[int]":
    """What `pack` was given."""
    return array(chr(packed[0]), packed[1:]) if packed else array("H")


def keyword(text: str) -> str:
    """A filter value as it is stored and asked for: NFC, white space folded, at most 255 UTF-16 units."""
    return fold(text).encode("utf-16-le")[: 2 * MAX_TERM_UNITS].decode("utf-16-le", errors="ignore")


def tie_hash(trip_id: str) -> int:
    """63 bits that settle ties in every sort, the same on every machine."""
    return int.from_bytes(hashlib.sha256(trip_id.encode()).digest()[:8]) >> 1


def _newest_key(departs: dt.date | None, tie: int) -> int:
    """Descending: the latest first, missing last, equal days by ascending hash."""
    return _key(departs.toordinal() if departs else 0, _HASH_MASK - _low(tie))


def _oldest_key(departs: dt.date | None, tie: int) -> int:
    """Ascending: the earliest first, missing last."""
    return _key(departs.toordinal() if departs else _MAX_VALUE, _low(tie))


def _longest_key(trip: Trip, tie: int) -> int:
    """Descending by days, else nights; a stay of no night (당일) still goes before an unknown one."""
    length = trip.days if trip.days is not None else trip.nights
    return _key(0 if length is None else min(length + 1, _MAX_VALUE), _HASH_MASK - _low(tie))


def _low(tie: int) -> int:
    """The high bits of the hash, so that keys and hashes put equal values into one order."""
    return tie >> (_TIE_BITS - _HASH_BITS)


def _key(value: int, low: int) -> int:
    return value << _HASH_BITS | low
