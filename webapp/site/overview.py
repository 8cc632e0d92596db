"""All hits of a search in figures: what they come to, over time, and by their most frequent values."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from search.engine import TripSearch
from search.page import IndexInfo, Row
from search.query import Breakdown, Dimension, FacetName, Measure, TripQuery
from webapp.language import gettext
from webapp.request.breakdowns import DIMENSION_LABELS
from webapp.site.address import Address
from webapp.site.charts import Count, Share, Timeline, shares, timeline
from webapp.site.search_view import value_label
from webapp.site.totals import Figure, in_full

# In the order of the page; of each so many values are shown.
SHOWN: Final = (
    FacetName.COUNTRY,
    FacetName.REGION,
    FacetName.OFFICE_KIND,
    FacetName.ORGANISATION,
    FacetName.THEME,
)
MOST: Final = 15
# Months are drawn of so few years.
_MONTHS: Final = 61
_YEAR_LETTERS: Final = 4


class Breakup(NamedTuple):
    """The most frequent values of a facet; `others` is how many more there are, `more` leads to all of them."""

    title: str
    shares: tuple[Share, ...]
    others: int
    more: str


class Overview(NamedTuple):
    """A search in figures; a timeline is None where no trip states its day, that of months of many years, too."""

    trips: int
    served: IndexInfo
    figures: tuple[Figure, ...]
    years: Timeline | None
    months: Timeline | None
    undated: int
    breakups: tuple[Breakup, ...]


def make_overview(
    engine: TripSearch,
    query: TripQuery,
    address: Address,
    by: Sequence[FacetName] = SHOWN,
    time: Dimension = Dimension.MONTH,
) -> Overview:
    """The figures of `query`, which is asked at `address`, by values of facets. Raises SearchUnavailableError.

    Over time they are counted by month, or by `time`, a year, alone.
    """
    whole = engine.statistics(query, Breakdown((), tuple(Measure)))
    times = _rows(engine, query, time)
    dated = [Count(row.values[0], row.count) for row in times if row.values[0]]
    return Overview(
        whole.total,
        whole.index,
        figures=tuple(in_full(whole.total, whole.rows[0].figures)),
        years=timeline([*_years(dated, address)]),
        months=_months(dated) if time is Dimension.MONTH else None,
        undated=sum(row.count for row in times if row.values[0] is None),
        breakups=tuple(_breakup(engine, query, name, address) for name in by),
    )


def _rows(engine: TripSearch, query: TripQuery, name: Dimension) -> Sequence[Row]:
    return engine.statistics(query, Breakdown((name,))).rows


def _months(months: Sequence[Count]) -> Timeline | None:
    if len(months) >= _MONTHS:
        return None
    return timeline([Count(f"{month.label[2:4]}.{int(month.label[5:])}", month.trips) for month in months])


def _years(times: Sequence[Count], address: Address) -> Iterator[Count]:
    """Months, or years, put together."""
    years: dict[str, int] = {}
    for time in times:
        year = time.label[:_YEAR_LETTERS]
        years[year] = years.get(year, 0) + time.trips
    for year, trips in years.items():
        yield Count(year, trips, address.with_only("year", year).url if trips else None)


def _breakup(engine: TripSearch, query: TripQuery, name: FacetName, address: Address) -> Breakup:
    dimension = Dimension(name.value)
    rows = [row for row in _rows(engine, query, dimension) if row.values[0] is not None]
    counts = [
        Count(value_label(name, value), row.count, address.with_only(name.value, value).url)
        for row in rows[:MOST]
        if (value := row.values[0])
    ]
    return Breakup(
        gettext(DIMENSION_LABELS[dimension]),
        shares(counts),
        max(0, len(rows) - MOST),
        address.to("pages.facet", name=name.value),
    )
