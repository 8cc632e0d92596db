"""Where the filters and the counts of a query look: one table of fields for both engines."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from mappings.fields import FIELDS, ID, LAST_CHANGED, OTHER_ID, Field
from search.document.order import microseconds
from search.korean.organisations import organisation_key
from search.korean.units import keyword
from search.plan.tree import AnyOf, Node, Term
from search.query import RANGES, FacetName, Filters, Measure

_NAMED: Final = {field.name: field for field in FIELDS}
FACET_FIELDS: Final = {name: _NAMED[name.value] for name in FacetName}
MEASURE_FIELDS: Final = {name: _NAMED[name.value] for name in Measure}
RANGE_FIELDS: Final = {name: _NAMED[name] for name in RANGES}


def stored(name: FacetName, values: Iterable[str]) -> list[str]:
    """What an index has for `values` of a facet, each once."""
    return list(dict.fromkeys(stored_value(name, value) for value in values))


def stored_value(name: FacetName, value: str) -> str:
    """What an index has for a value of a facet: the key of an organisation, and no more of a name than it holds."""
    return organisation_key(value) if name is FacetName.ORGANISATION else keyword(value)


def chosen(filters: Filters) -> Iterator[Node]:
    """What is true of the trips that are asked for by an id, whichever of theirs it is; nothing where none are."""
    if filters.ids:
        yield AnyOf(tuple(Term(field, trip_id) for trip_id in filters.ids for field in (ID, OTHER_ID)))


class Range(NamedTuple):
    """Values of `field` from `first` to `last`, both included; None: no end on that side."""

    field: Field
    first: int | None
    last: int | None


def ranges(filters: Filters) -> Iterator[Range]:
    """The ranges that hold."""
    for name, field in RANGE_FIELDS.items():
        first, last = filters.ends(name)
        if first is not None or last is not None:
            yield Range(field, _number(first), _number(last))
    if filters.since is not None:
        # What is new was seen and changed at one moment: the last change tells of both.
        yield Range(LAST_CHANGED, microseconds(filters.since) + 1, None)


def _number(value: dt.date | int | None) -> int | None:
    """What an index has for an end of a range: days are counted."""
    return value.toordinal() if isinstance(value, dt.date) else value
