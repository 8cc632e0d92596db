"""A sheet as any library reads it → a table: cells as text, merged cells filled, hidden rows and columns kept out."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from indexer.blocks import Block, Row, Table
from indexer.record import AtRow, Note, Place

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500
# Cells with a value; the rest of a sheet that has more is not read.
MAX_CELLS: Final = 5_000_000
_MAX_MERGED: Final = 20_000
_MAX_SPAN: Final = 1_000_000
# So many digits a spreadsheet keeps; what follows is how the computer counts.
_DIGITS: Final = 15
_MAX_WHOLE: Final = 1e18

# Of a cell, as the libraries have it; None and the empty text are the same.
Value = str | int | float | bool | dt.date | dt.time | dt.timedelta | None


class Span(NamedTuple):
    """A merged cell, rows and columns from 0, ends inside."""

    top: int
    left: int
    bottom: int
    right: int


class Hidden(NamedTuple):
    """Rows and columns that people do not see, from 0."""

    rows: frozenset[int]
    columns: frozenset[int]


class Sheet(NamedTuple):
    """What a library knows of a sheet; `rows` are those from the first on, each from the column `left` on.

    `hidden` is None where it could not be found out; `width` reaches to the last column with a value.
    """

    name: str
    rows: Iterable[Sequence[Value]]
    spans: Sequence[Span]
    hidden: Hidden | None
    width: int = MAX_COLUMNS
    left: int = 0


def blocks(sheet: Sheet, name: str) -> Iterator[Block]:
    """The sheet as a table, and what of it was left out; `name` is that of the file."""
    shown = _Shown(sheet)
    yield Table(shown.rows(), sheet.name)
    for reason in shown.notes():
        yield Note(Place(name), None, f"‘{sheet.name}’ 시트에서 {reason}")


def text_of(value: Value) -> str:
    """A cell as its spreadsheet shows it; days as `2025-11-09`, since formats of days are many."""
    match value:
        case str():
            text = value
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case float():
            text = _number(value)
        case dt.datetime():
            text = value.isoformat(" ", "seconds") if value.time() != dt.time() else value.date().isoformat()
        case dt.time():
            text = value.isoformat("seconds")
        case _:
            text = str(value)
    return text


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < _MAX_WHOLE:
        return str(int(value))
    return f"{value:.{_DIGITS}g}"


class _Shown:
    """The rows of a sheet that people see; counts what is left out."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._hidden = sheet.hidden or Hidden(frozenset(), frozenset())
        self._hidden_rows = self._cut_rows = self._cut_columns = self._cells = 0
        self._hidden_columns: set[int] = set()
        self._merged = _Merged(sheet.spans[:_MAX_MERGED], self._hidden, min(sheet.width, MAX_COLUMNS))

    def rows(self) -> Iterator[Row]:
        """Those in which something stands."""
        for number, values in enumerate(self._sheet.rows):
            texts = [*[""] * self._sheet.left, *map(text_of, values)]
            used = len(texts) - texts.count("")
            if used and (number >= MAX_ROWS or self._cells >= MAX_CELLS):
                self._cut_rows += 1
                continue
            self._cells += used
            filled = self._merged.fill(number, texts)
            if used and number in self._hidden.rows:
                self._hidden_rows += 1
            elif used:
                yield from self._row(number, texts, filled)

    def _row(self, number: int, texts: list[str], filled: set[int]) -> Iterator[Row]:
        self._cut_columns = max(self._cut_columns, len(texts) - MAX_COLUMNS)
        columns = list(range(min(len(texts), MAX_COLUMNS)))
        if self._hidden.columns:
            self._hidden_columns.update(c for c in self._hidden.columns if c < len(texts) and texts[c])
            columns = [column for column in columns if column not in self._hidden.columns]
        while columns and not texts[columns[-1]]:
            columns.pop()
        # What only goes on from above is no row.
        if any(texts[column] and column not in filled for column in columns):
            cells = tuple([texts[column] for column in columns])
            places = tuple([place for place, column in enumerate(columns) if column in filled]) if filled else ()
            yield Row(AtRow(self._sheet.name, number + 1), cells, places)

    def notes(self) -> Iterator[str]:
        """What people should know was left out, when all rows were taken."""
        if self._sheet.hidden is None:
            yield "숨긴 행과 열이 있는지 확인하지 못하여 모두 읽었습니다."
        if self._hidden_rows:
            yield f"숨긴 행 {self._hidden_rows:,}개는 읽지 않았습니다."
        if self._hidden_columns:
            yield f"숨긴 열 {len(self._hidden_columns):,}개는 읽지 않았습니다."
        if self._cut_rows:
            most = f"{MAX_ROWS:,}행, 값이 있는 셀 {MAX_CELLS:,}개까지"
            yield f"{most} 읽고 나머지 {self._cut_rows:,}행은 읽지 않았습니다. 나누어 저장한 뒤 넣어 주세요."
        if self._cut_columns > 0:
            yield f"{MAX_COLUMNS:,}열 뒤의 {self._cut_columns:,}열은 읽지 않았습니다."
        if len(self._sheet.spans) > _MAX_MERGED:
            yield f"병합한 셀이 {_MAX_MERGED:,}개보다 많아 나머지는 채우지 않았습니다."


class _Merged:
    """Merged cells that go through the rows as these come."""

    def __init__(self, spans: Iterable[Span], hidden: Hidden, width: int) -> None:
        self._hidden = hidden
        # A title that is merged to the last column there can be says nothing beyond the table.
        self._width = width
        honest = (span for span in spans if (span.bottom - span.top + 1) * (span.right - span.left + 1) <= _MAX_SPAN)
        # The next one last.
        self._waiting = sorted(honest, reverse=True)
        self._open: list[_Open] = []

    def fill(self, number: int, texts: list[str]) -> set[int]:
        """Write the text of every merged cell of this row into its columns; those that only continue one come back."""
        filled: set[int] = set()
        while self._waiting and self._waiting[-1].top <= number:
            span = self._waiting.pop()
            if span.left < len(texts) and texts[span.left]:
                self._open.append(_Open(span, texts[span.left]))
        self._open = [cell for cell in self._open if cell.span.bottom >= number]
        for cell in self._open:
            columns = range(cell.span.left, min(cell.span.right + 1, self._width))
            texts += [""] * (columns.stop - len(texts))
            for column in columns:
                texts[column] = cell.text
            seen = [column for column in columns if column not in self._hidden.columns]
            # Where its first row is hidden, the first that is seen is where it begins.
            filled.update(seen if cell.begun else seen[1:])
            cell.begun = cell.begun or (number not in self._hidden.rows)
        return filled


class _Open:
    """A merged cell, some rows of which may still come."""

    def __init__(self, span: Span, text: str) -> None:
        self.span, self.text = span, text
        self.begun = False
