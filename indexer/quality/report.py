"""The report on a collection: what its trips lack, what their notices say, what is odd, what may be there twice."""

import datetime as dt
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from indexer.quality.duplicates import Duplicates, find_duplicates
from indexer.quality.oddities import RULES, oddities
from search.page import Coverage, IndexInfo
from search.trip import Trip

# So many trips are named for each finding.
_EXAMPLES: Final = 3


class Example(msgspec.Struct, frozen=True, order=True):
    """A trip, and what it says of a finding."""

    id: str
    title: str
    text: str


class Finding(msgspec.Struct, frozen=True):
    """What trips have in common: its name, how many they are, and the first of them by their ids."""

    code: str
    trips: int
    examples: tuple[Example, ...]


class Quality(msgspec.Struct, frozen=True):
    """What can be said of a collection; `gaps` has the trips that lack a field, `notices` the kinds of notices."""

    index: IndexInfo
    gaps: dict[str, int]
    notices: tuple[Finding, ...]
    oddities: tuple[Finding, ...]
    duplicates: Duplicates


class _Tally:
    """How many trips a finding has, and the first of them."""

    def __init__(self) -> None:
        self._trips = 0
        self._examples: list[Example] = []

    def add(self, trip: Trip, text: str) -> None:
        self._trips += 1
        if len(self._examples) < _EXAMPLES or trip.id < self._examples[-1].id:
            insort(self._examples, Example(trip.id, trip.title, text))
            del self._examples[_EXAMPLES:]

    def finding(self, code: str) -> Finding:
        return Finding(code, self._trips, tuple(self._examples))


def examine(
    trips: Iterable[Trip], coverage: Coverage, today: dt.date, progress: Callable[[int], None] = lambda _: None
) -> Quality:
    """What is to be said of `trips`, of whose collection `coverage` counts what is missing.

    `progress` hears of every trip read.
    """
    notices: dict[str, _Tally] = {}
    odd = {rule.code: _Tally() for rule in RULES}

    def tallied() -> Iterator[Trip]:
        for number, trip in enumerate(trips, start=1):
            # A trip has one notice of a kind, or several, and counts once.
            for code, text in {notice.code: notice.text for notice in reversed(trip.notices)}.items():
                notices.setdefault(code, _Tally()).add(trip, text)
            for rule, text in oddities(trip, today):
                odd[rule.code].add(trip, text)
            progress(number)
            yield trip

    duplicates = find_duplicates(tallied())
    kinds = [tally.finding(code) for code, tally in notices.items()]
    return Quality(
        coverage.index,
        dict(sorted(coverage.gaps.items(), key=lambda gap: (-gap[1], gap[0]))),
        tuple(sorted(kinds, key=lambda kind: (-kind.trips, kind.code))),
        tuple(finding for code, tally in odd.items() if (finding := tally.finding(code)).trips),
        duplicates,
    )
