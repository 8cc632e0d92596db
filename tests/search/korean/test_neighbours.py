"""Nouns one likely mistake away, of all of Korean."""

from hypothesis import given
from hypothesis import strategies as st

from search.korean.frequency import is_noun
from search.korean.jamo import jamo_key
from search.korean.neighbours import LONGEST, SHORTEST, neighbours
from search.korean.slips import Slip, slip

SYLLABLES = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))


def test_the_likeliest_and_commonest_come_first() -> None:
    assert neighbours("빈짐") == ["빈집"]
    assert neighbours("수쇼")[0] == "수소"


@given(st.text(SYLLABLES, max_size=4) | st.text(max_size=3))
def test_all_are_other_nouns_one_likely_mistake_away(word: str) -> None:
    found = neighbours(word)
    assert len(set(found)) == len(found)
    assert not found or SHORTEST <= len(word) <= LONGEST
    for other in found:
        assert is_noun(other)
        assert other != word
        assert slip(word, other) < Slip.FAR
        assert abs(len(jamo_key(word)) - len(jamo_key(other))) <= 1
