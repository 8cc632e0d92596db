"""XLSX and XLS → tables, a visible sheet each; formulas by the values that are stored with them.

calamine reads values, since it alone knows the East Asian formats of dates that Excel writes here. What it does not
tell, and whole sheets where it would reserve too much memory, is read by other means. The `plain` readers do without
it, for files of which it dies. Libraries raise what they like at damaged files: that ends the process in which this
runs, and `isolation.py` tells so.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final, Literal, cast
from zipfile import BadZipFile, ZipFile

import openpyxl
import xlrd
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from indexer.blocks import Block
from indexer.record import Note, Place, Refusal, shown
from indexer.sources import sheets
from indexer.sources.sheets import Hidden, Sheet, Span, Value
from indexer.sources.workbook_parts import Parts, PartsError, read_parts

# Cells up to the last one, with a value or without: calamine reserves some 32 bytes for each.
_MAX_GRID: Final = 5_000_000
_NAMES: Final = 5
_ERRORS: Final = frozenset(openpyxl.cell.cell.ERROR_CODES)
_UNREADABLE_PARTS: Final = (PartsError, BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError)
# Seen at damaged files; xlrd promises none.
_XLRD_ERRORS: Final = (
    XLRDError,
    CompDocError,
    struct.error,
    LookupError,
    ValueError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    TypeError,
    OSError,
)


def xlsx_blocks(path: Path, name: str) -> Iterator[Block]:
    """The tables of an XLSX, and notes on what is hidden or cut."""
    parts = _parts(path)
    far = {sheet for sheet, part in parts.items() if part.height * part.width > _MAX_GRID}
    hidden = {sheet: part.hidden for sheet, part in parts.items()}
    with ExitStack() as opened:
        book = opened.enter_context(_openpyxl_book(path)) if far else None

        def other(sheet: str) -> Sheet | None:
            return _openpyxl_sheet(book[sheet], parts[sheet]) if book and sheet in far else None

        yield from _calamine_blocks(path, name, hidden, other)


def xls_blocks(path: Path, name: str) -> Iterator[Block]:
    """The tables of an XLS, and notes on what is hidden or cut."""
    hidden: dict[str, Hidden | None] = {}
    far: dict[str, Sheet] = {}
    # Where it fails, what is hidden is unknown, and every table says so.
    with suppress(*_XLRD_ERRORS), _xlrd_book(path) as book:
        for sheet in book.sheet_names():
            found = book.sheet_by_name(sheet)
            read = _xlrd_sheet(book, found)
            hidden[sheet] = read.hidden
            if found.nrows * found.ncols > _MAX_GRID:
                far[sheet] = read
            book.unload_sheet(sheet)
    yield from _calamine_blocks(path, name, hidden, far.get)


def plain_xlsx_blocks(path: Path, name: str) -> Iterator[Block]:
    """The tables of an XLSX, East Asian dates as bare numbers."""
    parts = _parts(path)
    with _openpyxl_book(path) as book:
        found = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        yield from _unseen(
            name, [sheet.title for sheet in found], [s.title for s in found if s.sheet_state != "visible"]
        )
        for sheet in found:
            if sheet.sheet_state == "visible":
                yield from sheets.blocks(_openpyxl_sheet(sheet, parts.get(sheet.title)), name)


def plain_xls_blocks(path: Path, name: str) -> Iterator[Block]:
    """The tables of an XLS."""
    with _xlrd_book(path) as book:
        found = [book.sheet_by_name(sheet) for sheet in book.sheet_names()]
        yield from _unseen(name, book.sheet_names(), [sheet.name for sheet in found if sheet.visibility])
        for sheet in found:
            if not sheet.visibility:
                yield from sheets.blocks(_xlrd_sheet(book, sheet), name)


def _calamine_blocks(
    path: Path, name: str, hidden: Mapping[str, Hidden | None], other: Callable[[str], Sheet | None]
) -> Iterator[Block]:
    """The tables; a sheet that `other` has is read there."""
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        found = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        unseen = [sheet.name for sheet in found if sheet.visible != SheetVisibleEnum.Visible]
        yield from _unseen(name, [sheet.name for sheet in found], unseen)
        for sheet in (sheet.name for sheet in found if sheet.name not in unseen):
            try:
                read = other(sheet) or _calamine_sheet(book.get_sheet_by_name(sheet), hidden.get(sheet))
            except CalamineError:
                yield Refusal(
                    Place(name), None, f"‘{sheet}’ 시트가 손상되어 읽지 못했습니다. 다시 저장한 뒤 넣어 주세요."
                )
            else:
                yield from sheets.blocks(read, name)


def _calamine_sheet(sheet: CalamineSheet, hidden: Hidden | None) -> Sheet:
    spans = [Span(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    # Its rows begin with the first of the sheet, but with the first column in which something stands.
    left, right = (sheet.start[1], sheet.end[1]) if sheet.start and sheet.end else (0, 0)
    return Sheet(sheet.name, sheet.iter_rows(), spans, hidden, right + 1, left)


def _parts(path: Path) -> Mapping[str, Parts]:
    """By the names of the sheets; of a damaged file none."""
    try:
        with ZipFile(path) as archive:
            return read_parts(archive)
    except _UNREADABLE_PARTS:
        return {}


@contextmanager
def _openpyxl_book(path: Path) -> Iterator[openpyxl.Workbook]:
    # Not by its path: it believes endings of names. It reads row by row only where it may only read.
    with path.open("rb") as file, closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
        yield book


def _openpyxl_sheet(sheet: ReadOnlyWorksheet, parts: Parts | None) -> Sheet:
    # What a file says of its own extent is often wrong, and is believed unless it is forgotten.
    sheet.reset_dimensions()
    values = cast("Iterator[Sequence[Value]]", sheet.iter_rows(values_only=True))  # type: ignore[misc] # it is borrowed
    rows = ([None if value in _ERRORS else value for value in row] for row in values)
    return (
        Sheet(sheet.title, rows, parts.spans, parts.hidden, parts.width)
        if parts
        else Sheet(sheet.title, rows, [], None)
    )


def _xlrd_book(path: Path) -> xlrd.Book:
    return xlrd.open_workbook(str(path), formatting_info=True, on_demand=True, ragged_rows=True)


def _xlrd_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Sheet:
    spans = [Span(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    hidden = Hidden(
        frozenset(row for row, found in sheet.rowinfo_map.items() if found.hidden),
        frozenset(column for column, found in sheet.colinfo_map.items() if found.hidden),
    )
    rows = ([_xlrd_value(cell, book.datemode) for cell in sheet.row(number)] for number in range(sheet.nrows))
    return Sheet(sheet.name, rows, spans, hidden, sheet.ncols)


def _xlrd_value(cell: xlrd.sheet.Cell, epoch: Literal[0, 1]) -> Value:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE and isinstance(cell.value, float):
        with suppress(ValueError, OverflowError):
            return xlrd.xldate_as_datetime(cell.value, epoch)
    return cell.value


def _unseen(name: str, found: Sequence[str], unseen: Sequence[str]) -> Iterator[Block]:
    """That some sheets are hidden, or that there is none."""
    if not found:
        yield Refusal(Place(name), None, "시트를 찾을 수 없습니다. 다른 이름의 XLSX 파일로 다시 저장한 뒤 넣어 주세요.")
    elif unseen:
        names = ", ".join(f"‘{shown(sheet, 40)}’" for sheet in unseen[:_NAMES])
        names += " 등" if len(unseen) > _NAMES else ""
        yield Note(Place(name), None, f"숨긴 시트 {len(unseen):,}개({names})는 읽지 않았습니다.")
