import re
import sys
import unicodedata
from array import array
from functools import cache

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from search.korean.analysis import TextAnalyzer
from search.korean.normalise import normalise

KOREAN = st.text(
    "가각힣나다ㄱㅏㆍ·․‧①②○▶ ,0123456789１２，éÜ㎡Ａoa\u0301\u1100\u1161\u11a8\u200b\ufeff\n🎉", max_size=60
)
# What is a letter or a sign by its place.
PLACED = st.text("가ᄀ\ue1a7\uf0a7〇二年ㅇㅁｏo a\n\u2028🇰1\ufe0f\u20e3\u200d\u0301,000", max_size=40)
# Signs that no word is written with, of all kinds: symbols, control characters, halves of pairs, private use, what has
# no character, emoji and their parts, Yi.
SIGNS = regex.compile(
    r"[[\p{So}\p{Sm}\p{Sk}\p{C}\p{Zl}\p{Zp}\p{Me}\p{Extended_Pictographic}\p{Emoji_Component}\ua000-\ua4cf]"
    r"--[\x20-\x7e°−∼∙⋅]]",
    regex.V1,
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("①추진배경", "추진배경"),
        ("한ㆍ중․일‧미∙영⋅불", "한·중·일·미·영·불"),
        ("1,250천원과 12,345,678원", "1250천원과 12345678원"),
        ("1,2,3과 1,23", "1,2,3과 1,23"),
        ("１，２５０", "1250"),
        ("café Zürich Straße", "cafe Zurich Strasse"),
        (unicodedata.normalize("NFD", "탄소중립"), "탄소중립"),
        ("㎡ ㈜", "m2 (주)"),
        ("가\tㄴ\n다\x00라", "가 ㄴ 다 라"),
        ("ㅌㅅㅈㄹ", "ㅌㅅㅈㄹ"),
        ("ﾡﾤ\uffbf", "ㄱㄴ"),
        # Codes of Symbol, Wingdings and Hancom, and what HWP files have in their place.
        ("\uf0a7추진배경 \uf0fe", "추진배경"),
        ("\U000f02b1추진배경\U00102345", "추진배경"),
        ("ꀀ추진배경", "추진배경"),
        ("의\uf0e0결과", "의 결과"),
        # Old Hangul, between syllables alone.
        ("나라말\ue1a7미 말\ue1a7\ue1a8이", "나라말\ue1a7미 말\ue1a7\ue1a8이"),
        ("\ue1a7 가\ue1a7 \ue1a7\ue1a8나", "가 나"),
        ("二〇二四年 一九〇〇年 二〇", "二〇二四年 一九〇〇年 二〇"),
        ("〇추진 김〇〇", "추진 김"),
        ("1️⃣추진 #️⃣", "1 추진 #"),
        ("👨‍👩‍👧가🇰🇷나👍🏽다🏴\U000e0067\U000e007f라", "가 나 다 라"),
        ("❤️가☎나ℹ️다", "가 나 다"),
        ("갤럭시® S™ ©서울", "갤럭시 S 서울"),
        ("㈜가나 36℃ № 3 ½ ㎧", "(주)가나 36°C No 3 1/2 m/s"),
        ("￭추진 ´가¨", "추진 가"),
        ("탄̶소̶ ̈중립", "탄소 중립"),
        ("가ㅤ나\uffa0다\u2800라", "가 나 다 라"),
        ("탄소\ufdd0\U0001ffff중립", "탄소 중립"),
        ("葛\U000e0100城", "葛城"),
        ("탄\u200b소\ufeff중립", "탄 소중립"),
    ],
)
def test_a_text_is_normalised_as_the_rules_say(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ㅇ 추진 배경", "추진 배경"),
        ("개요\n ㅁ 추진 배경\r\n\tㅇ 일시", "개요 추진 배경 일시"),
        ("o 추진 배경\no EU 방문", "추진 배경 EU 방문"),
        ("ㅇ\n추진 배경\nㅇ", "추진 배경 ㅇ"),
        ("★ ㅇ o 추진 배경", "추진 배경"),
        ("ㅡ 추진\u2028ㆁ 배경", "추진 배경"),
        # A word, initials, or nothing that a bullet could open.
        ("o", "o"),
        ("ㅇ", "ㅇ"),
        ("ㅌ ㅅ", "ㅌ ㅅ"),
        ("ㅇㅇ 추진", "ㅇㅇ 추진"),
        ("o que", "o que"),
        ("O 형", "O 형"),
        ("추진 ㅇ 배경 o 일시", "추진 ㅇ 배경 o 일시"),
        ("ㄷ자 o2", "ㄷ자 o2"),
    ],
)
def test_a_letter_is_a_bullet_where_it_opens_a_line_and_a_blank_follows(text: str, normal: str) -> None:
    assert normalise(text).text == normal


def test_what_is_a_sign_leads_back_to_the_sign() -> None:
    shown = "㈜가\no EU 🇰🇷\ue1a7 방문"
    normal = normalise(shown)
    start = normal.text.index("EU")
    assert normal.original_span(start, start + 2) == (shown.index("EU"), shown.index("EU") + 2)
    place = normal.text.index("방문")
    assert normal.original_span(place, place + 2) == (shown.index("방문"), len(shown))


