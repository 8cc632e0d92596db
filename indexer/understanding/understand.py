"""Blocks of any container → raw records, refusals and notes: tables of trips, or one report."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.headings import IGNORED, heading_of
from indexer.record import Item, Note, Place, Refusal, shown
from indexer.understanding.columns import SEARCHED, Find, Head, find_head, find_posts
from indexer.understanding.listing import read_listing
from indexer.understanding.reports import Sheet, read_report
from indexer.understanding.wanted import Wanted
from search.korean.particles import particle

# What a report may have: so many rows of tables, and so many paragraphs.
_MAX_ROWS: Final = 20_000
_MAX_PARAGRAPHS: Final = 100_000
_SHOWN: Final = 30


def understand(blocks: Iterable[Block], name: str, wanted: Wanted) -> Iterator[Item]:
    """The trips that `blocks` hold. Tables of trips are read as they come; all else is one report, if it is one."""
    return wanted.kept(_understood(blocks, name, wanted.find))


def _understood(blocks: Iterable[Block], name: str, find: Find) -> Iterator[Item]:
    held = _Held(name, find)
    for block in blocks:
        match block:
            case Table():
                yield from held.table(block)
            case Paragraph():
                held.paragraph(block)
            case _:
                yield block
    yield from held.items()


class _Held:
    """What is no table of several trips, until the end tells whether there was one."""

    def __init__(self, name: str, find: Find) -> None:
        self._name = name
        self._find = find
        self._parts: list[Paragraph | Sheet] = []
        self._rows_left = _MAX_ROWS
        self._has_listing = False

    def table(self, table: Table) -> Iterator[Item]:
        """The trips of a table that has several; one of a single trip may be the form of a report, and is held."""
        rows = iter(table.rows)
        first = list(islice(rows, SEARCHED + 2))
        head = find_head(first, self._find) or find_posts(first)
        several = head and len(first) > head.behind + 1
        # Numbers and counts of readers stand in lists, also in those of one row, and in no form.
        numbered = head and len(first) > head.behind and any(IGNORED in column.fields for column in head.columns)
        if head and (several or numbered):
            self._has_listing = True
            yield from self._listing(head, first, rows)
        else:
            sheet = Sheet([*first, *islice(rows, max(0, self._rows_left - len(first)))], table.name)
            self._rows_left -= len(sheet.rows)
            self._parts.append(sheet)

    def paragraph(self, paragraph: Paragraph) -> None:
        """One more, while there is room."""
        if len(self._parts) < _MAX_PARAGRAPHS:
            self._parts.append(paragraph)

    def items(self) -> Iterator[Item]:
        """The trips of what is held: beside a table of several only those of other tables, else those of a report."""
        sheets = [part for part in self._parts if isinstance(part, Sheet)]
        if not self._has_listing and len(sheets) < len(self._parts):
            yield from _report_or_table(self._parts, self._name, self._find)
            return
        heads = [find_head(sheet.rows, self._find) or find_posts(sheet.rows) for sheet in sheets]
        if not self._has_listing and not any(heads) and sheets:
            yield from _report_or_table(self._parts, self._name, self._find)
            return
        for head, sheet in zip(heads, sheets, strict=True):
            if head:
                yield from self._listing(head, sheet.rows, ())
            elif sheet.name and any(map(_width, sheet.rows)):
                name = shown(sheet.name, _SHOWN)
                reason = f"‘{name}’{particle(name, '은/는')} 출장 목록이 아니어서 읽지 않았습니다."
                yield Note(Place(self._name), None, reason)

    def _listing(self, head: Head, first: Sequence[Row], rest: Iterable[Row]) -> Iterator[Item]:
        if head.rows:
            yield _told(head, Place(self._name, first[head.behind - 1].where))
        yield from read_listing(head, chain(first[head.behind :], rest), self._name)


def _report_or_table(parts: list[Paragraph | Sheet], name: str, find: Find) -> Iterator[Item]:
    for item in read_report(parts, name, find):
        if isinstance(item, Refusal) and (sheet := next((part for part in parts if isinstance(part, Sheet)), None)):
            yield Refusal(item.place, None, _unknown(sheet), item.stated)
        else:
            yield item


def _unknown(sheet: Sheet) -> str:
    cells = next(([cell for cell in row.cells if cell.strip()] for row in sheet.rows if _width(row) > 1), [])
    read = ", ".join(f"‘{shown(' '.join(cell.split()), _SHOWN)}’" for cell in cells[:8])
    return (
        f"출장을 적은 표로 알아볼 수 없습니다. 첫 줄에서 읽은 것: {read}. "
        "제목이나 출장 목적의 열과 다른 열 하나가 있어야 합니다. 머리글이 다르면 --map '머리글=title'처럼 알려 주세요."
    )


def _width(row: Row) -> int:
    return len([cell for cell in row.cells if cell.strip()])


def _told(head: Head, place: Place) -> Note:
    """What each column was taken for, and which were left."""
    taken = [f"{_short(column.label)}→{_called(head, column.fields)}" for column in head.columns if column.headings]
    left = [_short(column.label) for column in head.columns if not column.headings]
    rest = f" 알 수 없어 넣지 않은 열: {', '.join(left)}." if left else ""
    return Note(place, None, f"열을 이렇게 읽었습니다: {', '.join(taken)}.{rest}")


def _called(head: Head, fields: tuple[str, ...]) -> str:
    """What our reports call the fields; a purpose is the title where the table has no other."""
    has_title = any("title" in column.fields for column in head.columns)
    return "·".join(heading_of("title" if field == "purpose" and not has_title else field) for field in fields)


def _short(label: str) -> str:
    return shown(" ".join(label.split()), _SHOWN)
