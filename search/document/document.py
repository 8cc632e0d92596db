"""Trip → what any engine stores: terms, bigrams, filter values, sort keys, offsets. Made once, in Python.

A trip's combined text is a row of sections (title, purpose, organisation, countries, cities, summary, each finding).
Every section is normalised and analysed by itself, so no phrase reaches from one into the next.
"""

from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypedDict

import msgspec

from search.document.order import longest_key, microseconds, newest_key, oldest_key, recent_key, tie_hash
from search.document.sections import SEPARATOR, TITLE, Section, sections_of
from search.document.spans import pack
from search.document.stored import StoredAnalysis
from search.document.themes import ThemeFinder
from search.korean.analysis import Terms, TextAnalyzer
from search.korean.letters import letters
from search.korean.normalise import Normalised, normalise
from search.korean.organisations import organisation_key
from search.korean.units import keyword
from search.trip import MISSING_FIELDS, Trip
from search.words.files import Words
from search.words.offices import Office, OfficeFinder

# What a trip is called and how it is summed up: their nouns are suggested.
_SUGGESTED: Final = frozenset([TITLE, "purpose", "summary"])


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
    other_id: tuple[str, ...]
    country: tuple[str, ...]
    organisation: str | None
    organisation_name: str | None
    region: tuple[str, ...]
    office_kind: str | None
    theme: tuple[str, ...]
    year: str | None
    month: str | None
    city: tuple[str, ...]
    whole_title: str
    nouns: tuple[str, ...]
    missing: tuple[str, ...]
    source: str | None
    departs: int | None
    published: int | None
    nights: int | None
    people: int | None
    cost: int | None
    newest: int
    oldest: int
    longest: int
    recent: int
    last_changed: int | None
    tie: int

    @property
    def id(self) -> str:
        """The trip's id."""
        return self.trip.id


class Placed(TypedDict):
    """Where a trip stands in time and in every order: the fields of a document that its dates and its id decide."""

    year: str | None
    month: str | None
    departs: int | None
    newest: int
    oldest: int
    longest: int
    recent: int
    tie: int


def placed(trip: Trip) -> Placed:
    """Where `trip` stands."""
    tie = tie_hash(trip.id)
    return Placed(
        year=f"{trip.departs.year:04}" if trip.departs else None,
        month=trip.departs.isoformat()[:7] if trip.departs else None,
        departs=trip.departs.toordinal() if trip.departs else None,
        newest=newest_key(trip.departs, tie),
        oldest=oldest_key(trip.departs, tie),
        longest=longest_key(trip, tie),
        recent=recent_key(trip, tie),
        tie=tie,
    )


class DocumentMaker:
    """Makes the documents of one generation: its analyzer reads the text, themes are found in its terms."""

    def __init__(self, words: Words) -> None:
        """`words` are those of the generation."""
        self._analyzer = TextAnalyzer(words.user)
        self._themes = ThemeFinder(self._analyzer, words.themes)
        self._offices = OfficeFinder(words.offices, words.groups)

    def make(self, trip: Trip) -> TripDocument:
        """The document of `trip`; its themes are found anew."""
        sections = sections_of(trip)
        normalised = [normalise(section.text) for section in sections]
        found: list[Terms] = []
        nouns: dict[str, None] = {}
        for section, text in zip(sections, normalised, strict=True):
            if section.field in _SUGGESTED:
                terms_found, nouns_found = self._analyzer.terms_and_nouns(text.text)
                nouns |= dict.fromkeys(nouns_found)
            else:
                terms_found = self._analyzer.terms(text.text)
            found.append(terms_found)
        texts = tuple(text.text for text in normalised)
        terms = tuple(" ".join(section.values) for section in found)
        pairs = tuple(map(letters, texts))
        themes = self._themes.find(texts, terms, pairs)
        office = self._offices.find(trip.organisation) if trip.organisation else Office()
        return TripDocument(
            trip=msgspec.structs.replace(trip, themes=themes),
            analysis=_stored(sections, normalised, found),
            sections=texts,
            text_terms=terms,
            text_bigrams=pairs,
            title_terms=terms[0],
            title_bigrams=pairs[0],
            other_id=trip.other_ids,
            country=tuple(dict.fromkeys(keyword(place.key) for place in trip.countries)),
            organisation=organisation_key(trip.organisation) if trip.organisation else None,
            organisation_name=keyword(trip.organisation) if trip.organisation else None,
            region=office.regions,
            office_kind=office.kind,
            theme=tuple(theme.key for theme in themes),
            city=tuple(dict.fromkeys(map(keyword, trip.cities))),
            whole_title=keyword(trip.title),
            nouns=tuple(nouns),
            missing=tuple(name for name in MISSING_FIELDS if getattr(trip, name) in (None, "", ())),
            source=keyword(trip.source.name) if trip.source and trip.source.name else None,
            published=trip.published.toordinal() if trip.published else None,
            nights=trip.nights,
            people=trip.people,
            cost=trip.cost_krw,
            last_changed=microseconds(trip.last_changed) if trip.last_changed else None,
            **placed(trip),
        )


@lru_cache(maxsize=1)
def document_maker(words: Words) -> DocumentMaker:
    """Who makes documents with `words`, which takes a tenth of a second to be ready."""
    return DocumentMaker(words)


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
