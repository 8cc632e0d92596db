"""How likely a mistake is: by ear, by the keys of a Korean or Latin keyboard."""

from collections import Counter, defaultdict

import pytest

from search.korean.frequency import LISTED, is_korean
from search.korean.nori.dictionary import Kind, system_dictionary
from search.korean.slips import Slip, slip


@pytest.mark.parametrize(
    ("typed", "meant", "how"),
    [
        ("트렘", "트램", Slip.ALIKE),
        ("도코", "도쿄", Slip.ALIKE),
        ("갯뻘", "갯벌", Slip.ALIKE),
        ("동귤", "동굴", Slip.ALIKE),
        ("트램", "트램", Slip.ALIKE),
        ("할릴", "할랄", Slip.NEAR),
        ("체커", "체코", Slip.NEAR),
        ("몽굴", "몽골", Slip.NEAR),
        ("빈짐", "빈집", Slip.NEAR),
        ("트래", "트램", Slip.NEAR),
        ("캠퍼ㅅㅡ", "캠퍼스", Slip.ALIKE),
        ("트ㅐㄹㅁ", "트ㄹㅐㅁ", Slip.NEAR),
        ("도코", "도로", Slip.FAR),
        ("몽굴", "동굴", Slip.FAR),
        ("도", "트램", Slip.FAR),
        ("rovot", "robot", Slip.NEAR),
        ("ropot", "robot", Slip.FAR),
        ("rokot", "roiot", Slip.NEAR),
        ("robo1", "robot", Slip.FAR),
    ],
)
def test_a_mistake_is_likely_by_sound_then_by_key(typed: str, meant: str, how: Slip) -> None:
    assert slip(typed, meant) is how
    assert slip(meant, typed) is how


@pytest.mark.parametrize("word", ["낭비", "자택", "수사기관", "노령연금", "인명피해", "수여자", "하는", "낳을", "굽는"])
def test_what_people_write_is_korean(word: str) -> None:
    assert is_korean(word)


@pytest.mark.parametrize(
    "word", ["할릴", "체커", "동귤", "트렘", "돋봄", "스마트시타", "우즈베키스턴", "탄소중릡", "프리하", "빈짐"]
)
def test_what_stands_in_no_dictionary_or_in_lists_alone_is_not(word: str) -> None:
    assert not is_korean(word)


def test_what_words_of_lists_cost_is_what_most_of_their_kind_do() -> None:
    dictionary = system_dictionary()
    costs: dict[Kind, Counter[int]] = defaultdict(Counter)
    # Every tenth entry tells.
    for token in range(0, len(dictionary.tokens) // 8, 10):
        tag, meaning, _ = dictionary.features(token).split(",", 2)
        costs[Kind(tag, meaning)][dictionary.cost(token)] += 1
    for kind, listed in LISTED.items():
        assert {cost for cost, _ in costs[kind].most_common(len(listed))} == listed
        assert sum(costs[kind][cost] for cost in listed) > 0.7 * costs[kind].total()
