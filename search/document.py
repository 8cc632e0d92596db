"""Trip → what any engine stores: terms, bigrams, filter values, sort keys, offsets. Made once, in Python.

A trip's combined text is a row of sections (title, purpose, organisation, countries, cities, summary, each finding).
Every section is normalised and analysed by itself, so no phrase reaches from one into the next.
"""

import datetime as dt
import hashlib
from array import array
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from search.korean.analysis import Terms, TextAnalyzer
from search.korean.letters import letters
from search.korean.normalise import Edit, Normalised, normalise
from search.korean.organisations import organisation_key
from search.korean.units import keyword
from search.spans import pack
from search.themes import ThemeFinder
from search.trip import Trip
from search.words import Words

TITLE: Final = "title"
FINDINGS: Final = "findings"
# What a trip is called and how it is summed up: their nouns are suggested.
_TELLING: Final = frozenset([TITLE, "purpose", "summary"])

# What a reader would expect a record to state; purpose is told apart from the title by few.
GAP_FIELDS: Final = (
    *("countries", "organisation", "departs", "returns", "stay", "people", "cost_krw", "summary", "findings"),
)

# A sort key has 63 bits, so that a signed number holds it: 23 for the value, 40 for the hash of the id.
TIE_BITS: Final = 63
_HASH_BITS: Final = 40
_HASH_MASK: Final = (1 << _HASH_BITS) - 1
_MAX_VALUE: Final = (1 << 23) - 1
# Between two sections of the combined text: belongs to no term and no run.
SEPARATOR: Final = "\n"


class Section(NamedTuple):
    """A stretch of a trip's combined text, from `start` to `end`; `paragraph` counts from 1 in findings."""

    field: str
    paragraph: int | None
    text: str
    start: int
    end: int


class StoredAnalysis(msgspec.Struct, frozen=True, array_like=True):
    """The analysis of a combined text as stored, so that marks need none.

    `terms` are the kept terms, each between spaces, the sections one a line; `spans` their places in the combined
    text as shown, packed by search/spans.py. `edits` say where the normalised text differs from the one shown, and
    `replacements` what stands there instead, one after the other: the whole normalised text would be twice as much.
    """

    terms: str
    spans: bytes
    replacements: str = ""
    edits: bytes = b""

    def normalised(self, shown: str) -> Normalised:
        """The normalised combined text, with the way back to `shown`."""
        if not self.edits:
            return Normalised(shown)
        numbers = iter(array("I", self.edits))
        edits = tuple(map(Edit._make, zip(*[numbers] * len(Edit._fields), strict=True)))
        pieces: list[str] = []
        done = used = 0
        for edit in edits:
            pieces += (shown[done : edit.original_start], self.replacements[used : used + edit.length])
            done = edit.original_start + edit.original_length
            used += edit.length
        pieces.append(shown[done:])
        return Normalised("".join(pieces), edits)


class TripDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an engine stores of one trip, field by field of mappings/fields.py.

    `sections` are the normalised texts behind `text_terms`, for an engine that analyses by itself.
    """

    trip: Trip
    analysis: StoredAnalysis
    sections: tuple[str, ...]
    text_terms: tuple[str, ...]
    text_bigrams: tuple[str, ...]
    title_terms: str
    title_bigrams: str
    country: tuple[str, ...]
    organisation: str | None
    organisation_name: str | None
    theme: tuple[str, ...]
    year: str | None
    city: tuple[str, ...]
    whole_title: str
    nouns: tuple[str, ...]
    gaps: tuple[str, ...]
    source: str | None
    departs: int | None
    nights: int | None
    people: int | None
    newest: int
    oldest: int
    longest: int
    tie: int

    @property
    def id(self) -> str:
        """The trip's id."""
        return self.trip.id


def sections_of(trip: Trip) -> list[Section]:
    """The combined text, in its order; missing fields give nothing. The first section is the title."""
    sections = []
    start = 0
    for field, paragraph, text in _texts(trip):
        sections.append(Section(field, paragraph, text, start, start + len(text)))
        start += len(text) + len(SEPARATOR)
    return sections


def combined_text(sections: Iterable[Section]) -> str:
    """The text that the offsets of sections and spans count in."""
    return SEPARATOR.join(section.text for section in sections)


