"""Ways out of a search that found nothing: each was asked, so that each is known to find something."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from search.engine import TripSearch
from search.parse import typed
from search.query import NOT, Clause, Filters, Match, TripQuery
from webapp.language import gettext
from webapp.request.conditions import ENDS, FACET_TITLES, IDS_TITLE, SINCE_TITLE
from webapp.request.labels import facet_title
from webapp.site.address import Address

# Searches that an empty page may cost.
MAX_ASKED: Final = 20
# Words in Hangul are made of others; of so many of a search the parts are looked for, none with fewer syllables.
_CAN_BE_CUT: Final = re.compile("[가-힣]{3,}")
_CUT_WORDS: Final = 3
_SHORTEST: Final = 2


class Alternative(NamedTuple):
    """A search that finds `trips` trips; `change` says what is different about it."""

    change: str
    trips: int
    url: str


class _Way(NamedTuple):
    change: str
    q: str
    query: TripQuery


def find_alternatives(engine: TripSearch, q: str, query: TripQuery) -> tuple[Alternative, ...]:
    """The ways out of `query`, typed as `q`, that find trips; those that change least come first."""
    asking = _Asking(engine)
    ways = ((way,) for way in _ways(q, query))
    found = [asking.first(group) for group in ways]
    words = [asking.first(group) for group in _words(query)]
    # Pieces of words are guesses: nobody needs them beside a word that was typed.
    parts = words if any(words) else [asking.first(group) for group in _pieces(query)]
    return tuple(alternative for alternative in (*found, *parts) if alternative)


class _Asking:
    """Asks for one way after the other, as long as the page may cost that."""

    def __init__(self, engine: TripSearch) -> None:
        self._engine = engine
        self._left = MAX_ASKED

    def first(self, ways: Iterable[_Way]) -> Alternative | None:
        """The first of some ways that finds trips."""
        for change, text, query in ways:
            if not self._left:
                return None
            self._left -= 1
            asked = msgspec.structs.replace(query, size=1, facets=(), measures=(), after=None, correct=False)
            page = self._engine.search(asked)
            # What is no word is asked for by nobody, and so finds everything.
            if page.total and (page.understood.terms or not text):
                return Alternative(change, page.total, Address.of(text, query).url)
        return None


def _ways(q: str, query: TripQuery) -> Iterator[_Way]:
    replace = msgspec.structs.replace
    conditions = _conditions(query.filters)
    yield from (_Way(change, q, replace(query, filters=filters)) for change, filters in conditions)
    if len(conditions) > 1:
        yield _Way(gettext("조건 모두 해제"), q, replace(query, filters=Filters()))
    if query.match in {Match.ALL, Match.EXACT}:
        yield _Way(gettext("단어 조건을 자동으로"), q, replace(query, match=Match.AUTO))
    excluded = [clause for clause in query.clauses if clause.excluded]
    kept = tuple(clause for clause in query.clauses if not clause.excluded)
    if excluded:
        yield _Way(gettext("제외한 단어(-)를 다시 포함"), typed(kept), replace(query, clauses=kept))
    if any(clause.quoted for clause in kept):
        loose = tuple(msgspec.structs.replace(clause, quoted=False) for clause in query.clauses)
        yield _Way(gettext("따옴표 없이 검색"), typed(loose), replace(query, clauses=loose))


def _words(query: TripQuery) -> Iterator[Iterator[_Way]]:
    """The longest row of words, where all of them were asked for, and every word.

    They come in groups, of each of which the first one that finds anything is offered.
    """
    words = _asked_for(query)
    if query.match in {Match.ALL, Match.EXACT}:
        yield _alone(query, _rows(words))
    if len(words) > 1:
        yield from (_alone(query, [(word,)]) for word in words)


def _pieces(query: TripQuery) -> Iterator[Iterator[_Way]]:
    """The longest beginning and the longest end of each word, in groups as well."""
    for word in _asked_for(query)[:_CUT_WORDS]:
        if _CAN_BE_CUT.fullmatch(word.text):
            lengths = range(len(word.text) - 1, _SHORTEST - 1, -1)
            yield _alone(query, ((Clause(word.text[:length]),) for length in lengths))
            yield _alone(query, ((Clause(word.text[-length:]),) for length in lengths))


def _asked_for(query: TripQuery) -> tuple[Clause, ...]:
    return tuple(clause for clause in query.clauses if not clause.excluded)


def _alone(query: TripQuery, parts: Iterable[tuple[Clause, ...]]) -> Iterator[_Way]:
    """Each part of what was typed without the rest."""
    for part in parts:
        change = gettext("‘{word}’만 검색", word=typed(part))
        yield _Way(change, typed(part), msgspec.structs.replace(query, clauses=part))


def _rows(words: Sequence[Clause]) -> Iterator[tuple[Clause, ...]]:
    """Two or more words in a row without the others, the longest rows first."""
    for length in range(len(words) - 1, 1, -1):
        for first in range(len(words) - length + 1):
            yield tuple(words[first : first + length])


def _conditions(filters: Filters) -> list[tuple[str, Filters]]:
    """The conditions in force, each as it is given up, with the filters without it."""
    found = []
    for name, change in _changes():
        empty: tuple[str, ...] | None = () if isinstance(getattr(filters, name), tuple) else None
        if getattr(filters, name) not in ((), None):
            found.append((change, msgspec.structs.replace(filters, **{name: empty})))
    return found


def _changes() -> Iterator[tuple[str, str]]:
    """Every condition with what is said of giving it up."""
    for name in FACET_TITLES:
        yield name.value, gettext("{title} 조건 해제", title=facet_title(name))
    for name in FACET_TITLES:
        yield NOT + name.value, gettext("{title} 제외 조건 해제", title=facet_title(name))
    titles = {"ids": IDS_TITLE, **{name: end.title for name, end in ENDS.items()}, "since": SINCE_TITLE}
    for parameter, title in titles.items():
        yield parameter, gettext("{title} 조건 해제", title=gettext(title))
