"""Counts of an engine → facet values with labels, in one order for both engines."""

from collections.abc import Mapping
from typing import Final

from mappings.fields import COUNTRY, ORGANISATION, YEAR
from search.korean.names import country_label
from search.page import FacetCount
from search.query import FacetName

# Where the values of a facet lie, in either index.
FACET_FIELDS: Final = {FacetName.COUNTRY: COUNTRY, FacetName.ORGANISATION: ORGANISATION, FacetName.YEAR: YEAR}


def facet_counts(
    name: FacetName, counts: Mapping[str, int], chosen: Mapping[str, int], selected: tuple[str, ...], size: int
) -> tuple[FacetCount, ...]:
    """The `size` most frequent values, equal counts by code point; selected ones are appended even at 0.

    `counts` holds the most frequent values at least, `chosen` those of `selected` that occur.
    """
    ranked = sorted(counts, key=lambda value: (-counts[value], value))[:size]
    ranked += [value for value in dict.fromkeys(selected) if value not in ranked]
    known = {**counts, **chosen}
    return tuple(
        FacetCount(value, _label(name, value), known.get(value, 0), selected=value in selected) for value in ranked
    )


def _label(name: FacetName, value: str) -> str:
    """The name of a country's code; a place without a code has its name as value, other values are their label."""
    return country_label(value) if name is FacetName.COUNTRY else value
