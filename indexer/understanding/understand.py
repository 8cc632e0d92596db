"""Blocks of any container → raw records, refusals and notes: tables of trips, or one report."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.headings import heading_of
from indexer.record import Item, Note, Place, Refusal, shown
from indexer.understanding.columns import SEARCHED, Find, Head, find_head
from indexer.understanding.listing import read_listing
from indexer.understanding.reports import Sheet, read_report
from indexer.understanding.wanted import Wanted

# What a report may have: so many rows of tables, and so many paragraphs.
_MAX_ROWS: Final = 20_000
_MAX_PARAGRAPHS: Final = 100_000
_SHOWN: Final = 30


def understand(blocks: Iterable[Block], name: str, wanted: Wanted) -> Iterator[Item]:
    """The trips that `blocks` hold. Tables of trips are read as they come; all else is one report, if it is one."""
    return wanted.kept(_understood(blocks, name, wanted.find))


def _understood(blocks: Iterable[Block], name: str, find: Find) -> Iterator[Item]:
    parts: list[Paragraph | Sheet] = []
    rows_left = _MAX_ROWS
    is_listing = False
    for block in blocks:
        match block:
            case Table():
                rows = iter(block.rows)
                first = list(islice(rows, SEARCHED + 2))
                head = find_head(first, find)
                if head and len(first) > head.behind + 1:
                    is_listing = True
                    yield _told(head, Place(name, first[head.behind - 1].where))
                    yield from read_listing(head, chain(first[head.behind :], rows), name)
                elif not is_listing:
                    held = [*first, *islice(rows, max(0, rows_left - len(first)))]
                    rows_left -= len(held)
                    parts.append(Sheet(held, block.name))
            case Paragraph():
                if not is_listing and len(parts) < _MAX_PARAGRAPHS:
                    parts.append(block)
            case _:
                yield block
    if not is_listing and parts:
        yield from _report_or_table(parts, name, find)


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
