"""PATHs → files → lines of text: what to read, in which encoding, and never more than a record's worth at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from indexer.record import Item, Note, Place, Refusal
from indexer.sources import jsonl, page

MAX_RECORD: Final = 8 << 20
_SNIFFED: Final = 1 << 16
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
# Texts that lie beside data and are none.
_NO_DATA: Final = frozenset({".md", ".rst"})


class Line(NamedTuple):
    """A line without its end; `text` is None where it is too long or cannot be decoded, and `fault` says so."""

    number: int
    text: str | None
    fault: str = ""


def read(paths: list[Path]) -> Iterator[Item]:
    """Everything in files and folders, in the order given, folders by name. Paths must exist."""
    for base in paths:
        for file in _files(base):
            name = file.name if file == base else str(file.relative_to(base))
            yield from _read_file(file, name)


def _files(base: Path) -> Iterator[Path]:
    if base.is_file():
        yield base
        return
    for path in sorted(base.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(base).parts)
        if path.is_file() and not hidden and path.suffix.lower() not in _NO_DATA:
            yield path


def _read_file(path: Path, name: str) -> Iterator[Item]:
    start = Place(name, 1)
    try:
        with path.open("rb") as file:
            head = file.read(_SNIFFED)
            if not head.strip():
                yield Note(start, None, "파일이 비어 있습니다.")
                return
            if head.startswith(_UTF16_BOMS):
                yield Refusal(start, None, "UTF-16 파일입니다. UTF-8로 저장해 다시 넣어 주세요.")
                return
            if b"\0" in head:
                yield Refusal(start, None, "이진 파일입니다. 출장 쪽 글이나 JSON Lines 파일을 넣어 주세요.")
                return
            encoding = _encoding(file)
            if encoding == "cp949":
                yield Note(start, None, "UTF-8이 아니어서 CP949로 읽었습니다.")
            reader = jsonl.read if head.removeprefix(_UTF8_BOM).lstrip()[:1] in {b"{", b"["} else page.read
            yield from reader(_lines(file, encoding), name)
    except OSError as error:
        yield Refusal(start, None, f"파일을 읽을 수 없습니다({error.strerror}).")


def _encoding(file: BinaryIO) -> str:
    """UTF-8 where any line with Korean in it is; else CP949 where the whole file is."""
    cp949 = True
    for _, line in _byte_lines(file):
        if line is None or line.isascii():
            continue
        if _decodes(line, "utf-8"):
            return "utf-8"
        cp949 = cp949 and _decodes(line, "cp949")
    return "cp949" if cp949 and not _all_ascii(file) else "utf-8"


def _all_ascii(file: BinaryIO) -> bool:
    return all(line is None or line.isascii() for _, line in _byte_lines(file))


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    for number, line in _byte_lines(file):
        if line is None:
            yield Line(number, None, f"한 줄이 {MAX_RECORD >> 20} MiB를 넘습니다.")
            continue
        try:
            yield Line(number, line.removeprefix(_UTF8_BOM if number == 1 else b"").decode(encoding))
        except UnicodeDecodeError as error:
            yield Line(number, None, f"{encoding}로 읽을 수 없는 바이트가 있습니다({error.start + 1}번째 바이트).")


def _byte_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines without their ends, from the start; None for one that is longer than a record may be."""
    file.seek(0)
    number = 0
    while line := file.readline(MAX_RECORD + 1):
        number += 1
        if len(line) > MAX_RECORD and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_RECORD)
            yield number, None
        else:
            yield number, line.rstrip(b"\r\n")
