"""Pieces → PDF, by reportlab, with a Korean font that no file holds, or with one put into it; no tables in cells."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.indexer.sources.pieces import Grid, Heading, Piece, placed

FONT = "HYSMyeongJo-Medium"


def write(pieces: Sequence[Piece], path: Path, *, head: str = "", numbered: bool = False, font: str = FONT) -> None:
    """With `head` above every page and its number below it, if that is wanted."""
    if font == FONT:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))

    def furnish(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(font, 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 30, head)
        if numbered:
            canvas.drawCentredString(A4[0] / 2, 25, f"- {template.page} -")

    flow: list[Flowable] = []
    for piece in pieces:
        if isinstance(piece, Grid) and piece.caption:
            flow.append(_flowable(piece.caption, font))
        flow += [_flowable(piece, font), Spacer(1, 12)]
    template = SimpleDocTemplate(str(path), pagesize=A4)
    template.build(flow, onFirstPage=furnish, onLaterPages=furnish)


def _flowable(piece: Piece, font: str) -> Flowable:
    if isinstance(piece, Grid):
        return _table(piece, font)
    if isinstance(piece, Heading):
        style = ParagraphStyle(
            "title", fontName=font, fontSize=22 - 3 * piece.level, leading=30, alignment=1, wordWrap="CJK"
        )
        return Paragraph(piece.text.replace("\n", "<br/>"), style)
    return Paragraph(piece, ParagraphStyle("body", fontName=font, fontSize=11, leading=18, wordWrap="CJK"))


def _table(grid: Grid, font: str) -> Table:
    height, width, cells = placed(grid)
    texts = [["" for _ in range(width)] for _ in range(height)]
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), font, 10),
        ("GRID", (0, 0), (-1, -1), 0.7, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for cell in cells:
        texts[cell.row][cell.column] = "\n".join(cell.paragraphs)
        last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
        style.append(("SPAN", (cell.column, cell.row), last))
    return Table(texts, style=style)
