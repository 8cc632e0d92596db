"""The interface speaks as people in Korea do on the web: one word for one thing, and none that makes one stop."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What was said once, and what is said now.
WORDS = {
    "낱말": "단어, 검색어",
    "찾을 말": "검색어",
    "찾은 말": "검색어, 검색한 단어",
    "찾은 출장": "검색 결과",
    "나랏돈": "-",
    "누리집": "웹사이트",
    "나라": "국가, 방문국",
    "빼기": "해제, 제외",
    "뺐": "제외",
    "뺄": "제외할",
    "차례": "순서, 정렬",
    "고르기": "선택",
    "첫 쪽": "첫 페이지",
    "다음 쪽": "다음 페이지",
    "눈에 띄": "확인할 점",
    "도착일": "귀국일",
    "여행 기간": "기간",
    "등록일": "공개일",
    "열쇠": "인증키",
    "청한": "요청한",
    "견주": "비교",
    "견줍": "비교",
    "간직": "저장",
    "어긋": "불일치",
    "낡": "갱신 필요",
    "색인 판": "색인 버전",
    "들을 수": "수신, 포트를 열 수",
    "적은 대로": "입력한 대로",
    "이날": "이 날짜",
    "이만큼": "이상, 이하",
    "은(는)": "particle()",
    "을(를)": "particle()",
    "이(가)": "particle()",
    "(으)로": "particle()",
}
_SENTENCE = re.compile(r"(?:니다|세요|나요)[.? (]?")
_HANGUL = re.compile("[가-힣]")
_CODE = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
# Patterns hold the words of data, which agencies write.
_PATTERN = re.compile(r"[\\|]|\(\?")


def literals(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _HANGUL.search(node.value):
            yield node.lineno, node.value


@cache
def said() -> list[tuple[str, str]]:
    """Where a text stands that people read, and the text."""
    return list(_said())


def _said() -> Iterator[tuple[str, str]]:
    for path in of_rooms(".py", "webapp", "trips"):
        yield from ((f"{path.relative_to(ROOT)}:{line}", text) for line, text in literals(path))
    for path in of_rooms(".py", "search", "indexer"):
        for line, text in literals(path):
            if _SENTENCE.search(text) and not _PATTERN.search(text):
                yield f"{path.relative_to(ROOT)}:{line}", text
    for path in (*of_rooms(".html", "webapp"), *of_rooms(".js", "webapp")):
        yield str(path.relative_to(ROOT)), _CODE.sub(" ", path.read_text(encoding="utf-8"))
    for path in (ROOT / "README.ko.md", ROOT / "docs" / "import.ko.md"):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", re.sub(r"`[^`]*`", "", text)


def of_rooms(ending: str, *rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in ROOT.joinpath(room).rglob(f"*{ending}"))


@pytest.mark.parametrize("word", WORDS)
def test_no_text_that_people_read_has_a_word_that_nobody_uses(word: str) -> None:
    # At the beginning of a word: 나라 is none of 하나라도. A particle that was left open stands behind one.
    pattern = re.compile(re.escape(word) if "(" in word else rf"(?<![가-힣]){re.escape(word)}")
    found = [f"{where}: {text.strip()[:80]}" for where, text in said() if pattern.search(text)]
    assert not found, f"{word} → {WORDS[word]}"
