"""Suggestions come out alike on every engine: what each holds is counted, the rest is search/suggest/suggester.py."""

from collections.abc import Callable

import pytest

from search.engine import TripSearch
from search.suggestion import How, Kind
from search.trip import Place, Trip

TRIPS = [
    Trip(id="carbon", title="탄소중립 연구센터 방문", organisation="경기도 파주시", cities=("광저우",)),
    Trip(id="smart", title="스마트시티 우수 사례 견학", summary="탄소중립 도시의 교통을 보았다."),
    Trip(id="turkey", title="Campus Brain 참관", countries=(Place("TR", "튀르키예"),), cities=("이스탄불",)),
    Trip(id="emoji", title="😀 드론 배송 참관", summary="드론 배송을 보았다 😀 무인기였다."),
]


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(TRIPS)


@pytest.mark.parametrize(
    ("typed", "text", "kind", "how"),
    [
        ("ㅌㅅㅈㄹ", "탄소중립", Kind.WORD, How.INITIALS),
        ("ㅅㅁㅌㅅㅌ", "스마트시티", Kind.WORD, How.INITIALS),
        ("탄솢", "탄소중립", Kind.WORD, How.PREFIX),
        ("탄소ㅈ", "탄소중립", Kind.WORD, How.PREFIX),
        ("탄소중리", "탄소중립", Kind.WORD, How.PREFIX),
        ("경기도파", "경기도 파주시", Kind.ORGANISATION, How.PREFIX),
        ("xksthwndflq", "탄소중립", Kind.WORD, How.KEYBOARD),
        ("XKSTHWNDFLQ", "탄소중립", Kind.WORD, How.KEYBOARD),
        ("ㅊ므ㅔㅕㄴ ㅠㄱ먀ㅜ", "Campus Brain 참관", Kind.TITLE, How.KEYBOARD),
        ("탄소중릡", "탄소중립", Kind.WORD, How.TYPO),
        ("튀르", "튀르키예", Kind.COUNTRY, How.PREFIX),
        ("이스탄", "이스탄불", Kind.CITY, How.PREFIX),
        ("드론", "드론", Kind.WORD, How.PREFIX),
    ],
)
def test_what_is_being_typed_is_completed(engine: TripSearch, typed: str, text: str, kind: Kind, how: How) -> None:
    best = engine.suggest(typed, 5).found[0]
    assert (best.text, best.kind, best.how) == (text, kind, how)


def test_a_suggestion_says_how_many_trips_it_stands_for(engine: TripSearch) -> None:
    assert engine.suggest("탄소중립", 1).found[0].count == 2


def test_what_does_not_occur_is_not_suggested(engine: TripSearch) -> None:
    assert engine.suggest("수소경제", 5).found == ()
    assert engine.suggest("", 5).found == ()
