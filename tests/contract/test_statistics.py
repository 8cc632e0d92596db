"""Statistics against the trips themselves: every row is counted by hand from what the same search lists."""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
import tantivy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search.answer.statistics as counting
import search.engines.elastic.compile as elastic
import search.engines.elastic.generation as elastic_generation
from mappings.fields import Field
from search.engine import TripSearch
from search.engines.embedded.searcher import Searcher, TooManyValuesError, Values
from search.errors import InvalidQueryError
from search.page import Figures, Row
from search.parse import parse
from search.query import Breakdown, Dimension, Filters, Match, Measure, TripQuery
from search.trip import Place, Trip
from search.words.offices import office_of
from tests.conftest import ENGINES
from tests.stores import elastic_store, embedded_store

WORDS = ("탄소중립", "연수", "스마트시티", "도서관", "공공", "독일")
COUNTRIES = (Place("DE", "독일"), Place("JP", "일본"), Place(None, "어느섬"), Place("FR", "프랑스"))
CITIES = ("베를린", "도쿄", "파리")
OFFICES = ("서울특별시", "경기도 교육청", "경기도교육청", None, "전남광주통합특별시", "중구의회", "감사원")
TRIPS = 90


def corpus() -> list[Trip]:
    """Trips that lack one thing or another, in months with others between them."""
    return [
        Trip(
            id=f"t{number}",
            title=" ".join(WORDS[place] for place in {number % 6, number % 4, number % 5}),
            countries=tuple(COUNTRIES[place] for place in range(4) if number >> place & 1 and number % 9),
            cities=tuple(CITIES[place] for place in range(3) if number >> place + 1 & 1),
            organisation=OFFICES[number % len(OFFICES)],
            departs=dt.date(2022 + number % 3, 1 + number % 5 * 2, 1) if number % 7 else None,
            nights=number % 5 if number % 3 else None,
            people=number % 4 or None,
            cost_krw=(number * 7_919) % 13 * 10**14 if number % 2 else None,
            published=dt.date(2024, 1, 1 + number % 28) if number % 5 else None,
        )
        for number in range(TRIPS)
    ]


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(corpus())


def values(engine: TripSearch, trip: Trip, name: Dimension) -> tuple[str | None, ...]:
    """Of a dimension, as filters take them; None for a trip without one."""
    found: dict[Dimension, tuple[str, ...]] = {
        Dimension.COUNTRY: tuple(place.key for place in trip.countries),
        Dimension.CITY: trip.cities,
        Dimension.ORGANISATION: (engine.spelling(trip.organisation),) if trip.organisation else (),
        Dimension.REGION: office_of(trip.organisation).regions,
        Dimension.OFFICE_KIND: (kind,) if (kind := office_of(trip.organisation).kind) else (),
        Dimension.THEME: tuple(theme.key for theme in trip.themes),
        Dimension.YEAR: (f"{trip.departs.year}",) if trip.departs else (),
        Dimension.MONTH: (f"{trip.departs:%Y-%m}",) if trip.departs else (),
        Dimension.NIGHTS: () if trip.nights is None else (str(trip.nights),),
        Dimension.PEOPLE: () if trip.people is None else (str(trip.people),),
    }
    return found[name] or (None,)


def figures(trips: list[Trip], measure: Measure) -> Figures:
    field = "cost_krw" if measure is Measure.COST else measure.value
    stated = [value for trip in trips if (value := getattr(trip, field)) is not None]
    return Figures(len(stated), sum(stated), float(statistics.median(stated)) if stated else None)


def by_hand(engine: TripSearch, trips: list[Trip], breakdown: Breakdown) -> dict[tuple[str | None, ...], Row]:
    found: defaultdict[tuple[str | None, ...], list[Trip]] = defaultdict(list)
    for trip in trips:
        for row in product(*(values(engine, trip, name) for name in breakdown.by)):
            found[row].append(trip)
    return {
        row: Row(row, len(some), {measure: figures(some, measure) for measure in breakdown.measures})
        for row, some in found.items()
    }


