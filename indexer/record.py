"""What the stations of an import hand on: raw records, refusals and notes, each with its place.

Their tags are for the way from a reader in a process of its own, see `indexer/sources/wire.py`.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from indexer.memory import FileCounts, FileState
from indexer.privacy import masked

# What a terminal would obey or no encoding has: control characters, marks of direction, half characters.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# A number that is cut is no number any more.
_BEFORE_CUT: Final = 2


class AtLine(msgspec.Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The line of a text on which a record begins, from 1."""

    number: int

    def __str__(self) -> str:
        """In a sentence."""
        return f"{self.number:,}번째 줄"


class AtRow(msgspec.Struct, frozen=True, gc=False, tag=True, array_like=True):
    """A row of a sheet, from 1 as spreadsheets count, headings included."""

    sheet: str
    number: int

    def __str__(self) -> str:
        """In a sentence."""
        return f"‘{self.sheet}’ 시트 {self.number:,}번째 행"


class AtPage(msgspec.Struct, frozen=True, gc=False, tag=True, array_like=True):
    """A page of a document, from 1 whatever is printed on it."""

    number: int

    def __str__(self) -> str:
        """In a sentence."""
        return f"{self.number:,}쪽"


Where = AtLine | AtRow | AtPage


def page_of(where: Where | None) -> int | None:
    """The page, where a format has pages."""
    return where.number if isinstance(where, AtPage) else None


class Place(NamedTuple):
    """Where a record stands: the file relative to the PATH given, and where in it; nowhere: all of it."""

    file: str
    where: Where | None = None

    @property
    def number(self) -> int | None:
        """The line, row or page."""
        return self.where.number if self.where else None

    @property
    def line(self) -> int | None:
        """The line, where the file is text."""
        return self.where.number if isinstance(self.where, AtLine) else None

    def __str__(self) -> str:
        """As reports print it; a line as editors and terminals take it to open the file there."""
        if self.where is None:
            return self.file
        return f"{self.file}:{self.line}" if self.line else f"{self.file} {self.where}"


class Raw(NamedTuple):
    """A record as its source states it, field names as in docs/records.md."""

    place: Place
    fields: Mapping[str, object]
    # Fields that were read of other names than ours beside ours: they tell nothing of who the record is, so that
    # reading better changes no id.
    added: frozenset[str] = frozenset()
    # Whether it is the whole of a report, and no line of a list.
    is_report: bool = False


class Refusal(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """A record that was not taken; `stated` is the beginning of what stood there."""

    place: Place
    field: str | None
    reason: str
    stated: str = ""


class Note(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Something odd in a record that was taken, or in a file; `unread`: that something was not read as it is now."""

    place: Place
    field: str | None
    reason: str
    unread: bool = False


class LeftOut(msgspec.Struct, frozen=True):
    """A record that is none of a trip that was made: a plan, minutes, a notice."""

    place: Place
    kind: str
    title: str

    @property
    def field(self) -> None:
        """No field of it is wrong."""

    @property
    def reason(self) -> str:
        """Why it was left out."""
        return f"결과보고서가 아니어서 넣지 않았습니다({self.kind}): {self.title}"


class Opened(NamedTuple):
    """A file that is read from here on, and what people call its format; empty for one that has none."""

    place: Place
    format: str
    # Whether it lies in an archive, which is a file by itself.
    is_entry: bool = False
    # What stands for it however it was reached.
    key: bytes = b""


class Passed(NamedTuple):
    """A file that is not read: it is as it was the last time, and so is what came of it."""

    place: Place
    counts: FileCounts


class Finished(NamedTuple):
    """The end of a file that was read whole and did not change meanwhile."""

    state: FileState


# What happens to files, beside what stands in them.
OfFile = Opened | Passed | Finished
Item = Raw | Refusal | Note | LeftOut


def shown(text: str, most: int) -> str:
    """The beginning of what stood in a source, as it may stand in a sentence or a file of ours: nothing private."""
    return _UNSEEN.sub("\ufffd", masked(text[: most * _BEFORE_CUT])[0][:most])
