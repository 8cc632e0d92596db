"""The pages of a PDF as dochan has them → blocks, with the lines of the second reader where these tell more."""

import statistics
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec
from dochan.model.document import Document, Section
from dochan.model.document import Paragraph as Passage
from dochan.model.table import Table as Grid

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import AtPage, Where
from indexer.sources.document_parts import Reading, at_page, part_blocks, passage_text
from indexer.sources.pdf_lines import MAX_PAGES, PdfLines, furniture
from indexer.sources.pdf_spaces import PageSpaces

_TITLE_LINES: Final = 3
# A line of a title is shorter than this part of the longest of its page, or its letters are so much larger than most.
_SHORT: Final = 0.7
_LARGER: Final = 1.15


def page_blocks(document: Document, lines: PdfLines, reading: Reading) -> Iterator[Block]:
    """The blocks of the first pages, no furniture; a page that dochan finds nothing on by the lines of the other."""
    sections = {page: section for section in document.sections if (page := _page(section)) and page <= MAX_PAGES}
    if not any(section.elements for section in sections.values()):
        return
    left_out = dict(zip(sections, furniture([_texts(section, reading) for section in sections.values()]), strict=True))
    covered = {page for section in sections.values() for page in _table_pages(section)}
    seconds = _Second(document, lines)
    for page in range(1, min(max(lines.pages, *sections), MAX_PAGES) + 1):
        section = sections.get(page)
        if section is not None and section.elements:
            yield from _section_blocks(section, left_out[page], seconds, reading)
        elif page not in covered:
            yield from (Paragraph(AtPage(page), line) for line in lines.of_page(page) if reading.budget.take(line))


def _section_blocks(section: Section, left_out: set[int], second: "_Second", reading: Reading) -> Iterator[Block]:
    number = -1
    for element in section.elements:
        if isinstance(element, Passage) and passage_text(element, reading):
            number += 1
            if number in left_out:
                continue
        for block in part_blocks(element, reading):
            if isinstance(block, Table):
                yield Table(map(second.row, block.rows), block.name)
            elif isinstance(block, Paragraph) and isinstance(element, Passage):
                yield second.paragraph(block, element)
            else:
                yield block


class _Second:
    """What the second reader knows better: the spaces of every page, and the lines of titles on the first."""

    def __init__(self, document: Document, lines: PdfLines) -> None:
        passages = (element for section in document.sections for element in section.elements)
        sizes = [_size(element) for element in passages if isinstance(element, Passage) and element.text.strip()]
        self._usual = statistics.median(sizes) if sizes else 0
        self._longest = max(map(len, lines.of_page(1)), default=0)
        # Pages come one after the other; a table goes back to few.
        self._spaces = lru_cache(maxsize=4)(lambda page: PageSpaces(lines.of_page(page)))

    def paragraph(self, paragraph: Paragraph, passage: Passage) -> Paragraph:
        """With its spaces, and if it is a title with its lines as they stand; prose stays as it is joined."""
        text = self._spaced(paragraph.text, paragraph.where)
        if paragraph.where == AtPage(1):
            found = self._spaces(1).lines(text)
            if len(found) <= _TITLE_LINES and self._is_title(found, passage):
                text = "\n".join(found)
        return msgspec.structs.replace(paragraph, text=text)

    def row(self, row: Row) -> Row:
        """With its spaces."""
        return msgspec.structs.replace(row, cells=tuple(self._spaced(cell, row.where) for cell in row.cells))

    def _spaced(self, text: str, where: Where | None) -> str:
        return self._spaces(where.number).spaced(text) if where and text else text

    def _is_title(self, lines: list[str], passage: Passage) -> bool:
        larger = _size(passage) > self._usual * _LARGER
        return larger or passage.is_heading or max(map(len, lines)) < self._longest * _SHORT


def _page(section: Section) -> int:
    """0 for what is no page: bookmarks."""
    return getattr(section.provenance, "page", None) or 0


def _table_pages(section: Section) -> Iterator[int]:
    """Those over which tables go on that begin on this one."""
    grids = (element for element in section.elements if isinstance(element, Grid))
    places = (at_page(cell) for grid in grids for row in grid.rows for cell in row)
    return (place.number for place in places if place)


def _texts(section: Section, reading: Reading) -> list[str]:
    passages = (passage_text(element, reading) for element in section.elements if isinstance(element, Passage))
    return [text for text in passages if text]


def _size(passage: Passage) -> float:
    return max((run.font_size_pt for run in passage.runs if run.text.strip()), default=0)
