"""The write side: build beside the served generation, verify, swap the pointer, keep one, remove orphans."""

import datetime as dt
import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from search.engines.building import MEMORY, Writer
from search.engines.embedded.errors import writing
from search.engines.embedded.files import (
    LOCK,
    MANIFEST,
    POINTER,
    USER_WORDS,
    Pointer,
    generations,
    is_there,
    read_pointer,
    sealed,
    to_roll_back_to,
    way_out,
    write_manifest,
    write_pointer,
    write_user_words,
)
from search.engines.embedded.generation import Generation
from search.engines.embedded.writer import Built, Target
from search.engines.generations import INDEX_FIRST, REPLACE, SCHEMA_ID, check_rollback, left_behind, new_name
from search.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    NothingToRollBackError,
    SearchUnavailableError,
)
from search.page import IndexInfo
from search.trip import Trip
from search.words.files import Words, our_words

_log: Final = logging.getLogger(__name__)


class EmbeddedIndex:
    """Writes under `root`; one writer at a time, across processes."""

    def __init__(
        self,
        root: Path,
        now: Callable[[], dt.datetime],
        words: Callable[[], Words] = our_words,
    ) -> None:
        """`now` names and dates generations; new ones are built with `words`, asked for when they are begun."""
        self._root = root
        self._now = now
        self._words = words

    @contextmanager
    def rebuild(self) -> Iterator[Writer]:
        """A new generation from nothing, with the words given."""
        with self._locked():
            words = self._words()
            with self._building(words) as folder:
                yield from self._write(folder, served=None, words=words)

    @contextmanager
    def update(self) -> Iterator[Writer]:
        """A new generation from hard links to the served one, with its user words; nothing served: a first one."""
        with self._locked():
            served = self._served()
            words = self._words()
            if served:
                words = words.with_user(served.words)
            with self._building(words) as folder:
                if served:
                    with writing(self._root):
                        _link(self._root / served.info.version, folder)
                        _copy_memory(self._root / served.info.version, folder / MEMORY)
                yield from self._write(folder, served, words)

    def rollback(self) -> IndexInfo:
        """Swap served and previous, if the previous one verifies; with the pointer lost, serve the newest that does."""
        with self._locked():
            pointer = read_pointer_or_none(self._root)
            found = self._whole(to_roll_back_to(self._root, pointer))
            self._serve(found.version)
            return found

    def trips(self) -> Iterator[Trip]:
        """Every trip the served generation stores, of whichever schema."""
        yield from open_served(self._root, served_pointer(self._root)).trips()

    def copy_memory(self, target: Path) -> None:
        """Put what stays with the served generation at `target`; nothing where there is none."""
        with writing(target.parent):
            _copy_memory(self._root / served_pointer(self._root).current, target)

    def _whole(self, names: Sequence[str]) -> IndexInfo:
        """The first that can be served. Raises NothingToRollBackError saying what is wrong with the best of them."""
        refused: NothingToRollBackError | None = None
        for name in names:
            try:
                return self._to_serve_again(name)
            except NothingToRollBackError as error:
                refused = refused or error
        raise refused or NothingToRollBackError(
            "되돌릴 이전 색인이 없습니다. 색인을 두 번 이상 만든 뒤에 쓸 수 있습니다."
        )

    def _to_serve_again(self, name: str) -> IndexInfo:
        try:
            found = Generation(self._root / name)
        except IndexDamagedError as error:
            message = f"이전 색인이 손상되어 되돌릴 수 없습니다({error}). {REPLACE}"
            raise NothingToRollBackError(message) from error
        check_rollback(found.info.version, found.manifest.schema)
        return found.info

    def _served(self) -> Generation | None:
        try:
            served = open_served(self._root, served_pointer(self._root))
        except IndexMissingError:
            return None
        served.check_schema()
        return served

    def _readable(self) -> Generation | None:
        """What is served, of whichever schema; None where it is damaged: who replaces it must not need it."""
        try:
            return open_served(self._root, served_pointer(self._root))
        except SearchUnavailableError:
            return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The write lock; the kernel releases it when the process ends, however it ends."""
        with writing(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._root / LOCK, os.O_RDWR | os.O_CREAT)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = f"다른 프로세스가 이 색인({self._root})에 쓰고 있습니다. 끝난 뒤 다시 실행하세요."
                raise IndexBusyError(message) from error
            self._remove_orphans()
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _building(self, words: Words) -> Iterator[Path]:
        """A folder for a new generation, gone again unless it was published."""
        folder = self._root / new_name(self._now())
        try:
            with writing(self._root):
                folder.mkdir()
                write_user_words(folder, words.user)
            yield folder
        finally:
            # That something cannot be read or removed now is not what became of this generation.
            with suppress(SearchUnavailableError):
                self._remove_orphans()

    def _write(self, folder: Path, served: Generation | None, words: Words) -> Iterator[Writer]:
        target = Target(folder, served or self._readable())
        writer = Writer(target, served.info.trips if served else None, words, folder / MEMORY, self._now())
        try:
            yield writer
        except BaseException:
            writer.abandon()
            raise
        if writer.changed or served is None:
            self._publish(folder, writer)
        else:
            writer.abandon()

    def _publish(self, folder: Path, writer: Writer) -> None:
        writer.finish()
        with writing(self._root):
            write_manifest(folder, SCHEMA_ID, writer.count, self._now())
        writer.check(Built(Generation(folder)))
        self._serve(folder.name)
        _log.info("generation published", extra={"version": folder.name, "trips": writer.count})

    def _serve(self, name: str) -> None:
        """Swap to a generation, and keep what was served for a rollback if it is still there."""
        pointer = read_pointer_or_none(self._root)
        served = pointer.current if pointer and is_there(self._root, pointer.current) else None
        with writing(self._root):
            write_pointer(self._root, Pointer(name, served))

    def _remove_orphans(self) -> None:
        """Remove what looks exactly like a generation and is neither served nor kept for rollback.

        Where the pointer does not say which ones those are, every finished generation may be the one: only unfinished
        ones go. What cannot be removed is logged. Raises SearchUnavailableError when the folder cannot be read.
        """
        pointer = read_pointer_or_none(self._root)
        if pointer and is_there(self._root, pointer.current):
            kept = {pointer.current, pointer.previous}
        else:
            kept = set(sealed(self._root))
        for name in generations(self._root):
            if name not in kept:
                try:
                    shutil.rmtree(self._root / name)
                except OSError as error:
                    left_behind(name, str(error))


def served_pointer(root: Path) -> Pointer:
    """The pointer. Raises IndexMissingError where nothing was ever published, IndexDamagedError where it is lost."""
    pointer = read_pointer(root)
    if pointer is None:
        raise missing(root)
    return pointer


def missing(root: Path) -> SearchUnavailableError:
    """Why there is no pointer, and what to do."""
    if sealed(root):
        return IndexDamagedError(
            f"색인은 있는데 어느 것을 제공할지 적은 {root / POINTER} 파일이 없습니다. {way_out(root, None)}"
        )
    return IndexMissingError(INDEX_FIRST)


def open_served(root: Path, pointer: Pointer) -> Generation:
    """The served generation, verified. Raises IndexDamagedError naming the way out that works."""
    try:
        return Generation(root / pointer.current)
    except IndexDamagedError as error:
        raise IndexDamagedError(f"색인이 손상되었습니다. {error}. {way_out(root, pointer)}") from error


def read_pointer_or_none(root: Path) -> Pointer | None:
    """The pointer, None also where it is damaged: a full build or a rollback makes a new one."""
    try:
        return read_pointer(root)
    except IndexDamagedError:
        return None


def _link(source: Path, target: Path) -> None:
    """Hard links of a generation's index files; tantivy replaces files and never writes into one."""
    for path in source.iterdir():
        if path.name not in {MANIFEST, USER_WORDS, MEMORY}:
            os.link(path, target / path.name)


def _copy_memory(folder: Path, target: Path) -> None:
    """A copy and no link: whoever writes writes into it."""
    with suppress(FileNotFoundError):
        shutil.copyfile(folder / MEMORY, target)
