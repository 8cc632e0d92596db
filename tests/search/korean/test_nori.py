"""nori in Python against the tokens of a real Elasticsearch, and compiled against plain."""

import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.korean import BLANK_READINGS, STOP_TAGS, UserWord
from search.korean.nori import Analyzer, Mode, Tokenizer, viterbi
from search.korean.nori.dictionary import system_dictionary

PLAIN = Path(viterbi.__file__).parent / "viterbi.py"


def terms(text: str, *words: UserWord) -> list[tuple[str, int, int]]:
    return [(token.term, token.start, token.end) for token in Tokenizer(words).tokenize(text)]


@pytest.fixture
def as_plain_python(monkeypatch: pytest.MonkeyPatch) -> Callable[[], ModuleType]:
    """Puts the inner loop from its source in place, whatever was compiled."""

    def replace() -> ModuleType:
        spec = importlib.util.spec_from_file_location("plain_viterbi", PLAIN)
        assert spec
        assert spec.loader
        plain = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(plain)
        monkeypatch.setattr("search.korean.nori.tokenizer.Lattice", plain.Lattice)
        return plain

    return replace


@pytest.mark.parametrize("mode", [Mode.DISCARD, Mode.MIXED])
def test_every_golden_line_has_exactly_the_tokens_of_elasticsearch(shared: Path, mode: Mode) -> None:
    bare = Tokenizer((), mode)
    lines = (shared / "korean" / "nori_golden.jsonl").read_text(encoding="utf-8").splitlines()
    golden = [json.loads(line) for line in lines]
    assert len(golden) == 202
    differences = [
        line["text"] for line in golden if [list(token) for token in bare.tokenize(line["text"])] != line[mode.value]
    ]
    assert differences == []


def speeches(shared: Path) -> list[str]:
    lines = (shared / "data" / "load" / "speeches.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["text"] for line in lines if line]


def different(texts: list[str], as_plain_python: Callable[[], ModuleType]) -> list[str]:
    """The texts whose tokens differ between the loop as installed and as plain Python."""
    installed = [Tokenizer().tokenize(text) for text in texts]
    assert not as_plain_python().COMPILED
    return [text for text, tokens in zip(texts, installed, strict=True) if Tokenizer().tokenize(text) != tokens]


def test_the_plain_loop_gives_the_same_tokens_as_the_compiled_one(
    shared: Path, as_plain_python: Callable[[], ModuleType]
) -> None:
    assert different(speeches(shared)[::150], as_plain_python) == []


@pytest.mark.drill
def test_the_plain_loop_gives_the_same_tokens_on_all_speeches(
    shared: Path, as_plain_python: Callable[[], ModuleType]
) -> None:
    texts = speeches(shared)
    assert len(texts) == 15_843
    assert different(texts, as_plain_python) == []


@pytest.mark.skipif("CI" not in os.environ, reason="outside CI the loop may run as plain Python")
def test_ci_measures_the_compiled_loop() -> None:
    assert viterbi.COMPILED


def test_a_verb_is_found_by_its_stem_and_holes_stay() -> None:
    tokens = Analyzer().analyze("가는 길")
    assert [(token.term, token.position_increment) for token in tokens] == [("갈", 1), ("길", 2)]


def test_two_spaces_are_no_one_space() -> None:
    tokens = Analyzer().analyze("먹 었다 먹  었다")
    assert [(token.term, token.position_increment) for token in tokens] == [("먹", 1), ("먹", 3)]


def test_hanja_is_read() -> None:
    assert [token.term for token in Analyzer().analyze("中國 東京")] == ["중국", "동경"]


def test_a_user_word_is_cut_by_the_lengths_of_its_parts() -> None:
    assert terms("세종시", UserWord("세종시", ("세종", "시"))) == [("세종", 0, 2), ("시", 2, 3)]
    assert terms("세종시", UserWord("세종시", ("가나", "다"))) == [("세종", 0, 2), ("시", 2, 3)]


def test_the_longest_user_word_wins() -> None:
    words = (UserWord("세종"), UserWord("세종시청"))
    assert terms("세종시청", *words) == [("세종시청", 0, 4)]


def test_offsets_count_utf16_units_behind_an_emoji() -> None:
    assert terms("🎉중국")[-1] == ("중국", 2, 4)


def test_a_text_without_a_commit_point_is_cut_and_loses_nothing() -> None:
    text = "가" * 5000 + "나다라마바사" * 500
    found = terms(text)
    assert found[0][1] == 0
    assert found[-1][2] == len(text)


@given(st.text(max_size=200) | st.text("가각갂나는을를의이다하했 123.,()AI", max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_tokens_inside_the_text(text: str) -> None:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    start = 0
    for token in Analyzer().analyze(text):
        assert start <= token.start < token.end <= units
        assert token.position_increment >= 1
        assert token.term
        start = token.start


def test_the_dictionary_has_no_other_readings_with_a_blank_than_those_we_know() -> None:
    dictionary = system_dictionary()
    features = (dictionary.features(token).split(",") for token in range(len(dictionary.tokens) // 8))
    readings = {found[3].strip() for found in features if " " in found[3] and found[0] not in STOP_TAGS}
    assert readings == BLANK_READINGS


@pytest.mark.parametrize("word", ["튜토리얼", "런웨이", "존홀", "그레이맨", "고양이로소이다"])
def test_no_stored_term_has_a_blank_or_is_empty(word: str) -> None:
    terms, spans = Analyzer().terms(f"새 {word}을 따라 하며")
    assert " ".join(terms).split() == terms
    assert len(spans) == 2 * len(terms)
