"""The lines of a PDF as they stand on its pages, by a second reader: for titles, and where the first reader fails.

No tables, and no paragraphs. What repeats at the edges of pages is furniture.
"""

import logging
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

MAX_PAGES: Final = 300

# What pypdf raises of damaged files beside its own errors.
_DAMAGE: Final = (
    PyPdfError, ValueError, TypeError, AttributeError, LookupError, NotImplementedError, RecursionError,
    ArithmeticError, AssertionError, OSError, struct.error, zlib.error,
)  # fmt: skip
_PAGE_NUMBER: Final = re.compile(r"(?:[-–—]\s*)?(?:\d{1,4}|\d{1,4}\s*/\s*\d{1,4}|\d{1,4}\s*쪽)(?:\s*[-–—])?")
_DASHED: Final = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]")
# So many lines at the head and at the foot of a page can be furniture.
_EDGE: Final = 2
_DASHED_KEY: Final = "- # -"
_NUMBER_KEY: Final = "#"

# Its warnings are about files, and say nothing that a refusal or a note does not.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class LockedError(Exception):
    """The file asks for a password."""


class PdfLines:
    """The lines of the pages of a PDF; none of a page or a file that cannot be read."""

    def __init__(self, path: Path) -> None:
        """Raises LockedError."""
        self._pages: Sequence[PageObject] = ()
        try:
            reader = PdfReader(path)
            self.pages = len(reader.pages)
            self._pages = reader.pages
        except (FileNotDecryptedError, DependencyError):
            raise LockedError from None
        except _DAMAGE:
            self.pages = 0

    def of_page(self, number: int) -> list[str]:
        """Those of a page, from 1, in NFC, blank ones left out."""
        try:
            text = self._pages[number - 1].extract_text() if 0 < number <= self.pages else ""
        except _DAMAGE:
            return []
        lines = unicodedata.normalize("NFC", text).splitlines()
        return [line for line in (" ".join(line.split()) for line in lines) if line]

    def all(self) -> Iterator[tuple[int, str]]:
        """Every line of the first pages, with its page; no furniture."""
        pages = [self.of_page(number) for number in range(1, min(self.pages, MAX_PAGES) + 1)]
        for number, (lines, left_out) in enumerate(zip(pages, furniture(pages), strict=True), 1):
            yield from ((number, line) for at, line in enumerate(lines) if at not in left_out)


def furniture(pages: Sequence[Sequence[str]]) -> list[set[int]]:
    """Of each page, which of its texts are furniture: what stands at the edges of at least half of the pages.

    Numbers are furniture where they differ from page to page; between dashes even where there is one page.
    """
    edges = [{at: text for at, text in enumerate(texts) if _at_edge(at, len(texts))} for texts in pages]
    found: dict[str, set[int]] = {}
    numbers: set[str] = set()
    for page, texts in enumerate(edges):
        for text in texts.values():
            found.setdefault(_key(text), set()).add(page)
            numbers |= {text} if _key(text) == _NUMBER_KEY else set()
    least = max(2, (sum(map(bool, pages)) + 1) // 2)
    keys = {key for key, on in found.items() if len(on) >= least and (key != _NUMBER_KEY or len(numbers) >= least)}
    return [{at for at, text in texts.items() if _key(text) in keys | {_DASHED_KEY}} for texts in edges]


def _key(text: str) -> str:
    """What makes a text the same as one of another page."""
    if _DASHED.fullmatch(text):
        return _DASHED_KEY
    return _NUMBER_KEY if _PAGE_NUMBER.fullmatch(text) else text


def _at_edge(at: int, count: int) -> bool:
    return at < _EDGE or at >= count - _EDGE
