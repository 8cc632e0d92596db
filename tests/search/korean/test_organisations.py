import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.korean.organisations import organisation_key

NAMES = st.sampled_from(
    [
        "경기도교육청",
        "(재)경기아트센터",
        "(주)한국도로공사",
        "KOTRA",
        "과학기술정보통신부 1·2차관실",
        "Zürich 시청",
        "제1,250부대",
    ]
)
# Of each kind one that people or programs put between letters.
BLANKS = st.sampled_from([" ", "  ", "\u00a0", "\u3000", "\t", "\u200b", "\ufeff", "\u00ad"])


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same written otherwise."""
    name = draw(NAMES)
    written = "".join(
        character + (draw(BLANKS) if draw(st.integers(0, 3)) == 0 else "") for character in name.replace(" ", "")
    )
    if draw(st.booleans()):
        written = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in written)
    if draw(st.booleans()):
        written = written.replace("(주)", "㈜")
    if draw(st.booleans()):
        written = written.swapcase()
    return name, unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), written)


@given(spellings())
def test_a_name_has_one_key_however_it_is_spaced_and_how_wide_it_is(names: tuple[str, str]) -> None:
    name, written = names
    assert organisation_key(written) == organisation_key(name)


@given(st.text(min_size=1) | st.text("가 가1,0(주)㈜Aß二〇★\u0301\ue1a7", min_size=1, max_size=12))
def test_the_key_of_a_key_is_the_key_and_fits_an_index(name: str) -> None:
    key = organisation_key(name)
    assert organisation_key(key) == key
    assert len(key.encode("utf-16-le", "surrogatepass")) // 2 <= 255
    assert key or not name.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [("경기도교육청", "경기도 교육지원청"), ("서울대", "서울대학교"), ("★★", "☆☆"), ("(재)경기", "경기")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)
