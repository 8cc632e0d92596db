"""Pieces → DOCX, by python-docx."""

from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.table import _Cell

from tests.indexer.sources.pieces import Grid, Heading, Piece, placed


def write(pieces: Sequence[Piece], path: Path) -> None:
    document = docx.Document()
    for piece in pieces:
        if isinstance(piece, Heading):
            document.add_heading(piece.text, piece.level)
        elif isinstance(piece, Grid):
            if piece.caption:
                document.add_paragraph(piece.caption, style="Caption")
            _add_grid(document, piece)
        else:
            document.add_paragraph(piece)
    document.save(str(path))


def _add_grid(parent: Document | _Cell, grid: Grid) -> None:
    height, width, cells = placed(grid)
    table = parent.add_table(height, width)
    for cell in cells:
        first = table.cell(cell.row, cell.column)
        last = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
        whole = first if first is last else first.merge(last)
        whole.text = cell.paragraphs[0]
        for text in cell.paragraphs[1:]:
            whole.add_paragraph(text)
        if cell.grid:
            _add_grid(whole, cell.grid)
