"""What stands in a file, in its order and with its places; what it means is not known here.

The reader of a container (a spreadsheet, a page, a report) makes blocks of it and understands nothing; one
understanding reads the blocks of all containers. A note or a refusal among the blocks tells what could not be read.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from indexer.record import Note, Refusal, Where


class Row(msgspec.Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The cells of a row as text, each as its file shows it, empty where nothing stands.

    A merged cell stands in each of its columns and rows; `filled` are the columns whose text only continues such a
    cell, from the left or from above. Days are written as `2025-11-09`, whole numbers without a point. `links` has the
    first address in each cell, empty where there is none, and is itself empty where no cell has one: whole addresses
    where the file states its own, else as they are written.
    """

    where: Where | None
    cells: tuple[str, ...]
    filled: tuple[int, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def own(self) -> list[str]:
        """The cells that begin in this row, without blank ones."""
        return [cell for number, cell in enumerate(self.cells) if cell.strip() and number not in self.filled]


class Table(NamedTuple):
    """Rows of one table or sheet; they are read once, before the block that follows is asked for."""

    rows: Iterable[Row]
    # What the file calls it: the sheet, or what stands above it as its own caption.
    name: str = ""


class Paragraph(msgspec.Struct, frozen=True, gc=False, tag=True, array_like=True):
    """A text of its own: a paragraph, an item of a list, a line of a page. Line breaks and tabs inside it are kept.

    `level` is that of a heading by the file's own styles, from 1; 0 where the file calls it none.
    """

    where: Where | None
    text: str
    level: int = 0


Block = Table | Paragraph | Note | Refusal
