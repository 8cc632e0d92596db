"""The files of mappings/words/ as one thing: read from a folder, checked word by word before anything is indexed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from mappings.korean import USER_WORDS_FILE, UserWord, UserWordsError, read_user_words
from search.korean import names
from search.korean.expand import (
    CITIES_FILE,
    ORGANISATIONS_FILE,
    SYNONYMS_FILE,
    WORDS_FOLDER,
    Group,
    SynonymsError,
    key,
    read_groups,
)
from search.korean.functions import QUESTION_WORDS_FILE, QuestionWordsError, read_question_words
from search.themes import THEMES_FILE, ThemesError, read_definitions

_GROUPED: Final = (names.COUNTRIES_FILE.name, CITIES_FILE.name, ORGANISATIONS_FILE.name, SYNONYMS_FILE.name)


class WordsError(ValueError):
    """Files of words that cannot be used; the message (Korean, for people) has a line for each fault."""


class WordFiles(NamedTuple):
    """What the files say: the words that an index is built with, and those that queries are widened by."""

    user: tuple[UserWord, ...]
    groups: tuple[Group, ...]


def read_words(folder: Path = WORDS_FOLDER) -> WordFiles:
    """The words of a folder. Raises WordsError with every fault of every file."""
    faults = list(_faults(folder))
    if faults:
        raise WordsError("\n".join(faults))
    return WordFiles(read_user_words(folder / USER_WORDS_FILE.name), read_groups(folder))


def _faults(folder: Path) -> Iterator[str]:
    """What is wrong, a sentence each, with file, line and remedy."""
    for check, file in (
        (read_user_words, USER_WORDS_FILE),
        (read_definitions, THEMES_FILE),
        (read_question_words, QUESTION_WORDS_FILE),
    ):
        try:
            check(folder / file.name)
        except (UserWordsError, ThemesError, QuestionWordsError) as error:
            yield str(error)
    try:
        groups = read_groups(folder)
    except SynonymsError as error:
        yield str(error)
        return
    first: dict[str, Group] = {}
    for group in groups:
        for word in group.words:
            other = first.setdefault(key(word), group)
            if other is not group:
                yield (
                    f"‘{word}’이(가) 두 묶음에 있습니다({_places(folder, word)}). "
                    "한쪽의 말이 다른 쪽의 말까지 끌어옵니다. 두 묶음을 합치거나 한쪽에서 빼세요."
                )


def _places(folder: Path, word: str) -> str:
    """The lines of the grouped files in which `word` stands, for people."""
    wanted = key(word)
    found = [
        f"{name} {number}번째 줄"
        for name in _GROUPED
        for number, line in enumerate((folder / name).read_text(encoding="utf-8").splitlines(), start=1)
        if wanted in {key(piece) for piece in line.split('"')[1::2]}
    ]
    return ", ".join(found)
