"""Themes (주제) of a trip: weighted words of mappings/words/themes.toml, found in its text when it is indexed.

A theme is kept with the words that spoke for it, so that every assignment can be explained without the text.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from search.korean.analysis import TextAnalyzer
from search.korean.hangul import MIN_RUN, RUN
from search.korean.letters import row_of
from search.korean.normalise import normalise
from search.trip import Theme
from search.words.files import Definition

# A word counts up to MAX_COUNT times, and TITLE_WEIGHT times more where it stands in the title; from THRESHOLD points
# on a trip has the theme, the MAX_THEMES strongest are kept. docs/decisions/0006-themes.md has what that came to.
MAX_COUNT: Final = 3
TITLE_WEIGHT: Final = 4
THRESHOLD: Final = 8
MAX_THEMES: Final = 3
# So many words explain a theme.
MAX_WORDS: Final = 5


class _Word(NamedTuple):
    """A word of a theme as it is looked for: among the terms of a trip, and among its bigrams.

    A word of one term costs one look-up in what is counted. A word of several terms stands as a `row` in the terms, a
    run of two syllables as a row of `letters`, at the beginning of words only, a longer `run` in the text itself; these
    are searched only where their first term or bigram occurs. Empty: not looked for that way.
    """

    surface: str
    theme: int
    weight: int
    term: str
    row: str
    bigram: str
    letters: str
    run: str


class _Text:
    """A text as words are counted in it."""

    def __init__(self, texts: Sequence[str], terms: Sequence[str], bigrams: Sequence[str]) -> None:
        self.terms = Counter(" ".join(terms).split())
        self.bigrams = Counter(" ".join(bigrams).split())
        self._rows = "\n".join(f" {section} " for section in terms)
        self._letters = "\n".join(f" {section} " for section in bigrams)
        self._text = "\n".join(texts)

    def count(self, word: _Word) -> int:
        """How often `word` occurs."""
        as_terms = self.terms.get(word.term, 0)
        if as_terms and word.row:
            as_terms = self._rows.count(word.row)
        as_run = self.bigrams.get(word.bigram, 0)
        if as_run:
            as_run = self._text.count(word.run) if word.run else self._letters.count(word.letters)
        return max(as_terms, as_run)


class ThemeFinder:
    """Finds the themes of texts in the terms of one analyzer."""

    def __init__(self, analyzer: TextAnalyzer, themes: Sequence[Definition]) -> None:
        """`themes` are those to find."""
        self._themes = themes
        self._words = [
            _word(word, number, weight, analyzer)
            for number, theme in enumerate(self._themes)
            for word, weight in theme.words
        ]
        self._by_term: dict[str, list[int]] = {}
        self._by_bigram: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            self._by_term.setdefault(word.term, []).append(place)
            self._by_bigram.setdefault(word.bigram, []).append(place)

    def find(self, texts: Sequence[str], terms: Sequence[str], bigrams: Sequence[str]) -> tuple[Theme, ...]:
        """The themes of a trip, the strongest first.

        Of each section, the title first: the normalised text, its kept terms and its bigrams, both between spaces.
        """
        text, title = _Text(texts, terms, bigrams), _Text(texts[:1], terms[:1], bigrams[:1])
        # Nine words of ten do not occur and are never looked at; the others keep the file's order.
        occurring = {
            *(place for term in self._by_term.keys() & text.terms.keys() for place in self._by_term[term]),
            *(place for pair in self._by_bigram.keys() & text.bigrams.keys() for place in self._by_bigram[pair]),
        }
        points = [0] * len(self._themes)
        found: list[list[tuple[int, str]]] = [[] for _ in self._themes]
        for place in sorted(occurring):
            word = self._words[place]
            count = text.count(word)
            if count:
                gain = word.weight * (min(count, MAX_COUNT) + (TITLE_WEIGHT if title.count(word) else 0))
                points[word.theme] += gain
                found[word.theme].append((gain, word.surface))
        strong = sorted((-points[theme], theme) for theme in range(len(points)) if points[theme] >= THRESHOLD)
        return tuple(
            Theme(self._themes[theme].key, tuple(_strongest(found[theme]))) for _, theme in strong[:MAX_THEMES]
        )


def _strongest(found: list[tuple[int, str]]) -> Iterator[str]:
    ranked = sorted(found, key=lambda one: -one[0])
    return (surface for _, surface in ranked[:MAX_WORDS])


def _word(word: str, theme: int, weight: int, analyzer: TextAnalyzer) -> _Word:
    text = normalise(word).text
    terms = analyzer.read_as_noun(text).terms
    run = text if RUN.fullmatch(text) and len(text) >= MIN_RUN else ""
    is_long = len(run) > MIN_RUN
    return _Word(
        word,
        theme,
        weight,
        term=terms[0] if terms else "",
        row=f" {' '.join(terms)} " if len(terms) > 1 else "",
        bigram=run[:MIN_RUN],
        letters="" if is_long or not run else f" {' '.join(row_of(run, inside=False))} ",
        run=run if is_long else "",
    )
