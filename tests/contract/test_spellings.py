"""An organisation is one value however records write it, shown as most of them do, on every engine."""

from collections.abc import Sequence

import pytest

from search.engine import TripIndex, TripSearch
from search.page import FacetCount
from search.parse import parse
from search.query import FacetName, Filters, TripQuery
from search.trip import Place, Trip
from tests.stores import Store

WRITTEN = ["경기도교육청", "경기도 교육청", "경기도 교육청", "（주）한국", "㈜ 한국", "서울특별시", "★", "☆"]


def trips(written: Sequence[str]) -> list[Trip]:
    return [Trip(id=f"t{number}", title="학교 방문", organisation=name) for number, name in enumerate(written)]


def build(index: TripIndex, written: Sequence[str]) -> None:
    with index.rebuild() as writer:
        for trip in trips(written):
            writer.add(trip)


def counted(engine: TripSearch, filters: Filters | None = None) -> list[FacetCount]:
    asked = TripQuery(filters=filters or Filters(), facets=(FacetName.ORGANISATION,))
    return list(engine.search(asked).facets[FacetName.ORGANISATION])


def ids(engine: TripSearch, filters: Filters) -> list[str]:
    return sorted(hit.trip.id for hit in engine.search(TripQuery(filters=filters)).hits)


def test_all_spellings_are_one_value_shown_as_most_trips_write_it(store: Store) -> None:
    build(store.index, WRITTEN)
    # Of two spellings that are as frequent the first by code point: ㈜ stands before the wide bracket.
    assert [(count.value, count.label, count.count) for count in counted(store.engine)] == [
        ("경기도 교육청", "경기도 교육청", 3),
        ("㈜ 한국", "㈜ 한국", 2),
        ("★", "★", 1),
        ("☆", "☆", 1),
        ("서울특별시", "서울특별시", 1),
    ]
    assert store.engine.coverage().organisations == 5
    found = store.engine.suggest("경기도교", 5).found
    assert [(suggestion.text, suggestion.count) for suggestion in found] == [("경기도 교육청", 3)]


@pytest.mark.parametrize(
    "spelling", ["경기도교육청", "경기도 교육청", " 경기도\u00a0\u00a0교육청", "경기\u200b도교육청"]
)
def test_every_spelling_is_taken_as_a_filter(store: Store, spelling: str) -> None:
    build(store.index, WRITTEN)
    assert ids(store.engine, Filters(organisation=(spelling,))) == ["t0", "t1", "t2"]
    assert ids(store.engine, Filters(not_organisation=(spelling, "(주)한국"))) == ["t5", "t6", "t7"]
    selected = [count for count in counted(store.engine, Filters(organisation=(spelling,))) if count.selected]
    assert [(count.value, count.count) for count in selected] == [("경기도 교육청", 3)]
    assert store.engine.spelling(spelling) == "경기도 교육청"


def test_a_name_that_no_trip_has_is_shown_as_it_was_asked(store: Store) -> None:
    build(store.index, WRITTEN)
    assert store.engine.spelling("ABC 기관") == "ABC 기관"
    selected = [count for count in counted(store.engine, Filters(organisation=("ABC 기관",))) if count.selected]
    assert [(count.value, count.count) for count in selected] == [("ABC 기관", 0)]


def test_a_trip_keeps_its_own_spelling_and_its_words(store: Store) -> None:
    build(store.index, WRITTEN)
    text = store.engine.read("t0")
    assert text
    assert text.trip.organisation == "경기도교육청"
    assert store.engine.search(TripQuery(clauses=parse('"경기도교육청"'))).total >= 1


def test_an_update_shows_what_a_rebuild_would(store: Store) -> None:
    build(store.index, WRITTEN)
    assert counted(store.engine)[0].value == "경기도 교육청"
    with store.index.update() as writer:
        writer.add(Trip(id="t1", title="학교 방문", organisation="경기도교육청"))
    updated = counted(store.engine)
    assert (updated[0].value, updated[0].count) == ("경기도교육청", 3)
    with store.another().rebuild() as writer:
        kept = [trip for trip in trips(WRITTEN) if trip.id != "t1"]
        for trip in [Trip(id="t1", title="학교 방문", organisation="경기도교육청"), *kept]:
            writer.add(trip)
    assert counted(store.engine) == updated


def test_a_place_with_a_longer_name_than_an_index_holds_is_found_by_its_name(store: Store) -> None:
    # 200 characters of which each counts twice.
    name = "𠀀" * 200
    with store.index.rebuild() as writer:
        writer.add(Trip(id="t1", title="섬 방문", countries=(Place(None, name),)))
        writer.add(Trip(id="t2", title="섬 방문", countries=(Place(None, "어느섬"),)))
    assert ids(store.engine, Filters(country=(name,))) == ["t1"]
    assert ids(store.engine, Filters(not_country=(name,))) == ["t2"]
    page = store.engine.search(TripQuery(filters=Filters(country=(name,)), facets=(FacetName.COUNTRY,)))
    assert [(count.count, count.selected) for count in page.facets[FacetName.COUNTRY]] == [(1, False), (1, True)]
