"""Words that mean the same: synonyms, other names of countries, cities and organisations → what else to search for.

The files of mappings/words/ say what belongs together. A word of a query is recognised as a whole, without its
particle, without its spaces, or as a part of a longer word, always by the terms of the index that is searched.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import mappings
from search.korean.analysis import TextAnalyzer
from search.korean.names import COUNTRIES_FILE, country_names
from search.korean.normalise import normalise
from search.page import Reason

WORDS_FOLDER: Final = Path(mappings.__file__).parent / "words"
SYNONYMS_FILE: Final = WORDS_FOLDER / "synonyms.toml"
CITIES_FILE: Final = WORDS_FOLDER / "cities.toml"
ORGANISATIONS_FILE: Final = WORDS_FOLDER / "organisations.toml"

# One syllable, and two small letters, are too often something else: 강, 법, `us`, `it`.
_SHORTEST: Final = 2


class SynonymsError(ValueError):
    """A file of words that cannot be used; the message (Korean, for people) names file, line and remedy."""


class Group(NamedTuple):
    """Words that mean the same, normalised, each once."""

    reason: Reason
    words: tuple[str, ...]


class Typed(NamedTuple):
    """An unquoted word of a query and its kept terms."""

    text: str
    terms: tuple[str, ...]


class Segment(NamedTuple):
    """Some terms of a query in a row; `group` is what they are one word of."""

    text: str
    terms: tuple[str, ...]
    group: Group | None


class Meaning(NamedTuple):
    """What the words from `first` to before `last` say: one segment for all, or several of one word."""

    first: int
    last: int
    segments: tuple[Segment, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every group of our files. Raises SynonymsError."""
    return read_groups(WORDS_FOLDER)


def read_groups(folder: Path) -> tuple[Group, ...]:
    """Every group of the files in a folder. Raises SynonymsError."""
    found = (
        *((Reason.COUNTRY, words) for words in country_names(_toml(folder / COUNTRIES_FILE.name))),
        *((Reason.CITY, words) for words in _named(folder / CITIES_FILE.name)),
        *((Reason.ORGANISATION, words) for words in _named(folder / ORGANISATIONS_FILE.name)),
        *((Reason.SYNONYM, words) for words in _synonyms(folder / SYNONYMS_FILE.name)),
    )
    return tuple(made for reason, words in found if len((made := _group(reason, words)).words) > 1)


def _synonyms(path: Path) -> Iterator[Sequence[str]]:
    for topic, table in _toml(path).items():
        if not isinstance(table, dict) or table.keys() != {"groups"} or not isinstance(table["groups"], list):
            raise SynonymsError(f"{path.name} [{topic}]: groups = [[…], […]] 꼴의 항목 하나만 쓸 수 있습니다.")
        for words in table["groups"]:
            yield _words(f"{path.name} [{topic}] {words}", words)


def _named(path: Path) -> Iterator[Sequence[str]]:
    for kind, table in _toml(path).items():
        if not isinstance(table, dict):
            raise SynonymsError(f'{path.name} {kind}: [묶음] 아래에 "이름" = ["다른 이름"] 꼴로 쓰세요.')
        for name, others in table.items():
            yield (name, *_words(f"{path.name} [{kind}] {name}", others))


def _words(where: str, words: Any) -> Sequence[str]:  # noqa: ANN401 - whatever a file holds
    if not isinstance(words, list) or not all(isinstance(word, str) and key(word) for word in words):
        raise SynonymsError(f"{where}: 따옴표로 묶은 말을 […] 안에 쓰세요. 글자나 숫자가 없는 말은 쓸 수 없습니다.")
    folded = ["".join(word.split()).casefold() for word in words]
    repeated = sorted({word for word, form in zip(words, folded, strict=True) if folded.count(form) > 1})
    if repeated:
        raise SynonymsError(f"{where}: 같은 말이 두 번 있습니다({', '.join(repeated)}). 하나만 남기세요.")
    return words


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SynonymsError(f"{path.name}: TOML로 읽을 수 없습니다({error}). 그 자리를 고치세요.") from error
    except OSError as error:
        raise SynonymsError(f"{path}: 읽을 수 없습니다({error.strerror}). 파일이 있는지 보세요.") from error
    except UnicodeDecodeError as error:
        message = f"{path.name}: {error.start}번째 바이트가 UTF-8이 아닙니다. 파일을 UTF-8로 저장하세요."
        raise SynonymsError(message) from error