def _texts(trip: Trip) -> Iterator[tuple[str, int | None, str]]:
    for field, text in (
        (TITLE, trip.title),
        ("purpose", trip.purpose),
        ("organisation", trip.organisation),
        ("countries", ", ".join(place.name for place in trip.countries)),
        ("cities", ", ".join(trip.cities)),
        ("summary", trip.summary),
    ):
        if text:
            yield field, None, text
    for number, text in enumerate(trip.findings, start=1):
        yield FINDINGS, number, text


class DocumentMaker:
    """Makes the documents of one generation: its analyzer reads the text, themes are found in its terms."""

    def __init__(self, words: Words) -> None:
        """`words` are those of the generation."""
        self._analyzer = TextAnalyzer(words.user)
        self._themes = ThemeFinder(self._analyzer, words.themes)

    def make(self, trip: Trip) -> TripDocument:
        """The document of `trip`; its themes are found anew."""
        sections = sections_of(trip)
        normalised = [normalise(section.text) for section in sections]
        found: list[Terms] = []
        nouns: dict[str, None] = {}
        for section, text in zip(sections, normalised, strict=True):
            if section.field in _TELLING:
                terms_found, nouns_found = self._analyzer.terms_and_nouns(text.text)
                nouns |= dict.fromkeys(nouns_found)
            else:
                terms_found = self._analyzer.terms(text.text)
            found.append(terms_found)
        texts = tuple(text.text for text in normalised)
        terms = tuple(" ".join(section.values) for section in found)
        pairs = tuple(map(letters, texts))
        themes = self._themes.find(texts, terms, pairs)
        tie = tie_hash(trip.id)
        return TripDocument(
            trip=msgspec.structs.replace(trip, themes=themes),
            analysis=_stored(sections, normalised, found),
            sections=texts,
            text_terms=terms,
            text_bigrams=pairs,
            title_terms=terms[0],
            title_bigrams=pairs[0],
            country=tuple(dict.fromkeys(keyword(place.key) for place in trip.countries)),
            organisation=organisation_key(trip.organisation) if trip.organisation else None,
            organisation_name=keyword(trip.organisation) if trip.organisation else None,
            theme=tuple(theme.key for theme in themes),
            year=f"{trip.departs.year:04}" if trip.departs else None,
            city=tuple(dict.fromkeys(map(keyword, trip.cities))),
            whole_title=keyword(trip.title),
            nouns=tuple(nouns),
            gaps=tuple(name for name in GAP_FIELDS if getattr(trip, name) in (None, "", ())),
            source=keyword(trip.source.name) if trip.source and trip.source.name else None,
            departs=trip.departs.toordinal() if trip.departs else None,
            nights=trip.nights,
            people=trip.people,
            newest=_newest_key(trip.departs, tie),
            oldest=_oldest_key(trip.departs, tie),
            longest=_longest_key(trip, tie),
            tie=tie,
        )


def _stored(sections: list[Section], normalised: list[Normalised], found: list[Terms]) -> StoredAnalysis:
    spans = array("I")
    for section, text, terms in zip(sections, normalised, found, strict=True):
        places: Iterable[int] = text.original_spans(terms.spans) if text.edits else terms.spans
        spans.extend([section.start + place for place in places])
    lines = SEPARATOR.join(" ".join(("", *section.values, "")) if section.values else " " for section in found)
    if 2 * len(lines.split()) != len(spans):
        # Marks count terms by the spaces between them: one place too many would mark the words beside the right ones.
        raise AssertionError(f"{len(lines.split())} terms for {len(spans) / 2} places")
    replacements = "".join(
        text.text[edit.start : edit.start + edit.length] for text in normalised for edit in text.edits
    )
    return StoredAnalysis(lines, pack(spans), replacements, _edits(sections, normalised).tobytes())


def _edits(sections: list[Section], normalised: list[Normalised]) -> "array[int]":
    """The edits of all sections, as edits of the combined text."""
    numbers = array("I")
    start = 0
    for section, text in zip(sections, normalised, strict=True):
        for edit in text.edits:
            numbers.extend((start + edit.start, edit.length, section.start + edit.original_start, edit.original_length))
        start += len(text.text) + len(SEPARATOR)
    return numbers


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
    return tie >> (TIE_BITS - _HASH_BITS)


def _key(value: int, low: int) -> int:
    return value << _HASH_BITS | low
