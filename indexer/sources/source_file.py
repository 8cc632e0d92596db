"""A file as the readers of formats get it: its bytes, its head, and lines of text for whoever asks for lines.

No encoding is looked for before that, since most of what is no text has none.
"""

from collections.abc import Iterator
from functools import cached_property
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from indexer.sources.lines import Line, find_encoding, read_lines, read_wide_lines, wide_encoding

_HEAD: Final = 1 << 16
_OPENING: Final = 2


class SourceFile:
    """An open file and what places call it. One reading at a time: each begins at the start and ends the one before."""

    def __init__(self, file: BinaryIO, name: str, path: Path | None = None) -> None:
        """`file` can be sought in, and is closed at the latest when this goes; `path` is where it lies, if anywhere."""
        self.name = name
        self.path = path
        self.head = file.read(_HEAD)
        self.encoding: str | None = None
        self._file = file
        # As latin-1 every byte is a character, and Python finds the ends of lines.
        self._text = TextIOWrapper(file, encoding="latin-1")

    def content(self) -> BinaryIO:
        """All of it as bytes, from the start."""
        self._file.seek(0)
        return self._file

    def lines(self) -> Iterator[Line]:
        """All of it as lines, from the start, in the `encoding` that is found the first time."""
        if self.wide:
            self.encoding = self.wide
            return read_wide_lines(self.content(), self.wide)
        if self.encoding is None:
            self.encoding = find_encoding(self._text)
        return read_lines(self._text, self.encoding)

    @cached_property
    def wide(self) -> str | None:
        """The encoding, where each character has two bytes; None for all others."""
        return wide_encoding(self.head)

    @cached_property
    def opening(self) -> list[Line]:
        """The first lines that are not blank, two of them where there are two."""
        return list(islice((line for line in self.lines() if line.text is None or line.text.strip()), _OPENING))
