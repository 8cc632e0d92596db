"""A file → the reader that knows it: formats are told apart by content.

Every format has its row here: whether a file has it, and its reader, which gets the file as it is: a binary format
reads bytes, a text format asks for lines. A file that has none is refused as a whole, with what it looks like.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from indexer.headings import find_headings
from indexer.record import Item, Place, Refusal
from indexer.sources import copied_pages, delimited, json_records
from indexer.sources.source_file import SourceFile
from indexer.understanding.columns import SEARCHED, find_head
from indexer.understanding.records import understand_records
from indexer.understanding.understand import understand
from indexer.understanding.wanted import Wanted

Reader = Callable[[SourceFile, Wanted], Iterator[Item]]

_MARKUP: Final = re.compile(r"\s*<[!?/a-zA-Z]")


class Format(NamedTuple):
    """What people call a format, whether a file has it, and its reader."""

    name: str
    is_of: Callable[[SourceFile], bool]
    read: Reader


def find_format(file: SourceFile) -> Format:
    """The first format that `file` has; one without a name where it has none."""
    return next((row for row in FORMATS if row.is_of(file)), _NONE)


def _refuse(file: SourceFile, _wanted: Wanted) -> Iterator[Item]:
    """The file as a whole; a blank one has nothing to refuse."""
    if file.opening:
        reason = _foreign(file) or file.opening[0].fault or "출장 기록으로 알아볼 수 없는 글입니다."
        known = ", ".join(dict.fromkeys(row.name for row in FORMATS if row.name))
        yield Refusal(Place(file.name), None, f"{reason} 읽는 형식은 {known}입니다.")


def _foreign(file: SourceFile) -> str:
    """What a file surely is that is none of ours."""
    if b"\0" in file.head and not file.wide:
        return "이진 파일입니다."
    first = next((line.text or "" for line in file.opening), "")
    return "HTML이나 XML로 보입니다." if _MARKUP.match(first) else ""


def _read_records(file: SourceFile, wanted: Wanted) -> Iterator[Item]:
    return understand_records(json_records.read(file), wanted)


def _read_page(file: SourceFile, _wanted: Wanted) -> Iterator[Item]:
    return copied_pages.read(file)


def _read_table(file: SourceFile, wanted: Wanted) -> Iterator[Item]:
    return understand(delimited.blocks(file), file.name, wanted)


def _is_listing(file: SourceFile) -> bool:
    """Whether it is a table whose headings we know."""
    return find_head(delimited.first_rows(file, SEARCHED), find_headings) is not None


_NONE: Final = Format("", lambda _: True, _refuse)
_JSON: Final = "JSON Lines(한 줄에 { … } 하나), JSON 배열"
_TABLE: Final = "CSV(쉼표나 탭으로 나눈 표)"

# The first row that is true decides. A format that its head tells stands before those that ask for lines, so that
# nobody looks for the encoding of what is no text. A row without a name only turns away.
FORMATS: Final[Sequence[Format]] = (
    # A trip in JSON decides before anything else, however much stands around it that is none.
    Format(_JSON, json_records.has_trip, _read_records),
    Format("", lambda file: bool(_foreign(file)), _refuse),
    Format(_TABLE, _is_listing, _read_table),
    Format("출장 쪽을 베낀 글", copied_pages.is_page, _read_page),
    Format(_JSON, json_records.opens, _read_records),
    # A table whose headings nobody knows is refused with what they are.
    Format(_TABLE, delimited.is_table, _read_table),
)
