"""A table of trips, row by row: which rows are trips, and which are totals, headings again, or notes below."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from indexer.blocks import Row
from indexer.record import Item, Note, Place, Raw, shown
from indexer.understanding.columns import Head
from indexer.understanding.fields import Fields, Pair, gather
from indexer.understanding.titles import countries_behind

_TOTAL: Final = re.compile(r"(?:총\s*)?(?:합\s*계|총\s*계|소\s*계|누\s*계|계|총합|평\s*균)\s*(?:[(:：].*)?")
_REMARK: Final = re.compile(r"\s*(?:[※*☞▶]|주\s*\d*\s*[).:]|비고\s*[:：]|자료\s*[:：]|출처\s*[:：]|작성\s*[:：])")
# A row with so few cells of a wide table is no trip.
_WIDE: Final = 3
_SHOWN: Final = 60
# A title alone is no shorter than this: `전체` is a choice of a form.
_SHORTEST: Final = 5


def read_listing(head: Head, rows: Iterable[Row], name: str) -> Iterator[Item]:
    """The trips of the rows behind the head, and notes on the rows that are none."""
    heads = {(), *(_keys(cells) for cells in head.rows)}
    before: Fields = {}
    totals = again = 0
    for row in (row for row in rows if _keys(row.cells) not in heads):
        own = [cell.strip() for cell in row.own]
        if own and _TOTAL.fullmatch(own[0]):
            totals += 1
            continue
        fields = _fields(head, row)
        place = Place(name, row.where)
        if _is_remark(head, own, fields):
            yield Note(place, None, f"출장이 아니어서 넣지 않은 줄입니다: {shown(own[0], _SHOWN)}")
        elif fields and fields == before:
            # One trip with a row for each of its travellers.
            again += 1
        elif fields:
            before = fields
            yield Raw(place, fields)
    if totals:
        yield Note(Place(name), None, f"합계 줄 {totals:,}개는 넣지 않았습니다.")
    if again:
        yield Note(Place(name), None, f"같은 출장을 되풀이한 줄 {again:,}개는 한 번만 넣었습니다.")


def _fields(head: Head, row: Row) -> Fields:
    """What a row states; countries also where its title ends in them."""
    fields = gather(_pairs(head, row))
    if "countries" not in fields and (behind := countries_behind(str(fields.get("title", "")))):
        fields["countries"] = behind
    return fields


def _pairs(head: Head, row: Row) -> Iterator[Pair]:
    for column in head.columns:
        if column.headings and column.number < len(row.cells):
            link = row.links[column.number] if column.number < len(row.links) else ""
            yield Pair(column.headings, row.cells[column.number], column.unit, link)


def _is_remark(head: Head, own: list[str], fields: Fields) -> bool:
    """Whether a row tells about the table: one cell of many columns that is no title, or with the mark of a note."""
    if fields.keys() == {"title"} and len(str(fields["title"])) < _SHORTEST:
        return True
    alone = len(own) == 1 and len(head.columns) >= _WIDE and "title" not in fields
    return alone or (len(own) == 1 and _REMARK.match(own[0]) is not None)


def _keys(cells: Iterable[str]) -> tuple[str, ...]:
    keys = ["".join(cell.split()) for cell in cells]
    while keys and not keys[-1]:
        keys.pop()
    return tuple(keys)
