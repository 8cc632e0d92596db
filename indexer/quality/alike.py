"""Why two trips may be one, from the most probable reason to the least. Only what both state can speak against it."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from indexer.quality.candidates import Candidate

# Of a hundred; `…정책 연수` and `…정책연수단 보고` have some ninety, two subjects of one office sixty.
_LIKE: Final = 85
# A title that is a part of another says the same, if it says enough.
_ENOUGH: Final = 8
_NUMBER: Final = re.compile(r"\d+")


class Reason(NamedTuple):
    """Its name, what people call it, and of which trips it is true."""

    code: str
    text: str
    holds: Callable[[Candidate, Candidate], bool]


def _may_be_same(one: object, other: object) -> bool:
    return not one or not other or one == other


def _is_stated_same(one: object, other: object) -> bool:
    return bool(one) and one == other


def _same_office(one: Candidate, other: Candidate) -> bool:
    return _may_be_same(one.organisation, other.organisation)


def _same_places(one: Candidate, other: Candidate) -> bool:
    return _may_be_same(one.countries, other.countries) or not one.places.isdisjoint(other.places)


def _same_days(one: Candidate, other: Candidate) -> bool:
    return one.departs is not None and (one.departs, one.ends) == (other.departs, other.ends)


def _days_meet(one: Candidate, other: Candidate) -> bool:
    if one.departs is None or one.ends is None or other.departs is None or other.ends is None:
        return False
    return one.departs <= other.ends and other.departs <= one.ends


def _is_undated(one: Candidate, other: Candidate) -> bool:
    return one.departs is None or other.departs is None


def _has_like_title(one: Candidate, other: Candidate) -> bool:
    if one.title and one.title == other.title:
        # That is a reason of its own.
        return False
    numbers, others = (set(_NUMBER.findall(trip.letters)) for trip in (one, other))
    if not (numbers <= others or others <= numbers):
        # `제1기 연수` and `제2기 연수`.
        return False
    shorter, longer = sorted((one.letters, other.letters), key=len)
    within = len(shorter) >= _ENOUGH and shorter in longer
    return within or fuzz.ratio(shorter, longer, score_cutoff=_LIKE) > 0


def _same_title_and_days(one: Candidate, other: Candidate) -> bool:
    return _same_days(one, other) and _same_office(one, other) and _same_places(one, other)


def _same_facts(one: Candidate, other: Candidate) -> bool:
    places = one.countries and other.countries and _same_places(one, other)
    return bool(places) and _same_days(one, other) and _is_stated_same(one.cost, other.cost)


def _same_title(one: Candidate, other: Candidate) -> bool:
    return _days_meet(one, other) and _same_office(one, other) and _same_places(one, other)


def _like_title(one: Candidate, other: Candidate) -> bool:
    # Where one states no return, its end is its departure.
    ends = one.ends == other.ends or one.departs in {one.ends, other.ends}
    return ends and _same_places(one, other) and _has_like_title(one, other)


def _same_address(one: Candidate, other: Candidate) -> bool:
    return _is_undated(one, other) or _days_meet(one, other)


def _same_title_undated(one: Candidate, other: Candidate) -> bool:
    return _is_undated(one, other) and _same_office(one, other) and _same_places(one, other)


def _same_title_elsewhere(one: Candidate, other: Candidate) -> bool:
    return _same_days(one, other) and _same_places(one, other) and not _same_office(one, other)


SAME_TITLE_AND_DAYS: Final = Reason("same_title_and_days", "제목의 글자와 날짜가 같습니다", _same_title_and_days)
SAME_FACTS: Final = Reason("same_facts", "기관, 날짜, 방문국, 경비가 같습니다", _same_facts)
SAME_TITLE: Final = Reason("same_title", "제목의 글자가 같고 날짜가 겹칩니다", _same_title)
LIKE_TITLE: Final = Reason("like_title", "기관, 날짜, 방문국이 같고 제목이 비슷합니다", _like_title)
SAME_ADDRESS: Final = Reason("same_address", "출처 주소가 같습니다", _same_address)
UNDATED: Final = Reason("same_title_undated", "제목의 글자가 같고 한쪽이나 양쪽에 날짜가 없습니다", _same_title_undated)
ELSEWHERE: Final = Reason("same_title_elsewhere", "제목의 글자와 날짜가 같고 기관이 다릅니다", _same_title_elsewhere)

# The most probable first.
REASONS: Final = (SAME_TITLE_AND_DAYS, SAME_FACTS, SAME_TITLE, LIKE_TITLE, SAME_ADDRESS, UNDATED, ELSEWHERE)


def agreement(one: Candidate, other: Candidate) -> int:
    """How many other facts both state alike, up to five: of two pairs with one reason this tells the more probable."""
    facts = ("letters", "organisation", "countries", "people", "cost")
    return sum(_is_stated_same(getattr(one, fact), getattr(other, fact)) for fact in facts)
