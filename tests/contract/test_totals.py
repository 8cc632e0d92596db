"""What all hits of a search come to, and what a hit does not show, against the trips themselves."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import TripSearch
from search.page import Total
from search.parse import parse
from search.query import FacetName, Filters, Match, Measure, Sort, TripQuery
from search.trip import Place, Trip

WORDS = ("탄소중립", "연수", "도서관", "공공", "독일")
TRIPS = [
    Trip(
        id=f"t{number}",
        title=" ".join(WORDS[place] for place in {number % 5, number % 3}),
        countries=(Place("DE", "독일"),) if number % 3 else (Place("JP", "일본"),),
        organisation=f"기관{number % 4}",
        departs=dt.date(2022 + number % 3, 5, 1),
        nights=number % 6 if number % 4 else None,
        people=number % 5 or None,
        cost_krw=number * 1_000_003 if number % 2 else None,
        findings=tuple(f"{WORDS[number % 5]} 도서관을 보았다. 도서관은 {each}층이다." for each in range(number % 7)),
    )
    for number in range(60)
]
QUERIES = st.builds(
    TripQuery,
    clauses=st.lists(st.sampled_from(WORDS), max_size=3).map(lambda words: parse(" ".join(words))),
    match=st.sampled_from(Match),
    sort=st.sampled_from(Sort),
    size=st.sampled_from([0, 1, 20]),
    filters=st.builds(
        Filters,
        country=st.sampled_from([(), ("DE",), ("JP", "DE")]),
        not_organisation=st.sampled_from([(), ("기관1",)]),
        year=st.sampled_from([(), ("2023",)]),
        nights_min=st.sampled_from([None, 2]),
    ),
    facets=st.sampled_from([(), (FacetName.COUNTRY, FacetName.YEAR)]),
    measures=st.lists(st.sampled_from(Measure), unique=True).map(tuple),
    correct=st.just(value=False),
)


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(TRIPS)


def stated(trip: Trip, measure: Measure) -> int | None:
    return {Measure.NIGHTS: trip.nights, Measure.PEOPLE: trip.people, Measure.COST: trip.cost_krw}[measure]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES)
def test_totals_are_those_of_every_hit(engine: TripSearch, query: TripQuery) -> None:
    every = list(engine.every(query).trips)
    found = engine.search(query)
    assert found.total == len(every)
    for measure in Measure:
        values = [value for trip in every if (value := stated(trip, measure)) is not None]
        assert found.totals.get(measure) == (Total(len(values), sum(values)) if measure in query.measures else None)


def test_a_hit_says_how_many_marks_it_does_not_show(engine: TripSearch) -> None:
    clauses = parse("도서관")
    hits = engine.search(TripQuery(clauses=clauses, size=60)).hits
    for hit in hits:
        whole = engine.read(hit.trip.id, clauses, Match.AUTO)
        assert whole
        marked = sum(part.marked for passage in whole.passages if passage.field != "title" for part in passage.parts)
        shown = sum(part.marked for passage in hit.passages for part in passage.parts)
        assert hit.unshown == marked - shown
    assert any(hit.unshown > 3 for hit in hits)
