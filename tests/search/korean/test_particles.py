"""Particles as our sentences need them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.korean.particles import particle


@pytest.mark.parametrize(
    ("word", "both", "said"),
    [
        ("방문국", "이/가", "이"),
        ("주제", "이/가", "가"),
        ("출발한 해", "이/가", "가"),
        ("탄소중립", "을/를", "을"),
        ("스마트팜", "은/는", "은"),
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        ("elasticsearch", "으로/로", "로"),
        ("embedded", "으로/로", "로"),
        ("2025", "은/는", "는"),
        ("2026", "은/는", "은"),
        ("2027", "으로/로", "로"),
        ("RTM", "을/를", "을"),
        ("g20261122t010203z-3f2a9c1b", "을/를", "를"),
        ("‘탄소중립’", "을/를", "을"),
        ("기관(서울특별시)", "을/를", "를"),
    ],
)
def test_a_word_takes_the_particle_of_its_last_sound(word: str, both: str, said: str) -> None:
    assert particle(word, both) == said


@given(st.text(), st.sampled_from(["은/는", "이/가", "을/를", "으로/로"]))
def test_whatever_a_word_is_it_takes_one_of_the_two(word: str, both: str) -> None:
    assert particle(word, both) in both.split("/")
