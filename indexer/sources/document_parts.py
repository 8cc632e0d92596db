"""An element of a document as dochan has it → blocks."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from dochan.model.document import Document
from dochan.model.document import Paragraph as Passage
from dochan.model.header_footer import Comment, Footnote
from dochan.model.image import Image
from dochan.model.table import Cell
from dochan.model.table import Table as Grid

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import AtPage
from indexer.sources.budget import Budget

_BODY_OF_DOCX: Final = "word/document.xml"
_NOTES: Final = frozenset(("footnote", "endnote"))
# What dochan writes into a text where it has a bookmark.
_MARK: Final = re.compile(r"\[bookmark: [^\]\n]+\] $")
_MAX_NESTED: Final = 24

# Private characters that reports have everywhere: the numbered squares of Hancom's fonts and the first syllable of its
# word processor's name; the bullets of Wingdings and Symbol. What else is private stays as it is.
_HANCOM: Final = {0xF02B1 + number: chr(0x2460 + number) for number in range(10)} | {0xF53A: "\u1112\u119e\u11ab"}
_BULLETS: Final = {
    0xF0B7: "•", 0xF06C: "●", 0xF06E: "■", 0xF0A7: "▪", 0xF0A8: "□", 0xF0D8: "▶", 0xF0E8: "→", 0xF0FC: "✓",
}  # fmt: skip
_OF_HANCOM: Final = frozenset(("hwp", "hwpx"))


class Reading(NamedTuple):
    """What is the same for all elements of a document; `remarks` are those of comments, as dochan writes them in."""

    kind: str
    budget: Budget
    remarks: tuple[str, ...] = ()


def reading_of(document: Document) -> Reading:
    """For the elements of a document."""
    comments = (part for section in document.sections for part in section.elements if isinstance(part, Comment))
    remarks = (f" [comment {comment.number}: {text}]" for comment in comments if (text := _first_line(comment)))
    return Reading(document.source_format, Budget(), tuple(remarks))


def part_blocks(part: object, reading: Reading, depth: int = 0) -> Iterator[Block]:
    """What an element of a section says; a table in a cell comes after the table that it stands in."""
    if reading.budget.spent or depth > _MAX_NESTED:
        return
    if isinstance(part, Passage):
        text = passage_text(part, reading)
        if text and reading.budget.take(text):
            yield Paragraph(at_page(part), text, part.heading_level)
    elif isinstance(part, Grid) and (rows := list(grid_rows(part, reading))):
        yield Table(rows, " ".join(_lines(part.caption, reading)))
    for inner in _inner_parts(part):
        yield from part_blocks(inner, reading, depth + 1)


def grid_rows(grid: Grid, reading: Reading) -> Iterator[Row]:
    """The rows of a table, merged cells in all their columns and rows."""
    texts, filled = _filled(grid, reading)
    for number, cells in enumerate(grid.rows):
        row = tuple(texts.get((number, column), "") for column in range(len(cells)))
        if not reading.budget.take(*row):
            return
        if any(row):
            where = next(filter(None, map(at_page, cells)), None)
            yield Row(where, row, tuple(column for column in range(len(cells)) if (number, column) in filled))


def passage_text(passage: Passage, reading: Reading) -> str:
    """The text of a paragraph in NFC, trimmed only at its ends; empty for one that is not of the document's body."""
    path = getattr(passage.provenance, "path", "")
    if path and ((reading.kind == "docx" and path != _BODY_OF_DOCX) or reading.kind == "pdf"):
        return ""
    said = (run.text for run in passage.runs if not (run.note_ref or run.note_reference_type or _MARK.match(run.text)))
    text = "".join(said)
    for remark in reading.remarks:
        text = text.replace(remark, "")
    text = text.translate(_HANCOM if reading.kind in _OF_HANCOM else _BULLETS)
    return unicodedata.normalize("NFC", text).strip()


def at_page(part: Passage | Cell) -> AtPage | None:
    """Its page, in formats that have any."""
    page = getattr(part.provenance, "page", None)
    return AtPage(page) if page else None


def _filled(grid: Grid, reading: Reading) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """The texts of all places of a table, and which of them only continue a cell."""
    texts: dict[tuple[int, int], str] = {}
    filled: set[tuple[int, int]] = set()
    for number, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if (number, column) in texts or cell.is_merged_away:
                continue
            text = "\n".join(_lines(cell.paragraphs, reading))
            texts[number, column] = text
            for place in _covered(grid, number, column, cell):
                if place not in texts:
                    texts[place] = text
                    filled.add(place)
    return texts, filled


def _covered(grid: Grid, row: int, column: int, cell: Cell) -> Iterator[tuple[int, int]]:
    """The places that a cell is merged over, as far as the table reaches; one that says something itself is not."""
    for below in range(row, min(row + cell.row_span, len(grid.rows))):
        for right in range(column, min(column + cell.col_span, len(grid.rows[below]))):
            other = grid.rows[below][right]
            if other is not cell and (other.is_merged_away or not other.paragraphs):
                yield below, right


def _lines(parts: list[object], reading: Reading) -> Iterator[str]:
    """The paragraphs of a cell; tables in it are blocks of their own."""
    for part in parts:
        if isinstance(part, Passage) and (text := passage_text(part, reading)):
            yield text
        elif isinstance(part, Image):
            yield from _lines(part.caption, reading)


def _inner_parts(part: object) -> Iterator[object]:
    """What stands in an element and is said behind it: tables in cells, captions of pictures, notes."""
    if isinstance(part, Grid):
        for cells in part.rows:
            for cell in cells:
                yield from (inner for inner in cell.paragraphs if isinstance(inner, Grid))
    elif isinstance(part, Image):
        yield from part.caption
    elif isinstance(part, Footnote) and part.type in _NOTES:
        yield from part.paragraphs


def _first_line(comment: Comment) -> str:
    lines = (part.text.strip() for part in comment.paragraphs if isinstance(part, Passage))
    return next(filter(None, lines), "")
