"""What other files of words would alter: the same trips indexed with both, and asked the same questions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import msgspec

from search.engine import TripSearch
from search.korean.analysis import TextAnalyzer
from search.korean.normalise import normalise
from search.page import TripPage
from search.parse import parse
from search.query import MAX_QUERY_LENGTH, TripQuery
from search.trip import Trip
from search.wiring import open_trial
from search.words.files import Words
from search.words.offices import Office, OfficeFinder

TOP: Final = 10
# A changed question word is tried in so many titles that have it, changed common terms on so many trips.
_TITLES: Final = 5
_SIMILAR: Final = 200
# So many of these trips are named.
_NAMED: Final = 5


class _Trial(NamedTuple):
    words: Words
    themes: dict[str, frozenset[str]]
    engine: TripSearch


def is_same(now: Words, then: Words) -> bool:
    """Whether a search, a theme and a suggestion come to the same; the ambiguous names are for people only."""
    one, other = (msgspec.structs.asdict(msgspec.structs.replace(words, ambiguous=())) for words in (now, then))
    return one == other


def changed_queries(now: Words, then: Words, trips: Sequence[Trip]) -> list[str]:
    """Queries that a change is about: user words and groups that changed, and titles with changed question words."""
    user = set(now.user) ^ set(then.user)
    groups = set(now.groups) ^ set(then.groups)
    words = {word.surface for word in user} | {word for group in groups for word in (*group.words, *group.narrower)}
    questions = {term for old, new in zip(now.questions, then.questions, strict=True) for term in old ^ new}
    return [*sorted(words), *_titles_with(now, questions, trips)]


def _titles_with(words: Words, terms: set[str], trips: Sequence[Trip]) -> Iterator[str]:
    """For each of `terms` some titles that have it: alone it would be searched for whatever it is."""
    analyzer = TextAnalyzer(words.user)
    left = dict.fromkeys(terms, _TITLES)
    for trip in trips if terms else ():
        having = [term for term in analyzer.terms(normalise(trip.title).text).values if left.get(term)]
        if having and len(trip.title) <= MAX_QUERY_LENGTH:
            yield trip.title
            for term in set(having):
                left[term] -= 1


def compare(now: Words, then: Words, trips: Sequence[Trip], asked: Sequence[str]) -> Iterator[str]:
    """A sentence for each change: words without effect, themes, queries, similar trips."""
    yield from _without_effect(now, then)
    with TemporaryDirectory(prefix="trips-words-") as place:
        before, after = (_built(Path(place) / name, words, trips) for name, words in (("now", now), ("then", then)))
        if (now.themes, now.user) != (then.themes, then.user):
            yield from _changed_themes(before, after)
        yield from _changed_offices(now, then, trips)
        if asked:
            changes = list(_changed_answers(asked, before.engine, after.engine))
            yield from (change.said for change in changes)
            changed = sum(change.is_moved for change in changes)
            yield f"검색어 {len(asked):,}개 가운데 {changed:,}개의 앞 열 건이 바뀝니다(출장 {len(trips):,}건으로 비교)."
        if now.common != then.common:
            yield from _changed_similar(trips, before.engine, after.engine)


def _without_effect(now: Words, then: Words) -> Iterator[str]:
    """New words that are compared with single terms, and that no text has as one."""
    analyzer = TextAnalyzer(then.user)
    old, new = (words.common.union(*words.questions) for words in (now, then))
    for word in sorted(new - old):
        terms = analyzer.analyze(normalise(word).text).terms
        if len(terms) > 1 and "".join(terms) == word:
            parts = ", ".join(f"‘{term}’" for term in terms)
            yield f"‘{word}’: 색인에서는 {parts}처럼 나뉘어 효과가 없습니다. 나뉜 단어를 쓰세요."


def _built(folder: Path, words: Words, trips: Sequence[Trip]) -> _Trial:
    index, engine = open_trial(folder, words)
    with index.rebuild() as writer:
        for trip in trips:
            writer.add(trip)
    themes = {trip.id: frozenset(theme.key for theme in trip.themes) for trip in index.trips()}
    return _Trial(words, themes, engine)


def _changed_themes(before: _Trial, after: _Trial) -> Iterator[str]:
    """What each theme gains and loses, and themes with another name."""
    gained, lost = Counter[str](), Counter[str]()
    for trip_id, old in before.themes.items():
        new = after.themes[trip_id]
        gained.update(new - old)
        lost.update(old - new)
    names, new_names = ({theme.key: theme.name for theme in trial.words.themes} for trial in (before, after))
    for key, name in (names | new_names).items():
        if gained[key] or lost[key]:
            yield f"주제 ‘{name}’: 출장 {gained[key]:,}건에 붙고 {lost[key]:,}건에서 빠집니다."
        elif (key in names) != (key in new_names):
            yield f"주제 ‘{name}’: {'추가' if key in new_names else '삭제'}되지만 달라지는 출장은 없습니다."
        if key in names and key in new_names and names[key] != new_names[key]:
            yield f"주제 [{key}]의 이름: ‘{names[key]}’ → ‘{new_names[key]}’."


def _changed_offices(now: Words, then: Words, trips: Sequence[Trip]) -> Iterator[str]:
    """The organisations that other regions or another kind would be told of."""
    if (now.offices, now.groups) == (then.offices, then.groups):
        return
    old, new = (OfficeFinder(words.offices, words.groups) for words in (now, then))
    names = dict.fromkeys(trip.organisation for trip in trips if trip.organisation)
    changed = [(name, _told(old.find(name)), _told(new.find(name))) for name in names]
    changed = [one for one in changed if one[1] != one[2]]
    for name, before, after in changed[:_NAMED]:
        yield f"기관 ‘{name}’: {before} → {after}."
    if changed:
        yield f"기관 {len(names):,}곳 가운데 {len(changed):,}곳의 지역이나 유형이 `trips rebuild` 뒤에 바뀝니다."


def _told(office: Office) -> str:
    """The regions and the kind of an office, for people."""
    return f"지역 {', '.join(office.regions) or '(없음)'}, 유형 {office.kind or '(없음)'}"


class _Change(NamedTuple):
    text: str
    old: TripPage
    new: TripPage

    @property
    def is_moved(self) -> bool:
        """Whether the first ten change."""
        return _ids(self.old) != _ids(self.new)

    @property
    def is_reread(self) -> bool:
        """Whether other words of it are searched for."""
        return (self.old.understood.terms, self.old.understood.dropped) != (
            self.new.understood.terms,
            self.new.understood.dropped,
        )

    @property
    def said(self) -> str:
        parts = []
        if self.is_reread:
            parts.append(f"검색하는 단어 {_words(self.old)} → {_words(self.new)}")
        if self.is_moved:
            was, will = set(_ids(self.old)), set(_ids(self.new))
            gone, come = len(was - will), len(will - was)
            moved = f"{gone}건이 빠지고 {come}건이 들어옵니다" if gone or come else "순서가 바뀝니다"
            parts.append(f"{self.old.total:,}건 → {self.new.total:,}건, 앞 열 건에서 {moved}")
        return f"‘{self.text}’: {'; '.join(parts)}."


def _changed_answers(asked: Sequence[str], before: TripSearch, after: TripSearch) -> Iterator[_Change]:
    for text in asked:
        query = TripQuery(clauses=parse(text), size=TOP, correct=False)
        change = _Change(text, before.search(query), after.search(query))
        if change.is_moved or change.is_reread:
            yield change


def _changed_similar(trips: Sequence[Trip], before: TripSearch, after: TripSearch) -> Iterator[str]:
    """How many of some trips, spread over all, have other trips like them, and which."""
    some = list(islice(trips, 0, None, max(1, -(-len(trips) // _SIMILAR))))
    changed = [trip for trip in some if _similar(trip, before) != _similar(trip, after)]
    for trip in changed[:_NAMED]:
        yield f"‘{trip.title}’: 비슷한 출장이 바뀝니다."
    yield f"출장 {len(some):,}건 가운데 {len(changed):,}건의 비슷한 출장이 바뀝니다."


def _similar(trip: Trip, engine: TripSearch) -> list[str]:
    page = engine.similar(trip.id, TOP)
    return _ids(page) if page else []


def _ids(page: TripPage) -> list[str]:
    return [hit.trip.id for hit in page.hits]


def _words(page: TripPage) -> str:
    return "·".join(page.understood.terms) or "(없음)"