def _group(reason: Reason, words: Iterable[str]) -> Group:
    """Names with brackets are for forms, not for texts; two letters mean a country only where they are capitals."""
    normal = dict.fromkeys(normalise(word).text for word in words)
    # A city of one syllable (빈) is found, but never what is looked for: alone it is too often another word.
    shortest = 1 if reason is Reason.CITY else _SHORTEST
    return Group(reason, tuple(word for word in normal if len(key(word)) >= shortest and "(" not in word))


def key(text: str) -> str:
    """What is compared of a word: its letters and digits in small letters."""
    return "".join(character for character in text if character.isalnum()).casefold()


class Expander:
    """Recognises the words of our groups in queries, in the terms of one analyzer. Thread-safe."""

    def __init__(self, analyzer: TextAnalyzer, known: Sequence[Group] | None = None) -> None:
        """`known` are the groups of our files if none are given."""
        self._by_key: dict[str, Group] = {}
        self._by_terms: dict[tuple[str, ...], Group] = {}
        for group in groups() if known is None else known:
            for word in group.words:
                if len(key(word)) < _SHORTEST:
                    continue
                self._by_key.setdefault(key(word), group)
                terms = analyzer.read_as_noun(word).terms
                # Terms stand for the word only where nothing of it is dropped or changed.
                if "".join(terms) == key(word):
                    self._by_terms.setdefault(terms, group)
        self._most_terms = max(map(len, self._by_terms), default=0)

    def meanings(self, words: Sequence[Typed]) -> list[Meaning]:
        """The longest known words in `words`, from left to right; words without any give nothing."""
        found = []
        first = 0
        while first < len(words):
            meaning = self._spanning(words, first) or self._inside(words[first], first)
            if meaning:
                found.append(meaning)
            first = meaning.last if meaning else first + 1
        return found

    def _spanning(self, words: Sequence[Typed], first: int) -> Meaning | None:
        """The longest row of whole words from `first` on that is one known word."""
        for last in range(min(len(words), first + self._most_terms), first, -1):
            row = words[first:last]
            text = " ".join(word.text for word in row)
            terms = tuple(term for word in row for term in word.terms)
            group = self._whole(text, terms)
            if group:
                return Meaning(first, last, (Segment(text, terms, group),))
        return None

    def _whole(self, text: str, terms: tuple[str, ...]) -> Group | None:
        compared = key(text)
        if len(compared) == _SHORTEST and compared.isascii() and not text.isupper():
            group = self._by_key.get(compared)
            return group if group and group.reason is Reason.SYNONYM else None
        return self._by_key.get(compared) or self._by_terms.get(terms)

    def _inside(self, word: Typed, place: int) -> Meaning | None:
        """The known words that a longer one is made of, with what stands between them."""
        segments: list[Segment] = []
        terms = word.terms
        start = 0
        while start < len(terms):
            last, group = self._longest(terms, start)
            segments.append(Segment("".join(terms[start:last]), terms[start:last], group))
            start = last
        return Meaning(place, place + 1, tuple(segments)) if any(segment.group for segment in segments) else None

    def _longest(self, terms: tuple[str, ...], start: int) -> tuple[int, Group | None]:
        for last in range(min(len(terms), start + self._most_terms), start, -1):
            group = self._by_terms.get(terms[start:last])
            if group and (last - start > 1 or len(terms[start]) > _SHORTEST):
                return last, group
        return start + 1, None
