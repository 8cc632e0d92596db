"""Words that mean the same: synonyms, other names of countries, cities and organisations → what else to search for.

The files of mappings/words/ say what belongs together. A word of a query is recognised as a whole, without its
particle, without its spaces, or as a part of a longer word, always by the terms of the index that is searched.
"""

from collections.abc import Sequence
from typing import NamedTuple

from search.korean.analysis import TextAnalyzer
from search.page import Reason
from search.words.groups import SHORTEST, Group, key


class Typed(NamedTuple):
    """An unquoted word of a query without its ending, its kept terms, and as it was `written`.

    One that says nothing (`헌`, `깨끗이`) is only a part of names that have it.
    """

    text: str
    terms: tuple[str, ...]
    written: str
    says: bool = True


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


class Expander:
    """Recognises the words of our groups in queries, in the terms of one analyzer. Thread-safe."""

    def __init__(self, analyzer: TextAnalyzer, known: Sequence[Group]) -> None:
        """`known` are the groups of words that mean the same."""
        self._by_key: dict[str, Group] = {}
        self._by_terms: dict[tuple[str, ...], Group] = {}
        for group in known:
            for word in group.words:
                if len(key(word)) < SHORTEST:
                    continue
                self._by_key.setdefault(key(word), group)
                terms = analyzer.read_as_noun(word).terms
                # Terms stand for the word only where nothing of it is dropped or changed.
                if "".join(terms) == key(word):
                    self._by_terms.setdefault(terms, group)
        self._most_terms = max(map(len, self._by_terms), default=0)

    def knows(self, text: str) -> bool:
        """Whether `text` as a whole is one of the words."""
        return len(key(text)) >= SHORTEST and self._whole(text, ()) is not None

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
            said = [word for word in row if word.says]
            is_told = row[0].says and row[-1].says
            # A word without terms says nothing by them: `뒷돈` beside 월급 would be a part of 월급.
            terms = tuple(term for word in said for term in word.terms) if all(word.terms for word in said) else ()
            for text in (*(_told(said) if is_told else ()), *_written(row)):
                group = self._whole(text, terms if is_told else ())
                if group:
                    return Meaning(first, last, (Segment(text, terms, group),))
        return None

    def _whole(self, text: str, terms: tuple[str, ...]) -> Group | None:
        compared = key(text)
        if len(compared) == SHORTEST and compared.isascii() and not text.isupper():
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
        # A syllable beside a known word is one of a word that was cut wrongly: apart it stands in nearly every trip.
        has_stray = any(not segment.group and len(segment.text) == 1 for segment in segments)
        is_known = any(segment.group for segment in segments)
        return Meaning(place, place + 1, tuple(segments)) if is_known and not has_stray else None

    def _longest(self, terms: tuple[str, ...], start: int) -> tuple[int, Group | None]:
        for last in range(min(len(terms), start + self._most_terms), start, -1):
            group = self._by_terms.get(terms[start:last])
            if group and (last - start > 1 or len(terms[start]) > SHORTEST):
                return last, group
        return start + 1, None


def _told(row: Sequence[Typed]) -> tuple[str, ...]:
    """What words in a row say without their endings: as they stand, and by their stems (`물이 샌다`)."""
    return " ".join(word.text for word in row), " ".join("".join(word.terms) or word.text for word in row)


def _written(row: Sequence[Typed]) -> tuple[str, ...]:
    """Words in a row with what nori drops, with and without the last one's ending: `헌 옷`, `먹는 물`, `혼자 사는`."""
    *inner, last = row
    before = "".join(f"{word.written} " for word in inner)
    return f"{before}{last.text}", f"{before}{last.written}"
