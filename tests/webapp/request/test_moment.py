"""`since`: a day or a moment, read as RFC 3339 has it, told in UTC."""

import datetime as dt
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.request.conditions import Filtered, since_in_words
from webapp.request.faults import BadParametersError
from webapp.request.params import read_parameters

ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
FIRST, LAST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1970, 9999))


def since(text: str) -> dt.datetime | None:
    return read_parameters(urlencode({"since": text}).encode(), Filtered).since


@given(st.datetimes(timezones=ZONES))
@example(dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=9))))
@example(dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=12))))
def test_a_moment_is_taken_in_any_zone_and_told_in_utc(moment: dt.datetime) -> None:
    found = since(moment.isoformat())
    assert found == min(max(moment, FIRST), LAST)
    assert found.tzinfo is dt.UTC
    assert since(found.isoformat()) == found


@given(st.dates())
def test_a_day_begins_in_korea(day: dt.date) -> None:
    begin = dt.datetime.combine(day, dt.time(), dt.timezone(dt.timedelta(hours=9)))
    assert since(day.isoformat()) == min(max(begin, FIRST), LAST)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T09:00:00+09:00",
        "2026-11-24T00:00:00Z",
        "2026-11-24t00:00:00z",
        "2026-11-24T00:00:00.0Z",
        "2026-11-24T00:00:00.000000000Z",
        "2026-11-23T19:00:00-05:00",
        "2026-11-24",
    ],
)
def test_one_moment_has_several_ways_to_be_written(text: str) -> None:
    day = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    assert since(text) == (day if "T" in text.upper() else day - dt.timedelta(hours=9))


def test_a_plus_that_nobody_encoded_is_one() -> None:
    read = read_parameters(b"since=2026-11-24T09:00:00+09:00", Filtered)
    assert read.since == dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


@given(st.text(max_size=40))
@example("2026-11-24T09:00")
@example("2026-11-24T09:00:00")
@example("2026-11-24 09:00:00Z")
@example("2026-11-24T09:00:60Z")
@example("2026-11-24T24:00:00Z")
@example("2026-11-24T09:00:00+25:00")
@example("2026-W48-1T09:00:00Z")
@example("٢٠٢٦-11-24")
@example("yesterday")
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    if not text.strip():
        return
    try:
        found = read_parameters(f"since={quote(text)}".encode(), Filtered).since
    except BadParametersError as error:
        (fault,) = error.faults
        assert fault.parameter == "since"
        assert "2025-11-09" in fault.detail or "비어" in fault.detail
    else:
        assert found is not None
        assert text[:4].isascii()


def test_a_moment_is_said_as_clocks_in_korea_show_it() -> None:
    assert since_in_words("2026-11-23T15:00:00+00:00") == "2026-11-24 이후"
    assert since_in_words("2026-11-24T00:00:05Z") == "2026-11-24 09:00:05 이후"
