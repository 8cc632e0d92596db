"""Counts of an engine → facet values with labels, in one order for both engines."""

from collections.abc import Callable, Mapping

from search.answer.filters import stored_value
from search.labels import facet_label
from search.page import FacetCount
from search.query import FacetName, TripQuery


def facet_counts(
    query: TripQuery, name: FacetName, counts: Mapping[str, int], spelling: Callable[[str], str]
) -> tuple[FacetCount, ...]:
    """The most frequent values, equal counts by code point; selected ones are appended even at 0.

    `counts` holds the most frequent values at least, and of the selected ones those that occur; an organisation counted
    under its key is shown in its `spelling`.
    """
    shown = spelling if name is FacetName.ORGANISATION else str
    selected = {stored_value(name, value): shown(value) for value in query.filters.selected(name)}
    ranked = _most_frequent(counts, query.facet_size)
    ranked += [value for value in selected if value not in ranked]
    return tuple(
        FacetCount(label, facet_label(name, label), counts.get(value, 0), selected=value in selected)
        for value, label in ((value, selected.get(value) or shown(value)) for value in ranked)
    )


def _most_frequent(counts: Mapping[str, int], size: int) -> list[str]:
    """The `size` values that occur most, equal counts by code point; only those are put in order."""
    if size < len(counts):
        least = sorted(counts.values(), reverse=True)[size]
        often = [value for value, count in counts.items() if count > least]
        rest = sorted(value for value, count in counts.items() if count == least)
        return sorted(often, key=lambda value: (-counts[value], value)) + rest[: size - len(often)]
    return sorted(counts, key=lambda value: (-counts[value], value))
