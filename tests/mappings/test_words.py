"""The words files, line by line, and what user words do to texts."""

import tomllib
from collections.abc import Iterator

import pytest

from mappings.korean import UserWord, UserWordsError, parse_user_words, read_user_words
from search.korean.names import COUNTRIES_FILE, country_label, find_country
from search.korean.nori import Analyzer

WORDS = read_user_words()
FINALS = 28
RIEUL = 8


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(WORDS)


def in_context(word: str) -> Iterator[tuple[str, list[str]]]:
    """Texts with `word` in them as reports write it, and the terms that the rest of the text gives."""
    final = (ord(word[-1]) - ord("가")) % FINALS
    particles = ("을", "은", "이", "과") if final else ("를", "는", "가", "와")
    for particle in (*particles, "의", "에서", "으로" if final not in {0, RIEUL} else "로"):
        yield f"{word}{particle} 연구", ["연구"]
    yield f"{word})", []
    yield f"({word})에서 연구", ["연구"]
    yield f"해외 {word}", ["해외"]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.surface)
def test_a_user_word_gives_the_same_terms_alone_and_in_a_text(word: UserWord, analyzer: Analyzer) -> None:
    alone = [token.term for token in analyzer.analyze(word.surface)]
    for text, rest in in_context(word.surface):
        terms = [token.term for token in analyzer.analyze(text)]
        before = rest if text.startswith("해외") else []
        behind = [] if before else rest
        assert terms == before + alone + behind, text


@pytest.mark.parametrize(
    ("one", "other"),
    [("신재생에너지", "신재생 에너지"), ("1인가구", "1인 가구"), ("사회적경제", "사회적 경제")],
)
def test_a_compound_gives_the_same_terms_with_and_without_a_space(one: str, other: str, analyzer: Analyzer) -> None:
    assert [token.term for token in analyzer.analyze(one)] == [token.term for token in analyzer.analyze(other)]


@pytest.mark.parametrize("word", ["비대면", "저탄소", "재활용", "비급여", "초고령", "무장애", "보고서"])
def test_a_prefix_that_carries_the_meaning_stays_with_its_word(word: str, analyzer: Analyzer) -> None:
    assert [token.term for token in analyzer.analyze(f"{word} 정책")] == [word, "정책"]


def test_no_user_word_breaks_a_longer_word_of_ordinary_text(analyzer: Analyzer) -> None:
    terms = [token.term for token in analyzer.analyze("집중국면과 더미국가, 시의회의 회의")]
    assert "중국" not in terms
    assert "미국" not in terms
    assert terms[-3:] == ["시", "의회", "회의"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("보고서\n# 설명\n보고서", "line 3: 보고서 already stands in line 1"),
        ("세종시 세종특별 시", "line 1: 세종시 is shorter than its parts"),
    ],
    ids=["twice", "parts too long"],
)
def test_a_words_file_with_a_mistake_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(UserWordsError, match=complaint):
        parse_user_words(text, "user_words.txt")


def test_every_country_entry_is_a_country_and_each_of_its_names_leads_to_it() -> None:
    entries = tomllib.loads(COUNTRIES_FILE.read_text(encoding="utf-8"))
    for code, entry in entries.items():
        assert entry.keys() <= {"name", "aliases"}, code
        assert country_label(code) != code
        for name in (*entry.get("aliases", ()), *([entry["name"]] if "name" in entry else [])):
            found = find_country(name)
            assert found is not None
            assert found.code == code, f"{name} leads to {found.code}, not to {code}"
