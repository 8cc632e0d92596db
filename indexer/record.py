"""What the stations of an import hand on: raw records, refusals and notes, each with its place."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec


class Place(NamedTuple):
    """Where a record stands: the file relative to the PATH given, and its first line, from 1; no line: all of it."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        """As reports print it."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Raw(NamedTuple):
    """A record as its source states it, field names as in api.md."""

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
