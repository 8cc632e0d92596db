"""A stated period → the days of departure and return, the length of stay as stated, and what else is there.

`2025. 11. 22.(토) ~ 11. 30.(일) [7박 9일]`, `250928-251001`, `2023년 8월 21일부터 8월 25일까지 5일간`. The
return usually leaves out its year. Nothing is reckoned: nights are not days less one, and half a date is none.
"""

import datetime as dt
import re
from typing import Final, NamedTuple

_MARKS: Final = r"['’‘`´]?"
_FULL: Final = (
    rf"(?<!\d){_MARKS}(?P<{{0}}y>\d{{{{4}}}}|\d{{{{2}}}})\s*(?:년\s*도?|[.\-/])\s*(?P<{{0}}m>\d{{{{1,2}}}})\s*(?:월|[.\-/])"
    rf"\s*(?P<{{0}}d>\d{{{{1,2}}}})(?!\d|\s*(?:[박명]|일\s*간))(?:\s*일(?!\s*간)|\s*\.)?"
)
_DIGITS: Final = (
    r"(?<![\d.])(?P<{0}cy>(?:19|20)\d{{2}}|\d{{2}})(?P<{0}cm>0[1-9]|1[0-2])(?P<{0}cd>0[1-9]|[12]\d|3[01])"
    r"(?:\d{{6}})?(?![\d,])"
)
# What may stand behind a day: its name, in brackets or not, and a time.
_BEHIND: Final = (
    r"(?:\s*[(\[]\s*[월화수목금토일](?:요일)?\s*[)\]]|\s*[월화수목금토일]요일)?"
    r"(?:\s*,?\s*(?:오전|오후)?\s*\d{1,2}\s*(?::\s*\d{2}(?::\d{2})?|시(?:\s*\d{1,2}\s*분)?))?"
)
_TO: Final = r"\s*(?:부터|에서|[~∼〜～˜–—―‒−\-→]|to(?=\s))+\s*"
_NO_DAY: Final = r"(?!\s*(?:박|명|개|차|인|회|시간|일\s*간|[~:]))"
_START: Final = re.compile(rf"(?:{_FULL.format('a')}|{_DIGITS.format('a')}){_BEHIND}")
_END: Final = re.compile(
    rf"{_TO}(?:{_FULL.format('b')}|{_DIGITS.format('b')}"
    rf"|(?:익년|다음\s*해)?\s*(?P<bmm>\d{{1,2}})\s*(?:월|[.\-/])\s*(?P<bmd>\d{{1,2}})(?!\d){_NO_DAY}(?:\s*일|\s*\.)?"
    rf"|(?P<bd0>\d{{1,2}})(?!\d){_NO_DAY}(?:\s*일|\s*\.)?){_BEHIND}(?:\s*까지)?",
    re.IGNORECASE,
)
_STAY: Final = re.compile(
    r"\d{1,3}\s*박\s*(?:[,/·]?\s*\d{1,3}\s*일)?|\d{1,3}\s*일\s*간|(?<=[(\[])\s*\d{1,3}\s*일(?=\s*[)\]])"
    r"|당일(?!\s*귀)"
)
_REAL: Final = re.compile(r"(?:실\s*제|실\s*시|변\s*경(?!\s*전)|최\s*종)[^\d'’‘`]{0,12}(?=['’‘`]?\d)")
_PLANNED: Final = re.compile(r"(?:당\s*초|계\s*획|예\s*정|승\s*인|변경\s*전)")
_EDGES: Final = " \t\n\r,;/·ㆍ|()[]~∼:"
_YEARS: Final = range(1950, 2100)
# No period is longer, and a longer text is not looked through.
_MOST: Final = 1_000
_LONGEST: Final = dt.timedelta(days=1_000)


class Period(NamedTuple):
    """Days, the stay as it is written, and what else stood there; `stay` is the whole text where nothing is read."""

    departs: dt.date | None
    returns: dt.date | None
    stay: str | None
    rest: str = ""


def read_period(text: str) -> Period:
    """The period of `text`; of a planned and a real one the real one."""
    whole = " ".join(text.split())
    if len(whole) > _MOST:
        return Period(None, None, whole)
    wanted = _real(whole)
    start = _START.search(wanted)
    departs = _day(start, "a") if start else None
    end = _END.match(wanted, start.end()) if start else None
    returns = _returning(end, departs) if end and departs else None
    if end and returns is None:
        departs = None
    behind = (end or start).end() if (end or start) else 0  # type: ignore[union-attr] # one of them is there
    if departs and _START.search(wanted, behind):
        # Two periods, and nothing says which is meant.
        departs = returns = None
    rest = f"{wanted[: start.start()]} {wanted[behind:]}" if start and departs else wanted
    if not departs and _START.search(rest):
        return Period(None, None, whole)
    stay = _STAY.search(rest)
    if stay:
        rest = f"{rest[: stay.start()]} {rest[stay.end() :]}"
    elif not departs:
        return Period(None, None, whole or None)
    return Period(departs, returns, stay[0].strip() if stay else None, rest.strip(_EDGES))


def _real(text: str) -> str:
    real = list(_REAL.finditer(text))
    if not real:
        return text
    behind = text[real[-1].end() :]
    planned = _PLANNED.search(behind)
    return behind[: planned.start()] if planned else behind


def _day(found: re.Match[str], side: str) -> dt.date | None:
    year, month, day = (found[f"{side}{part}"] or found[f"{side}c{part}"] for part in "ymd")
    return _date(int(year) + (2000 if len(year) < len("2000") else 0), int(month), int(day))


def _returning(found: re.Match[str], departs: dt.date) -> dt.date | None:
    """The day of return, whose year or month is that of the departure where it is not said; None where it is none."""
    if found["by"] or found["bcy"]:
        return _plausible(departs, _day(found, "b"))
    month, day = int(found["bmm"] or departs.month), int(found["bmd"] or found["bd0"])
    same_year = _date(departs.year, month, day)
    if found["bmm"] and same_year and same_year < departs:
        same_year = _date(departs.year + 1, month, day)
    return _plausible(departs, same_year)


def _plausible(departs: dt.date, returns: dt.date | None) -> dt.date | None:
    return returns if returns and returns - departs < _LONGEST else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
