"""Blocks on their way from a reader in a process of its own: a message a line, as JSON.

Rows are messages of their own between the start and the end of their table, so that neither side holds a whole sheet.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import Note, Refusal


class Request(msgspec.Struct, frozen=True):
    """Which file to read, by which function; `path` as the system has it, `name` as places call it."""

    reader: str
    path: bytes
    name: str
    # Of processor time.
    seconds: int


class TableStarts(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The rows that follow are those of a table."""

    name: str


class TableEnds(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """It had no more rows."""


class Done(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The reader has come to its end by itself."""


Message = Row | Paragraph | Note | Refusal | TableStarts | TableEnds | Done

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Message)


def messages(block: Block) -> Iterator[Message]:
    """What is sent of a block."""
    if isinstance(block, Table):
        yield TableStarts(block.name)
        yield from block.rows
        yield TableEnds()
    else:
        yield block


def encoded(message: Message) -> bytes:
    """A line. Halves of characters, which HWP files can hold and no encoding has, are replaced."""
    try:
        return _ENCODER.encode(message) + b"\n"
    except UnicodeEncodeError:
        return _ENCODER.encode(_whole(msgspec.to_builtins(message))) + b"\n"


def decoded(lines: bytes) -> list[Message]:
    """The messages of whole lines. Raises msgspec.DecodeError where they are none."""
    return _DECODER.decode_lines(lines)


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list | tuple):
        return [_whole(part) for part in value]
    return value
