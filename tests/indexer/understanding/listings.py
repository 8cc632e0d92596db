"""The same trips as tables in every format and with every oddity that agencies' tables have."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import xlwt
from openpyxl import Workbook

from tests.indexer.sources.pieces import Grid, Piece, Wide
from tests.indexer.sources.writers import KINDS, write_document

# A text, a number or a day.
Value = Any
Rows = list[list[Value]]


class Made(NamedTuple):
    """A trip as it happened, by the fields of a raw record."""

    title: str
    organisation: str
    countries: tuple[str, ...]
    cities: tuple[str, ...]
    departs: dt.date
    returns: dt.date
    stay: str
    people: int
    cost_krw: int
    published: dt.date

    @property
    def places(self) -> str:
        """Its countries as tables write them: the cities in brackets behind the only one."""
        return f"{self.countries[0]}({', '.join(self.cities)})" if self.cities else ", ".join(self.countries)


TRIPS: Final = (
    Made("탄소중립 도시의 열 공급 사례 조사", "가상광역시", ("독일",), ("베를린", "함부르크"), dt.date(2025, 3, 3), dt.date(2025, 3, 8), "4박 6일", 4, 12_300_000, dt.date(2025, 4, 1)),
    Made("스마트 항만 운영 연수", "나라항만공사", ("싱가포르", "말레이시아"), (), dt.date(2024, 12, 28), dt.date(2025, 1, 3), "5박 7일", 12, 41_500_000, dt.date(2025, 2, 17)),
    Made("수변 공간 재생 현장 견학", "다온시의회", ("일본",), ("오사카",), dt.date(2023, 11, 20), dt.date(2023, 11, 23), "3박 4일", 1, 1_837_000, dt.date(2023, 12, 8)),
)  # fmt: skip


def _period(trip: Made) -> str:
    year = "" if trip.departs.year == trip.returns.year else f"{trip.returns.year}. "
    return f"{trip.departs.year}. {trip.departs.month}. {trip.departs.day}. ~ {year}{trip.returns.month}. {trip.returns.day}."


def plain() -> Rows:
    head: list[Value] = ["연번", "기관명", "출장목적", "방문국", "출장기간", "여행일수", "인원", "총경비(원)", "등록일"]
    return [head, *([number, trip.organisation, trip.title, trip.places, f"{_period(trip)} ({trip.stay})", "", f"{trip.people}명", f"{trip.cost_krw:,}", trip.published.isoformat()] for number, trip in enumerate(TRIPS, 1))]  # fmt: skip


def with_title_unit_total_and_notes() -> Rows:
    head, *rows = plain()
    head[7] = "총경비"
    short = [[*row[:7], f"{trip.cost_krw // 1000:,}", row[8]] for row, trip in zip(rows, TRIPS, strict=True)]
    total: list[Value] = ["합계", "", "", "", "", "", "17명", "55,637", ""]
    blank: list[Value] = [""] * 9
    return [["2025년 공무국외출장 현황", *blank[1:]], blank, [*blank[:8], "(단위 : 천원)"], head, *short, total, ["※ 총경비는 항공료와 체재비의 합계임", *blank[1:]]]  # fmt: skip


def with_letter_spaced_and_unit_headings() -> Rows:
    _, *rows = plain()
    head: list[Value] = ["No.", "기 관 명", "출 장 목 적", "방문국가(도시)", "출장기간(박/일)", "비고", "인원(명)", "소요경비(백만원)", "등 록 일 자"]  # fmt: skip
    return [head, *([*row[:6], trip.people, f"{trip.cost_krw / 1_000_000}", f"{trip.published.year}. {trip.published.month}. {trip.published.day}."] for row, trip in zip(rows, TRIPS, strict=True))]  # fmt: skip


def with_real_days_and_numbers() -> Rows:
    head: list[Value] = [
        "순번",
        "소속",
        "건명",
        "출장국가",
        "출국일",
        "귀국일",
        "체류기간",
        "출장인원",
        "집행액",
        "공개일",
    ]
    return [head, *([number, trip.organisation, trip.title, trip.places, trip.departs, trip.returns, trip.stay, trip.people, trip.cost_krw, trip.published] for number, trip in enumerate(TRIPS, 1))]  # fmt: skip


def with_two_fields_in_one_column() -> Rows:
    head: list[Value] = ["기관명", "제목", "기간/장소", "총인원", "여비", "작성일"]
    return [head, *([trip.organisation, trip.title, f"{_period(trip)} ({trip.stay})/{trip.places}", f"총 {trip.people}명", f"금{trip.cost_krw:,}원", trip.published.isoformat()] for trip in TRIPS)]  # fmt: skip


def with_headings_again_and_blank_rows() -> Rows:
    head, first, *rest = plain()
    blank: list[Value] = [""] * len(head)
    return [head, first, blank, head, *rest, blank]


def with_shuffled_columns_and_unknown_ones() -> Rows:
    order = [8, 3, 6, 2, 0, 4, 7, 1]
    return [[*(row[number] for number in order), extra] for row, extra in zip(plain(), ["담당 국장 의견", "가", "", "나"], strict=True)]  # fmt: skip


def with_people_by_name() -> Rows:
    head: list[Value] = ["기관명", "출장자", "제목", "방문국가", "출장기간", "기간", "인원", "경비", "등록일"]
    return [head, *([trip.organisation, "홍길동", trip.title, trip.places, _period(trip), trip.stay, trip.people, f"{trip.cost_krw}원", trip.published.isoformat()] for trip in TRIPS)]  # fmt: skip


def with_planned_and_real_period() -> Rows:
    head: list[Value] = [
        "기관",
        "보고서제목",
        "대상국가",
        "실제 출장기간",
        "당초 승인기간",
        "여행일수",
        "인원",
        "총액(천원)",
        "게시일",
    ]
    return [head, *([trip.organisation, trip.title, trip.places, f"{_period(trip)}, {trip.stay}", "2020.1.1~1.5", "", trip.people, f"{trip.cost_krw / 1000:,.0f}", trip.published.strftime("%Y%m%d")] for trip in TRIPS)]  # fmt: skip


def with_publication_noise_in_titles() -> Rows:
    head, *rows = plain()
    return [head, *([*row[:2], f"[붙임] {row[2]}_게시용", *row[3:]] for row in rows)]


# Two rows of headings: the upper ones reach over several columns.
TWO_ROWS: Final[Rows] = [
    ["연번", "기관명", "출장목적", "방문국", "출장기간", "", "", "인원", "출장경비(천원)", "", "", "등록일"],
    ["", "", "", "", "부터", "까지", "기간", "", "계", "항공료", "체재비", ""],
    *([number, trip.organisation, trip.title, trip.places, trip.departs.isoformat(), trip.returns.isoformat(), trip.stay, trip.people, f"{trip.cost_krw / 1000:,.0f}", "500", "400", trip.published.isoformat()] for number, trip in enumerate(TRIPS, 1)),
]  # fmt: skip


def with_two_rows_of_headings() -> Rows:
    return [list(row) for row in TWO_ROWS]


ODDITIES: Final[dict[str, Callable[[], Rows]]] = {
    made.__name__.removeprefix("with_"): made
    for made in (
        plain, with_title_unit_total_and_notes, with_letter_spaced_and_unit_headings, with_real_days_and_numbers,
        with_two_fields_in_one_column, with_headings_again_and_blank_rows, with_shuffled_columns_and_unknown_ones,
        with_people_by_name, with_planned_and_real_period, with_publication_noise_in_titles, with_two_rows_of_headings,
    )
}  # fmt: skip


def _text(value: object) -> str:
    return str(value)


def _csv(rows: Rows, path: Path, encoding: str, delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([list(map(_text, row)) for row in rows])
    path.write_bytes(text.getvalue().encode(encoding))


def _xlsx(rows: Rows, path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value != "":
                sheet.cell(number, column, value)
    for first, last, start, end in _merged(rows):
        sheet.merge_cells(start_row=first, end_row=last, start_column=start, end_column=end)
    book.save(path)


def _xls(rows: Rows, path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("현황")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    merged = {(first - 1, start - 1): (last - 1, end - 1) for first, last, start, end in _merged(rows)}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if (number, column) in merged:
                last, end = merged[number, column]
                sheet.write_merge(number, last, column, end, value)
            elif value != "":
                sheet.write(number, column, value, *([day] if isinstance(value, dt.date) else []))
    book.save(str(path))


def _merged(rows: Rows) -> list[tuple[int, int, int, int]]:
    """Rows and columns, from 1, of the cells that reach over others, where the table has two rows of headings."""
    if rows[:2] != TWO_ROWS[:2]:
        return []
    return [(1, 1, 5, 7), (1, 1, 9, 11), *((1, 2, column, column) for column in (1, 2, 3, 4, 8, 12))]


def _grid(rows: Rows) -> Grid:
    if rows[:2] != TWO_ROWS[:2]:
        return Grid([list(map(_text, row)) for row in rows])
    upper, lower, *rest = rows
    wide = {5: 3, 9: 3}
    first = [
        Wide(_text(text), columns=wide.get(column, 1), rows=1 if column in wide else 2)
        for column, text in enumerate(upper, 1)
        if text
    ]
    return Grid([first, [_text(text) for text in lower if text], *(list(map(_text, row)) for row in rest)])


def write_json(rows: Rows, path: Path) -> None:
    """The table as a portal answers it: the headings are the names of its records, two levels down."""
    head, *behind = rows
    records = [dict(zip(map(_text, head), map(_text, row), strict=True)) for row in behind]
    path.write_text(json.dumps({"result": {"list": records}}, ensure_ascii=False, indent=1), encoding="utf-8")


def _zip(rows: Rows, path: Path) -> None:
    inner = path.with_suffix(".inner")
    _csv(rows, inner, "cp949", ",")
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.write(inner, "2025년/출장 현황.csv")
    inner.unlink()


def _document(kind: str) -> Callable[[Rows, Path], None]:
    def write(rows: Rows, path: Path) -> None:
        pieces: Sequence[Piece] = [_grid(rows)]
        write_document(kind, pieces, path)

    return write


FORMATS: Final[dict[str, Callable[[Rows, Path], None]]] = {
    "csv utf-8": lambda rows, path: _csv(rows, path, "utf-8", ","),
    "csv utf-8-sig": lambda rows, path: _csv(rows, path, "utf-8-sig", ","),
    "csv cp949": lambda rows, path: _csv(rows, path, "cp949", ","),
    "csv utf-16": lambda rows, path: _csv(rows, path, "utf-16", "\t"),
    "xlsx": _xlsx,
    "xls": _xls,
    **{kind: _document(kind) for kind in KINDS},
    "html that calls itself .xls": _document("html"),
    "zip": _zip,
}
