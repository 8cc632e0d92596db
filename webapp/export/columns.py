"""The columns of every table that is taken away: what each is called, of which kind it is, and its value of a trip."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from search.trip import FIELD_LABELS, Source, Trip
from search.words.offices import office_of
from search.words.themes import theme_name

Value = str | int | dt.date | None

# Between the values of a list; texts of several paragraphs have a line each.
SEPARATOR: Final = "; "


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


class Column(StrEnum):
    """The columns, in the order of a table; those named like fields of the API hold what these hold."""

    ID = "id"
    TITLE = "title"
    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    REGION = "region"
    OFFICE_KIND = "office_kind"
    COUNTRIES = "countries"
    COUNTRY_KEYS = "country"
    CITIES = "cities"
    DEPARTS = "departs"
    RETURNS = "returns"
    STAY = "stay"
    NIGHTS = "nights"
    DAYS = "days"
    PEOPLE = "people"
    COST = "cost_krw"
    COST_STATED = "cost_stated"
    THEMES = "themes"
    PURPOSE = "purpose"
    SUMMARY = "summary"
    FINDINGS = "findings"
    PUBLISHED = "published"
    SOURCE = "source"
    SOURCE_URL = "source_url"
    SOURCE_FILE = "source_file"
    OTHER_SOURCES = "other_sources"
    OTHER_IDS = "other_ids"
    NOTICES = "notices"
    TITLE_STATED = "title_stated"


class Described(NamedTuple):
    """One column: `heading` is what people read above it, `width` how many characters wide a sheet shows it."""

    heading: str
    kind: Kind
    width: int
    value: Callable[[Trip], Value]


def _text(column: Column, width: int = 16) -> Described:
    return Described(FIELD_LABELS[column], Kind.TEXT, width, lambda trip: getattr(trip, column))


def _number(column: Column, heading: str) -> Described:
    return Described(heading, Kind.NUMBER, 8 if column is not Column.COST else 14, lambda trip: getattr(trip, column))


def _date(column: Column) -> Described:
    return Described(FIELD_LABELS[column], Kind.DATE, 11, lambda trip: getattr(trip, column))


def _listed(heading: str, values: Callable[[Trip], Iterable[str]], width: int = 16) -> Described:
    return Described(heading, Kind.TEXT, width, lambda trip: SEPARATOR.join(values(trip)))


def _lines(heading: str, values: Callable[[Trip], Iterable[str]], width: int = 40) -> Described:
    return Described(heading, Kind.TEXT, width, lambda trip: "\n".join(values(trip)))


def _source(heading: str, part: Callable[[Source], str | None]) -> Described:
    return Described(heading, Kind.TEXT, 20, lambda trip: part(trip.source) if trip.source else None)


def _in_a_line(source: Source) -> str:
    return " ".join(filter(None, (source.name, source.url, source.file)))


COLUMNS: Final[dict[Column, Described]] = {
    Column.ID: Described("출장 ID", Kind.TEXT, 12, lambda trip: trip.id),
    Column.TITLE: _text(Column.TITLE, 50),
    Column.ORGANISATION: _text(Column.ORGANISATION),
    Column.DEPARTMENT: _text(Column.DEPARTMENT),
    Column.REGION: _listed("지역", lambda trip: office_of(trip.organisation).regions, 8),
    Column.OFFICE_KIND: Described("기관 유형", Kind.TEXT, 10, lambda trip: office_of(trip.organisation).kind),
    Column.COUNTRIES: _listed(FIELD_LABELS["countries"], lambda trip: (place.name for place in trip.countries)),
    Column.COUNTRY_KEYS: _listed("방문국 코드", lambda trip: (place.key for place in trip.countries), 10),
    Column.CITIES: _listed(FIELD_LABELS["cities"], lambda trip: trip.cities),
    Column.DEPARTS: _date(Column.DEPARTS),
    Column.RETURNS: _date(Column.RETURNS),
    Column.STAY: _text(Column.STAY, 10),
    Column.NIGHTS: _number(Column.NIGHTS, "숙박(박)"),
    Column.DAYS: _number(Column.DAYS, "일수(일)"),
    Column.PEOPLE: _number(Column.PEOPLE, "인원(명)"),
    Column.COST: _number(Column.COST, "경비(원)"),
    Column.COST_STATED: _text(Column.COST_STATED),
    Column.THEMES: _listed(FIELD_LABELS["themes"], lambda trip: (theme_name(theme.key) for theme in trip.themes)),
    Column.PURPOSE: _text(Column.PURPOSE, 40),
    Column.SUMMARY: _text(Column.SUMMARY, 60),
    Column.FINDINGS: _lines(FIELD_LABELS["findings"], lambda trip: trip.findings, 60),
    Column.PUBLISHED: _date(Column.PUBLISHED),
    Column.SOURCE: _source(FIELD_LABELS["source"], lambda source: source.name),
    Column.SOURCE_URL: _source("출처 주소", lambda source: source.url),
    Column.SOURCE_FILE: _source("출처 파일", lambda source: source.file),
    Column.OTHER_SOURCES: _lines("다른 출처", lambda trip: map(_in_a_line, trip.all_sources[1:])),
    Column.OTHER_IDS: _listed("다른 ID", lambda trip: trip.other_ids),
    Column.NOTICES: _lines("확인할 점", lambda trip: (notice.text for notice in trip.notices)),
    Column.TITLE_STATED: _text(Column.TITLE_STATED, 40),
}


def chosen(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Those that were asked for, each once, as they were asked for; all where none was."""
    return tuple(dict.fromkeys(columns)) or tuple(COLUMNS)


def rows(trips: Iterable[Trip], columns: Iterable[Column]) -> Iterator[list[Value]]:
    """The values of each trip; None or an empty text for what it does not state."""
    values = [COLUMNS[column].value for column in columns]
    for trip in trips:
        yield [value(trip) for value in values]
