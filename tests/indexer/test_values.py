"""Days: a time with an offset is told in Korea's."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.values import read_date

KOREA = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-02T15:00:00.000Z", 3), ("2024-05-02T14:59:59Z", 2), ("2024-05-02T15:00:00+00:00", 3), ("2024-05-02 15:00:00 +0000", 3),
        ("2024-05-02T15:00Z", 3), ("2024-05-02 15:00:00 UTC", 3), ("2024-05-02t15:00:00z", 3), ("20240502T150000Z", 3), ("2024-05-02T15:00:00+00", 3),
        ("2024-05-03T00:00:00+09:00", 3), ("2024-05-02T10:00:00-05:00", 3), ("2024-05-03T01:00:00+14:00", 2), ("2024-05-02T23:59:59+09:00", 2),
        ("2024-05-02T15:00:00", 2), ("2024-05-02 23:59:59", 2), ("20240502235959", 2), ("2024. 5. 2. 23:59", 2), ("2024-05-02", 2),
    ],
)  # fmt: skip
def test_a_time_with_an_offset_is_a_day_in_korea_and_one_without_stays_its_day(text: str, day: int) -> None:
    assert read_date(text) == dt.date(2024, 5, day)


@pytest.mark.parametrize(
    "text", ["2024-05-02T25:00:00Z", "2024-05-02T15:61Z", "2024-05-02T15:00:00+99:00", "2024-02-30T00:00Z"]
)
def test_an_impossible_time_with_an_offset_is_no_day(text: str) -> None:
    assert read_date(text) is None


@given(
    st.datetimes(dt.datetime(1951, 1, 1), dt.datetime(2098, 12, 31)),  # noqa: DTZ001 - hypothesis takes naive bounds
    st.integers(-14 * 60, 14 * 60),
)
def test_any_moment_written_with_any_offset_is_its_day_in_korea(moment: dt.datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    assert read_date(aware.isoformat(timespec="seconds")) == aware.astimezone(KOREA).date()
