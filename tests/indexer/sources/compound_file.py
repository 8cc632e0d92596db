"""Streams by their paths → a compound file (OLE, [MS-CFB] version 3): the least that every reader of such files takes."""

import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STORAGE, _STREAM = 5, 1, 2
_ENTRY = 128
_PER_SECTOR = _SECTOR // 4


class Entry(NamedTuple):
    name: str
    kind: int
    child: int = _FREE
    right: int = _FREE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le")
        head = name.ljust(64, b"\0") + struct.pack("<HBBIII", len(name), self.kind, 1, _FREE, self.right, self.child)
        return head.ljust(116, b"\0") + struct.pack("<IQ", self.start, self.size)


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Streams shorter than 4,096 bytes lie together in one of the root, as the format wants it."""
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", list[int]()
    starts = {}
    for path, content in streams.items():
        if len(content) >= _CUTOFF:
            starts[path] = _chain(fat, -(-len(content) // _SECTOR))
            sectors += _pieces(content)
        else:
            starts[path] = _chain(mini_fat, -(-len(content) // _MINI))
            mini += content.ljust(-(-len(content) // _MINI) * _MINI, b"\0")
    mini_start = _chain(fat, -(-len(mini) // _SECTOR))
    sectors += _pieces(mini)
    mini_fat_bytes = b"".join(struct.pack("<I", each) for each in mini_fat)
    mini_fat_count = -(-len(mini_fat_bytes) // _SECTOR)
    mini_fat_start = _chain(fat, mini_fat_count)
    sectors += _pieces(mini_fat_bytes, b"\xff")
    directory = b"".join(entry.packed() for entry in _entries(streams, starts, mini_start, len(mini)))
    directory_start = _chain(fat, -(-len(directory) // _SECTOR))
    sectors += _pieces(directory)
    fat_count = 1
    while (len(fat) + fat_count) > fat_count * _PER_SECTOR:
        fat_count += 1
    fat_start = len(fat)
    fat += [_FAT] * fat_count
    fat += [_FREE] * (fat_count * _PER_SECTOR - len(fat))
    sectors += _pieces(b"".join(struct.pack("<I", each) for each in fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, fat_count, directory_start, 0, _CUTOFF, mini_fat_start, mini_fat_count, _END, 0)
    header += b"".join(struct.pack("<I", fat_start + number if number < fat_count else _FREE) for number in range(109))
    return header + b"".join(sectors)


def _chain(table: list[int], count: int) -> int:
    """Put down so many sectors one after the other; where they begin."""
    if not count:
        return _END
    start = len(table)
    table += [*range(start + 1, start + count), _END]
    return start


def _pieces(content: bytes, fill: bytes = b"\0") -> list[bytes]:
    return [content[at : at + _SECTOR].ljust(_SECTOR, fill) for at in range(0, len(content), _SECTOR)]


def _entries(streams: Mapping[str, bytes], starts: Mapping[str, int], mini_start: int, mini_size: int) -> list[Entry]:
    """The directory: storages are one level deep, and siblings hang in the order of their names from one another."""
    tree: dict[str, list[str]] = {"": []}
    for path in streams:
        folder, _, name = path.rpartition("/")
        if folder and folder not in tree[""]:
            tree[""].append(folder)
        tree.setdefault(folder, []).append(path if folder else name)
    order = ["", *(path for folder in ("", *(name for name in tree if name)) for path in _sorted(tree[folder]))]
    number = {path: at for at, path in enumerate(order)}
    entries = [Entry("Root Entry", _ROOT, start=mini_start, size=mini_size)]
    for path in order[1:]:
        name = path.rpartition("/")[2]
        if path in streams:
            entries.append(Entry(name, _STREAM, start=starts[path], size=len(streams[path])))
        else:
            entries.append(Entry(name, _STORAGE))
    for folder, children in tree.items():
        siblings = [number[path] for path in _sorted(children)]
        entries[number[folder]] = entries[number[folder]]._replace(child=siblings[0])
        for one, following in pairwise(siblings):
            entries[one] = entries[one]._replace(right=following)
    entries += [Entry("", 0)] * (-len(entries) % (_SECTOR // _ENTRY))
    return entries


def _sorted(paths: list[str]) -> list[str]:
    return sorted(paths, key=lambda path: (len(path.rpartition("/")[2]), path.rpartition("/")[2].upper()))
