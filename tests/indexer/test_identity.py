"""Which records tell of one trip, and what one trip of several sources says."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.identity import Told, address_key, is_same, keys_of, merged
from search.page_starts import PageStart
from search.trip import Place, Source, Trip

GERMANY = (Place("DE", "독일"),)
TRIP = Trip(
    id="a",
    title="탄소중립 도시 정책 연구",
    organisation="경기도",
    countries=GERMANY,
    departs=dt.date(2025, 3, 3),
    returns=dt.date(2025, 3, 8),
    people=4,
    source=Source(name="경기도 누리집", url="https://www.gg.go.kr/bbs/view?id=7", file="a.html", position=2),
)


def other(**fields: object) -> Trip:
    return msgspec.structs.replace(TRIP, id="b", source=Source(file="b.csv"), **fields)


def listed(trip: Trip) -> Told:
    return Told(trip, is_report=False)


def reported(trip: Trip) -> Told:
    return Told(trip, is_report=True)


def are_one(one: Trip, another: Trip) -> bool:
    return bool({*keys_of(one)} & {*keys_of(another)}) and is_same(one, another) and is_same(another, one)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"organisation": None},
        {"organisation": "경기 도"},
        {"title": "탄소 중립 도시정책 연구 결과보고서", "returns": None},
        {"title": "탄소중립 도시 정책 연구(게시용)", "countries": ()},
        {"countries": (*GERMANY, Place("FR", "프랑스"))},
        {"people": 5, "purpose": "도시 정책을 본다", "summary": "다른 글"},
    ],
)
def test_records_that_say_the_same_of_who_where_and_when_tell_of_one_trip(fields: dict[str, object]) -> None:
    assert are_one(TRIP, other(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"organisation": "강원특별자치도"},
        {"departs": dt.date(2024, 3, 3), "returns": dt.date(2024, 3, 8)},
        {"returns": dt.date(2025, 3, 9)},
        {"countries": (Place("FR", "프랑스"),)},
        {"title": "탄소중립 도시 정책 연수 2차"},
        {"departs": None, "returns": None, "organisation": None},
        {"source": Source(url="https://www.gg.go.kr/bbs/view?id=8")},
    ],
)
def test_records_that_differ_in_any_of_it_are_two_trips(fields: dict[str, object]) -> None:
    assert not are_one(TRIP, msgspec.structs.replace(other(), **fields))


def test_a_title_that_any_trip_may_have_tells_nothing_without_its_organisation() -> None:
    general = msgspec.structs.replace(TRIP, title="공무국외출장 결과보고서", source=None)
    assert are_one(general, msgspec.structs.replace(general, id="b"))
    assert not are_one(general, msgspec.structs.replace(general, id="b", organisation=None))
    posted = msgspec.structs.replace(general, organisation=None, departs=None, published=dt.date(2025, 4, 1))
    assert not are_one(posted, msgspec.structs.replace(posted, id="b"))


def test_a_post_is_one_whatever_list_led_to_it() -> None:
    bare = msgspec.structs.replace(TRIP, departs=None, returns=None, organisation=None)
    found_by_list = Source(url="https://WWW.gg.go.kr/bbs/view?pageIndex=3&id=7&searchWrd=")
    assert are_one(bare, msgspec.structs.replace(bare, id="b", source=found_by_list))
    assert address_key("https://a.kr/v?id=1&page=2") != address_key("https://a.kr/v?id=2&page=2")
    for name in ("orderNo", "pageId", "listSeq", "sortId", "menuKey"):
        assert address_key(f"https://a.kr/v?{name}=1") != address_key(f"https://a.kr/v?{name}=2"), (
            "it may name the post"
        )


def test_the_same_post_on_two_sites_is_one_trip() -> None:
    assert are_one(TRIP, msgspec.structs.replace(other(), source=Source(url="https://portal.go.kr/trip/99")))


def test_lists_say_the_facts_and_reports_the_texts() -> None:
    line = other(people=4, summary="짧은 요약", findings=(), cost_krw=12_000_000)
    report = other(people=5, summary="보고서의 요약", findings=("첫째", "둘째"), department="기후과", cost_krw=None)
    for told in ([listed(line), reported(report)], [reported(report), listed(line)]):
        trip = merged("a", told)
        assert (trip.people, trip.cost_krw, trip.department) == (4, 12_000_000, "기후과")
        assert (trip.summary, trip.findings) == ("보고서의 요약", ("첫째", "둘째"))
        assert [notice.code for notice in trip.notices] == ["sources_disagree_people"]
        assert "4명" in trip.notices[0].text
        assert "5명" in trip.notices[0].text


def test_pages_are_those_of_the_file_that_the_text_is_from() -> None:
    listed_pages = (PageStart(1, "summary"), PageStart(2, "findings", 1))
    line = other(summary="목록의 요약", findings=("하나",), page_starts=listed_pages)
    report = other(findings=("둘",), page_starts=(PageStart(7, "findings", 1),))
    trip = merged("a", [reported(report), listed(line)])
    assert (trip.summary, trip.findings) == ("목록의 요약", ("둘",))
    assert trip.page_starts == (PageStart(1, "summary"), PageStart(7, "findings", 1))


def test_of_two_lists_the_one_read_later_is_believed() -> None:
    earlier, later = other(people=3), other(people=4, countries=())
    assert merged("a", [listed(earlier), listed(later)]).people == 4
    assert merged("a", [listed(later), listed(earlier)]).people == 3
    assert merged("a", [listed(earlier), listed(later)]).countries == GERMANY


def test_notices_of_what_one_source_lacks_go_when_another_has_it() -> None:
    trip = merged("a", [listed(other(findings=())), reported(other(findings=("하나",)))])
    assert trip.notices == ()


def test_every_source_is_named_once_the_winning_one_first() -> None:
    sources = [Source(file="a.csv", position=3), Source(file="a.csv", position=9), Source(name="누리집")]
    told = [listed(msgspec.structs.replace(TRIP, source=source)) for source in sources]
    trip = merged("a", told)
    assert trip.source == sources[2]
    assert [(source.name, source.file) for source in trip.sources] == [("누리집", None), (None, "a.csv")]


DAYS = st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 3))
STATED = st.fixed_dictionaries({
    "organisation": st.sampled_from([None, "경기도", "부산광역시"]),
    "departs": DAYS,
    "returns": DAYS,
    "countries": st.sampled_from([(), GERMANY, (*GERMANY, Place("FR", "프랑스")), (Place("FR", "프랑스"),)]),
    "people": st.none() | st.integers(1, 3),
    "stay": st.sampled_from([None, "3박 4일"]),
    "findings": st.sampled_from([(), ("하나",)]),
    "published": DAYS,
})  # fmt: skip


@given(st.lists(st.tuples(STATED, st.booleans()), min_size=1, max_size=4))
def test_a_merged_trip_states_what_any_source_states_and_nothing_else(
    stated: list[tuple[dict[str, object], bool]],
) -> None:
    told = [Told(other(**fields), is_report=is_report) for fields, is_report in stated]
    trip = merged("x", told)
    for field in ("organisation", "departs", "returns", "countries", "people", "stay", "findings", "published"):
        values = {getattr(one.trip, field) for one in told} - {None, ()}
        assert (getattr(trip, field) in values) if values else not getattr(trip, field)


@given(STATED, STATED)
def test_whether_two_are_one_does_not_depend_on_which_came_first(
    one: dict[str, object], two: dict[str, object]
) -> None:
    assert is_same(other(**one), other(**two)) == is_same(other(**two), other(**one))
