"""Pieces → PDF, by reportlab, in a Korean font that every reader has and no file holds; no tables in cells."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.indexer.sources.pieces import Grid, Heading, Piece, placed

FONT = "HYSMyeongJo-Medium"


def write(pieces: Sequence[Piece], path: Path, *, head: str = "", numbered: bool = False, plain: bool = False) -> None:
    """With `head` above every page and its number below it, if that is wanted; `plain`: its streams not deflated."""
    register()

    def furnish(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 30, head)
        if numbered:
            canvas.drawCentredString(A4[0] / 2, 25, f"- {template.page} -")

    flow: list[Flowable] = []
    for piece in pieces:
        if isinstance(piece, Grid) and piece.caption:
            flow.append(_flowable(piece.caption))
        flow += [_flowable(piece), Spacer(1, 12)]
    template = SimpleDocTemplate(str(path), pagesize=A4, pageCompression=not plain)
    template.build(flow, onFirstPage=furnish, onLaterPages=furnish)


def register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def write_scan(path: Path, picture: BinaryIO, *, pages: int) -> None:
    """Pages that are pictures, as a scanner without recognition of letters writes them."""
    canvas = Canvas(str(path))
    for _ in range(pages):
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()


def _flowable(piece: Piece) -> Flowable:
    if isinstance(piece, Grid):
        return _table(piece)
    if isinstance(piece, Heading):
        style = ParagraphStyle(
            "title", fontName=FONT, fontSize=22 - 3 * piece.level, leading=30, alignment=1, wordWrap="CJK"
        )
        return Paragraph(piece.text.replace("\n", "<br/>"), style)
    return Paragraph(piece, ParagraphStyle("body", fontName=FONT, fontSize=11, leading=18, wordWrap="CJK"))


def _table(grid: Grid) -> Table:
    height, width, cells = placed(grid)
    texts = [["" for _ in range(width)] for _ in range(height)]
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), FONT, 10),
        ("GRID", (0, 0), (-1, -1), 0.7, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for cell in cells:
        texts[cell.row][cell.column] = "\n".join(cell.paragraphs)
        last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
        style.append(("SPAN", (cell.column, cell.row), last))
    return Table(texts, style=style)
