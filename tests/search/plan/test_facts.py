"""Years and regions among the words of queries, with whatever people type behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.fields import REGION, YEAR
from search.korean.analysis import TextAnalyzer
from search.page import Reason
from search.parse import parse
from search.plan.facts import Facts
from search.plan.planner import Planner
from search.plan.tree import Plan, Term
from search.query import Match
from search.words.countries import country_names
from search.words.files import our_words
from search.words.tables import read_countries

WORDS = our_words()
OFFICES = WORDS.offices
BEHIND = ["", "의", "에서", "에서는", "은", "도", "과", "에도"]
# What people call a region, and the regions that it means.
REGIONS = {
    name: {other for other, entry in OFFICES.regions.items() if name in {*entry.names, *entry.short}}
    for entry in OFFICES.regions.values()
    for name in (*entry.names, *entry.short)
    if name not in {"광주시", *OFFICES.ordinary_words}
}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(TextAnalyzer(WORDS.user), WORDS)


def facts(plan: Plan) -> set[tuple[str, str]]:
    """The stored values that a plan has a score for: field and value."""
    leaves = (score.leaf for score in plan.scoring)
    return {(leaf.field.name, leaf.value) for leaf in leaves if isinstance(leaf, Term) and leaf.is_fact}


@pytest.mark.parametrize("behind", BEHIND)
def test_every_name_of_a_region_is_that_region_with_any_particle(planner: Planner, behind: str) -> None:
    found = {name: facts(planner.plan(parse(f"탄소중립 {name}{behind}"))) for name in REGIONS}
    assert found == {name: {(REGION.name, region) for region in regions} for name, regions in REGIONS.items()}


@pytest.mark.parametrize(
    "written", ["{}", "{}년", "{}년에", "{}년에는", "{}년의", "{}년도", "{}년도에", "{}년부터", "({})", "{}년,"]
)
def test_every_year_of_this_century_and_the_last_is_one_however_it_is_written(planner: Planner, written: str) -> None:
    years = ["1900", "1988", "1999", "2000", "2024", "2025", "2099"]
    found = [facts(planner.plan(parse(written.format(year)))) for year in years]
    assert found == [{(YEAR.name, year)} for year in years]


@given(first=st.integers(1900, 2099), last=st.integers(1900, 2099), sign=st.sampled_from("-~–"))
def test_years_from_one_to_another_are_all_of_them(first: int, last: int, sign: str) -> None:
    found = Facts(OFFICES).of(f"{first}{sign}{last}년", f"{first}{sign}{last}년")
    years = [str(year) for year in range(first, last + 1)]
    assert ([term.value for term in found.terms] if found else []) == (years if len(years) <= 30 else [])


@pytest.mark.parametrize(
    "text", ["1899", "2100년", "20255", "202년", "25년", "2025명", "2025년산", "ISO2025", "2025.5.1", "１２"]
)
def test_other_numbers_are_no_years(planner: Planner, text: str) -> None:
    assert facts(planner.plan(parse(text))) == set()


def test_no_name_of_a_country_is_a_region_of_ours(planner: Planner) -> None:
    names = [name for group in country_names(read_countries()) for name in group]
    assert [name for name in names if facts(planner.plan(parse(name)))] == []


@pytest.mark.parametrize(
    "text", ["경기 침체", "경기", "중구", "수원시", "광주시", "평양", "서울역", "부산하게", "세종대왕"]
)
def test_what_may_be_something_else_is_no_region(planner: Planner, text: str) -> None:
    assert facts(planner.plan(parse(text))) == set()


@pytest.mark.parametrize("text", ['"2025년" 출장', '"서울"', "연수 -2025", "연수 -서울"])
def test_what_is_quoted_or_left_out_is_no_fact(planner: Planner, text: str) -> None:
    plan = planner.plan(parse(text))
    assert facts(plan) == set()
    assert {Reason.YEAR, Reason.REGION}.isdisjoint(added.reason for added in plan.added)


def test_to_the_letter_there_are_no_facts(planner: Planner) -> None:
    plan = planner.plan(parse("서울 2025"), Match.EXACT)
    assert (facts(plan), plan.added) == (set(), ())


def test_a_fact_is_said_with_its_reason(planner: Planner) -> None:
    plan = planner.plan(parse("2025년에 광주가"))
    said = [
        (added.word, added.text, added.reason) for added in plan.added if added.reason in {Reason.YEAR, Reason.REGION}
    ]
    assert said == [("2025년에", "2025년", Reason.YEAR), ("광주가", "광주", Reason.REGION)]


# What is dropped of each: whole words, as they are typed.
TRIPS = {
    "탄소중립 출장": ("출장",),
    "탄소중립 국외출장을": ("국외출장을",),
    "해외출장 탄소중립": ("해외출장",),
    "공무국외출장 결과보고서 탄소중립": ("공무국외출장", "결과보고서"),
    "탄소중립 공무국외여행 보고서": ("공무국외여행", "보고서"),
    "탄소중립 귀국보고서": ("귀국보고서",),
    "탄소중립 공무": ("공무",),
    "탄소중립 해외 사례": (),
    "탄소중립 공무원": (),
    "탄소중립 출장비": (),
    "탄소중립 결과": (),
    "출장": (),
    "국외출장 보고서": (),
    '"출장 보고서" 탄소중립': (),
}


@pytest.mark.parametrize("text", TRIPS)
def test_what_every_trip_is_is_left_out_beside_other_words_only(planner: Planner, text: str) -> None:
    assert planner.plan(parse(text)).dropped == TRIPS[text]


@pytest.mark.parametrize("text", TRIPS)
def test_nothing_of_it_is_left_out_to_the_letter(planner: Planner, text: str) -> None:
    plan = planner.plan(parse(text), Match.EXACT)
    assert len(plan.words) + len(plan.phrases) == len(parse(text))
