"""A file → the reader that knows it: formats are told apart by content.

Every format has its row here: whether a file has it, and its reader, which gets the file as it is: a binary format
reads bytes, a text format asks for lines. A file that has none is refused as a whole, with what it looks like.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from indexer.record import Item, Place, Refusal
from indexer.sources import copied_pages, json_records
from indexer.sources.lines import Line
from indexer.sources.source_file import SourceFile

Reader = Callable[[SourceFile], Iterator[Item]]

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MARKUP: Final = re.compile(r"\s*<[!?/a-zA-Z]")
_SEPARATORS: Final = [re.compile(f"{separator}(?! )") for separator in ",\t;"]


class Format(NamedTuple):
    """What people call a format, whether a file has it, and its reader."""

    name: str
    is_of: Callable[[SourceFile], bool]
    read: Reader


def find_reader(file: SourceFile) -> Reader:
    """The reader of the first format that `file` has."""
    return next((row.read for row in FORMATS if row.is_of(file)), _refuse)


def _refuse(file: SourceFile) -> Iterator[Item]:
    """The file as a whole; a blank one has nothing to refuse."""
    if file.opening:
        reason = _foreign(file) or file.opening[0].fault or _guess(file.opening)
        known = ", ".join(dict.fromkeys(row.name for row in FORMATS if row.name))
        yield Refusal(Place(file.name), None, f"{reason} 읽는 형식은 {known}입니다.")


def _foreign(file: SourceFile) -> str:
    """What a file surely is that is none of ours."""
    if file.head.startswith(_UTF16):
        return "UTF-16 파일입니다. UTF-8로 저장해 다시 넣어 주세요."
    if b"\0" in file.head:
        return "이진 파일입니다."
    first = next((line.text or "" for line in file.opening), "")
    return "HTML이나 XML로 보입니다." if _MARKUP.match(first) else ""


def _guess(opening: Sequence[Line]) -> str:
    """What a file perhaps is: two lines with as many commas, none as in prose, are a table."""
    rows = [[len(separator.findall(line.text or "")) for separator in _SEPARATORS] for line in opening]
    table = len(rows) > 1 and any(count and count == other for count, other in zip(*rows, strict=True))
    return "CSV 같은 표로 보입니다." if table else "출장 기록으로 알아볼 수 없는 글입니다."


_JSON: Final = "JSON Lines(한 줄에 { … } 하나), JSON 배열"

# The first row that is true decides. A format that its head tells stands before those that ask for lines, so that
# nobody looks for the encoding of what is no text. A row without a name only turns away.
FORMATS: Final[Sequence[Format]] = (
    # A trip in JSON decides before anything else, however much stands around it that is none.
    Format(_JSON, json_records.has_trip, json_records.read),
    Format("", lambda file: bool(_foreign(file)), _refuse),
    Format("출장 쪽을 베낀 글", copied_pages.is_page, copied_pages.read),
    Format(_JSON, json_records.opens, json_records.read),
)
