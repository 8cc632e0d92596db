"""A file → lines of text: where a line ends, in which encoding it is, and never more than a record's worth at once."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO, Final, NamedTuple, TextIO

from charset_normalizer import from_bytes

MAX_RECORD: Final = 8 << 20
# What Python keeps of a line beside its text: a limit on held text alone would let millions of empty lines in.
_LINE_COST: Final = 100
_BLOCK: Final = 1 << 18
_BOM: Final = b"\xef\xbb\xbf"
_HALF: Final = re.compile(b"\xed[\xa0-\xbf]")
_TOO_LONG: Final = f"한 줄이 {MAX_RECORD >> 20} MiB를 넘습니다."
# What no text has, and every binary file.
_UNLIKELY: Final = re.compile("[\x00-\x08\x0e-\x1f]")
_KOREAN: Final = re.compile("[가-힣]{2}")


class Line(NamedTuple):
    """A line without its end, in NFC; `text` is None where it is too long or cannot be decoded, and `fault` says so."""

    number: int
    text: str | None
    fault: str = ""

    @property
    def size(self) -> int:
        """About how many bytes it takes to keep this line."""
        return len(self.text or "") + _LINE_COST


def read_lines(file: TextIO, encoding: str) -> Iterator[Line]:
    """The lines of a file opened as latin-1, from the start; it ends lines as Windows, Unix and the old Mac do.

    A BOM may begin any line: files are joined end to end.
    """
    for number, line in _byte_lines(file):
        if line is None:
            yield Line(number, None, _TOO_LONG)
            continue
        try:
            yield Line(number, unicodedata.normalize("NFC", _decode(line, encoding)))
        except UnicodeDecodeError as error:
            yield Line(number, None, f"{encoding}로 읽을 수 없는 바이트가 있습니다({error.start + 1}번째 바이트).")


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 that a file's first bytes are: a BOM says so, or else half of its bytes being nothing or Korean."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" not in head:
        return None
    found = from_bytes(head[: len(head) & ~1], cp_isolation=["utf_16_le", "utf_16_be"]).best()
    return found.encoding if found and not _UNLIKELY.search(str(found)) else None


def read_wide_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """The lines of a file in UTF-16; what is no character of it becomes U+FFFD."""
    text = TextIOWrapper(file, encoding=encoding, errors="replace")
    try:
        number = 0
        while line := text.readline(MAX_RECORD + 1):
            number += 1
            whole = len(line) <= MAX_RECORD or line.endswith("\n")
            while line and not line.endswith("\n") and not whole:
                line = text.readline(MAX_RECORD)
            if whole:
                yield Line(number, unicodedata.normalize("NFC", line.rstrip("\n").removeprefix("\ufeff")))
            else:
                yield Line(number, None, _TOO_LONG)
    finally:
        text.detach()


def find_encoding(file: TextIO) -> str:
    """`utf-8` or `cp949`: a BOM says so, else the one in which more lines can be read.

    Where both read as many (`탄천 티` in CP949 is `źõ Ƽ` in UTF-8), more lines with a Korean word decide, then UTF-8.
    """
    file.seek(0)
    if file.read(len(_BOM)).encode("latin-1") == _BOM:
        return "utf-8"
    scores = {"utf-8": [0, 0], "cp949": [0, 0]}
    file.seek(0)
    # By blocks of whole lines: most hold nothing that decides, and to look at each of their lines takes long.
    while block := file.read(_BLOCK) + file.readline(MAX_RECORD):
        for line in [] if block.isascii() else block.encode("latin-1").split(b"\n"):
            for encoding, score in scores.items() if not line.isascii() else ():
                text = _decoded(line, encoding)
                score[0] += text is not None
                score[1] += text is not None and _KOREAN.search(text) is not None
    return max(scores, key=scores.__getitem__)


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return _decode(line, encoding)
    except UnicodeDecodeError:
        return None


def _decode(line: bytes, encoding: str) -> str:
    """`line` as text. Halves of characters that a program has written as UTF-8 are joined, or stay halves."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or not _HALF.search(line):
            raise
        text = line.decode("utf-8", "surrogatepass")
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _byte_lines(file: TextIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines without their ends and BOM, numbered from 1; None for one that is longer than a record may be."""
    file.seek(0)
    number = 0
    while line := file.readline(MAX_RECORD + 1):
        number += 1
        whole = len(line) <= MAX_RECORD or line.endswith("\n")
        while line and not line.endswith("\n") and not whole:
            line = file.readline(MAX_RECORD)
        yield number, line.rstrip("\n").encode("latin-1").removeprefix(_BOM) if whole else None
