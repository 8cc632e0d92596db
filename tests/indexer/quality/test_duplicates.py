"""Which trips may have come in twice: the same one written differently is found, others are not."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.quality.candidates import Candidates
from indexer.quality.duplicates import Duplicates, find_duplicates
from search.trip import Place, Source, Trip

BASE = Trip(
    id="a",
    title="독일 탄소중립 도시 열 공급 정책 연수",
    organisation="경기도교육청",
    departs=dt.date(2025, 3, 3),
    returns=dt.date(2025, 3, 8),
    countries=(Place("DE", "독일"),),
    people=4,
    cost_krw=12_300_000,
)
SUBJECTS = ["탄소중립", "스마트 항만", "도시재생", "하수처리", "전통시장", "돌봄", "대중교통", "도서관"]


def other(trip: Trip = BASE, /, **changes: object) -> Trip:
    return msgspec.structs.replace(trip, **{"id": "b", **changes})


def reasons(*trips: Trip) -> list[list[str]]:
    return [[reason.code for reason in group.reasons] for group in find_duplicates(trips).shown]


def groups(found: Duplicates) -> list[set[str]]:
    return [{trip.id for trip in group.trips} for group in found.shown]


@st.composite
def spellings(draw: st.DrawFn, text: str) -> str:
    """`text` with spaces, signs and publishing noise where people put them."""
    parts = [draw(st.sampled_from([part, part + " ", part + "  "])) for part in text.split()]
    separator = draw(st.sampled_from([" ", "", "·", " - "]))
    before = draw(st.sampled_from(["", "[붙임] ", "(붙임1) ", "「"]))
    return before + separator.join(parts) + draw(st.sampled_from(["", "_게시용", " (홈페이지 공시용)", "(최종)", "."]))


@settings(deadline=None)
@given(
    spellings(BASE.title),
    st.sampled_from(["경기도교육청", "경기도 교육청", " 경기도　교육청", None]),
    st.sampled_from([BASE.returns, None, dt.date(2025, 3, 9)]),
    st.sampled_from([BASE.countries, (), (*BASE.countries, Place("FR", "프랑스"))]),
    st.sampled_from([4, None, 5]),
)
def test_one_trip_written_differently_is_reported(
    title: str,
    organisation: str | None,
    returns: dt.date | None,
    countries: tuple[Place, ...],
    people: int | None,
) -> None:
    written = other(title=title, organisation=organisation, returns=returns, countries=countries, people=people)
    found = find_duplicates([BASE, written])
    assert (found.groups, found.trips, groups(found)) == (1, 2, [{"a", "b"}])


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 20)), min_size=2, max_size=8, unique=True))
def test_trips_of_one_office_with_other_subjects_or_other_days_are_not_reported(trips: list[tuple[str, int]]) -> None:
    day = dt.date(2025, 1, 6)
    made = [
        Trip(
            id=f"t{number}",
            title=f"{subject} 정책 현장 조사",
            organisation="가상시",
            departs=day + dt.timedelta(weeks=week),
            returns=day + dt.timedelta(weeks=week, days=5),
            countries=(Place("DE", "독일"),),
            cost_krw=1_000_000 + number,
        )
        for number, (subject, week) in enumerate(trips)
    ]
    assert find_duplicates(made) == Duplicates(0, 0, ())


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_trips_come_changes_nothing(chance: random.Random) -> None:
    trips = [
        other(id=f"{one}-{two}", title=f"{SUBJECTS[one]} 정책 현장 조사") for one in range(8) for two in range(one)
    ]
    mixed = list(trips)
    chance.shuffle(mixed)
    assert find_duplicates(mixed) == find_duplicates(trips)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["same_title_and_days", "same_facts"]),
        ({"returns": dt.date(2025, 3, 9)}, ["same_title"]),
        ({"departs": dt.date(2025, 3, 2), "organisation": None}, ["same_title"]),
        ({"title": "열 공급 조사"}, ["same_facts"]),
        ({"title": "독일 탄소중립 도시 열 공급 정책 연수단 보고", "cost_krw": None}, ["like_title"]),
        ({"departs": None, "returns": None}, ["same_title_undated"]),
        ({"organisation": "가상군", "cost_krw": None}, ["same_title_elsewhere"]),
    ],
)
def test_the_reason_is_what_the_two_have_in_common(changes: dict[str, Any], expected: list[str]) -> None:
    assert reasons(BASE, other(**changes)) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        {"departs": dt.date(2026, 3, 3), "returns": dt.date(2026, 3, 8)},
        {"countries": (Place("JP", "일본"),)},
        {"departs": None, "returns": None, "organisation": "가상군"},
        {"title": "일본 하수처리 시설 견학", "cost_krw": 3_000_000},
        {"title": "제2기 독일 탄소중립 도시 열 공급 정책 연수", "organisation": "가상군", "cost_krw": None},
    ],
    ids=["other days", "other country", "other office without days", "other subject", "other office and title"],
)
def test_what_both_state_differently_makes_two_trips(changes: dict[str, Any]) -> None:
    assert reasons(BASE, other(**changes)) == []


def test_two_terms_of_one_course_are_two_trips() -> None:
    first = other(title="제1기 독일 탄소중립 도시 열 공급 정책 연수", cost_krw=None)
    assert reasons(first, other(id="c", title="제2기 독일 탄소중립 도시 열 공급 정책 연수", cost_krw=None)) == []


def test_what_a_form_is_called_and_a_title_of_few_letters_make_no_two_trips_one() -> None:
    for title in ("공무국외출장 결과보고서", "중국 출장"):
        trips = [Trip(id=str(number), title=title) for number in range(5)]
        assert find_duplicates(trips).groups == 0


def test_a_trip_without_days_is_not_put_to_trips_of_several_years() -> None:
    years = [other(id=str(year), departs=dt.date(year, 3, 3), returns=dt.date(year, 3, 8)) for year in (2023, 2024)]
    undated = other(id="undated", departs=None, returns=None)
    assert reasons(*years, undated) == []
    assert reasons(years[0], undated) == [["same_title_undated"]]


def at(address: str, *titles: str) -> Sequence[Trip]:
    return [Trip(id=title, title=title, source=Source(url=address)) for title in titles]


def test_one_address_is_a_reason_and_that_of_a_list_is_none() -> None:
    assert reasons(*at("https://a.example/1", "항만 견학", "보고서")) == [["same_address"]]
    listed = [f"{subject} {number}" for subject in SUBJECTS for number in (1, 2)]
    assert reasons(*at("https://a.example/list", *listed)) == []


def test_two_trips_of_one_address_on_days_that_do_not_meet_are_two() -> None:
    first, second = at("https://a.example/1", "항만 견학", "공항 견학")
    days = (dt.date(2025, 1, 6), dt.date(2025, 2, 3))
    assert reasons(other(first, id="a", departs=days[0]), other(second, departs=days[1])) == []
    assert reasons(other(first, id="a", departs=days[0]), other(second, departs=days[0])) == [["same_address"]]


def test_a_chain_is_one_group_with_all_its_reasons_and_the_most_probable_group_comes_first() -> None:
    pair = [other(trip, id=trip.title) for trip in at("https://a.example/1", "0 항만", "1 공항")]
    chain = [
        other(id="x"),
        other(id="y", title="열 공급 체계 조사"),
        other(id="z", title="열 공급 체계 조사", cost_krw=None, organisation=None),
    ]
    found = find_duplicates([*pair, *chain])
    assert groups(found) == [{"x", "y", "z"}, {"0 항만", "1 공항"}]
    assert (found.groups, found.trips) == (2, 5)
    assert reasons(*pair, *chain) == [["same_title_and_days", "same_facts"], ["same_address"]]


def test_groups_that_turn_out_to_be_one_keep_their_reasons_and_their_place() -> None:
    here = Source(url="https://a.example/1")
    sure = [other(id="y"), other(id="z", source=here)]
    also = Trip(id="x", title="항만 견학", source=here)
    likely = [Trip(id=name, title="스마트 항만 조사", departs=BASE.departs) for name in ("a", "b")]
    found = find_duplicates([*likely, *sure, also])
    assert groups(found) == [{"x", "y", "z"}, {"a", "b"}]
    assert reasons(*likely, *sure, also) == [
        ["same_title_and_days", "same_facts", "same_address"],
        ["same_title_and_days"],
    ]


def test_of_many_groups_and_of_many_trips_in_a_group_the_first_are_shown_and_all_are_counted() -> None:
    trips = [other(id=f"{subject}{number}", title=f"{subject} 정책 현장 조사 {chr(0xAC00 + 28 * place)}반") for place in range(9) for subject in SUBJECTS[:4] for number in range(7)]  # fmt: skip
    apart = [other(trip, id=trip.id + trip.title[-2:], organisation=trip.title, cost_krw=None) for trip in trips]
    found = find_duplicates(apart)
    assert (found.groups, found.trips) == (36, 252)
    assert len(found.shown) == 20
    assert {(group.size, len(group.trips)) for group in found.shown} == {(7, 5)}


def test_ever_more_trips_of_one_title_take_no_more_comparisons_each() -> None:
    """A hundred thousand of them would never end otherwise: two thousand would take two million comparisons."""
    trips = [other(id=f"{number:05}", source=Source(url="https://a.example/1")) for number in range(2_000)]
    found = find_duplicates(trips)
    assert (found.groups, found.trips) == (1, 2_000)
    with Candidates(trips) as candidates:
        for pairs in (candidates.of_one_title(), candidates.of_one_organisation(), candidates.of_one_address()):
            assert len(list(pairs)) < 25 * len(trips)
