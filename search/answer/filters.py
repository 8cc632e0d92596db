"""Where the filters of a query look: one table of fields for both engines."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from mappings.fields import COUNTRY, DEPARTS, NIGHTS, ORGANISATION, PEOPLE, THEME, YEAR, Field
from search.korean.organisations import organisation_key
from search.korean.units import keyword
from search.query import FacetName, Filters

FACET_FIELDS: Final = {
    FacetName.COUNTRY: COUNTRY,
    FacetName.ORGANISATION: ORGANISATION,
    FacetName.THEME: THEME,
    FacetName.YEAR: YEAR,
}


def stored(name: FacetName, values: Iterable[str]) -> list[str]:
    """What an index has for `values` of a facet, each once."""
    return list(dict.fromkeys(stored_value(name, value) for value in values))


def stored_value(name: FacetName, value: str) -> str:
    """What an index has for a value of a facet: the key of an organisation, and no more of a name than it holds."""
    return organisation_key(value) if name is FacetName.ORGANISATION else keyword(value)


class Range(NamedTuple):
    """Values of `field` from `first` to `last`, both included; None: no end on that side."""

    field: Field
    first: int | None
    last: int | None


def ranges(filters: Filters) -> Iterator[Range]:
    """The ranges that hold."""
    departs = [day.toordinal() if day else None for day in (filters.departs_from, filters.departs_to)]
    for found in (
        Range(DEPARTS, *departs),
        Range(NIGHTS, filters.nights_min, filters.nights_max),
        Range(PEOPLE, filters.people_min, filters.people_max),
    ):
        if found.first is not None or found.last is not None:
            yield found
