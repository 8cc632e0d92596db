"""What reports are made of, for the writers of all formats.

A document is a row of pieces: a text is a paragraph, `Heading` and `Grid` what they say. A cell of a grid is a text, or
`Wide` where it covers more than one place, or `Box` where more than a text stands in it; a covered place is not written.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Heading(NamedTuple):
    text: str
    level: int = 1


class Wide(NamedTuple):
    text: str
    columns: int = 1
    rows: int = 1


class Box(NamedTuple):
    """A cell with paragraphs and, below them, a table of its own."""

    paragraphs: tuple[str, ...]
    grid: "Grid | None" = None


Cell = str | Wide | Box


class Grid(NamedTuple):
    rows: Sequence[Sequence[Cell]]
    caption: str = ""


Piece = str | Heading | Grid


class Placed(NamedTuple):
    """A cell where it begins in the whole grid."""

    row: int
    column: int
    rows: int
    columns: int
    paragraphs: tuple[str, ...]
    grid: Grid | None


def placed(grid: Grid) -> tuple[int, int, list[Placed]]:
    """How many rows and columns, and every cell in its place."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            rows, columns = (cell.rows, cell.columns) if isinstance(cell, Wide) else (1, 1)
            text = cell if isinstance(cell, str) else cell.text if isinstance(cell, Wide) else ""
            paragraphs = cell.paragraphs if isinstance(cell, Box) else tuple(text.split("\n"))
            inner = cell.grid if isinstance(cell, Box) else None
            cells.append(Placed(number, column, rows, columns, paragraphs, inner))
            taken |= {(number + down, column + right) for down in range(rows) for right in range(columns)}
    return len(grid.rows), max(column for _, column in taken) + 1, cells
