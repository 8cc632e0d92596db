"""Periods as agencies write them: the real examples, and any two days in any way to write them."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.periods import Period, read_period

YEAR = dt.timedelta(days=300)
DAYS = "월화수목금토일"
RANGES = [" ~ ", "~", " ∼ ", "∼", " – ", "–", " - ", "-", "〜", "～", " ~\n"]


def test_every_form_seen_in_a_real_source_is_read(shared: Path) -> None:
    with (shared / "data/period_formats.tsv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file, delimiter="\t"))
    wrong = {}
    for case in cases:
        found = read_period(case["raw"])
        # Where no day can be read, all of it is kept.
        stated = case["stated"] or (None if case["start"] else case["raw"])
        if (str(found.departs or ""), str(found.returns or ""), found.stay) != (case["start"], case["end"], stated):
            wrong[case["raw"]] = found
    assert wrong == {}
    assert len(cases) == 20


def day_of(day: dt.date, form: int, *, year: bool = True, month: bool = True) -> str:
    name = f"({DAYS[day.weekday()]})"
    match form:
        case 0:
            parts = [f"{day.year}. " if year else "", f"{day.month}. " if month else "", f"{day.day}."]
        case 1:
            parts = [f"{day.year}년 " if year else "", f"{day.month}월 " if month else "", f"{day.day}일"]
        case 2:
            parts = [f"{day.year}." if year else "", f"{day.month:02}." if month else "", f"{day.day:02}"]
        case 3:
            parts = [f"’{day.year % 100:02}. " if year else "", f"{day.month}. " if month else "", f"{day.day}.{name}"]
        case 4:
            parts = [f"{day.year}. " if year else "", f"{day.month}. " if month else "", f"{day.day}. {name}"]
        case 5:
            parts = [f"{day.year}/" if year else "", f"{day.month}/" if month else "", f"{day.day}"]
        case _:
            parts = [f"{day.year}년 " if year else "", f"{day.month}월 " if month else "", f"{day.day}일{name}"]
    return "".join(parts)


@st.composite
def periods(draw: st.DrawFn) -> tuple[str, dt.date, dt.date, str | None]:
    departs = draw(st.dates(dt.date(2001, 1, 1), dt.date(2039, 12, 1)))
    returns = departs + dt.timedelta(days=draw(st.integers(0, 60)))
    form = draw(st.integers(0, 6))
    says_year = departs.year != returns.year or draw(st.booleans())
    says_month = says_year or departs.month != returns.month or draw(st.booleans())
    between = draw(st.sampled_from(RANGES))
    # A dash between two days of slashes is a range as well, but `3-8` alone behind a dash is a month and a day.
    start = day_of(departs, form)
    end = day_of(returns, form, year=says_year, month=says_month)
    stay = draw(st.sampled_from([None, "3박 4일", "7박9일", "5일간", "당일"]))
    behind = draw(st.sampled_from([" ({})", "({})", " [{}]", ", {}", " / {}"])).format(stay) if stay else ""
    if form in {1, 6} and draw(st.booleans()):
        return f"{start}부터 {end}까지{behind}", departs, returns, stay
    return f"{start}{between}{end}{behind}", departs, returns, stay


@given(periods())
def test_any_two_days_are_read_however_they_are_written(case: tuple[str, dt.date, dt.date, str | None]) -> None:
    text, departs, returns, stay = case
    assert read_period(text) == Period(departs, returns, stay), text


@given(st.dates(dt.date(2001, 1, 1), dt.date(2039, 12, 1)), st.integers(0, 60), st.sampled_from(["%Y%m%d", "%y%m%d"]))
def test_days_in_digits_alone_are_read(departs: dt.date, days: int, form: str) -> None:
    returns = departs + dt.timedelta(days=days)
    assert read_period(f"{departs.strftime(form)}-{returns.strftime(form)}")[:3] == (departs, returns, None)


@pytest.mark.parametrize(
    ("text", "departs", "returns"),
    [
        ("2024.12.28~1.3", "2024-12-28", "2025-01-03"),
        ("당초: 2025.3.1~3.5 / 실제: 2025.3.2~3.7", "2025-03-02", "2025-03-07"),
        ("실제 출장기간 2025.3.2~3.7 (당초 승인기간 2025.3.1~3.5)", "2025-03-02", "2025-03-07"),
        ("변경 전 2025.3.1~3.5, 변경 2025.3.3~3.8", "2025-03-03", "2025-03-08"),
        ("2025.11.9.(일) 10:00 ~ 11.12.(수) 18:00", "2025-11-09", "2025-11-12"),
        ("4박6일(2025.3.3.~3.8.)", "2025-03-03", "2025-03-08"),
    ],
)
def test_the_real_period_counts_and_years_turn(text: str, departs: str, returns: str) -> None:
    found = read_period(text)
    assert (str(found.departs), str(found.returns)) == (departs, returns)


@pytest.mark.parametrize(
    "text", ["2025.3.1~3.5, 2025.4.1~4.3", "2025.02.30~03.02", "3월 3일~8일", "2025. 3.", "추후 통보", "20,260,527"]
)
def test_what_is_not_one_period_stays_as_it_was_written(text: str) -> None:
    assert read_period(text) == Period(None, None, text)


@given(st.text())
def test_any_text_is_a_period_or_itself(text: str) -> None:
    found = read_period(text)
    assert not found.returns or found.departs
    assert found.departs or found.stay or not text.strip()
