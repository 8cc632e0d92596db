"""Tables, lists and pairs of a page → rows of text, merged cells filled, and never more than anybody can use."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from indexer.blocks import Row
from indexer.record import AtLine
from indexer.sources.budget import Budget
from indexer.sources.html_parts import Grid, GridRow, Pairs, Part, Text, part_lines

_MAX_COLUMNS: Final = 1_000
_MAX_ROWS: Final = 10_000


class Filled(NamedTuple):
    """A cell in its column; `rows` are those that it still covers, this one among them."""

    text: str
    link: str = ""
    continues: bool = False
    rows: int = 1


_NOTHING: Final = Filled("")


def grid_rows(grid: Grid, budget: Budget) -> Iterator[Row]:
    """The rows of a table, in each the cells of all columns that a merged one covers; rows without text are none."""
    above: dict[int, Filled] = {}
    for number, row in enumerate(grid.rows):
        filled = _filled(row, above, len(grid.rows) - number)
        above = {column: cell._replace(rows=cell.rows - 1) for column, cell in filled.items() if cell.rows > 1}
        cells = [filled.get(column, _NOTHING) for column in range(max(filled, default=-1) + 1)]
        if not budget.take(*(cell.text for cell in cells)):
            return
        if any(cell.text for cell in cells):
            yield _row(row.line, cells)


def post_rows(posts: Sequence[Sequence[Part]], budget: Budget) -> Iterator[Row]:
    """A row a post: what stands apart in it, with its links; all rows as wide as the widest."""
    rows = [[cell for part in parts for cell in _post_cells(part)] for parts in posts]
    width = max(map(len, rows), default=0)
    for parts, cells in zip(posts, rows, strict=True):
        wide = [*cells, *[_NOTHING] * (width - len(cells))]
        if not budget.take(*(cell.text for cell in wide)):
            return
        if cells:
            yield _row(next((part.line for part in parts if isinstance(part, Text)), None), wide)


def pair_rows(pairs: Pairs, budget: Budget) -> Iterator[Row]:
    """A row a term: itself, and all that is said of it."""
    for term, told in pairs.terms:
        said = "\n".join(filter(None, (flow.text for flow in told)))
        link = next(filter(None, (flow.link for flow in told)), "")
        if not budget.take(term.text, said):
            return
        if term.text or said:
            line = next((flow.line for flow in (term, *told) if flow.line), None)
            yield _row(line, [Filled(term.text, term.link), Filled(said, link)])


def at_line(line: int | None) -> AtLine | None:
    """The place, where it is known."""
    return AtLine(line) if line else None


def _filled(row: GridRow, above: dict[int, Filled], left: int) -> dict[int, Filled]:
    """The cells of a row by their columns, those that reach into it from `above` among them."""
    found = {column: cell._replace(continues=True) for column, cell in above.items()}
    column = 0
    for cell in row.cells:
        while column in found:
            column += 1
        rows = min(cell.rows or left, left, _MAX_ROWS)
        text, link = cell.text, cell.flow.link
        for at in range(column, min(column + cell.columns, _MAX_COLUMNS)):
            found.setdefault(at, Filled(text, link, at > column, rows))
    return found


def _post_cells(part: Part) -> Iterator[Filled]:
    if isinstance(part, Text):
        yield from (Filled(text, link) for text, link in part.cells())
    else:
        yield from (Filled(line) for line in part_lines(part))


def _row(line: int | None, cells: Sequence[Filled]) -> Row:
    links = tuple(cell.link for cell in cells)
    filled = tuple(column for column, cell in enumerate(cells) if cell.continues)
    return Row(at_line(line), tuple(cell.text for cell in cells), filled, links if any(links) else ())
