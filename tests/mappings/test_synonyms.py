"""The words that mean the same: how many there are, and what each of them must be."""

import tomllib
from collections import Counter

import pytest
from babel import Locale

from mappings.fields import TEXT_TERMS
from search.korean.analysis import TextAnalyzer
from search.page import Reason
from search.parse import parse
from search.plan.expander import Expander, Typed
from search.plan.others import OtherWords
from search.plan.planner import Planner
from search.plan.tree import Term
from search.words.files import our_words
from search.words.groups import Group, key
from search.words.shapes import CITIES
from search.words.tables import WORDS_FOLDER

GROUPS = our_words().groups


def test_there_are_as_many_groups_as_the_design_asks_for() -> None:
    counts = Counter(group.reason for group in GROUPS)
    assert counts[Reason.SYNONYM] >= 150
    assert counts[Reason.COUNTRY] >= 200
    assert counts[Reason.CITY] >= 250
    assert counts[Reason.ORGANISATION] >= 80


def test_what_is_looked_for_beside_a_word_is_that_word_and_no_other() -> None:
    analyzer = TextAnalyzer(our_words().user)
    others = OtherWords(analyzer)
    misread = {
        other.text
        for group in GROUPS
        for other in others.of(group)
        if isinstance(other.leaf, Term)
        and other.leaf.field == TEXT_TERMS
        and key(other.leaf.value) not in {key(other.text), key(other.text)[:-1]}
    }
    assert misread == set()
    assert {one.text for one in others.of(_group("빈")) if one.leaf == Term(TEXT_TERMS, "빈")} == {"빈"}
    assert not any(one.leaf == Term(TEXT_TERMS, "기후") for one in others.of(_group("기후적응")))


def test_a_narrower_word_is_one_way_and_said_as_such() -> None:
    others = OtherWords(TextAnalyzer(our_words().user))
    found = {one.text: one.reason for one in others.of(_group("상하수도"))}
    assert found["상수도"] is Reason.NARROWER
    assert found["water and sewerage"] is Reason.SYNONYM
    assert "상하수도" not in {one.text for one in others.of(_group("상수도"))}


def _group(word: str) -> Group:
    return next(group for group in GROUPS if word in group.words)


def test_cities_stand_under_the_codes_of_countries() -> None:
    cities = tomllib.loads((WORDS_FOLDER / CITIES.name).read_text(encoding="utf-8"))
    assert cities.keys() <= set(map(str, Locale("ko").territories))


def test_a_word_of_one_syllable_is_a_city_and_never_what_is_looked_for() -> None:
    short = {word for group in GROUPS for word in group.words if len(key(word)) < 2}
    assert short == {"빈", "본"}
    assert {group.reason for group in GROUPS if short & set(group.words)} == {Reason.CITY}
    known = Expander(TextAnalyzer(our_words().user), GROUPS)
    assert [known.meanings([Typed(word, (word,), word)]) for word in short] == [[], []]


def test_a_word_that_nori_sees_nothing_in_is_no_part_of_the_word_before_it() -> None:
    known = Expander(TextAnalyzer(our_words().user), GROUPS)
    found = known.meanings([Typed("월급", ("월급",), "월급"), Typed("뒷돈", (), "뒷돈")])
    assert [(one.first, one.last, one.segments[0].text) for one in found] == [(0, 1, "월급"), (1, 2, "뒷돈")]


def test_every_word_of_ours_typed_as_it_stands_is_recognised() -> None:
    planner = Planner(TextAnalyzer(our_words().user), our_words())
    missed = []
    for group in GROUPS:
        for word in (word for word in group.words if len(key(word)) > 1 and not _has_a_word_twice(word)):
            added = {found.text for found in planner.plan(parse(word)).added}
            others = {*group.words, *group.narrower} - {word}
            if others and not added & others:
                missed.append(word)
    assert missed == []


def _has_a_word_twice(name: str) -> bool:
    """South Georgia and the South …: of a query each word is asked for once."""
    words = name.split()
    return len(set(words)) < len(words)


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("쓰레기를 태워", "소각"),
        ("아이를 낳을", "분만"),
        ("나무를 심는", "조림"),
        ("더러운 물이", "하수"),
        ("낡은 집", "노후주택"),
        ("짐을 나르는", "하역"),
        ("물이 새는", "누수"),
        ("빌려주기", "대여"),
        ("비닐하우스에서", "온실"),
        ("일손", "계절근로자"),
        ("물이 샌다", "누수"),
        ("이익을 나눈", "이익공유"),
        ("나이가 든", "고령"),
        ("먹는 물을", "식수"),
        ("옛 책이", "고문헌"),
        ("혼자 사는 사람", "1인 가구"),
        ("물을 깨끗이 거르는", "여과"),
        ("장애가 있는 아이", "장애학생"),
        ("버려진 학교를", "폐교"),
        ("음식을 나르는", "배달"),
        ("귀가 안 들리는", "청각장애"),
        ("홀로 사는", "독거"),
    ],
)
def test_everyday_words_in_any_form_also_find_what_offices_call_it(typed: str, official: str) -> None:
    planner = Planner(TextAnalyzer(our_words().user), our_words())
    assert official in {added.text for added in planner.plan(parse(typed)).added}
