"""A table as CSV (RFC 4180) that Excel reads: UTF-8 with a mark at its head, no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from typing import Final

from search.trip import Trip
from webapp.export.columns import COLUMNS, Column, Value, rows

# A cell that begins with one of these is a formula to some spreadsheet; the guard makes it the text that it is.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
GUARD: Final = "'"

_PIECE: Final = 64_000


def csv_of(trips: Generator[Trip], columns: Sequence[Column]) -> Generator[bytes]:
    """The table piece by piece. Raises what reading the trips raises."""
    with closing(trips):
        yield from _pieces(trips, columns)


def _pieces(trips: Iterable[Trip], columns: Sequence[Column]) -> Generator[bytes]:
    written = io.StringIO()
    writer = csv.writer(written)
    written.write("\ufeff")
    writer.writerow([COLUMNS[column].heading for column in columns])
    for row in rows(trips, columns):
        writer.writerow(map(_cell, row))
        if written.tell() > _PIECE:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    piece = written.getvalue().encode()
    written.seek(0)
    written.truncate()
    return piece


def _cell(value: Value) -> str:
    text = "" if value is None else str(value)
    return GUARD + text if text.startswith(FORMULAS) else text
