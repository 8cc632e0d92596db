"""Labels with their values: tables with a label left of what it heads, and lines such as `○ 출장기간 : …`."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from indexer.blocks import Row
from indexer.headings import PERSON, Heading
from indexer.record import page_of
from indexer.understanding.columns import Find
from indexer.understanding.fields import Pair
from indexer.understanding.units import unit_in

_LONGEST_LABEL: Final = 40
_MARK: Final = re.compile(
    r"^\s*(?:(?:[Ⅰ-Ⅻⅰ-ⅻ]+|[IVX]{1,4}(?=[.)])|제?\d{1,2}(?=[.)장절])|[가-하](?=[.)])|[A-Za-z](?=[.)]))\s*[.)장절]?"
    r"|[①-⑳⓪❶-❿㉮-㉻]|[□■▣◇◆○●◎◦❍❏❑▢▪▫▶►▷☐☞◈★☆※ㅇ·•∙*+\-–—])\s*"
)
_MOST_MARKS: Final = 4
_COLON: Final = re.compile(r"\s*[:：]\s*|\t+|\s{3,}")


class Labelled(NamedTuple):
    """A label that stands at the beginning of a line, and what follows it."""

    label: str
    headings: tuple[Heading, ...]
    text: str


def unmarked(text: str) -> str:
    """`text` without the numbers and bullets before it."""
    for _ in range(_MOST_MARKS):
        text = _MARK.sub("", text, count=1)
    return text.strip()


def labelled(text: str, find: Find) -> Labelled | None:
    """The label with which a line begins, where it is one we know."""
    parts = _COLON.split(unmarked(text), maxsplit=1)
    label = parts[0].strip()
    if len(parts) < len(("label", "text")) or len(label) > _LONGEST_LABEL:
        return None
    headings = find(label)
    return Labelled(label, headings, parts[1].strip()) if headings else None


def pairs_of_line(text: str, find: Find) -> Pair | None:
    """The value of a labelled line."""
    found = labelled(text, find)
    return Pair(found.headings, found.text, unit_in(found.label)) if found else None


def pairs_of_table(rows: Sequence[Row], find: Find) -> Iterator[Pair]:
    """The values of a form: each label's is the next cell to its right that begins there and is no label itself."""
    for row in rows:
        cells = [
            (number, unmarked(cell))
            for number, cell in enumerate(row.cells)
            if cell.strip() and not _continues(row, number)
        ]
        label: tuple[str, tuple[Heading, ...]] | None = None
        for number, cell in cells:
            headings = find(cell) if len(cell) <= _LONGEST_LABEL else ()
            if headings:
                label = (cell, headings)
            elif label:
                link = row.links[number] if number < len(row.links) else ""
                yield Pair(label[1], row.cells[number].strip(), unit_in(label[0]), link, page_of(row.where))
                label = None


def _continues(row: Row, number: int) -> bool:
    """Whether a cell only continues the one on its left; one that continues the row above is its label again."""
    return number in row.filled and number > 0 and row.cells[number] == row.cells[number - 1]


def is_of_people(rows: Sequence[Row], find: Find) -> bool:
    """Whether a table lists people: one of its first rows is of headings, and one of them is of people."""
    for row in rows[:3]:
        known = [heading.field for cell in row.own for heading in find(cell)]
        if len(row.own) > 1 and PERSON in known and len(known) >= len(row.own) / 2:
            return True
    return False
