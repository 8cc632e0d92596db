"""Any text at all in a cell: what a reader of the file gets is the text."""

import csv
import io
from collections.abc import Generator

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from search.trip import Trip
from webapp.export.asked import Line
from webapp.export.columns import Column
from webapp.export.delimited import FORMULAS, GUARD, csv_of
from webapp.export.workbook import CUT, MAX_CELL, fitting, readable, xlsx_of

COLUMNS = (Column.ID, Column.TITLE, Column.FINDINGS)
# What stands in no text that was decoded.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(
    "=+-@'\t\r\n\",;_x0041가😀 ", max_size=12
)


def trips_of(texts: list[str]) -> Generator[Trip]:
    for number, text in enumerate(texts):
        yield Trip(id=f"t{number}", title=text, findings=(text, "끝"))


@given(st.lists(TEXTS, max_size=5))
@settings(deadline=None)
def test_csv_gives_every_text_back(texts: list[str]) -> None:
    written = b"".join(csv_of(trips_of(texts), COLUMNS)).decode("utf-8-sig")
    _, *rows = csv.reader(io.StringIO(written, newline=""))
    for text, row in zip(texts, rows, strict=True):
        for cell, meant in ((row[1], text), (row[2], f"{text}\n끝")):
            assert cell == (GUARD + meant if meant.startswith(FORMULAS) else meant)


@given(st.lists(TEXTS, max_size=5))
@settings(deadline=None, max_examples=40)
def test_a_workbook_gives_every_text_back(texts: list[str]) -> None:
    written = b"".join(xlsx_of(trips_of(texts), COLUMNS, [Line("검색어", text or "없음") for text in texts]))
    book = openpyxl.load_workbook(io.BytesIO(written))
    _, *rows = book["출장"].iter_rows(values_only=True)
    for text, row in zip(texts, rows, strict=True):
        assert unescape(str(row[1] or "")) == readable(text)
        assert unescape(str(row[2])) == readable(f"{text}\n끝")


@given(st.text(st.sampled_from("가a😀"), min_size=1, max_size=40), st.integers(1, 3_000))
@settings(deadline=None)
def test_a_cell_holds_as_much_as_excel_counts_and_says_what_it_does_not(piece: str, times: int) -> None:
    text = piece * times
    units = len(text.encode("utf-16-le")) // 2
    kept = fitting(text)
    if units <= MAX_CELL:
        assert kept == text
    else:
        assert MAX_CELL - 1 <= len(kept.encode("utf-16-le")) // 2 <= MAX_CELL
        assert text.startswith(kept.removesuffix(CUT))
