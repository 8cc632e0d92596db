"""Rows of bytes and numbers in a file that processes map: each of them would hold a copy otherwise.

Numbers lie as this machine has them: such a file is of a moment, and no other machine reads it.
"""

import mmap
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, TypeAlias

Bytes: TypeAlias = bytes | memoryview
Numbers: TypeAlias = "array[int] | memoryview"

# Every row begins at a place that any number may begin at.
_ALIGNED: Final = 8
# What a row holds: bytes, and numbers of 32 and of 64 bits.
_FORMS: Final[tuple[Literal["B", "I", "q"], ...]] = ("B", "I", "q")


def write(path: Path, rows: "Iterable[Bytes | Numbers]") -> None:
    """Write `rows` into a new file. Raises OSError."""
    views = [memoryview(row) for row in rows]
    head = array("Q", [len(views), *(number for view in views for number in (_FORMS.index(view.format), view.nbytes))])
    with path.open("xb") as file:
        file.write(head.tobytes())
        for view in views:
            file.write(view.cast("B") if view.nbytes else b"")
            file.write(bytes(-view.nbytes % _ALIGNED))


def read(path: Path) -> list[memoryview]:
    """The rows of a file, mapped: they stay when it is removed. Raises OSError."""
    with path.open("rb") as file:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    head = whole[: len(whole) // _ALIGNED * _ALIGNED].cast("Q")
    found = []
    start = _ALIGNED * (1 + 2 * head[0])
    for number in range(head[0]):
        form, size = _FORMS[head[1 + 2 * number]], head[2 + 2 * number]
        # Nothing cannot be taken for numbers.
        found.append(whole[start : start + size].cast(form) if size else memoryview(array(form)))
        start += size + -size % _ALIGNED
    return found
