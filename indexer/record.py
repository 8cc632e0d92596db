"""What the stations of an import hand on: raw records, refusals and notes, each with its place."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

# What a terminal would obey or no encoding has: control characters, marks of direction, half characters.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Place(NamedTuple):
    """Where a record stands: the file relative to the PATH given, and its first line, from 1; no line: all of it."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        """As reports print it."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Raw(NamedTuple):
    """A record as its source states it, field names as in docs/records.md."""

    place: Place
    fields: Mapping[str, object]


class Refusal(msgspec.Struct, frozen=True):
    """A record that was not taken; `stated` is the beginning of what stood there."""

    place: Place
    field: str | None
    reason: str
    stated: str = ""


class Note(msgspec.Struct, frozen=True):
    """Something odd in a record that was taken, or in a file."""

    place: Place
    field: str | None
    reason: str


Item = Raw | Refusal | Note


def shown(text: str, most: int) -> str:
    """The beginning of what stood in a source, as it may stand in a sentence or a file of ours."""
    return _UNSEEN.sub("\ufffd", text[:most])
