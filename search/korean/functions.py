"""Words that ask or only hold a sentence together (mappings/words/question_words.toml)."""

import tomllib
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import mappings

QUESTION_WORDS_FILE: Final = Path(mappings.__file__).parent / "words" / "question_words.toml"


class Use(Enum):
    """What a word does in a query."""

    CONTENT = auto()
    ASKING = auto()
    FILLING = auto()


class QuestionWordsError(ValueError):
    """A file of question words that cannot be used; the message (Korean, for people) names file and remedy."""


class QuestionWords(NamedTuple):
    """The kept terms of the file."""

    asking: frozenset[str]
    filling: frozenset[str]
    beside: frozenset[str]


def use_of(terms: Sequence[str]) -> Use:
    """What a word with these kept terms does; one without any is left to the rules for such words."""
    words = _words()
    if not terms or not words.asking.union(words.filling, words.beside).issuperset(terms):
        return Use.CONTENT
    if not words.asking.isdisjoint(terms):
        return Use.ASKING
    return Use.CONTENT if words.filling.isdisjoint(terms) else Use.FILLING


@cache
def _words() -> QuestionWords:
    return read_question_words(QUESTION_WORDS_FILE)


def read_question_words(path: Path) -> QuestionWords:
    """The words of a file. Raises QuestionWordsError."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QuestionWordsError(f"{path.name}: TOML로 읽을 수 없습니다({error}). 그 자리를 고치세요.") from error
    except OSError as error:
        raise QuestionWordsError(f"{path}: 읽을 수 없습니다({error.strerror}). 파일이 있는지 보세요.") from error
    if found.keys() != set(QuestionWords._fields) or not all(isinstance(words, list) for words in found.values()):
        expected = ", ".join(QuestionWords._fields)
        raise QuestionWordsError(f"{path.name}: {expected} = […] 꼴의 항목 셋이 있어야 합니다.")
    return QuestionWords(*(frozenset(found[name]) for name in QuestionWords._fields))
