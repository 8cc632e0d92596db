"""Pieces → a page as report systems export it."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.indexer.sources.pieces import Grid, Heading, Piece, placed


def write(pieces: Sequence[Piece], path: Path) -> None:
    body = "\n".join(map(_piece, pieces))
    path.write_text(
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n{body}\n</body></html>\n',
        encoding="utf-8",
    )


def _piece(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return f"<h{piece.level}>{_text(piece.text)}</h{piece.level}>"
    if isinstance(piece, Grid):
        return _grid(piece)
    return f"<p>{_text(piece)}</p>"


def _grid(grid: Grid) -> str:
    height, _, cells = placed(grid)
    rows = ["" for _ in range(height)]
    for cell in cells:
        spans = f' rowspan="{cell.rows}" colspan="{cell.columns}"' if cell.rows > 1 or cell.columns > 1 else ""
        inner = _grid(cell.grid) if cell.grid else ""
        content = "".join(f"<p>{_text(text)}</p>" for text in cell.paragraphs)
        rows[cell.row] += f"<td{spans}>{content}{inner}</td>"
    caption = f"<caption>{escape(grid.caption)}</caption>" if grid.caption else ""
    return f"<table>{caption}" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
