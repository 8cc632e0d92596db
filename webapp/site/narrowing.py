"""Typed words that name a condition (a country, theme, year, region, office): offered as one, never applied unasked."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from search.korean.particles import without_particles
from search.labels import named
from search.page import TripPage
from search.parse import typed
from search.query import FacetName, TripQuery
from search.words.countries import country_named
from search.words.offices import our_offices
from search.words.themes import find_theme
from search.words.years import years_named
from webapp.site.address import Address

MAX_OFFERED: Final = 3
_SEVERAL: Final = 2
# A shorter piece of a name says too little.
_MIN_NAME: Final = 2


class Narrowing(NamedTuple):
    """`word` as a condition: the `values` of `facet`, of which a trip needs one."""

    word: str
    facet: FacetName
    values: tuple[str, ...]
    url: str


def narrowings(address: Address, query: TripQuery, page: TripPage) -> tuple[Narrowing, ...]:
    """The words of `query` that could be conditions instead, each with that search."""
    found = []
    for clause in query.clauses:
        if clause.quoted or clause.excluded:
            continue
        rest = typed(other for other in query.clauses if other is not clause)
        for facet, values in _conditions(clause.text, page):
            if query.filters.selected(facet):
                continue
            narrowed = address.with_only("q", *([rest] if rest else [])).with_only(facet.value, *values)
            found.append(Narrowing(clause.text, facet, values, narrowed.url))
    return tuple(found[:MAX_OFFERED])


def all_narrowed(address: Address, query: TripQuery, found: Sequence[Narrowing]) -> str | None:
    """The search with the first condition of every word that names one; None where fewer than two do."""
    first: dict[str, Narrowing] = {}
    for way in found:
        first.setdefault(way.word, way)
    if len(first) < _SEVERAL:
        return None
    rest = typed(clause for clause in query.clauses if clause.quoted or clause.excluded or clause.text not in first)
    narrowed = address.with_only("q", *([rest] if rest else []))
    for way in first.values():
        narrowed = narrowed.with_only(way.facet.value, *narrowed.given(way.facet.value), *way.values)
    return narrowed.url


def _conditions(written: str, page: TripPage) -> list[tuple[FacetName, tuple[str, ...]]]:
    """What a word names, as it is written or without its last particle (`2025년에`, `서울시가`)."""
    for text in without_particles(written):
        if len(text) >= _MIN_NAME and (found := [*_named_by(text, page)]):
            return found
    return []


def _named_by(text: str, page: TripPage) -> Iterator[tuple[FacetName, tuple[str, ...]]]:
    """What `text` names; of the offices those that the hits have."""
    if country := country_named(text):
        yield FacetName.COUNTRY, (country.code,)
    elif theme := find_theme(text):
        yield FacetName.THEME, (theme,)
    elif years := years_named(text):
        yield FacetName.YEAR, years
    else:
        yield from ((FacetName.REGION, (region,)) for region in our_offices().regions_named(text))
        offices = named(page.facets.get(FacetName.ORGANISATION, ()), text)
        if office := next((office for office in offices if _says(office.label, text)), None):
            yield FacetName.ORGANISATION, (office.value,)


def _says(name: str, text: str) -> bool:
    """Whether `text`, a piece of `name`, means it: Latin letters as a word of their own, not the IT of KITA."""
    return (
        not text.isascii() or re.search(rf"(?<![A-Za-z]){re.escape(text)}(?![A-Za-z])", name, re.IGNORECASE) is not None
    )
