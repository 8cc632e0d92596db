"""Reading an index writes nothing into its folder, so it may lie on a read-only disk or belong to somebody else."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engine import TripIndex, TripSearch
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.files import MANIFEST, read_manifest
from search.engines.embedded.index import EmbeddedIndex
from search.errors import IndexNotReadableError
from search.parse import parse
from search.query import TripQuery
from tests.stores import NOW, fill, found

NOBODY = 65_534


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user can get to; pytest's own are for one user alone."""
    folder = Path(tempfile.mkdtemp(prefix="trips-test-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Another user for as long as it lasts, where this one may become another; anyhow one who may not write."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def masking(umask: int) -> Iterator[None]:
    before = os.umask(umask)
    try:
        yield
    finally:
        os.umask(before)


def everything(folder: Path) -> dict[str, tuple[int, ...]]:
    """Name → what would change with it: the folders too, whose time changes with their entries."""
    seen: dict[str, tuple[int, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        now = path.stat()
        seen[str(path)] = (now.st_ino, now.st_mode, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
    return seen


def use(engine: TripSearch, index: TripIndex) -> None:
    assert found(engine, "탄소중립") == {"t1", "t2"}
    assert engine.read("t1")
    assert engine.read("t1", parse("연수"))
    assert engine.similar("t1", 5)
    engine.suggest("탄", 5)
    assert engine.coverage().index.trips == 2
    assert engine.status().problem is None
    assert len(list(index.trips())) == 2


def test_reading_changes_nothing_in_the_folder(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    fill(index, 2)
    before = everything(root)
    use(EmbeddedEngine(root), index)
    assert everything(root) == before
    for folder in root.glob("g*"):
        assert {path.name for path in folder.iterdir()} == {*read_manifest(folder).files, MANIFEST}


def test_who_may_only_read_the_folder_searches_it(public: Path, index: TripIndex, engine: TripSearch) -> None:
    root = public / "trips"
    theirs = EmbeddedIndex(root, lambda: NOW)
    for number in (1, 2):
        with masking(0o022):
            fill(theirs, number)
        fill(index, number)
    use(engine, index)  # what is imported late is imported by now
    for path in (root, *root.iterdir()):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    with somebody_else():
        use(EmbeddedEngine(root), theirs)


def test_an_index_is_as_public_as_the_files_that_its_owner_makes(public: Path) -> None:
    for umask in (0o022, 0o027, 0o077):
        root = public / f"{umask:o}"
        with masking(umask):
            fill(EmbeddedIndex(root, lambda: NOW), 1)
            fill(EmbeddedIndex(root, lambda: NOW), 2)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in root.glob("g*/*")}
        assert modes == {0o666 & ~umask}


def test_what_its_owner_keeps_to_himself_is_not_called_damaged(
    public: Path, index: TripIndex, engine: TripSearch
) -> None:
    fill(index, 1, 2)
    use(engine, index)
    root = public / "trips"
    with masking(0o077):
        fill(EmbeddedIndex(root, lambda: NOW), 1)
    for path in (root, *root.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o000)
    (root / "current.json").chmod(0o444)
    root.chmod(0o755)
    with somebody_else(), pytest.raises(IndexNotReadableError, match="권한"):
        EmbeddedEngine(root).search(TripQuery())


def test_no_room_for_temporary_files_is_said_and_not_called_damage(
    index: TripIndex, engine: TripSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(index, 1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(IndexNotReadableError, match="TMPDIR"):
        engine.search(TripQuery())


def test_a_file_that_tantivy_makes_while_the_links_are_removed_stops_nobody(
    index: TripIndex, engine: TripSearch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    late: list[Path] = []
    rmdir = os.rmdir

    def removed_late(path: str, **where: int) -> None:
        if Path(path).parent == tmp_path and Path(path) not in late:
            late.append(Path(path))
            (Path(path) / ".tantivy-meta.lock").touch()
        rmdir(path, **where)

    fill(index, 1, 2)
    monkeypatch.setattr(os, "rmdir", removed_late)
    assert found(engine) == {"t1", "t2"}
    assert late
    assert not [path for path in late if path.exists()]