ANALYZER = TextAnalyzer()


@cache
def terms_of_normal(text: str) -> list[str]:
    return ANALYZER.terms(text).values


def terms(text: str) -> list[str]:
    return terms_of_normal(normalise(text).text)


def is_no_word(character: str) -> bool:
    """A sign; ㈜, ℃ and № are words."""
    composed = unicodedata.normalize("NFC", character)
    return SIGNS.fullmatch(composed) is not None and not any(map(str.isalnum, normalise(character).text))


def test_no_sign_of_any_kind_is_a_term_or_changes_the_word_beside_it() -> None:
    wrong: list[str] = []
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        # Of the codes without a character some, where whole planes are alike.
        if (code > 0xFFFF and code % 997 and unicodedata.category(sign) in {"Co", "Cn"}) or not is_no_word(sign):
            continue
        # Beside any mark, and behind a second space, nori reads 택지 and 방위; 의 as a particle where a space follows.
        around = {
            f"채택지{sign}": ["채택"],
            f"{sign}과방위를": ["과방", "위"],
            f"{sign} 과방위를": ["과방", "위"],
            f"곳의{sign}": ["곳", "의"],
            sign: [],
        }
        wrong += [text for text, alike in around.items() if terms(text) != alike]
    assert wrong == []


WORDS = st.sampled_from("곳의 채택지 뿐 전원보고서 과방위를 탄소중립 AI 2024년 G20 中國 튭 net 제3조".split())


@given(st.text(st.characters().filter(is_no_word), min_size=1, max_size=4), WORDS, WORDS)
@settings(deadline=None)
def test_a_word_among_signs_has_the_terms_it_has_among_blanks(signs: str, word: str, other: str) -> None:
    assert terms(f"{word} {signs} {other}") == terms(f"{word} {other}")
    assert terms(f"{signs}{word}{signs}") == terms(word)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_a_text_becomes_longer_only_by_words_written_as_one_character(text: str) -> None:
    # The longest is ﷺ: 18 letters.
    assert len(normalise(text).text) <= 18 * len(text)


def in_one_go(text: str) -> str:
    """The rules over the whole text at once, without the way back."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\ufeff]", "", re.sub("[\x00-\x09\x0b-\x1f\u200b①②○▶🎉]", " ", text))
    text = re.sub("[ㆍ․‧]", "·", text)
    text = "".join(
        part if "ㄱ" <= part <= "\u318e" else unicodedata.normalize("NFKC", part)
        for part in re.split("([ㄱ-\u318e])", text)
    )
    folded = ""
    for character in text:
        base = unicodedata.normalize("NFD", character)[0]
        if base.isascii() and base.isalpha():
            folded += base
        elif not unicodedata.combining(character) or re.match("[^\x00-\x7f가-힣\u1100-\u11ffㄱ-ㆎ·]", folded[-1:]):
            folded += character
    text, before = unicodedata.normalize("NFC", folded), ""
    while text != before:
        before = text
        text = re.sub(
            r"(?m)^((?: *[oㄱ-ㆎ](?=[ \n]))* *)(?:[ㄱ-ㆎ](?=[ \n]+[^ \nㄱ-ㆎ])|o(?=[ \n]+[^ \na-z]))", r"\1 ", text
        )
    text = text.replace("\n", " ")
    text = re.sub(" +", " ", text).strip(" ")
    return re.sub(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])", lambda number: number[0].replace(",", ""), text)


@given(KOREAN)
@settings(deadline=None)
def test_stretch_by_stretch_gives_what_the_whole_text_gives(text: str) -> None:
    assert normalise(text).text == in_one_go(text)


@given(
    KOREAN
    | PLACED
    | st.text(max_size=60)
    | st.text(st.characters(min_codepoint=0xFE00, max_codepoint=0xFFFF), max_size=9)
)
@settings(deadline=None)
def test_every_stretch_leads_back_to_its_own_place(text: str) -> None:
    normal = normalise(text)
    before = 0
    for position in range(len(normal.text)):
        start, end = normal.original_span(position, position + 1)
        assert 0 <= start < end <= len(text)
        assert start >= before
        before = start
        # What its place makes a sign or a mark of a letter is itself or a blank.
        own = normalise(text[start:end]).text + text[start:end] + " "
        assert normal.text[position] in own or end - start > 1


@given(KOREAN | PLACED | st.text(max_size=60))
@settings(deadline=None)
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(st.from_regex("[가-힣]+(?: [가-힣]+)*", fullmatch=True))
def test_words_of_hangul_are_what_they_are_beside_another_script(text: str) -> None:
    assert normalise(text).text == text
    assert normalise(f"{text} x").text == f"{text} x"


def test_an_accent_behind_an_invisible_mark_joins_its_letter() -> None:
    assert normalise("cafe\ufeff\u0301").text == "cafe"
    assert normalise("ᄀ\u200dᅡ").text == "가"


@given(
    st.text("가나 1,0①△ㆍ㎡cafe\u0301ＡＩ\u1100\u1161x", max_size=40) | PLACED,
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
