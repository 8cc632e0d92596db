"""A ZIP → the files in it, also those of archives in it, each for a moment in a temporary folder of our own.

What an archive says of itself is not believed: a name is a label and never a path, and no more is written than may be.
An entry that cannot be had is refused alone, with its reason.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from indexer.record import Place, Refusal, shown
from indexer.sources.bounds import DAMAGED, MAX_ENTRIES, MAX_INFLATED, DirectoryError, is_bomb, open_archive
from indexer.sources.containers import kind_of
from indexer.sources.source_file import SourceFile
from search.temporary import held_folder

# One in another, and no deeper.
_MAX_DEPTH: Final = 2
_CHUNK: Final = 1 << 16
_METHODS: Final = (ZIP_STORED, ZIP_DEFLATED)
_DAMAGED: Final = "손상되었거나 지원하지 않는 방식으로 압축되었습니다. 다시 압축해 넣어 주세요."
_TOO_LARGE: Final = (
    f"압축을 풀면 지나치게 커집니다(압축 파일 하나를 푼 크기는 {MAX_INFLATED >> 20} MiB까지). 나누어 넣어 주세요."
)
_OVERLAP: Final = "다른 항목과 같은 자리를 쓰고 있습니다. 손상되었거나 일부러 그렇게 만든 파일입니다."
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_LOCAL_HEADER: Final = 30
_LONGEST_LABEL: Final = 200
_SEPARATORS: Final = re.compile(r"[/\\]+")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# Written beside the files by macOS and Windows.
_FURNITURE: Final = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))


class Entry(NamedTuple):
    """A file out of an archive; it lies at `path` until the next is asked for. `label` is what places call it."""

    label: str
    path: Path


class _RefusedError(Exception):
    """An entry is not taken; the text says why."""


def entries(file: SourceFile) -> Iterator[Entry | Refusal]:
    """Every file in an archive, and a refusal for each that cannot be had."""
    with held_folder() as folder:
        yield from _Unpacking(folder).entries(file.content(), file.name, 1)


class _Unpacking:
    """One archive with those in it: together they may not hold more than one may."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = MAX_INFLATED
        self._count = 0

    def entries(self, content: BinaryIO, name: str, depth: int) -> Iterator[Entry | Refusal]:
        try:
            archive = open_archive(content)
        except DirectoryError as error:
            yield Refusal(Place(name), None, str(error))
            return
        with archive:
            found = [info for info in archive.infolist() if not _is_furniture(info)]
            overlapping = _overlapping(archive.infolist(), archive.start_dir)
            for number, (info, label) in enumerate(_labelled(found, name)):
                if self._count >= MAX_ENTRIES:
                    rest = len(found) - number
                    reason = f"압축 파일의 항목이 {MAX_ENTRIES:,}개를 넘어 나머지 {rest:,}개는 읽지 않았습니다."
                    yield Refusal(Place(name), None, reason)
                    return
                self._count += 1
                try:
                    path = self._unpack(archive, info, overlapping)
                except _RefusedError as refused:
                    yield Refusal(Place(label), None, f"압축 파일의 이 항목을 읽지 않았습니다. {refused}")
                else:
                    yield from self._entry(Entry(label, path), depth)
                    path.unlink(missing_ok=True)

    def _entry(self, entry: Entry, depth: int) -> Iterator[Entry | Refusal]:
        """The file, or what is in it."""
        with entry.path.open("rb") as opened:
            file = SourceFile(opened, entry.label)
            if kind_of(file) != "zip":
                yield entry
            elif depth < _MAX_DEPTH:
                yield from self.entries(file.content(), entry.label, depth + 1)
            else:
                reason = f"압축 파일이 {_MAX_DEPTH}겹보다 깊이 들어 있습니다. 압축을 풀어 다시 넣어 주세요."
                yield Refusal(Place(entry.label), None, reason)

    def _unpack(self, archive: ZipFile, info: ZipInfo, overlapping: set[int]) -> Path:
        """Where it lies. Raises _RefusedError."""
        if info.header_offset in overlapping:
            raise _RefusedError(_OVERLAP)
        if info.flag_bits & _ENCRYPTED:
            raise _RefusedError("암호가 걸려 있습니다. 암호 없이 다시 압축해 넣어 주세요.")
        # The other methods inflate without a bound, however little is asked of them.
        if info.compress_type not in _METHODS or info.header_offset < 0:
            raise _RefusedError(_DAMAGED)
        path = self._folder / str(self._count)
        try:
            with archive.open(info) as source, path.open("wb") as target:
                for chunk in self._inflated(source, info.compress_size):
                    target.write(chunk)
        except DAMAGED:
            path.unlink(missing_ok=True)
            raise _RefusedError(_DAMAGED) from None
        except _RefusedError:
            path.unlink(missing_ok=True)
            raise
        return path

    def _inflated(self, source: IO[bytes], compressed: int) -> Iterator[bytes]:
        """What stands there, as far as it may. Raises _RefusedError."""
        size = 0
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > self._left or is_bomb(size, compressed):
                raise _RefusedError(_TOO_LARGE)
            yield chunk
        self._left -= size


def _is_furniture(info: ZipInfo) -> bool:
    """Whether people do not see it as a file of theirs: folders, hidden files, what systems write beside files."""
    parts = [part.strip() for part in _SEPARATORS.split(info.orig_filename) if part.strip()]
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return info.is_dir() or hidden or "__MACOSX" in parts or (bool(parts) and parts[-1] in _FURNITURE)


def _labelled(found: Iterable[ZipInfo], name: str) -> Iterator[tuple[ZipInfo, str]]:
    """Entries with what places call them: the same name twice is two files."""
    seen: Counter[str] = Counter()
    for info in found:
        label = f"{name}/{_label(info)}"
        seen[label] += 1
        yield info, f"{label} ({seen[label]})" if seen[label] > 1 else label


def _label(info: ZipInfo) -> str:
    """Its name without a way out of the archive, in whichever encoding it is, in NFC."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        name = _decoded(name)
    parts = [part.strip() for part in _SEPARATORS.split(_DRIVE.sub("", name, count=1))]
    label = "/".join(part for part in parts if part.strip("."))
    return shown(" ".join(unicodedata.normalize("NFC", label).split()), _LONGEST_LABEL) or "?"


def _decoded(name: str) -> str:
    """A name that nothing is said of: macOS writes UTF-8, Windows in Korea CP949."""
    try:
        stated = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "cp949"):
        try:
            return stated.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _overlapping(found: Iterable[ZipInfo], end: int) -> set[int]:
    """Where entries begin that reach into the next one, or into the directory at `end`.

    Each place is then inflated once at most. Python looks for this itself from 3.11.8 on (CVE-2024-0450).
    """
    begins = sorted(found, key=lambda info: info.header_offset)
    ends = (info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size for info in begins)
    nexts = [*(info.header_offset for info in begins[1:]), end]
    return {info.header_offset for info, last, following in zip(begins, ends, nexts, strict=False) if last > following}
