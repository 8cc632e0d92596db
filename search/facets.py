"""Counts of an engine → facet values with labels, in one order for both engines."""

from collections.abc import Callable, Iterable, Mapping

from search.korean.names import country_label
from search.korean.normalise import normalise
from search.korean.organisations import organisation_key
from search.page import FacetCount
from search.query import FacetName, TripQuery
from search.themes import theme_name


def named(counts: Iterable[FacetCount], text: str) -> list[FacetCount]:
    """The values in whose name or label `text` stands, spaces and case apart."""
    wanted = _folded(text)
    return [count for count in counts if wanted in _folded(count.label) or wanted == _folded(count.value)]


def _folded(text: str) -> str:
    return "".join(normalise(text).text.split()).casefold()


def facet_counts(
    query: TripQuery, name: FacetName, counts: Mapping[str, int], spelling: Callable[[str], str]
) -> tuple[FacetCount, ...]:
    """The most frequent values, equal counts by code point; selected ones are appended even at 0.

    `counts` holds the most frequent values at least, and of the selected ones those that occur; an organisation counted
    under its key is shown in its `spelling`.
    """
    shown, key = (spelling, organisation_key) if name is FacetName.ORGANISATION else (str, str)
    selected = {key(value): shown(value) for value in query.filters.selected(name)}
    ranked = sorted(counts, key=lambda value: (-counts[value], value))[: query.facet_size]
    ranked += [value for value in selected if value not in ranked]
    return tuple(
        FacetCount(label, facet_label(name, label), counts.get(value, 0), selected=value in selected)
        for value, label in ((value, selected.get(value) or shown(value)) for value in ranked)
    )


def facet_label(name: FacetName, value: str) -> str:
    """The name of a country's code or of a theme's key; a place without a code, and all else, is its own label."""
    match name:
        case FacetName.COUNTRY:
            return country_label(value)
        case FacetName.THEME:
            return theme_name(value)
        case _:
            return value
