"""A saved page, or a table that a program saved as HTML → blocks.

The title of the page comes first, as a paragraph. A table is a table, one that only lays out the page is not; `dl` is
a table of two columns, a list of posts (items with links) one of what stands apart in each item. Lists of objects in a
script, which many boards show their posts from, are tables too, headed by their keys.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import Note, Place, Refusal
from indexer.sources.budget import CUT, Budget
from indexer.sources.html_parts import Flow, Grid, Pairs, Part, Text, grids_in
from indexer.sources.html_rows import at_line, grid_rows, pair_rows, post_rows
from indexer.sources.html_scripts import script_tables
from indexer.sources.html_source import decode, with_lines
from indexer.sources.html_tree import Page

_LOST: Final = "글자 {:,}개를 읽을 수 없어 �로 바꾸었습니다. 원본 페이지를 UTF-8로 다시 저장해 넣어 주세요."
_HIDDEN: Final = "숨긴 행 {:,}개는 읽지 않았습니다."
_EMPTY: Final = (
    "HTML 파일에 읽을 글이나 표가 없습니다. 내용이 다른 파일에 있거나 화면에서만 불러오는 페이지일 수 있습니다. "
    "브라우저에서 내용이 보이는 상태로 저장해 다시 넣어 주세요."
)


def blocks(path: Path, name: str) -> Iterator[Block]:
    """What the page at `path` says; links are whole where the page states its own address."""
    decoded = decode(path.read_bytes())
    if decoded.lost:
        yield Note(Place(name), None, _LOST.format(decoded.lost))
    page = Page(with_lines(decoded.text))
    if page.hidden_rows:
        yield Note(Place(name), None, _HIDDEN.format(page.hidden_rows))
    budget = Budget()
    found = False
    for block in _blocks(page.body.parts, budget):
        found = True
        yield block
    for table in script_tables(page.scripts, budget):
        found = True
        yield table
    if budget.spent:
        yield Note(Place(name), None, CUT)
    elif not found:
        yield Refusal(Place(name), None, _EMPTY)


def _blocks(parts: list[Part], budget: Budget) -> Iterator[Block]:
    singles = [single for part in parts for single in (part.single_links() if isinstance(part, Text) else (part,))]
    for is_post, run in groupby(singles, key=lambda part: isinstance(part, Text) and part.starts_with_link):
        together = list(run)
        if is_post and len(together) > 1:
            yield from _table(post_rows([[part] for part in together], budget))
        else:
            for part in together:
                yield from _part_blocks(part, budget)


def _part_blocks(part: Part, budget: Budget) -> Iterator[Block]:
    if budget.spent:
        return
    if isinstance(part, Text):
        if budget.take(part.text):
            yield Paragraph(at_line(part.line), part.text, part.level)
    elif isinstance(part, Grid):
        yield from _grid_blocks(part, budget)
    elif isinstance(part, Pairs):
        yield from _table(pair_rows(part, budget))
        yield from _nested_blocks(part.flows, budget)
    elif part.is_board:
        yield from _table(post_rows([flow.parts for flow in part.flows], budget))
        yield from _nested_blocks(part.flows, budget)
    else:
        for flow in part.flows:
            yield from _blocks(flow.parts, budget)


def _grid_blocks(grid: Grid, budget: Budget) -> Iterator[Block]:
    if grid.is_layout:
        for cell in grid.cells:
            yield from _blocks(cell.flow.parts, budget)
        return
    yield from _table(grid_rows(grid, budget), grid.name)
    yield from _nested_blocks([cell.flow for cell in grid.cells], budget)


def _nested_blocks(flows: list[Flow], budget: Budget) -> Iterator[Block]:
    """The tables in what has become cells."""
    for flow in flows:
        for grid in grids_in(flow):
            yield from _grid_blocks(grid, budget)


def _table(rows: Iterator[Row], name: str = "") -> Iterator[Table]:
    """A table, if there is a row in it."""
    if found := list(rows):
        yield Table(found, name)
