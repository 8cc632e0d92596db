"""Generations on disk: their manifests of checksums, and the pointer that says which one is served.

<data>/embedded/<index>/
    current.json           the pointer: served and previous generation; swapped by rename
    lock                   held by whoever writes
    g20261122t010203z-3f2a9c1b/
        manifest.json      first line: checksum of the rest; then sizes and checksums of every other file
        user_words.txt     the words this generation was built with
        stored.dict        what its stored trips have in common (packing.py); only where there are some hundreds
        memory.sqlite      what the importer must know the next time (indexer/memory.py)
        …                  tantivy's files
"""

import datetime as dt
import hashlib
import logging
import os
import stat
from pathlib import Path
from typing import Final

import msgspec

from mappings.korean import UserWord, user_dictionary_rules
from search.engines.embedded.errors import unreadable
from search.engines.generations import REPLACE, check_schema, is_name
from search.errors import IndexDamagedError, SearchUnavailableError
from search.korean.particles import particle

POINTER: Final = "current.json"
LOCK: Final = "lock"
MANIFEST: Final = "manifest.json"
USER_WORDS: Final = "user_words.txt"

_log: Final = logging.getLogger(__name__)

_READ_AND_WRITE: Final = 0o666
_CHUNK: Final = 1 << 20
_DIGEST_BYTES: Final = 16


class FileEntry(msgspec.Struct, frozen=True):
    """What a file of a generation must be."""

    size: int
    checksum: str


class Manifest(msgspec.Struct, frozen=True):
    """What a generation is: the schema it was built for, its trips, and every file."""

    schema: str
    trips: int
    built: dt.datetime
    files: dict[str, FileEntry]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files.values())


class Pointer(msgspec.Struct, frozen=True):
    """Which generation is served, and which one a rollback would serve."""

    current: str
    previous: str | None = None


def read_pointer(root: Path) -> Pointer | None:
    """The pointer, or None where nothing was ever published. Raises IndexDamagedError."""
    try:
        content = (root / POINTER).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(root / POINTER, error) from error
    try:
        pointer = msgspec.json.decode(content, type=Pointer)
    except msgspec.DecodeError as error:
        raise IndexDamagedError(_pointer_message(root)) from error
    if not all(is_name(name) for name in (pointer.current, pointer.previous) if name is not None):
        raise IndexDamagedError(_pointer_message(root))
    return pointer


def _pointer_message(root: Path) -> str:
    path = root / POINTER
    return f"색인 위치 파일 {path}{particle(str(path), '이/가')} 손상되었습니다. {way_out(root, None)}"


def write_user_words(folder: Path, words: tuple[UserWord, ...]) -> None:
    """The words that the terms of a generation are made with, beside them."""
    (folder / USER_WORDS).write_text("\n".join(user_dictionary_rules(words)), encoding="utf-8")


def write_pointer(root: Path, pointer: Pointer) -> None:
    """Swap the pointer in one step: a reader sees the old one or the new one."""
    fresh = root / f"{POINTER}.new"
    fresh.write_bytes(msgspec.json.encode(pointer))
    _sync(fresh)
    fresh.replace(root / POINTER)
    try:
        _sync(root)
    except OSError as error:
        # It is served by now; only a power cut could bring the one before back.
        _log.warning("pointer may not survive a power cut", extra={"version": pointer.current, "why": str(error)})


def write_manifest(folder: Path, schema: str, trips: int, built: dt.datetime) -> Manifest:
    """Seal a generation: every file synced, measured and listed, and readable for whom the folder is."""
    files = {}
    # tantivy makes some files for its own user alone, whatever the umask says.
    mode = stat.S_IMODE(folder.stat().st_mode) & _READ_AND_WRITE
    for path in sorted(folder.iterdir()):
        if path.name != MANIFEST:
            if stat.S_IMODE(path.stat().st_mode) != mode:
                path.chmod(mode)
            _sync(path)
            files[path.name] = FileEntry(path.stat().st_size, _checksum(path))
    manifest = Manifest(schema, trips, built, files)
    body = msgspec.json.encode(manifest)
    target = folder / MANIFEST
    # A hard-linked manifest of the generation before must not be written through.
    target.unlink(missing_ok=True)
    target.write_bytes(_digest(body).encode("ascii") + b"\n" + body)
    _sync(target)
    _sync(folder)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest alone, its own checksum checked. Raises IndexDamagedError."""
    try:
        digest, _, body = (folder / MANIFEST).read_bytes().partition(b"\n")
    except OSError as error:
        raise unreadable(folder / MANIFEST, error) from error
    if digest != _digest(body).encode("ascii"):
        raise IndexDamagedError(f"{folder.name}: {MANIFEST} 파일의 체크섬이 맞지 않습니다")
    try:
        return msgspec.json.decode(body, type=Manifest)
    except msgspec.DecodeError as error:
        raise IndexDamagedError(f"{folder.name}: {MANIFEST} 파일을 알아볼 수 없습니다({error})") from error


def verify(folder: Path) -> Manifest:
    """The manifest, after every file was read and compared with it. Raises IndexDamagedError naming the file."""
    manifest = read_manifest(folder)
    for name, entry in manifest.files.items():
        try:
            right = (folder / name).stat().st_size == entry.size and _checksum(folder / name) == entry.checksum
        except OSError as error:
            raise unreadable(folder / name, error) from error
        if not right:
            raise IndexDamagedError(f"{folder.name}: {name} 파일의 체크섬이 맞지 않습니다")
    return manifest


def generations(root: Path) -> list[str]:
    """What lies under `root` and is named exactly like a generation. Raises SearchUnavailableError."""
    try:
        return [path.name for path in root.iterdir() if is_name(path.name)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unreadable(root, error) from error


def sealed(root: Path) -> list[str]:
    """Those that were finished, the latest first; one that is being built has no manifest."""
    finished = []
    for name in generations(root):
        try:
            finished.append(((root / name / MANIFEST).stat().st_mtime_ns, name))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unreadable(root / name, error) from error
    return [name for _, name in sorted(finished, reverse=True)]


def to_roll_back_to(root: Path, pointer: Pointer | None) -> list[str]:
    """What a rollback may serve, the best first.

    That is the generation kept for it. Where the pointer is lost (None), or what it names is gone, it is every finished
    one, the latest first.
    """
    kept = [pointer.previous] if pointer and pointer.previous else []
    if pointer and is_there(root, pointer.current):
        return kept
    return [*kept, *(name for name in sealed(root) if name not in kept)]


def is_there(root: Path, name: str) -> bool:
    """Whether a generation was finished and not removed since. Raises SearchUnavailableError."""
    try:
        (root / name / MANIFEST).stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unreadable(root / name, error) from error
    return True


def way_out(root: Path, pointer: Pointer | None) -> str:
    """What to do where the served generation cannot be opened: the command that works."""
    if any(_can_be_served(root / name) for name in to_roll_back_to(root, pointer)):
        return "`trips rollback`으로 온전한 이전 색인을 다시 제공하세요."
    return f"온전한 이전 색인이 없습니다. {REPLACE}"


def _can_be_served(folder: Path) -> bool:
    try:
        check_schema(folder.name, verify(folder).schema)
    except SearchUnavailableError:
        return False
    return True


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()


def _sync(path: Path) -> None:
    """Make what was written survive a power cut, for a file or a folder's entries."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
