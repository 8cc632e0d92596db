"""What is asked of one trip, and of all of them together, on every engine."""

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.generator import trips as generated
from search.engine import TripSearch
from search.page import Passage
from search.parse import parse
from search.query import Match
from search.trip import Place, Source, Trip
from tests.stores import Store, elastic_store, embedded_store

TRIPS = [
    Trip(
        id="tram",
        title="트램 도시 조사",
        organisation="대전광역시",
        countries=(Place("CZ", "체코"),),
        departs=dt.date(2022, 9, 19),
        people=4,
        summary="트램 정류장과 저상 차량을 보았다.",
        findings=("트램 노선은 열두 개다.", "환승 요금은 무료이고, 정류장은 낮다."),
        source=Source("예시 자료"),
    ),
    Trip(id="bus", title="저상 버스와 트램 정류장 연수", departs=dt.date(2024, 1, 2), summary="노선과 요금, 환승."),
    Trip(id="farm", title="스마트팜 연수", organisation="고흥군", summary="온실과 농가."),
    Trip(id="none", title="1 2"),
]


@pytest.fixture
def reading(store: Store) -> TripSearch:
    with store.index.rebuild() as writer:
        for trip in TRIPS:
            writer.add(trip)
    return store.engine


def marked(passages: tuple[Passage, ...]) -> dict[tuple[str, int | None], list[str]]:
    found = {(one.field, one.paragraph): [part.text for part in one.parts if part.marked] for one in passages}
    return {place: texts for place, texts in found.items() if texts}


def test_a_trip_is_read_whole_with_the_words_of_a_search_marked(reading: TripSearch) -> None:
    text = reading.read("tram", parse("트램 환승"))
    assert text
    assert text.trip.id == "tram"
    assert text.index == reading.served()
    assert marked(text.passages) == {
        ("title", None): ["트램"],
        ("summary", None): ["트램"],
        ("findings", 1): ["트램"],
        ("findings", 2): ["환승"],
    }
    whole = {one.field: "".join(part.text for part in one.parts) for one in text.passages}
    assert whole["summary"] == TRIPS[0].summary
    assert whole["countries"] == "체코"


def test_a_trip_is_read_without_marks_where_nothing_was_asked_or_nothing_matches(reading: TripSearch) -> None:
    for asked in ("", "우주정거장", "-트램"):
        text = reading.read("tram", parse(asked))
        assert text
        assert marked(text.passages) == {}
    whole_word = reading.read("tram", parse('"트램 환승"'), Match.EXACT)
    assert whole_word
    assert marked(whole_word.passages) == {}
    assert reading.read("nobody") is None


def test_similar_trips_share_the_telling_words_and_leave_the_trip_itself_out(reading: TripSearch) -> None:
    page = reading.similar("tram", 5)
    assert page
    assert [hit.trip.id for hit in page.hits] == ["bus"]
    assert {"트램", "정류"} <= set(page.understood.terms)
    assert "트램" in [part.text for part in page.hits[0].title if part.marked]
    assert reading.similar("nobody", 5) is None


def test_a_trip_that_tells_nothing_has_no_similar_ones(reading: TripSearch) -> None:
    page = reading.similar("none", 5)
    assert page
    assert (page.total, page.hits) == (0, ())


def test_the_coverage_counts_what_is_there_and_what_is_missing(reading: TripSearch) -> None:
    coverage = reading.coverage()
    assert (coverage.first, coverage.last) == (dt.date(2022, 9, 19), dt.date(2024, 1, 2))
    assert (coverage.countries, coverage.organisations) == (1, 2)
    assert coverage.index.trips == 4
    assert coverage.sources == {"예시 자료": 1}
    assert coverage.gaps == {
        "people": 3, "countries": 3, "organisation": 2, "departs": 2, "returns": 4, "stay": 4, "cost_krw": 4,
        "summary": 1, "findings": 3,
    }  # fmt: skip


def test_an_empty_index_has_an_empty_coverage(store: Store) -> None:
    with store.index.rebuild():
        pass
    coverage = store.engine.coverage()
    assert (coverage.index.trips, coverage.first, coverage.last, coverage.gaps) == (0, None, None, {})


@pytest.mark.xdist_group("elasticsearch")
def test_both_engines_find_the_same_trips_similar(tmp_path: Path, cluster: str) -> None:
    corpus = list(generated(100))
    with elastic_store(cluster) as other:
        stores = (embedded_store(tmp_path / "trips"), other)
        for store in stores:
            with store.index.rebuild() as writer:
                for trip in corpus:
                    writer.add(trip)
        for trip in corpus[::10]:
            pages = [store.engine.similar(trip.id, 10) for store in stores]
            one, two = ([(hit.trip.id, hit.title, hit.passages) for hit in page.hits] for page in pages if page)
            assert one == two
            assert len(one) == 10
        assert stores[0].engine.coverage().gaps == stores[1].engine.coverage().gaps
