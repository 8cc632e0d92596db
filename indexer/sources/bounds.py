"""What is too large to be opened at all, and how much an archive may say that it holds."""

import struct
import zlib
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

_MIB: Final = 1 << 20
# Of an archive, all that is inflated of it together.
MAX_INFLATED: Final = 200 * _MIB
MAX_ENTRIES: Final = 2_000
# So many times its size may a thing of more than that inflate to; texts and sheets stay far below.
_MAX_RATIO: Final = 200
_RATIO_FROM: Final = 10 * _MIB

# What zipfile raises where bytes are wrong: of names, versions, offsets, of what is compressed.
DAMAGED: Final = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_END_64: Final = b"PK\x06\x07"
_LONGEST_COMMENT: Final = 0xFFFF
# The directory of as many entries as may be, with names and extras far longer than usual.
_MAX_DIRECTORY: Final = MAX_ENTRIES * 1_000


class DirectoryError(Exception):
    """The directory of an archive is damaged or too large to be read; the text says so, for people."""


def oversized(path: Path, most: int, *, zipped: bool) -> str:
    """Why a file is not given to its reader; empty where it may be. What is damaged is left for the reader to say."""
    size = path.stat().st_size
    if size > most:
        return f"파일이 {most // _MIB} MiB보다 커서 읽지 않았습니다({size / _MIB:,.0f} MiB). 나누어 넣어 주세요."
    if not zipped:
        return ""
    with path.open("rb") as file:
        try:
            with open_archive(file) as archive:
                return _inflates_to_much(archive.infolist(), size)
        except DirectoryError as error:
            return str(error)


def is_bomb(inflated: int, size: int) -> bool:
    """Whether so many bytes in a size hold more than is ever honest."""
    return inflated > _RATIO_FROM and inflated > _MAX_RATIO * size


def open_archive(file: BinaryIO) -> ZipFile:
    """The archive, its directory read. Raises DirectoryError."""
    # zipfile makes an object of every entry before anybody can count them.
    if _directory_size(file) > _MAX_DIRECTORY:
        raise DirectoryError(f"압축 파일의 항목이 너무 많습니다({MAX_ENTRIES:,}개까지 읽습니다). 나누어 넣어 주세요.")
    try:
        return ZipFile(file)
    # The system's errors are those of impossible offsets.
    except (*DAMAGED, OSError):
        reason = "압축 구조가 손상되어 열 수 없습니다. 만든 프로그램에서 다시 저장하거나 다시 내려받아 주세요."
        raise DirectoryError(reason) from None


def _inflates_to_much(entries: list[ZipInfo], size: int) -> str:
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        return f"안에 든 항목이 {MAX_ENTRIES:,}개보다 많아({len(entries):,}개) 읽지 않았습니다."
    if inflated > MAX_INFLATED or is_bomb(inflated, size):
        return (
            f"압축을 풀면 지나치게 커져서({inflated / _MIB:,.0f} MiB) 읽지 않았습니다. "
            "올바른 파일이라면 나누어 저장한 뒤 넣어 주세요."
        )
    return ""


def _directory_size(file: BinaryIO) -> int:
    """What the end of an archive says; 0 where there is no end."""
    length = file.seek(0, 2)
    file.seek(max(0, length - _LONGEST_COMMENT - _END_SIZE))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or end + _END_SIZE > len(tail):
        return 0
    (size,) = struct.unpack_from("<L", tail, end + 12)
    if tail[max(0, end - 20) :].startswith(_END_64):
        (offset,) = struct.unpack_from("<Q", tail, end - 20 + 8)
        file.seek(min(offset, length))
        record = file.read(56)
        size = struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else 0  # noqa: PLR2004 - its length
    return int(size)
