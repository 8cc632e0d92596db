"""Spans of time that people ask for by name: this year, the last three years; as a condition from today's date.

A page may be kept for days, so its links name the span, and the dates are put in when somebody follows one.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from search.clock import KOREA
from webapp.language import gettext, noted
from webapp.request.params import Listed
from webapp.request.values import one_of
from webapp.site.address import Address


class Span(StrEnum):
    """What can be asked for."""

    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    THREE_YEARS = "three_years"


class Days(NamedTuple):
    """From a day to another, both included; None: no end on that side."""

    first: dt.date
    last: dt.date | None


class Preset(NamedTuple):
    """A span in the form, and where it leads."""

    text: str
    url: str


class PresetParameters(Listed):
    """A search, and the span of its departures in the place of any dates it has."""

    span: Annotated[Span, one_of(Span)]


_LABELS: Final = {
    Span.THIS_YEAR: noted("올해"),
    Span.LAST_YEAR: noted("지난해"),
    Span.THREE_YEARS: noted("최근 3년"),
}
_FIRST, _LAST = "departs_from", "departs_to"


def presets(address: Address) -> tuple[Preset, ...]:
    """The spans, each over the search at `address`."""
    kept = _without_dates(address)
    return tuple(Preset(gettext(label), kept.to("pages.preset", span=span.value)) for span, label in _LABELS.items())


def preset_address(parameters: PresetParameters) -> Address:
    """The search with the dates of its span, as of today."""
    days = days_of(parameters.span, dt.datetime.now(KOREA).date())
    address = _without_dates(Address.stated(parameters)).with_only(_FIRST, days.first.isoformat())
    return address.with_only(_LAST, days.last.isoformat()) if days.last else address


def days_of(span: Span, today: dt.date) -> Days:
    """The days of a span: whole years, or three years back from today, without an end: a trip may be to come."""
    match span:
        case Span.THIS_YEAR:
            return _year(today.year)
        case Span.LAST_YEAR:
            return _year(today.year - 1)
        case Span.THREE_YEARS:
            return Days(_three_years_before(today), None)


def _three_years_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 3)
    except ValueError:
        # Three years before a 29th of February there was none.
        return day.replace(year=day.year - 3, day=day.day - 1)


def _year(year: int) -> Days:
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _without_dates(address: Address) -> Address:
    return address.with_only(_FIRST).with_only(_LAST)
