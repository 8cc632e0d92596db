import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.korean.jamo import (
    all_consonants,
    choseong,
    compact,
    is_complete,
    jamo_key,
    other_keyboard,
    to_hangul,
    to_latin,
)

TYPED = st.text("가각힣값왜뷁ㄱㄳㅘaBé1 -·,①ｶﾞﾡ\u0301\u0345\u1100\u1161\u11a8\u200b🎉", max_size=20) | st.text(
    max_size=20
)
SYLLABLES = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), max_size=20)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("탄솢", "ㅌㅏㄴㅅㅗㅈ"),
        ("값왜뷁", "ㄱㅏㅂㅅㅇㅗㅐㅂㅜㅔㄹㄱ"),
        ("ㄳㅢ", "ㄱㅅㅡㅣ"),
        ("까닭", "ㄲㅏㄷㅏㄹㄱ"),
        ("경기도 파주시", "ㄱㅕㅇㄱㅣㄷㅗㅍㅏㅈㅜㅅㅣ"),
        ("Zürich, C-ITS", "zurichcits"),
        ("１,250천", "1250ㅊㅓㄴ"),
        (unicodedata.normalize("NFD", "값"), "ㄱㅏㅂㅅ"),
        ("中國 パリ", "中國ハリ"),
        ("1\u0345", "1"),
        ("", ""),
    ],
)
def test_a_key_has_every_jamo_that_is_typed_and_nothing_between_words(text: str, key: str) -> None:
    assert jamo_key(text) == key


@pytest.mark.parametrize("typed", ["탄솢", "탄소ㅈ", "탄소중리", "탄소중립", "타", "ㅌ"])
def test_a_half_typed_syllable_begins_the_whole_text(typed: str) -> None:
    assert jamo_key("탄소중립").startswith(jamo_key(typed))


@given(TYPED, st.integers(0, 20))
def test_the_key_of_a_beginning_begins_the_key_of_the_whole(text: str, end: int) -> None:
    assert jamo_key(text).startswith(jamo_key(text[:end]))


@given(SYLLABLES, SYLLABLES)
def test_compact_keys_begin_each_other_where_keys_do(one: str, other: str) -> None:
    pair = jamo_key(one), jamo_key(other)
    assert compact(pair[0]).startswith(compact(pair[1])) == pair[0].startswith(pair[1])
    assert compact(pair[0]).isascii()


@pytest.mark.parametrize(
    ("text", "initials"),
    [("탄소중립", "ㅌㅅㅈㄹ"), ("스마트 시티", "ㅅㅁㅌㅅㅌ"), ("AI 까치", "aiㄲㅊ"), ("ㅌㅅ", "ㅌㅅ"), ("ㄳ", "ㄱㅅ")],
)
def test_initials_are_the_first_consonants_of_syllables(text: str, initials: str) -> None:
    assert choseong(text) == initials


@pytest.mark.parametrize(
    ("text", "whether"), [("ㅌㅅㅈㄹ", True), ("ㄳ", True), ("ㄱ", False), ("", False), ("ㅌㅏ", False), ("ㅌa", False)]
)
def test_only_two_and_more_consonants_are_taken_for_initials(text: str, whether: bool) -> None:  # noqa: FBT001
    assert all_consonants(jamo_key(text)) is whether


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xksthwndflq", "탄소중립"),
        ("XKSTHWNDFLQ", "탄소중립"),
        ("rlgnqusghk", "기후변화"),
        ("tmakxmtlxl", "스마트시티"),
        ("dho rkqt Ehrqkfh", "왜 값 똑바로"),
        ("2024sus", "2024년"),
        ("dog", "앻"),
        ("gks", "한"),
        ("SDGs", "ㄴㅇㅎㄴ"),
    ],
)
def test_latin_keys_type_hangul(typed: str, meant: str) -> None:
    assert to_hangul(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ㅊ므ㅔㅕㄴ ㅠㄱ먀ㅜ", "campus brain"),
        ("ㅊㅜㅊㅊ", "cncc"),
        ("ㄴㅡㅁㄱㅅ ㅊㅑㅅㅛ", "smart city"),
        ("ㅔㅁ갸ㄴ", "paris"),
        ("까치", "Rkcl"),
    ],
)
def test_hangul_keys_type_latin(typed: str, meant: str) -> None:
    assert to_latin(typed) == meant


@given(st.text("abcdefghijklmnopqrstuvwxyz QWERTOP1-", max_size=20).filter(lambda text: not text.isupper()))
def test_latin_comes_back_from_the_korean_keyboard(text: str) -> None:
    assert to_latin(to_hangul(text)) == text


@given(SYLLABLES.filter(lambda text: not to_latin(text).isupper()))
def test_syllables_come_back_from_the_latin_keyboard(text: str) -> None:
    assert to_hangul(to_latin(text)) == text


@pytest.mark.parametrize(("text", "whether"), [("탄소중립 2050", True), ("탄소ㅈ", False), ("ㅘ", False), ("", True)])
def test_a_text_is_complete_without_lone_jamo(text: str, whether: bool) -> None:  # noqa: FBT001
    assert is_complete(text) is whether


@pytest.mark.parametrize(
    ("text", "other"), [("rk 나", "가 나"), ("나", "sk"), ("2024", None), ("中國", None), ("", None)]
)
def test_a_text_is_changed_to_the_keyboard_it_was_not_typed_on(text: str, other: str | None) -> None:
    assert other_keyboard(text) == other


@given(st.text())
def test_any_text_has_keys(text: str) -> None:
    assert not set(compact(jamo_key(text))) & {"\0"}
    assert len(choseong(text)) <= len(jamo_key(text))
    other_keyboard(text)
