"""Single values as agencies write them → dates, lengths of stay, head-counts, sums of money; None where unreadable."""

import datetime as dt
import re
from typing import Final, NamedTuple

from search.clock import KOREA

_YEARS: Final = range(1950, 2100)
_OFFSET: Final = r"(?P<offset>Z|UTC|GMT|(?P<sign>[+\-−])(?P<hours>\d{2})(?::?(?P<minutes>\d{2}))?)"
_DATE: Final = re.compile(
    r"'?(?P<year>\d{4}|\d{2})\s*(?:년|[.\-/])\s*(?P<month>\d{1,2})\s*(?:월|[.\-/])\s*(?P<day>\d{1,2})\s*(?:일|\.)?"
    r"(?:\s*\([월화수목금토일]\))?"
    rf"(?:[T\s]+(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}}(?:[.,]\d+)?)?(?:\s*{_OFFSET})?)?",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})"
    rf"(?:T?(?P<hour>\d{{2}})(?P<minute>\d{{2}})\d{{2}}(?:\.\d+)?(?:{_OFFSET})?)?",
    re.IGNORECASE,
)
# What stands behind a day that is a date: `9일(수)`, `9일부터`, `9일 출발`.
_DATED: Final = r"\s*(?:\([월화수목금토일]\)|[~∼〜\-–—]|부터|까지|에서|출발|도착|출국|입국|귀국)"
# Whatever has a number in a length of stay, from left to right: a date takes its 일 along, so that it is no length.
_STAY: Final = re.compile(
    rf"""(?<!\d)(?:
      (?P<nights>\d{{1,4}})\s*박(?:\s*[,·/(\[]?\s*(?P<days>\d{{1,4}})\s*일(?!{_DATED}))?
    | (?P<date>
        '?(?:\d{{2,4}}\s*년\s*)?\d{{1,2}}\s*월(?:\s*\d{{1,2}}(?:\s*(?:일\s*)?[,·~∼〜\-–—]\s*\d{{1,2}})*\s*일(?!\s*간))?
      | '?\d{{2,4}}\s*년
      | \d{{6,}}
      | '?(?:\d{{2,4}}\s*[./\-]\s*)?\d{{1,2}}\s*[./\-]\s*\d{{1,2}}(?!\d|\s*박)(?:\s*일|\.)?
      | \d{{1,2}}\s*일(?={_DATED})
      | (?<=[~∼〜\-–—터서])\d{{1,2}}\s*일(?!\s*간)
      )
    | (?P<length>\d{{1,4}})\s*일(?!요일|차)
    )""",
    re.VERBOSE,
)
_RANGE: Final = re.compile(r"(?<=[~∼〜\-–—터서])\s+")
_LAST_DAYS: Final = re.compile(r"(\d+)\D*(?:[,·~∼〜–—]|$)")
_PEOPLE: Final = re.compile(r"(?:총\s*)?(\d{1,6})\s*(?:명|인)?")
_MONEY: Final = re.compile(r"(?:금\s*|₩\s*)?([\d.]{1,20})\s*(억|천만|백만|만|천|)\s*원?정?(?:\s*\(.*\))?")
_UNITS: Final = {"": 1, "천": 1_000, "만": 10_000, "백만": 1_000_000, "천만": 10_000_000, "억": 100_000_000}
_MAX_MONEY: Final = 10**15


class Stay(NamedTuple):
    """Nights and days as stated; None for the one that is not."""

    nights: int | None
    days: int | None


NO_STAY: Final = Stay(None, None)


def read_date(text: str) -> dt.date | None:
    """One date: `2025년 11월 9일`, `2025. 11. 9.(일)`, `2025-11-09 05:25:13`, `20251109`, `'25.11.9.`.

    A time with an offset (`2025-11-09T15:00:00Z`) is the day that it was in Korea then.
    """
    text = text.strip()
    found = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if not found:
        return None
    year = int(found["year"]) + (2000 if len(found["year"]) < len("2000") else 0)
    if year not in _YEARS:
        return None
    try:
        day = dt.date(year, int(found["month"]), int(found["day"]))
        return _in_korea(day, found) if found["offset"] else day
    except ValueError:
        return None


def _in_korea(day: dt.date, found: re.Match[str]) -> dt.date:
    """The day in Korea. Raises ValueError where hour, minute or offset are none."""
    offset = dt.timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    zone = dt.timezone(offset if found["sign"] == "+" else -offset)
    time = dt.time(int(found["hour"]), int(found["minute"]), tzinfo=zone)
    return dt.datetime.combine(day, time).astimezone(KOREA).date()


def read_stay(text: str) -> Stay:
    """`3박 4일`, `5일간`, `당일`, also beside dates; both None where neither is stated."""
    found = list(_STAY.finditer(_RANGE.sub("", text)))
    nights = next((int(one["nights"]) for one in found if one["nights"]), None)
    days = next((int(one["days"] or one["length"]) for one in found if one["days"] or one["length"]), None)
    dated = {int(day) for one in found if one["date"] for day in _LAST_DAYS.findall(one["date"])}
    # `3박 4일(당일 귀국편)` tells of a flight, and so does the word beside two dates.
    if "당일" in text and not nights and days in {None, 1} and len(dated) <= 1:
        return Stay(0, 1)
    return Stay(nights, days)


def read_people(value: object) -> int | None:
    """`1`, `4명`, `총 4명`; a head-count is positive."""
    if isinstance(value, str):
        found = _PEOPLE.fullmatch(value.strip().replace(",", ""))
        value = int(found[1]) if found else None
    return _whole(value, 1, 1_000_000)


def read_money(value: object) -> int | None:
    """Won: `3,675,980원`, `금3,675,980원(금삼백…)`, `1,250천원`, `5천만원`, `1.5억 원`, or a number."""
    if isinstance(value, str):
        found = _MONEY.fullmatch(value.strip().replace(",", ""))
        try:
            value = round(float(found[1]) * _UNITS[found[2]]) if found else None
        except ValueError:
            return None
    return _whole(value, 0, _MAX_MONEY)


def _whole(value: object, least: int, most: int) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    return None
