"""The pages of a PDF as dochan has them → blocks, with the lines of the second reader where these tell more."""

import statistics
from collections.abc import Iterator
from typing import Final

import msgspec
from dochan.model.document import Document, Section
from dochan.model.document import Paragraph as Passage
from dochan.model.table import Table as Grid

from indexer.blocks import Block, Paragraph
from indexer.record import AtPage
from indexer.sources.budget import Budget
from indexer.sources.document_parts import at_page, part_blocks, passage_text
from indexer.sources.pdf_lines import MAX_PAGES, PdfLines, furniture

_PDF: Final = "pdf"
_TITLE_LINES: Final = 3
# A line of a title is shorter than this part of the longest of its page, or its letters are so much larger than most.
_SHORT: Final = 0.7
_LARGER: Final = 1.15


def page_blocks(document: Document, lines: PdfLines, budget: Budget) -> Iterator[Block]:
    """The blocks of the first pages, no furniture; a page that dochan finds nothing on by the lines of the other."""
    sections = {page: section for section in document.sections if (page := _page(section)) and page <= MAX_PAGES}
    if not any(section.elements for section in sections.values()):
        return
    left_out = dict(zip(sections, furniture([_texts(section) for section in sections.values()]), strict=True))
    titles = _Titles(document, lines.of_page(1))
    covered = {page for section in sections.values() for page in _table_pages(section)}
    for page in range(1, min(max(lines.pages, *sections), MAX_PAGES) + 1):
        section = sections.get(page)
        if section is not None and section.elements:
            yield from _section_blocks(section, left_out[page], titles, budget)
        elif page not in covered:
            yield from (Paragraph(AtPage(page), line) for line in lines.of_page(page) if budget.take(line))


def _section_blocks(section: Section, left_out: set[int], titles: "_Titles", budget: Budget) -> Iterator[Block]:
    number = -1
    for element in section.elements:
        if isinstance(element, Passage) and passage_text(element, _PDF):
            number += 1
            if number in left_out:
                continue
        for block in part_blocks(element, _PDF, budget):
            if isinstance(element, Passage) and isinstance(block, Paragraph) and block.where == AtPage(1):
                yield titles.parted(block, element)
            else:
                yield block


class _Titles:
    """Titles of several lines on the first page: dochan joins lines, and often without a space where one was meant."""

    def __init__(self, document: Document, lines: list[str]) -> None:
        self._lines = lines
        self._longest = max(map(len, lines), default=0)
        passages = (element for section in document.sections for element in section.elements)
        sizes = [_size(element) for element in passages if isinstance(element, Passage) and element.text.strip()]
        self._usual = statistics.median(sizes) if sizes else 0

    def parted(self, paragraph: Paragraph, passage: Passage) -> Paragraph:
        """`paragraph` with its lines as they stand, if it is a title; prose stays as it is joined."""
        joined = "".join(paragraph.text.split())
        for start in range(len(self._lines)):
            for count in range(2, _TITLE_LINES + 1):
                lines = self._lines[start : start + count]
                if "".join("".join(lines).split()) == joined and self._is_title(lines, passage):
                    return msgspec.structs.replace(paragraph, text="\n".join(lines))
        return paragraph

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


def _texts(section: Section) -> list[str]:
    passages = (passage_text(element, _PDF) for element in section.elements if isinstance(element, Passage))
    return [text for text in passages if text]


def _size(passage: Passage) -> float:
    return max((run.font_size_pt for run in passage.runs if run.text.strip()), default=0)
