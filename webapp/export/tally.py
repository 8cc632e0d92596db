"""Trips counted by country while they are written, for those who want the numbers and not the list."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from search.trip import Trip

HEADINGS: Final = ("방문국", "출장(건)", "숙박 합계(박)", "인원 합계(명)", "경비 합계(원)", "경비 기재(건)")
_NOT_STATED: Final = "자료에 없음"


class Counted(msgspec.Struct):
    """What the trips to one country come to; sums are of those that state a value, of which cost says how many."""

    name: str
    trips: int = 0
    nights: int = 0
    people: int = 0
    cost: int = 0
    cost_stated: int = 0

    def add(self, trip: Trip) -> None:
        """Count `trip`, too."""
        self.trips += 1
        self.nights += trip.nights or 0
        self.people += trip.people or 0
        self.cost += trip.cost_krw or 0
        self.cost_stated += trip.cost_krw is not None


class Tally:
    """Counts trips by country; one to several is counted for each."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self._found: dict[str, Counted] = {}
        self._none = Counted(_NOT_STATED)

    def counting(self, trips: Iterable[Trip]) -> Iterator[Trip]:
        """The same trips, each counted as it passes."""
        for trip in trips:
            for place in {place.key: place for place in trip.countries}.values():
                self._found.setdefault(place.key, Counted(place.name)).add(trip)
            if not trip.countries:
                self._none.add(trip)
            yield trip

    @property
    def rows(self) -> list[Counted]:
        """The most visited first, and last what states no country."""
        found = sorted(self._found.values(), key=lambda counted: (-counted.trips, counted.name))
        return [*found, *([self._none] if self._none.trips else [])]