queries = st.builds(
    TripQuery,
    clauses=st.lists(st.sampled_from([*WORDS, '"공공 도서관"', "-독일", "탄소중릡"]), max_size=2).map(
        lambda words: parse(" ".join(words))
    ),
    match=st.sampled_from(Match),
    filters=st.builds(
        Filters,
        country=st.sampled_from([(), (), ("DE",), ("DE", "어느섬")]),
        not_city=st.sampled_from([(), ("베를린",)]),
        missing=st.sampled_from([(), (), ("cost_krw",), ("countries", "departs")]),
        cost_min=st.sampled_from([None, None, 10**14]),
        published_to=st.sampled_from([None, None, dt.date(2024, 1, 15)]),
        people_min=st.sampled_from([None, 2]),
    ),
)
breakdowns = st.builds(
    Breakdown,
    by=st.lists(st.sampled_from(Dimension), max_size=2, unique=True)
    .filter(lambda by: set(by) != {Dimension.YEAR, Dimension.MONTH})
    .map(tuple),
    measures=st.lists(st.sampled_from(Measure), max_size=2, unique=True).map(tuple),
)
generated = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(engine: TripSearch, query: TripQuery, breakdown: Breakdown) -> None:
    listing = engine.every(query)
    trips = list(listing.trips)
    found = engine.statistics(query, breakdown)
    assert (found.total, found.understood, found.index) == (len(trips), listing.understood, listing.index)
    rows = {row.values: row for row in found.rows}
    assert len(rows) == len(found.rows)
    assert {key: row for key, row in rows.items() if row.count} == by_hand(engine, trips, breakdown)
    nothing = {measure: Figures(0, 0, None) for measure in breakdown.measures}
    assert all(row.figures == nothing for row in found.rows if not row.count)


@pytest.mark.parametrize("make_engine", [*ENGINES, "memory"], indirect=True, scope="module")
@given(query=queries, breakdown=breakdowns)
@generated
def test_every_row_is_what_the_listed_trips_come_to(engine: TripSearch, query: TripQuery, breakdown: Breakdown) -> None:
    check(engine, query, breakdown)


@pytest.fixture(scope="module")
def two_shards(cluster: str) -> Iterator[TripSearch]:
    with elastic_store(cluster, shards=2) as store:
        with store.index.rebuild() as writer:
            for trip in corpus():
                writer.add(trip)
        yield store.engine


