"""Ways out of a search that found nothing: each was asked, so that each is known to find something."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from search.engine import TripSearch
from search.parse import typed
from search.query import NOT, Filters, Match, TripQuery
from webapp.language import gettext
from webapp.request.conditions import ENDS, FACET_TITLES, IDS_TITLE, SINCE_TITLE
from webapp.request.labels import facet_title
from webapp.site.address import Address

# Searches that an empty page may cost.
MAX_ASKED: Final = 20


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
    found = []
    for change, text, changed in [*_ways(q, query)][:MAX_ASKED]:
        total = engine.search(msgspec.structs.replace(changed, size=1, facets=(), after=None, correct=False)).total
        if total:
            found.append(Alternative(change, total, Address.of(text, changed).url))
    return tuple(found)


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
    if len(kept) > 1:
        for clause in kept:
            one = (clause,)
            yield _Way(gettext("‘{word}’만 검색", word=clause.text), typed(one), replace(query, clauses=one))


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
