"""Themes: which trips get which, and why."""

import pytest

from search.document.document import document_maker
from search.document.themes import MAX_THEMES, ThemeFinder
from search.korean.analysis import TextAnalyzer
from search.trip import Theme, Trip
from search.words.files import Definition, our_words
from search.words.themes import find_theme, theme_name

ANALYZER = TextAnalyzer(our_words().user)
MAKER = document_maker(our_words())


def themes(title: str, *findings: str) -> tuple[Theme, ...]:
    return MAKER.make(Trip(id="t", title=title, findings=findings)).trip.themes


def keys(title: str, *findings: str) -> list[str]:
    return [theme.key for theme in themes(title, *findings)]


@pytest.mark.parametrize("title", ["탄소중립 도시 조사", "탄소 중립 도시 조사", "탄소중립도시와의 교류 검토"])
def test_a_strong_word_in_the_title_is_enough_however_it_is_spaced(title: str) -> None:
    assert keys(title)[0] == "climate-energy"


def test_a_word_in_passing_is_not_enough() -> None:
    assert keys("해외 사례 조사", "버스를 타고 이동하였다.") == []


def test_words_told_of_again_and_again_are_enough_without_the_title() -> None:
    assert "transport" in keys("해외 사례 조사", "트램 노선을 보았다.", "트램 요금은 무료다.", "트램 정류장은 낮다.")


def test_each_assignment_names_the_words_that_spoke_for_it_the_strongest_first() -> None:
    found = themes("스마트팜 연수", "온실에서 작물을 재배한다. 농가가 수확한다.")
    assert found[0].key == "agriculture"
    assert found[0].words[0] == "스마트팜"
    assert {"온실", "농가"} <= set(found[0].words)


def test_a_word_of_two_syllables_counts_at_the_beginning_of_words_only() -> None:
    """`이산림` is no forest; nori takes 해양관측망 apart wrongly, its letters still begin with 해양."""
    assert "ocean" in keys("북극 피오르 해양관측망 공동조사")
    finder = ThemeFinder(ANALYZER, [Definition("forest", "산림", (("산림", 3),))])
    assert finder.find(["이산림하다"], ["이산림하"], ["^이산 이산 산림 림하 하다"]) == ()


def test_a_trip_has_at_most_three_themes() -> None:
    assert len(keys("탄소중립 트램 스마트팜 도서관 산림 관광 연수")) == MAX_THEMES


def test_our_file_has_about_twenty_themes_with_keys_and_names_of_their_own() -> None:
    found = our_words().themes
    assert 18 <= len(found) <= 25
    assert len({theme.name for theme in found}) == len({theme.key for theme in found}) == len(found)
    assert all(len(theme.words) >= 10 for theme in found)


def test_every_word_of_our_file_is_found_when_it_is_the_title() -> None:
    """A word that its own title does not find could never speak for its theme."""
    lost = []
    for theme in our_words().themes:
        for word, weight in theme.words:
            finder = ThemeFinder(ANALYZER, [Definition(theme.key, theme.name, ((word, 3),))])
            document = MAKER.make(Trip(id="t", title=f"{word} 조사", findings=(f"{word}, {word}.",)))
            if not finder.find(document.sections, document.text_terms, document.text_bigrams):
                lost.append((word, weight))
    assert lost == []


@pytest.mark.parametrize("text", ["climate-energy", "기후·에너지", "기후ㆍ에너지", " 기후 · 에너지 ", "Climate-Energy"])
def test_a_theme_is_named_by_its_key_or_its_name(text: str) -> None:
    assert find_theme(text) == "climate-energy"


def test_a_key_that_is_gone_is_its_own_name() -> None:
    assert theme_name("astrology") == "astrology"
    assert find_theme("astrology") is None