@given(query=queries, breakdown=breakdowns)
@generated
def test_every_row_is_right_on_two_shards_of_elasticsearch_in_pages(
    two_shards: TripSearch, query: TripQuery, breakdown: Breakdown
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for module in (elastic, elastic_generation):
            patched.setattr(module, "VALUES_PAGE", 20)
        check(two_shards, query, breakdown)


def rows_of(engine: TripSearch, query: TripQuery, *by: Dimension) -> list[tuple[tuple[str | None, ...], int]]:
    return [(row.values, row.count) for row in engine.statistics(query, Breakdown(by)).rows]


ORDERED = [
    Trip(
        id="a",
        title="가",
        departs=dt.date(2023, 11, 2),
        countries=(Place("JP", "일본"), Place("DE", "독일")),
        nights=10,
    ),
    Trip(id="b", title="나", departs=dt.date(2024, 2, 1), countries=(Place("DE", "독일"),), nights=9),
    Trip(id="c", title="다", departs=dt.date(2024, 2, 9)),
    Trip(id="d", title="라", countries=(Place("DE", "독일"),), nights=9),
]


@pytest.fixture(scope="module")
def ordered(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(ORDERED)


@pytest.mark.parametrize("make_engine", [*ENGINES, "memory"], indirect=True, scope="module")
class TestOrder:
    def test_empty_months_are_there_and_what_is_missing_comes_last(self, ordered: TripSearch) -> None:
        assert rows_of(ordered, TripQuery(), Dimension.MONTH) == [
            (("2023-11",), 1), (("2023-12",), 0), (("2024-01",), 0), (("2024-02",), 2), ((None,), 1),
        ]  # fmt: skip
        assert rows_of(ordered, TripQuery(), Dimension.YEAR) == [(("2023",), 1), (("2024",), 2), ((None,), 1)]

    def test_months_go_from_end_to_end_of_the_days_that_are_asked_for(self, ordered: TripSearch) -> None:
        days = Filters(departs_from=dt.date(2023, 12, 31), departs_to=dt.date(2024, 4, 1))
        assert rows_of(ordered, TripQuery(filters=days), Dimension.MONTH) == [
            (("2023-12",), 0), (("2024-01",), 0), (("2024-02",), 2), (("2024-03",), 0), (("2024-04",), 0),
        ]  # fmt: skip
        without_end = Filters(departs_from=dt.date(1, 1, 1))
        assert len(rows_of(ordered, TripQuery(filters=without_end), Dimension.MONTH)) == 4

    def test_names_are_in_the_order_of_their_counts_and_numbers_in_their_own(self, ordered: TripSearch) -> None:
        assert rows_of(ordered, TripQuery(), Dimension.COUNTRY) == [(("DE",), 3), (("JP",), 1), ((None,), 1)]
        assert rows_of(ordered, TripQuery(), Dimension.NIGHTS) == [(("9",), 2), (("10",), 1), ((None,), 1)]

    def test_every_value_has_every_month(self, ordered: TripSearch) -> None:
        found = rows_of(ordered, TripQuery(), Dimension.COUNTRY, Dimension.MONTH)
        months = ["2023-11", "2023-12", "2024-01", "2024-02"]
        assert [row for row, _ in found] == [
            *(("DE", month) for month in [*months, None]), *(("JP", month) for month in months),
            *((None, month) for month in months),
        ]  # fmt: skip
        assert [count for _, count in found] == [1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1]

    def test_nothing_found_is_no_row(self, ordered: TripSearch) -> None:
        found = ordered.statistics(TripQuery(clauses=parse("없는낱말")), Breakdown((Dimension.MONTH,), (Measure.COST,)))
        assert (found.total, found.rows) == (0, ())

    def test_without_a_dimension_all_hits_are_one_row_with_their_medians(self, ordered: TripSearch) -> None:
        found = ordered.statistics(TripQuery(), Breakdown((), (Measure.NIGHTS, Measure.COST)))
        assert found.rows == (
            Row((), 4, {Measure.NIGHTS: Figures(3, 28, 9.0), Measure.COST: Figures(0, 0, None)}),
        )  # fmt: skip

    def test_too_many_rows_are_refused_with_a_way_out(
        self, ordered: TripSearch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forever = Filters(departs_from=dt.date(1, 1, 1), departs_to=dt.date(9999, 12, 31))
        with pytest.raises(InvalidQueryError, match="year"):
            rows_of(ordered, TripQuery(filters=forever), Dimension.MONTH)
        monkeypatch.setattr(counting, "MAX_ROWS", 2)
        with pytest.raises(InvalidQueryError, match="3행"):
            rows_of(ordered, TripQuery(), Dimension.COUNTRY)


def test_values_that_tantivy_cannot_count_at_once_are_counted_in_parts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = embedded_store(root)
    with store.index.rebuild() as writer:
        for trip in corpus():
            writer.add(trip)
    whole = Searcher.table

    def at_most(self: Searcher, query: tantivy.Query, fields: Sequence[Field]) -> Counter[Values]:
        found = whole(self, query, fields)
        if len(found) > 15:
            raise TooManyValuesError("너무 많습니다.")
        return found

    monkeypatch.setattr(Searcher, "table", at_most)
    check(store.engine, TripQuery(), Breakdown((Dimension.COUNTRY,), (Measure.COST,)))
