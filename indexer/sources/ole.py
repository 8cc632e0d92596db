"""The names that stand at the top of an OLE file (a compound file, [MS-CFB]), by which XLS, HWP and DOC differ."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = 128
_LONGEST_NAME: Final = 64
_SHIFTS: Final = (9, 12)
# From here on a number of a sector or an entry stands for none.
_NONE: Final = 0xFFFFFFFA
# The directory of a file of 50 MB stays far below.
_MAX_SECTORS: Final = 4_096


class _Entry(NamedTuple):
    name: str
    left: int
    right: int
    child: int


def root_names(file: BinaryIO) -> frozenset[str]:
    """The streams and storages at the top; none where the directory is damaged."""
    file.seek(0)
    header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(MAGIC):
        return frozenset()
    shift, first = struct.unpack_from("<30xH16xL", header)
    if shift not in _SHIFTS:
        return frozenset()
    entries = [entry for sector in _chain(file, header, shift, first) for entry in _entries(sector)]
    return frozenset(_siblings(entries, entries[0].child)) if entries else frozenset()


def _chain(file: BinaryIO, header: bytes, shift: int, number: int) -> Iterator[bytes]:
    """The sectors of the directory, in order."""
    size = 1 << shift
    tables = _tables(file, header, size)
    for _ in range(_MAX_SECTORS):
        sector = _sector(file, size, number)
        if len(sector) < size:
            return
        yield sector
        place, index = divmod(number, size // 4)
        if place >= len(tables):
            return
        table = _sector(file, size, tables[place])
        number = struct.unpack_from("<L", table, index * 4)[0] if len(table) == size else _NONE


def _tables(file: BinaryIO, header: bytes, size: int) -> list[int]:
    """The sectors that tell which sector follows which: some in the header, the others in a chain of their own."""
    (number,) = struct.unpack_from("<L", header, 68)
    tables = list(struct.unpack_from("<109L", header, 76))
    for _ in range(_MAX_SECTORS):
        sector = _sector(file, size, number)
        if len(sector) < size:
            break
        *more, number = struct.unpack(f"<{size // 4}L", sector)
        tables += more
    return tables


def _sector(file: BinaryIO, size: int, number: int) -> bytes:
    if number >= _NONE:
        return b""
    file.seek((number + 1) * size)
    return file.read(size)


def _entries(sector: bytes) -> Iterator[_Entry]:
    for offset in range(0, len(sector), _ENTRY):
        name, length, left, right, child = struct.unpack_from("<64sH2x3L", sector, offset)
        text = name[: max(0, min(length, _LONGEST_NAME) - 2)].decode("utf-16-le", "replace")
        yield _Entry(text, left, right, child)


def _siblings(entries: list[_Entry], first: int) -> Iterator[str]:
    """The names of a tree of entries; a circle in it ends."""
    waiting, seen = [first], set[int]()
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            yield entries[number].name
            waiting += [entries[number].left, entries[number].right]
