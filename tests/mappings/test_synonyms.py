"""The files of words that mean the same: read as the program reads them, and what is wrong is said with its place."""

import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from babel import Locale

from mappings.korean import read_user_words
from search.korean.analysis import TextAnalyzer
from search.korean.expand import CITIES_FILE, SYNONYMS_FILE, WORDS_FOLDER, Expander, Typed, groups, key
from search.page import Reason
from search.words import WordsError, read_words


def test_there_are_as_many_groups_as_the_design_asks_for() -> None:
    counts = Counter(group.reason for group in groups())
    assert counts[Reason.SYNONYM] >= 150
    assert counts[Reason.COUNTRY] >= 200
    assert counts[Reason.CITY] >= 250
    assert counts[Reason.ORGANISATION] >= 80


def test_cities_stand_under_the_codes_of_countries() -> None:
    cities = tomllib.loads(CITIES_FILE.read_text(encoding="utf-8"))
    assert cities.keys() <= set(map(str, Locale("ko").territories))


def test_a_word_of_one_syllable_is_a_city_and_never_what_is_looked_for() -> None:
    short = {word for group in groups() for word in group.words if len(key(word)) < 2}
    assert short == {"빈", "본"}
    assert {group.reason for group in groups() if short & set(group.words)} == {Reason.CITY}
    known = Expander(TextAnalyzer(read_user_words()))
    assert [known.meanings([Typed(word, (word,))]) for word in short] == [[], []]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our files to spoil."""
    return Path(shutil.copytree(WORDS_FOLDER, tmp_path / "words"))


def add(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_copy_of_our_files_says_the_same(folder: Path) -> None:
    assert read_words(folder) == read_words()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("synonyms.toml", '[more]\ngroups = [["넷제로", "그물코제로"]]\n', "‘넷제로’이[(]가[)] 두 묶음에 있습니다[(]synonyms.toml"),
        ("synonyms.toml", '[more]\ngroups = [["도쿄", "동경시"]]\n', "두 묶음에 있습니다[(]cities.toml .*synonyms.toml .*합치거나"),
        ("synonyms.toml", '[more]\ngroups = [["가나다", "가 나다"]]\n', "같은 말이 두 번 있습니다[(]가 나다, 가나다[)]"),
        ("synonyms.toml", "[more]\ngroups = [[1, 2]]\n", "따옴표로 묶은 말"),
        ("synonyms.toml", '[more]\nwords = ["가나", "다라"]\n', "꼴의 항목 하나만"),
        ("synonyms.toml", "[more]\ngroups = [?]\n", r"synonyms.toml: TOML로 읽을 수 없습니다.*line"),
        ("cities.toml", '[KR]\n"서울" = "Seoul"\n', "따옴표로 묶은 말을"),
        ("themes.toml", "[Wrong]\n", "themes.toml"),
        ("question_words.toml", "more = []\n", "꼴의 항목 셋"),
        ("user_words.txt", "보고서\n", "이미 있습니다"),
        ("user_words.txt", "새낱말 새로운 낱말\n", "짧습니다"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(folder: Path, name: str, text: str, said: str) -> None:
    add(folder, name, text)
    with pytest.raises(WordsError, match=said):
        read_words(folder)


def test_every_fault_of_every_file_is_said_at_once(folder: Path) -> None:
    add(folder, "user_words.txt", "보고서\n")
    (folder / SYNONYMS_FILE.name).write_bytes("[가]".encode("cp949"))
    with pytest.raises(WordsError) as error:
        read_words(folder)
    first, second = str(error.value).splitlines()
    assert "user_words.txt" in first
    assert "UTF-8로 저장하세요" in second


def test_a_missing_file_is_said(folder: Path) -> None:
    (folder / CITIES_FILE.name).unlink()
    with pytest.raises(WordsError, match=r"cities.toml.*파일이 있는지"):
        read_words(folder)
