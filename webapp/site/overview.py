"""All hits of a search in figures: what they come to, over time, and by their most frequent values."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from search.engine import TripSearch
from search.page import IndexInfo, Row, Total, TripPage
from search.query import Breakdown, Dimension, FacetName, Measure, TripQuery
from search.trip import FIELD_LABELS
from webapp.language import counted, gettext, names
from webapp.request.breakdowns import DIMENSION_LABELS
from webapp.site.address import Address
from webapp.site.charts import Count, Share, Timeline, shares, timeline
from webapp.site.search_view import value_label
from webapp.text import average, money

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


class Figure(NamedTuple):
    """A line of what all hits come to."""

    label: str
    text: str


class Overview(NamedTuple):
    """A search in figures; a timeline is None where no trip states its day, that of months of many years."""

    page: TripPage
    figures: tuple[Figure, ...]
    years: Timeline | None
    months: Timeline | None
    undated: int
    breakups: tuple[Breakup, ...]

    @property
    def served(self) -> IndexInfo:
        """Of which generation it is."""
        return self.page.index


def make_overview(engine: TripSearch, query: TripQuery, address: Address, by: Sequence[FacetName] = SHOWN) -> Overview:
    """The figures of `query`, which is asked at `address`, by values of facets. Raises SearchUnavailableError."""
    page = engine.search(msgspec.structs.replace(query, size=1, facets=(), measures=tuple(Measure), after=None))
    months = _rows(engine, query, Dimension.MONTH)
    dated = [Count(row.values[0], row.count) for row in months if row.values[0]]
    in_months = [Count(f"{count.label[2:4]}.{int(count.label[5:])}", count.trips) for count in dated]
    return Overview(
        page,
        figures=tuple(figures(page)),
        years=timeline([*_years(dated, address)]),
        months=timeline(in_months) if len(dated) < _MONTHS else None,
        undated=sum(row.count for row in months if row.values[0] is None),
        breakups=tuple(_breakup(engine, query, name, address) for name in by),
    )


def figures(page: TripPage) -> Iterator[Figure]:
    """What all hits of `page` come to, each with how many trips state it."""
    labels = names(FIELD_LABELS)
    yield Figure(gettext("출장"), counted("{count:,}건", page.total))
    nights, people, cost = (page.totals.get(measure, Total()) for measure in Measure)
    if nights.stated:
        mean = average(nights.sum, nights.stated)
        text = counted("평균 {mean}박, 합계 {sum:,}박(기재 {count:,}건)", nights.stated, mean=mean, sum=nights.sum)
        yield Figure(labels["stay"], text)
    if people.stated:
        mean = average(people.sum, people.stated)
        text = counted("평균 {mean}명, 합계 {sum:,}명(기재 {count:,}건)", people.stated, mean=mean, sum=people.sum)
        yield Figure(labels["people"], text)
    if cost.stated:
        mean = money(cost.sum // cost.stated)
        text = counted("합계 {sum}, 평균 {mean}(기재 {count:,}건)", cost.stated, sum=money(cost.sum), mean=mean)
        yield Figure(labels["cost_krw"], text)


def _rows(engine: TripSearch, query: TripQuery, name: Dimension) -> Sequence[Row]:
    return engine.statistics(query, Breakdown((name,))).rows


def _years(months: Sequence[Count], address: Address) -> Iterator[Count]:
    """Months put together."""
    years: dict[str, int] = {}
    for month in months:
        year = month.label[:_YEAR_LETTERS]
        years[year] = years.get(year, 0) + month.trips
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
