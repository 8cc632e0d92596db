"""The workbook and the CSV as LibreOffice opens them, where it is installed."""

import csv
import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from search.trip import Trip
from tests.webapp.export.test_files import NASTY, corpus
from webapp.export.asked import Line
from webapp.export.columns import COLUMNS, Column, Kind, rows
from webapp.export.delimited import FORMULAS, GUARD, csv_of
from webapp.export.workbook import fitting, readable, xlsx_of

OFFICE = shutil.which("soffice")
# Comma, quotes, UTF-8, from the first line, quoted texts as they are, cells as they are shown, every sheet.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
# The same, and no more is made of a cell than text: as somebody opens a CSV who asks for that.
FROM_CSV = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"

# Under CI nothing is skipped: without it these fail there.
pytestmark = pytest.mark.skipif(
    OFFICE is None and "CI" not in os.environ, reason="LibreOffice is not installed (apt-get install libreoffice-calc)"
)


def converted(file: Path, *options: str) -> list[list[list[str]]]:
    """The cells of every sheet of a file as LibreOffice shows them."""
    home, out = file.parent / "home", file.parent / "out"
    command = [str(OFFICE), f"-env:UserInstallation={home.as_uri()}", "--headless", *options]
    subprocess.run(
        [*command, "--convert-to", AS_CSV, "--outdir", str(out), str(file)],
        check=True,
        capture_output=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        timeout=180,
    )
    return [
        list(csv.reader(sheet.read_text(encoding="utf-8").splitlines(keepends=True))) for sheet in sorted(out.iterdir())
    ]


def trips() -> Generator[Trip]:
    yield from corpus()


def shown(value: object, column: Column) -> str:
    if value is None:
        return ""
    return f"{value:,}" if column is Column.COST else str(value)


def test_every_cell_of_the_workbook_is_shown_as_it_is_meant(tmp_path: Path) -> None:
    columns = tuple(Column)
    (tmp_path / "a.xlsx").write_bytes(b"".join(xlsx_of(trips(), columns, [Line("검색어", "문단")])))
    sheets = converted(tmp_path / "a.xlsx")
    assert len(sheets) == 3
    data = next(sheet for sheet in sheets if sheet[0][0] == "출장 ID")
    assert data[0] == [COLUMNS[column].heading for column in columns]
    for meant, row in zip(rows(corpus(), columns), data[1:], strict=True):
        for column, value, cell in zip(columns, meant, row, strict=True):
            text = shown(value, column)
            wanted = fitting(readable(text)) if COLUMNS[column].kind is Kind.TEXT else text
            assert cell == wanted, column


def test_no_cell_of_the_csv_is_run(tmp_path: Path) -> None:
    columns = (Column.ID, Column.TITLE)
    (tmp_path / "a.csv").write_bytes(b"".join(csv_of(trips(), columns)))
    (sheet,) = converted(tmp_path / "a.csv", FROM_CSV)
    titles = {row[0]: row[1] for row in sheet[1:]}
    for number, text in enumerate(NASTY):
        if text.startswith(FORMULAS):
            # What an office makes of line ends in a cell is its own business.
            assert titles[f"n{number}"].split() == (GUARD + text).split()
