"""A file → the reader that knows it: formats are told apart by content.

Every format has its row here: whether a file has it, and its reader, which gets the file as it is: a binary format
reads bytes, a text format asks for lines. A file that has none is refused as a whole, with what it looks like.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from indexer.headings import find_headings
from indexer.record import Item, Place, Refusal
from indexer.sources import copied_pages, delimited, json_records
from indexer.sources.containers import UNREADABLE, kind_of
from indexer.sources.isolation import read_apart
from indexer.sources.source_file import SourceFile
from indexer.understanding.columns import SEARCHED, find_head
from indexer.understanding.records import understand_records
from indexer.understanding.understand import understand
from indexer.understanding.wanted import Wanted

Reader = Callable[[SourceFile, Wanted], Iterator[Item]]

# What only whole pages have.
_PAGE: Final = re.compile(rb"<(?:html|body|table)[\s>]", re.IGNORECASE)


class Format(NamedTuple):
    """What people call a format, whether a file has it, and its reader."""

    name: str
    is_of: Callable[[SourceFile], bool]
    read: Reader


def find_format(file: SourceFile) -> Format:
    """The first format that `file` has; one without a name where it has none."""
    kind = kind_of(file)
    if kind in {"html", "xml"} and not _PAGE.search(file.head):
        # Records with a piece of markup above them are records.
        kind = None if json_records.has_trip(file) else kind
    if kind is None:
        return next((row for row in FORMATS if row.is_of(file)), _NONE)
    return ARCHIVE if kind == "zip" else CONTAINERS.get(kind) or _unreadable(kind)


def _refuse(file: SourceFile, _wanted: Wanted) -> Iterator[Item]:
    """The file as a whole; a blank one has nothing to refuse."""
    if file.opening:
        reason = _is_binary(file) or file.opening[0].fault or "출장 기록으로 알아볼 수 없는 글입니다."
        known = ", ".join(dict.fromkeys(row.name for row in (*FORMATS, *CONTAINERS.values(), ARCHIVE) if row.name))
        yield Refusal(Place(file.name), None, f"{reason} 읽는 형식은 {known}입니다.")


def _is_binary(file: SourceFile) -> str:
    return "이진 파일입니다." if b"\0" in file.head and not file.wide else ""


def _unreadable(kind: str) -> Format:
    """The format of a kind that is known and not read: what it is, and what to do."""

    def refuse(file: SourceFile, _wanted: Wanted) -> Iterator[Item]:
        yield Refusal(Place(file.name), None, UNREADABLE[kind])

    return Format("", lambda _: True, refuse)


def _container(name: str, kind: str) -> Format:
    """A format that is read in a process of its own."""

    def read(file: SourceFile, wanted: Wanted) -> Iterator[Item]:
        if file.path is None:
            raise ValueError(file.name)
        return understand(read_apart(kind, file.path, file.name), file.name, wanted)

    return Format(name, lambda file: kind_of(file) == kind, read)


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
    Format("", lambda file: bool(_is_binary(file)), _refuse),
    Format(_TABLE, _is_listing, _read_table),
    Format("복사한 출장 페이지", copied_pages.is_page, _read_page),
    Format(_JSON, json_records.opens, _read_records),
    # A table whose headings nobody knows is refused with what they are.
    Format(_TABLE, delimited.is_table, _read_table),
)
# These are told by their content before any text is.
CONTAINERS: Final[Mapping[str, Format]] = {
    kind: _container(name, kind)
    for kind, name in {
        "xlsx": "XLSX", "xls": "XLS", "html": "HTML", "docx": "DOCX", "pdf": "PDF", "hwpx": "HWPX", "hwp": "HWP",
    }.items()
}  # fmt: skip
# Read file by file (files.py).
ARCHIVE: Final = Format("ZIP", lambda file: kind_of(file) == "zip", _refuse)
