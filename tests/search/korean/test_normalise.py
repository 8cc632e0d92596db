import re
import unicodedata
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.korean.normalise import normalise

KOREAN = st.text(
    "가각힣나다ㄱㅏㆍ·․‧①②○▶ ,0123456789１２，éÜ㎡ＡaB\u0301\u1100\u1161\u11a8\u200b\ufeff\n🎉", max_size=60
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("①추진배경", " 추진배경"),
        ("한ㆍ중․일‧미", "한·중·일·미"),
        ("1,250천원과 12,345,678원", "1250천원과 12345678원"),
        ("1,2,3과 1,23", "1,2,3과 1,23"),
        ("１，２５０", "1250"),
        ("café Zürich Straße", "cafe Zurich Strasse"),
        (unicodedata.normalize("NFD", "탄소중립"), "탄소중립"),
        ("㎡ ㈜", "m2 (주)"),
        ("가\tㄴ\n다\x00라", "가 ㄴ 다 라"),
        ("ㅌㅅㅈㄹ", "ㅌㅅㅈㄹ"),
        ("ﾡﾤ\uffbf", "ㄱㄴ\uffbf"),
        ("탄\u200b소\ufeff중립", "탄 소중립"),
    ],
)
def test_a_text_is_normalised_as_the_rules_say(text: str, normal: str) -> None:
    assert normalise(text).text == normal


def in_one_go(text: str) -> str:
    """The rules over the whole text at once, without the way back."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\ufeff]", "", re.sub("[\x00-\x1f\u200b①②○▶]", " ", text))
    text = re.sub("[ㆍ․‧]", "·", text)
    text = "".join(
        part if "ㄱ" <= part <= "\u318e" else unicodedata.normalize("NFKC", part)
        for part in re.split("([ㄱ-\u318e])", text)
    )
    folded = ""
    for character in text:
        base = unicodedata.normalize("NFD", character)[0]
        on_a_letter = folded[-1:].isascii() and folded[-1:].isalpha()
        if base.isascii() and base.isalpha():
            folded += base
        elif not (on_a_letter and unicodedata.combining(character)):
            folded += character
    text = folded
    return re.sub(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])", lambda number: number[0].replace(",", ""), text)


@given(KOREAN)
@settings(deadline=None)
def test_stretch_by_stretch_gives_what_the_whole_text_gives(text: str) -> None:
    assert normalise(text).text == in_one_go(text)


@given(KOREAN | st.text(max_size=60) | st.text(st.characters(min_codepoint=0xFE00, max_codepoint=0xFFFF), max_size=9))
@settings(deadline=None)
def test_every_stretch_leads_back_to_its_own_place(text: str) -> None:
    normal = normalise(text)
    before = 0
    for position in range(len(normal.text)):
        start, end = normal.original_span(position, position + 1)
        assert 0 <= start < end <= len(text)
        assert start >= before
        before = start
        assert normal.text[position] in normalise(text[start:end]).text or not normal.edits or end - start > 1


@given(KOREAN)
@settings(deadline=None)
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


def test_an_accent_behind_an_invisible_mark_joins_its_letter() -> None:
    assert normalise("cafe\ufeff\u0301").text == "cafe"
    assert normalise("ᄀ\u200dᅡ").text == "가"


@given(
    st.text("가나 1,0①△ㆍ㎡cafe\u0301ＡＩ\u1100\u1161x", max_size=40),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=12),
)
def test_many_places_lead_back_as_one_by_one(text: str, steps: list[tuple[int, int]]) -> None:
    normal = normalise(text)
    spans, start, end = array("I"), 0, 0
    for gap, length in steps:
        # As terms stand: a piece may share the place of the one before it.
        start, end = (start, end) if gap == 0 and end else (end + gap, end + gap + length)
        if end > len(normal.text):
            break
        spans.extend((start, end))
    pairs = zip(spans[::2], spans[1::2], strict=True)
    assert normal.original_spans(spans) == [place for pair in pairs for place in normal.original_span(*pair)]
