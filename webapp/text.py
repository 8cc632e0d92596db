"""How values are written into sentences and pages, in the language of the request."""

import datetime as dt
import re
from typing import Final

from babel.dates import format_date
from markupsafe import Markup, escape

from search.clock import KOREA
from webapp.language import is_korean

_SHOWN: Final = 40
_MAN: Final = 10_000
_ENGLISH: Final = "en_GB"
_KOREAN_UNITS: Final = ((10**12, "조 원"), (10**8, "억 원"))
_ENGLISH_UNITS: Final = ((10**12, " trillion won"), (10**9, " billion won"), (10**6, " million won"))
_COMMAND: Final = re.compile("`([^`]+)`")
# What HTML does not allow in a page and nobody can read in a message.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` with a space for each control character."""
    return _UNPRINTABLE.sub(" ", text)


def with_code(text: str) -> Markup:
    """`text` escaped, with the commands between its backticks set as code."""
    return Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just here


def repeated(value: str) -> str:
    """`value` as a sentence repeats it between its quotes: printable, at most 40 characters."""
    text = printable(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def money(won: int) -> str:
    """A sum as people say it, to one digit behind the point: `8.2억 원`, `1,235만 원`, `9,800원`; `820 million won`."""
    for unit, name in _KOREAN_UNITS if is_korean() else _ENGLISH_UNITS:
        if won >= unit:
            return f"{shortened(won / unit)}{name}"
    if not is_korean():
        return f"{won:,} won"
    return f"{round(won / _MAN):,}만 원" if won >= _MAN else f"{won:,}원"


def average(total: int, count: int) -> str:
    """A mean to one digit behind the point: `6.2`, `6`."""
    return shortened(total / count)


def shortened(number: float) -> str:
    """A number to one digit behind the point: `6.2`, `6`."""
    return f"{number:,.1f}".removesuffix(".0")


def short_period(first: dt.date, last: dt.date | None) -> str:
    """Days as lists show them, without what both have in common: `2025. 11. 9.–12.`, `9 to 12 Nov 2025`."""
    if not is_korean():
        return _english_period(first, last or first)
    shown = f"{first.year}. {first.month}. {first.day}."
    if last is None or last == first:
        return shown
    parts = [f"{last.year}. "] if last.year != first.year else []
    parts += [f"{last.month}. "] if (last.year, last.month) != (first.year, first.month) else []
    return f"{shown}–{''.join(parts)}{last.day}."


def _english_period(first: dt.date, last: dt.date) -> str:
    shown = format_date(last, "d MMM y", locale=_ENGLISH)
    if first == last:
        return shown
    pattern = "d MMM y"
    if first.year == last.year:
        pattern = "d" if first.month == last.month else "d MMM"
    return f"{format_date(first, pattern, locale=_ENGLISH)} to {shown}"


def long_date(day: dt.date) -> str:
    """`2025년 11월 9일`, `9 November 2025`; a moment is dated as clocks in Korea show it."""
    if isinstance(day, dt.datetime):
        day = day.astimezone(KOREA)
    if not is_korean():
        return format_date(day, "d MMMM y", locale=_ENGLISH)
    return f"{day.year}년 {day.month}월 {day.day}일"
