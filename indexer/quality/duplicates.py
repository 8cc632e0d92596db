"""Trips that may have come in twice, put together, the most probable first. Whether they are one a person decides."""

from array import array
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import Final

import msgspec

from indexer.quality.alike import (
    ELSEWHERE,
    LIKE_TITLE,
    REASONS,
    SAME_ADDRESS,
    SAME_FACTS,
    SAME_TITLE,
    SAME_TITLE_AND_DAYS,
    UNDATED,
    Reason,
    agreement,
)
from indexer.quality.candidates import Candidate, Candidates, Pairs
from indexer.quality.suspect import Suspect
from search.trip import Trip

# So many groups are shown, and of each so many trips.
_GROUPS: Final = 20
_TRIPS: Final = 5
# More than `agreement` ever gives: the reason counts first.
_STEP: Final = 10


class Why(msgspec.Struct, frozen=True):
    """A reason, for programs and for people."""

    code: str
    text: str


class Group(msgspec.Struct, frozen=True):
    """Trips that may be one: how many, why, and the first of them by their ids."""

    size: int
    reasons: tuple[Why, ...]
    trips: tuple[Suspect, ...]


class Duplicates(msgspec.Struct, frozen=True):
    """How many groups there are, how many trips stand in them, and the most probable groups."""

    groups: int
    trips: int
    shown: tuple[Group, ...]


def find_duplicates(trips: Iterable[Trip]) -> Duplicates:
    """The groups of all `trips`: the same ones in whichever order they come."""
    with Candidates(trips) as candidates:
        together = _Together(len(candidates))
        for pairs, reasons in _asked(candidates):
            for one, other in pairs:
                reason = next((reason for reason in reasons if reason.holds(one, other)), None)
                if reason:
                    together.put(one, other, reason)
        return together.duplicates(candidates)


def _asked(candidates: Candidates) -> Iterator[tuple[Pairs, tuple[Reason, ...]]]:
    yield candidates.of_one_title(), (SAME_TITLE_AND_DAYS, SAME_TITLE, UNDATED, ELSEWHERE)
    yield candidates.of_one_organisation(), (SAME_FACTS, LIKE_TITLE)
    yield candidates.of_one_address(), (SAME_ADDRESS,)


class _Together:
    """Which trips are put together: of every number one of a lower trip of its group, its own for the first.

    Arrays, since of a million trips every one may be in a group.
    """

    def __init__(self, count: int) -> None:
        self._lower = array("I", range(count + 1))
        self._score = array("B", bytes(count + 1))
        self._reasons = array("B", bytes(count + 1))

    def put(self, one: Candidate, other: Candidate, reason: Reason) -> None:
        """Two trips in one group, for a reason."""
        rank = REASONS.index(reason)
        score = (len(REASONS) - rank) * _STEP + agreement(one, other)
        first, second = sorted((self._first(one.number), self._first(other.number)))
        self._lower[second] = first
        self._score[first] = max(self._score[first], self._score[second], score)
        self._reasons[first] |= self._reasons[second] | 1 << rank

    def _first(self, number: int) -> int:
        lower = self._lower
        while lower[number] != number:
            lower[number] = lower[lower[number]]
            number = lower[number]
        return number

    def duplicates(self, candidates: Candidates) -> Duplicates:
        """How many groups there are, and the best of them; of equals the one whose first id comes first."""
        sizes = array("I", bytes(4 * len(self._lower)))
        for number in range(1, len(self._lower)):
            sizes[self._first(number)] += 1
        firsts = [number for number, size in enumerate(sizes) if size > 1]
        best = nsmallest(_GROUPS, firsts, key=lambda first: (-self._score[first], first))
        members = self._members(best)
        return Duplicates(
            len(firsts),
            sum(sizes[first] for first in firsts),
            tuple(Group(sizes[first], self._why(first), candidates.shown(members[first])) for first in best),
        )

    def _members(self, firsts: Iterable[int]) -> dict[int, list[int]]:
        """The first trips of each group."""
        members: dict[int, list[int]] = {first: [] for first in firsts}
        for number in range(1, len(self._lower)):
            found = members.get(self._first(number))
            if found is not None and len(found) < _TRIPS:
                found.append(number)
        return members

    def _why(self, first: int) -> tuple[Why, ...]:
        return tuple(
            Why(reason.code, reason.text) for rank, reason in enumerate(REASONS) if self._reasons[first] >> rank & 1
        )
