"""An element of a document as dochan has it → blocks."""

from collections.abc import Iterator
from typing import Final

from dochan.model.document import Paragraph as Passage
from dochan.model.header_footer import Footnote
from dochan.model.image import Image
from dochan.model.table import Cell
from dochan.model.table import Table as Grid

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import AtPage
from indexer.sources.budget import Budget

_BODY_OF_DOCX: Final = "word/document.xml"
_NOTES: Final = frozenset(("footnote", "endnote"))
_BOOKMARK: Final = "[bookmark: "
_MAX_NESTED: Final = 24

# Private characters that reports have everywhere: the numbered squares of Hancom's fonts and the first syllable of its
# word processor's name; the bullets of Wingdings and Symbol. What else is private stays as it is.
_HANCOM: Final = {0xF02B1 + number: chr(0x2460 + number) for number in range(10)} | {0xF53A: "\u1112\u119e\u11ab"}
_BULLETS: Final = {
    0xF0B7: "•", 0xF06C: "●", 0xF06E: "■", 0xF0A7: "▪", 0xF0A8: "□", 0xF0D8: "▶", 0xF0E8: "→", 0xF0FC: "✓",
}  # fmt: skip
_OF_HANCOM: Final = frozenset(("hwp", "hwpx"))


def part_blocks(part: object, kind: str, budget: Budget, depth: int = 0) -> Iterator[Block]:
    """What an element of a section says; a table in a cell comes after the table that it stands in."""
    if budget.spent or depth > _MAX_NESTED:
        return
    if isinstance(part, Passage):
        text = passage_text(part, kind)
        if text and budget.take(text):
            yield Paragraph(at_page(part), text, part.heading_level)
    elif isinstance(part, Grid):
        yield Table(grid_rows(part, kind, budget), " ".join(_lines(part.caption, kind)))
        for inner in _inner_grids(part):
            yield from part_blocks(inner, kind, budget, depth + 1)
    elif isinstance(part, Image):
        for caption in part.caption:
            yield from part_blocks(caption, kind, budget, depth + 1)
    elif isinstance(part, Footnote) and part.type in _NOTES:
        for inner in part.paragraphs:
            yield from part_blocks(inner, kind, budget, depth + 1)


def grid_rows(grid: Grid, kind: str, budget: Budget) -> Iterator[Row]:
    """The rows of a table, merged cells in all their columns and rows."""
    texts, filled = _filled(grid, kind)
    for number, cells in enumerate(grid.rows):
        row = tuple(texts.get((number, column), "") for column in range(len(cells)))
        if not budget.take(*row):
            return
        if any(row):
            where = next(filter(None, map(at_page, cells)), None)
            yield Row(where, row, tuple(column for column in range(len(cells)) if (number, column) in filled))


def passage_text(passage: Passage, kind: str) -> str:
    """The text of a paragraph, of which only its ends are trimmed; empty for one that is not of the document's body."""
    path = getattr(passage.provenance, "path", "")
    if path and ((kind == "docx" and path != _BODY_OF_DOCX) or kind == "pdf"):
        return ""
    runs = (run.text for run in passage.runs if not run.note_ref and not run.text.startswith(_BOOKMARK))
    return "".join(runs).translate(_HANCOM if kind in _OF_HANCOM else _BULLETS).strip()


def at_page(part: Passage | Cell) -> AtPage | None:
    """Its page, in formats that have any."""
    page = getattr(part.provenance, "page", None)
    return AtPage(page) if page else None


def _filled(grid: Grid, kind: str) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """The texts of all places of a table, and which of them only continue a cell."""
    texts: dict[tuple[int, int], str] = {}
    filled: set[tuple[int, int]] = set()
    for number, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if (number, column) in texts or cell.is_merged_away:
                continue
            text = "\n".join(_lines(cell.paragraphs, kind))
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


def _lines(parts: list[object], kind: str) -> Iterator[str]:
    """The paragraphs of a cell; tables in it are blocks of their own."""
    for part in parts:
        if isinstance(part, Passage) and (text := passage_text(part, kind)):
            yield text
        elif isinstance(part, Image):
            yield from _lines(part.caption, kind)


def _inner_grids(grid: Grid) -> Iterator[Grid]:
    for cells in grid.rows:
        for cell in cells:
            yield from (part for part in cell.paragraphs if isinstance(part, Grid))
