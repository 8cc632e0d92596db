"""`trips words check FOLDER`: what other words would alter, seen by the person who changes them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search.words.tables import WORDS_FOLDER
from tests.commands import Run

RECORDS = [
    {"id": "a", "title": "습지 운영 조사", "summary": "철새", "organisation": "가나연구단"},
    {"id": "b", "title": "습지 건축 견학", "summary": "전망대", "organisation": "수원시"},
    {"id": "c", "title": "공원 운영 조사", "summary": "공원 산책로와 벤치"},
    {"id": "d", "title": "스케이트보드장 견학", "summary": "스케이트보드장 설계"},
]

Check = Callable[..., str]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A copy of the files of words to change."""
    return Path(shutil.copytree(WORDS_FOLDER, tmp_path / "words"))


@pytest.fixture
def check(run: Run, tmp_path: Path, words: Path) -> Check:
    """What `words check` prints of the changed folder, over an index of the records."""

    def printed(*arguments: str) -> str:
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    records = tmp_path / "trips.jsonl"
    records.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    printed("index", str(records))
    return lambda *arguments: printed("words", "check", str(words), *arguments)


def change(words: Path, name: str, old: str, new: str) -> None:
    text = (words / name).read_text(encoding="utf-8")
    assert old in text
    (words / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def add(words: Path, name: str, text: str) -> None:
    with (words / name).open("a", encoding="utf-8") as file:
        file.write(text)


def test_words_that_are_the_same_change_nothing(check: Check, words: Path) -> None:
    add(words, "ambiguous_names.txt", "힣힣\t1\t지어낸 이름\n")
    assert "바뀐 단어가 없습니다." in check()


def test_a_new_theme_says_which_trips_would_get_it(check: Check, words: Path) -> None:
    add(
        words,
        "themes.toml",
        '[skating]\nname = "스케이트"\nenglish = "Skating"\n3 = ["스케이트보드장"]\n[surfing]\nname = "서핑"\nenglish = "Surfing"\n3 = ["서핑보드장"]\n',
    )
    said = check()
    assert "주제 ‘스케이트’: 출장 1건에 붙고 0건에서 빠집니다." in said
    assert "주제 ‘서핑’: 추가되지만 달라지는 출장은 없습니다." in said
    assert "`trips rebuild`로" in said


def test_a_theme_that_loses_a_word_or_its_name_says_so(check: Check, words: Path) -> None:
    change(words, "themes.toml", '"습지"', '"스케이트보드장"')
    change(words, "themes.toml", '"기후·에너지"', '"기후 대응"')
    said = check()
    assert "에 붙고 2건에서 빠집니다." in said
    assert "주제 [climate-energy]의 이름: ‘기후·에너지’ → ‘기후 대응’." in said


def test_a_changed_office_says_what_its_trips_would_be_counted_under(check: Check, words: Path) -> None:
    add(words, "offices.toml", '"가나연구단" = { kind = "공공기관", regions = ["서울"] }\n')
    said = check()
    assert "기관 ‘가나연구단’: 지역 (없음), 유형 (없음) → 지역 서울, 유형 공공기관." in said
    assert "기관 2곳 가운데 1곳의 지역이나 유형이 `trips rebuild` 뒤에 바뀝니다." in said
    assert "기관의 지역과 유형은 `trips rebuild`로" in said


def test_a_new_question_word_says_which_titles_are_read_otherwise(check: Check, words: Path) -> None:
    change(words, "question_words.toml", '"궁금",', '"궁금", "습지",')
    said = check()
    assert "‘습지 운영 조사’: 검색하는 단어 습지·운영·조사 → 운영·조사" in said
    assert "검색어 2개 가운데" in said
    assert "서버를 다시 켤 때" in said


def test_queries_of_a_file_are_asked_with_the_changed_question_words(check: Check, words: Path, tmp_path: Path) -> None:
    change(words, "question_words.toml", '"궁금",', '"궁금", "습지",')
    queries = tmp_path / "queries.txt"
    queries.write_text("습지 조사\n공원\n", encoding="utf-8")
    said = check("--queries", str(queries))
    assert "‘습지 조사’: 검색하는 단어 습지·조사 → 조사; 3건 → 2건" in said
    assert "검색어 2개 가운데 1개의 앞 열 건이 바뀝니다(출장 4건으로 비교)." in said


def test_a_new_common_term_says_whose_similar_trips_change(check: Check, words: Path) -> None:
    add(words, "common_terms.txt", "습지\n")
    said = check()
    assert "‘습지 건축 견학’: 비슷한 출장이 바뀝니다." in said
    assert "출장 4건 가운데" in said


def test_a_word_that_no_text_has_as_one_term_is_said_to_have_no_effect(check: Check, words: Path) -> None:
    add(words, "common_terms.txt", "도서관\n")
    assert "‘도서관’: 색인에서는 ‘도서’, ‘관’처럼 나뉘어 효과가 없습니다. 나뉜 단어를 쓰세요." in check()
