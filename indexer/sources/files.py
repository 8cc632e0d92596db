"""PATHs → files → raw records, and a word on everything that was not read.

Hidden files and folders (`.git`, `.DS_Store`) are passed over in silence, as everywhere. A link to a file is read; a
link to a folder (it may lead in a circle) and texts beside data (`README.md`) get a note. What cannot be read is
refused: a folder or file without permission, a broken link, a device or pipe.
"""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from indexer.memory import FileCounts, FileState, key_of
from indexer.record import Finished, Item, Note, OfFile, Opened, Passed, Place, Refusal
from indexer.sources.archives import entries
from indexer.sources.formats import ARCHIVE, find_format
from indexer.sources.source_file import SourceFile
from indexer.understanding.wanted import AS_IT_COMES, Wanted

# Says what came of a file the last time, where it need not be read again.
Known = Callable[[FileState], FileCounts | None]

# Texts that lie beside data and are none.
_NO_DATA: Final = frozenset({".md", ".rst"})


def read(paths: list[Path], wanted: Wanted = AS_IT_COMES) -> Iterator[Item]:
    """Everything in files and folders, in the order given; of a folder its files by name, then its folders."""
    return (item for item in read_files(paths, wanted) if not isinstance(item, Opened | Passed | Finished))


def read_files(
    paths: list[Path], wanted: Wanted = AS_IT_COMES, known: Known = lambda _: None
) -> Iterator[Item | OfFile]:
    """The same, and before what stands in a file that file and its format; behind it its end.

    A file of which `known` says what came of it is passed.
    """
    for base in paths:
        place = _place(base, base)
        if os.path.isdir(base):  # noqa: PTH112 - Path.is_dir raises where permission is missing
            yield from _or(Note(place, None, "폴더에 읽을 파일이 없습니다."), _read_folder(base, wanted, known))
        else:
            yield from _read_or_pass(base, place, wanted, known)


def _read_folder(base: Path, wanted: Wanted, known: Known) -> Iterator[Item | OfFile]:
    # Not os.walk, which calls itself for every folder inside another.
    waiting = [base]
    while waiting:
        folder = waiting.pop()
        try:
            folders, files = _visible(os.scandir(folder))
        except OSError as error:
            yield _unreadable(_place(folder, base), error)
            continue
        for entry in folders:
            if entry.is_symlink():
                yield Note(
                    _place(Path(entry.path), base),
                    None,
                    "다른 폴더를 가리키는 링크여서 읽지 않았습니다. 그 폴더를 직접 지정해 주세요.",
                    unread=True,
                )
        for path in (Path(entry.path) for entry in files):
            if path.suffix.lower() in _NO_DATA:
                yield Note(_place(path, base), None, "자료에 딸린 설명 글(.md, .rst)로 보아 읽지 않았습니다.")
            else:
                yield from _read_or_pass(path, _place(path, base), wanted, known)
        waiting += [Path(entry.path) for entry in reversed(folders) if not entry.is_symlink()]


def _visible(entries: "os._ScandirIterator[str]") -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
    """The folders with the links to folders, and everything else; each by name."""
    folders: list[os.DirEntry[str]] = []
    files: list[os.DirEntry[str]] = []
    with entries:
        visible = [entry for entry in entries if not entry.name.startswith(".")]
    for entry in sorted(visible, key=lambda entry: entry.name):
        (folders if _is_folder(entry) else files).append(entry)
    return folders, files


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or a link to one; what cannot be asked is not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _read_or_pass(path: Path, place: Place, wanted: Wanted, known: Known) -> Iterator[Item | OfFile]:
    """A file that lies in a folder, unless it is known; what changes while it is read is told, and not known then."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield Refusal(place, None, "파일도 폴더도 아니어서(장치, 파이프 등) 읽지 않았습니다.")
            return
        before = FileState.of(path)
        counts = known(before)
        if counts:
            yield Passed(place, counts)
            return
        yield from _read_file(path, place, wanted, before.key)
        yield _ended(place, before)
    except OSError as error:
        yield _unreadable(place, error)


def _ended(place: Place, before: FileState) -> Finished | Note:
    """Whether a file that was read is still what it was. Raises OSError."""
    try:
        now = FileState.of(before.path)
    except FileNotFoundError:
        reason = "읽는 동안 파일이 옮겨지거나 지워졌습니다. 있어야 할 파일이면 다시 넣어 주세요."
        return Note(place, None, reason, unread=True)
    if now == before:
        return Finished(before)
    return Note(place, None, "읽는 동안 파일이 바뀌었습니다. 다 바뀐 뒤에 다시 실행해 주세요.", unread=True)


def _read_file(
    path: Path, place: Place, wanted: Wanted, key: bytes, *, is_entry: bool = False
) -> Iterator[Item | OfFile]:
    """What stands in a file; `key` stands for it. Raises OSError."""
    with path.open("rb") as opened:
        file = SourceFile(opened, place.file, path)
        found = find_format(file)
        yield Opened(place, found.name, is_entry, key)
        if found is ARCHIVE:
            yield from _read_archive(file, wanted, key)
            return
        if file.encoding == "cp949":
            yield Note(place, None, "UTF-8이 아니어서 CP949로 읽었습니다.")
        nothing = Note(place, None, "파일이 비어 있거나 출장이 들어 있지 않습니다.")
        yield from _or(nothing, found.read(file, wanted))


def _read_archive(file: SourceFile, wanted: Wanted, key: bytes) -> Iterator[Item | OfFile]:
    for entry in entries(file):
        if isinstance(entry, Refusal):
            yield entry
            continue
        place = Place(entry.label)
        try:
            inside = key_of(key.hex(), entry.label.removeprefix(file.name))
            yield from _read_file(entry.path, place, wanted, inside, is_entry=True)
        except OSError as error:
            yield _unreadable(place, error)


def _or(nothing: Item, items: Iterable[Item | OfFile]) -> Iterator[Item | OfFile]:
    """`items`, or `nothing` where there are none: a report without a word explains nothing."""
    empty = True
    for item in items:
        empty = False
        yield item
    if empty:
        yield nothing


def _unreadable(place: Place, error: OSError) -> Refusal:
    return Refusal(place, None, f"읽을 수 없습니다({error.strerror}).")


def _place(path: Path, base: Path) -> Place:
    """All of a file or folder; its name relative to the PATH given, in NFC, whatever bytes it has on the disk."""
    name = path.relative_to(base) if path != base else base.name or base
    return Place(unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace")))
