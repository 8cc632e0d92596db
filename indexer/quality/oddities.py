"""What is odd in one trip beyond the notices it has: rules with a name each. Nothing of it is wrong for certain.

Another rule is another row of `RULES`.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from indexer.understanding.titles import is_form_name
from search.trip import Trip

# A year abroad is a posting, not a trip; reports of before are not published.
_LONGEST: Final = 365
_FIRST_YEAR: Final = 1990
# A delegation of a parliament or a festival has some fifty.
_MOST_PEOPLE: Final = 300
# Won a head: what is less is mostly a sum in thousands, what is more one with three digits too many.
_LEAST_COST: Final = 50_000
_MOST_COST: Final = 100_000_000


class Rule(NamedTuple):
    """What is odd: its name, what people call it, and what a trip says of it on a day; None where it is not odd."""

    code: str
    text: str
    finds: Callable[[Trip, dt.date], str | None]


def _long(trip: Trip, _today: dt.date) -> str | None:
    between = (trip.returns - trip.departs).days + 1 if trip.departs and trip.returns else 0
    days = max(between, trip.days or 0, (trip.nights or 0) + 1)
    return f"{days:,}일" if days > _LONGEST else None


def _in_future(trip: Trip, today: dt.date) -> str | None:
    return f"출발일 {trip.departs}" if trip.departs and trip.departs > today else None


def _long_ago(trip: Trip, _today: dt.date) -> str | None:
    return f"출발일 {trip.departs}" if trip.departs and trip.departs.year < _FIRST_YEAR else None


def _published_before(trip: Trip, _today: dt.date) -> str | None:
    early = trip.published and trip.departs and trip.published < trip.departs
    return f"공개일 {trip.published}, 출발일 {trip.departs}" if early else None


def _cost_a_head(trip: Trip, _today: dt.date) -> str | None:
    if not trip.people or not trip.cost_krw or _LEAST_COST <= trip.cost_krw / trip.people <= _MOST_COST:
        return None
    return f"경비 {trip.cost_krw:,}원, 인원 {trip.people:,}명"


def _many_people(trip: Trip, _today: dt.date) -> str | None:
    return f"인원 {trip.people:,}명" if trip.people and trip.people > _MOST_PEOPLE else None


def _form_title(trip: Trip, _today: dt.date) -> str | None:
    return "제목이 문서 종류뿐" if is_form_name(trip.title) else None


def _broken_title(trip: Trip, _today: dt.date) -> str | None:
    return "깨진 글자(\ufffd)가 있음" if "\ufffd" in trip.title else None


RULES: Final = (
    Rule("long_trip", f"기간이 {_LONGEST}일보다 깁니다", _long),
    Rule("departs_in_future", "출발일이 오늘보다 뒤입니다", _in_future),
    Rule("departs_long_ago", f"출발일이 {_FIRST_YEAR}년보다 앞섭니다", _long_ago),
    Rule("published_before_departs", "공개일이 출발일보다 앞섭니다", _published_before),
    Rule("cost_a_head", f"1인당 경비가 {_LEAST_COST:,}원보다 적거나 {_MOST_COST:,}원보다 많습니다", _cost_a_head),
    Rule("many_people", f"인원이 {_MOST_PEOPLE}명보다 많습니다", _many_people),
    Rule("form_title", "제목만으로는 어떤 출장인지 알 수 없습니다", _form_title),
    Rule("broken_title", "제목에 깨진 글자가 있습니다", _broken_title),
)


def oddities(trip: Trip, today: dt.date) -> Iterator[tuple[Rule, str]]:
    """Each rule by which `trip` is odd, and what it says of that."""
    for rule in RULES:
        text = rule.finds(trip, today)
        if text:
            yield rule, text
