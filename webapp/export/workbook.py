"""A table as a workbook (XLSX): a sheet that says what it is, then the data, written row by row, and counts of them.

Excel has limits; what does not fit is left out, and the first sheet says what that was.
"""

import datetime as dt
import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Final

import msgspec
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from search.trip import Trip
from webapp.export.asked import Line
from webapp.export.columns import COLUMNS, Column, Value, rows
from webapp.export.tally import HEADINGS, Tally
from webapp.language import counted, gettext

# Rows of a sheet, its heading included, and UTF-16 units of a cell.
MAX_ROWS: Final = 1_048_576
MAX_CELL: Final = 32_767
# Where Excel's calendar begins; an earlier day is written as text.
FIRST_DAY: Final = dt.date(1900, 3, 1)

_PIECE: Final = 64_000
_COUNTS_WIDTH: Final = 16

COVER: Final = "안내"
DATA: Final = "출장"
BY_COUNTRY: Final = "방문국별"
CUT: Final = "…(잘림)"

# What XML cannot hold, and no text that was imported has: a record of an older index may.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE_END: Final = re.compile("\r\n?")
_OPTIONS: Final = {
    "constant_memory": True,
    # A text stays the text that it is, whatever it begins with.
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def xlsx_of(trips: Generator[Trip], columns: Sequence[Column], cover: Sequence[Line]) -> Generator[bytes]:
    """The workbook piece by piece; before the first it is written, to a file. Raises what reading the trips raises."""
    with closing(trips), TemporaryDirectory(prefix="trips-") as folder, TemporaryFile(dir=folder) as file:
        book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        first = book.add_worksheet(COVER)
        sheet, tally = _Sheet(book, columns), Tally()
        sheet.write(tally.counting(trips))
        _write_cover(book, first, [*cover, *sheet.left_out, _of_counts()])
        _write_counts(book, tally)
        book.close()
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


class _Sheet:
    """The data, and what of them Excel has no room for."""

    def __init__(self, book: Workbook, columns: Sequence[Column]) -> None:
        self._sheet: Worksheet = book.add_worksheet(DATA)
        self._columns = columns
        self._date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self._number: Format = book.add_format({"num_format": "#,##0"})
        self._head: Format = book.add_format({"bold": True})
        self._rows = 0
        self._rows_left_out = 0
        self._cells_cut = 0

    def write(self, trips: Iterable[Trip]) -> None:
        """The headings, then a row a trip."""
        described = [COLUMNS[column] for column in self._columns]
        _write_head(self._sheet, self._head, [(column.heading, column.width) for column in described])
        for row in rows(trips, self._columns):
            if self._rows + 1 >= MAX_ROWS:
                self._rows_left_out += 1
                continue
            self._rows += 1
            for place, value in enumerate(row):
                self._cell(place, value)
        self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)

    @property
    def left_out(self) -> list[Line]:
        """What the reader of the file must know."""
        lines = []
        if self._rows_left_out:
            lines.append(
                Line(
                    gettext("빠진 출장"),
                    counted(
                        "엑셀 시트 하나에는 {most:,}줄까지 들어가 뒤의 {count:,}건은 이 파일에 없습니다. "
                        "모두 받으려면 CSV나 JSON Lines를 쓰거나 조건을 나누어 받으세요.",
                        self._rows_left_out,
                        most=MAX_ROWS,
                    ),
                )
            )
        if self._cells_cut:
            lines.append(
                Line(
                    gettext("잘린 칸"),
                    counted(
                        "엑셀의 칸에는 {most:,}자까지 들어가 긴 글 {count:,}칸을 줄이고 끝에 ‘{cut}’을 붙였습니다. "
                        "전체 글은 CSV와 JSON Lines에 있습니다.",
                        self._cells_cut,
                        most=MAX_CELL,
                        cut=CUT,
                    ),
                )
            )
        return lines

    def _cell(self, place: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.date) and value >= FIRST_DAY:
            self._sheet.write_datetime(self._rows, place, dt.datetime.combine(value, dt.time()), self._date)
        elif isinstance(value, int):
            style = self._number if self._columns[place] is Column.COST else None
            self._sheet.write_number(self._rows, place, value, style)
        else:
            self._sheet.write_string(self._rows, place, self._text(str(value)))

    def _text(self, text: str) -> str:
        whole = readable(text)
        kept = fitting(whole)
        self._cells_cut += kept != whole
        return kept


def readable(text: str) -> str:
    """`text` as every reader of XLSX has it: lines end in one way, and nothing in it is what XML forbids."""
    return _NOT_XML.sub(" ", _LINE_END.sub("\n", text))


def fitting(text: str) -> str:
    """`text`, or as much of it as a cell holds, with a sign that it was cut. Excel counts UTF-16 units."""
    # A letter has two of them at most: nearly every text need not be counted.
    if 2 * len(text) <= MAX_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL:
        return text
    # Half a letter at the end goes.
    return units[: 2 * (MAX_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _write_cover(book: Workbook, sheet: Worksheet, lines: Sequence[Line]) -> None:
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, gettext("국외출장 검색 결과"), bold)
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, line.label, bold)
        sheet.write_string(number, 1, fitting(readable(line.text)), wrapped)


def _write_head(sheet: Worksheet, style: Format, columns: Iterable[tuple[str, float]]) -> None:
    """The headings of a sheet, which stay in sight, and how wide their columns are."""
    for place, (heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, style)
    sheet.freeze_panes(1, 0)


def _of_counts() -> Line:
    return Line(
        gettext("방문국별 시트"),
        gettext("한 출장에 방문국이 여럿이면 국가마다 세므로, 합이 전체보다 클 수 있습니다."),
    )


def _write_counts(book: Workbook, tally: Tally) -> None:
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet(BY_COUNTRY)
    _write_head(sheet, bold, [(heading, _COUNTS_WIDTH) for heading in HEADINGS])
    for row, country in enumerate(tally.rows, 1):
        name, *numbers = msgspec.structs.astuple(country)
        sheet.write_string(row, 0, fitting(readable(name)))
        for place, value in enumerate(numbers, 1):
            sheet.write_number(row, place, value, number)
