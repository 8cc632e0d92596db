"""Counts of values → rows: how many trips have which, and what they sum up to; the same for both engines.

An engine counts which values stand together, with those of the measure among them. From that everything else follows
exactly: a median is the value in the middle, counted.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate, product
from typing import Any, Final

from mappings.fields import FIELDS
from search.answer.filters import MEASURE_FIELDS
from search.answer.spellings import Spellings
from search.errors import InvalidQueryError
from search.generation import Generation, Selection
from search.page import Figures, Row
from search.query import Breakdown, Dimension, Filters, Measure
from search.sentences import Sentence

# Rows that one answer may have.
MAX_ROWS: Final = 20_000

_NAMED: Final = {field.name: field for field in FIELDS}
DIMENSION_FIELDS: Final = {name: _NAMED[name.value] for name in Dimension}

# Dimensions whose values have an order of their own; what lies between two of the first kind is there with 0.
_TIMES: Final = frozenset([Dimension.YEAR, Dimension.MONTH])
_ORDERED: Final = _TIMES | {Dimension.NIGHTS, Dimension.PEOPLE}
_MONTHS: Final = 12
_NOTHING: Final = Figures(0, 0, None)

Value = str | int | None
Values = tuple[Value, ...]


def rows(hits: Selection, breakdown: Breakdown, generation: Generation, spellings: Spellings) -> tuple[Row, ...]:
    """The rows of `breakdown` over `hits`, in order. Raises InvalidQueryError where there are more than MAX_ROWS."""
    if not breakdown.by:
        return (_whole(hits, breakdown.measures, generation),)
    fields = [DIMENSION_FIELDS[name] for name in breakdown.by]
    counts = generation.table(hits, fields)
    # Before anything is measured: of too many rows that would take seconds.
    keys = _ordered(breakdown.by, counts, hits.filters)
    figures = {
        measure: _by_row(generation.table(hits, [*fields, MEASURE_FIELDS[measure]])) for measure in breakdown.measures
    }
    return tuple(
        Row(
            tuple(_shown(name, value, spellings) for name, value in zip(breakdown.by, row, strict=True)),
            counts.get(row, 0),
            {measure: found.get(row, _NOTHING) for measure, found in figures.items()},
        )
        for row in keys
    )


def _whole(hits: Selection, measures: Sequence[Measure], generation: Generation) -> Row:
    """All hits as one row."""
    tables = {measure: generation.table(hits, [MEASURE_FIELDS[measure]]) for measure in measures or (Measure.NIGHTS,)}
    # No trip has two values of a measure, and one without any is counted, too: each table has every trip once.
    trips = sum(next(iter(tables.values())).values())
    return Row((), trips, {measure: _by_row(tables[measure]).get((), _NOTHING) for measure in measures})


def _shown(name: Dimension, value: Value, spellings: Spellings) -> str | None:
    """A value as filters take it."""
    if value is None:
        return None
    return spellings.of(str(value)) if name is Dimension.ORGANISATION else str(value)


def _by_row(table: Mapping[Values, int]) -> dict[Values, Figures]:
    """For each row: what the values of the measure, which stand last, come to."""
    found: defaultdict[Values, Counter[Value]] = defaultdict(Counter)
    for (*row, value), trips in table.items():
        found[tuple(row)][value] += trips
    return {row: _figures(values) for row, values in found.items()}


def _figures(found: Counter[Value]) -> Figures:
    stated = sorted((value, trips) for value, trips in found.items() if isinstance(value, int))
    total = sum(trips for _, trips in stated)
    return Figures(total, sum(value * trips for value, trips in stated), _median(stated, total))


def _median(stated: Sequence[tuple[int, int]], total: int) -> float | None:
    """The value in the middle of `total`; of two in the middle their mean."""
    if not total:
        return None
    values, trips = zip(*stated, strict=True)
    ends = list(accumulate(trips))
    low, high = (values[bisect_right(ends, place)] for place in ((total - 1) // 2, total // 2))
    return (int(low) + int(high)) / 2


def _ordered(by: Sequence[Dimension], counts: Mapping[Values, int], filters: Filters) -> list[Values]:
    """The rows in order: by the first dimension, then by the second, with those of empty times."""
    axes = [_axis(name, _totals(counts, place), filters) for place, name in enumerate(by)]
    wanted = set(counts)
    if not _TIMES.isdisjoint(by):
        _check(math.prod(map(len, axes)))
        times = [
            [value for value in axis if value is not None or name not in _TIMES]
            for name, axis in zip(by, axes, strict=True)
        ]
        wanted |= set(product(*times))
    _check(len(wanted))
    ranks = [{value: rank for rank, value in enumerate(axis)} for axis in axes]
    return sorted(wanted, key=lambda row: [rank[value] for rank, value in zip(ranks, row, strict=True)])


def _check(count: int) -> None:
    if count > MAX_ROWS:
        raise InvalidQueryError(
            "by",
            Sentence(
                "결과가 {rows:,}행이라 한 번에 보낼 수 없습니다({most:,}행까지). 조건을 더하거나, month 대신 "
                "year로 나누거나, 한 가지로만 나누세요. 출장마다의 값은 /api/v1/trips.csv로 받을 수 있습니다.",
                rows=count,
                most=MAX_ROWS,
            ),
        )


def _totals(counts: Mapping[Values, int], place: int) -> Counter[Value]:
    found: Counter[Value] = Counter()
    for row, trips in counts.items():
        found[row[place]] += trips
    return found


def _axis(name: Dimension, totals: Counter[Value], filters: Filters) -> list[Value]:
    """The values of a dimension in their order, or the most frequent first; without a value last."""
    values: list[Any] = [value for value in totals if value is not None]
    if name in _TIMES:
        values = _times(name, values, filters)
    elif name in _ORDERED:
        values.sort()
    else:
        values.sort(key=lambda value: (-totals[value], value))
    return [*values, None] if None in totals else values


def _times(name: Dimension, values: Sequence[str], filters: Filters) -> list[str]:
    """Every year or month from the first to the last; where both ends of the days are asked for, from end to end."""
    numbers = [*map(_number, values)]
    if filters.departs_from and filters.departs_to:
        numbers += [_number(day.isoformat()[: len("0000-00")]) for day in (filters.departs_from, filters.departs_to)]
    if not numbers:
        return []
    first, last = min(numbers), max(numbers)
    if name is Dimension.MONTH:
        return [f"{number // _MONTHS:04}-{number % _MONTHS + 1:02}" for number in range(first, last + 1)]
    return [f"{year:04}" for year in range(first // _MONTHS, last // _MONTHS + 1)]


def _number(value: str) -> int:
    """A year or a month as a number of months."""
    year, _, month = value.partition("-")
    return int(year) * _MONTHS + int(month or 1) - 1
