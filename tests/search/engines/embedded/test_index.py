"""What only generations on disk have: folders, checksums, the pointer. All else: tests/contract/test_publishing.py."""

import datetime as dt
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from mappings.korean import UserWord
from search.engine import TripIndex, TripSearch
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.files import Pointer, read_pointer, write_pointer
from search.engines.embedded.generation import Generation
from search.engines.embedded.index import EmbeddedIndex
from search.engines.generations import is_name, new_name
from search.errors import (
    IndexDamagedError,
    IndexNotReadableError,
    IndexNotWritableError,
    NothingToRollBackError,
)
from search.query import TripQuery
from search.words.files import our_words
from tests.stores import fill, found, some_trips


def folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir()}


def test_only_folders_named_as_generations_are_removed(index: TripIndex, root: Path) -> None:
    strangers = ["notes", "g2026", "g20261332T000000Z-00000000", "g20261124T000000Z-0000000"]
    orphan = root / new_name(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    for name in (*strangers, orphan.name):
        (root / name).mkdir(parents=True)
    fill(index, 1)
    assert set(strangers) <= folders(root)
    assert not orphan.exists()


def test_a_name_is_known_again() -> None:
    assert is_name(new_name(dt.datetime.now(dt.UTC)))
    assert not is_name("current.json")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    index = EmbeddedIndex(tmp_path / "file" / "trips", lambda: dt.datetime.now(dt.UTC))
    with pytest.raises(IndexNotWritableError, match="쓸 수 없습니다"), index.update():
        pass


def damage(path: Path) -> None:
    """Another byte in a copy of the file, so that a hard link elsewhere stays whole."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def test_a_damaged_generation_is_refused_and_the_message_names_what_works(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    fill(index, 2)
    pointer = read_pointer(root)
    assert pointer
    damage(next((root / pointer.current).glob("*.store")))
    engine = EmbeddedEngine(root)
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        engine.search(TripQuery())
    assert "체크섬" in (engine.status().problem or "")
    index.rollback()
    assert found(engine) == {"t1"}


def test_with_both_generations_damaged_only_the_files_help(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    fill(index, 2)
    for folder in folders(root):
        damage(root / folder / "manifest.json")
    engine = EmbeddedEngine(root)
    with pytest.raises(IndexDamagedError, match="trips index --replace"):
        engine.search(TripQuery())
    with pytest.raises(NothingToRollBackError, match="trips index --replace"):
        index.rollback()
    with index.rebuild() as writer:
        writer.add(some_trips(7)[0])
    assert found(engine) == {"t7"}


@pytest.mark.parametrize("content", [b'{"current": "../../etc"}', b"", None], ids=["strange", "empty", "gone"])
def test_a_lost_pointer_loses_no_index_and_a_rollback_finds_it(
    index: TripIndex, root: Path, content: bytes | None
) -> None:
    fill(index, 1)
    fill(index, 2)
    pointer = root / "current.json"
    pointer.unlink() if content is None else pointer.write_bytes(content)
    before = folders(root)
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        EmbeddedEngine(root).search(TripQuery())
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        fill(index, 3)
    assert folders(root) == before
    index.rollback()
    assert found(EmbeddedEngine(root)) == {"t1", "t2"}


def test_a_pointer_to_a_generation_that_is_gone_loses_no_other(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    pointer = root / "current.json"
    kept = pointer.read_bytes()
    pointer.write_bytes(b'{"current": "g20260101t000000z-00000000"}')
    with pytest.raises(IndexDamagedError), index.update():
        pass
    pointer.write_bytes(kept)
    assert found(EmbeddedEngine(root)) == {"t1"}


MISSING = "g20260101t000000z-00000000"


@pytest.mark.parametrize("previous", [None, MISSING, "whole"])
def test_beside_a_whole_generation_a_lost_one_is_rolled_back(
    index: TripIndex, engine: TripSearch, root: Path, previous: str | None
) -> None:
    fill(index, 1)
    (whole,) = folders(root)
    write_pointer(root, Pointer("g20260202t000000z-00000000", whole if previous == "whole" else previous))
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        engine.search(TripQuery())
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        fill(index, 2)
    assert index.rollback().version == whole
    assert found(engine) == {"t1"}
    with pytest.raises(NothingToRollBackError, match="이전 색인이 없습니다"):
        index.rollback()
    assert found(engine) == {"t1"}


@pytest.mark.parametrize("pointer", [b"", None, b'{"current": "g20260101t000000z-00000000"}'])
def test_a_rollback_is_advised_only_where_it_works(
    index: TripIndex, engine: TripSearch, root: Path, monkeypatch: pytest.MonkeyPatch, pointer: bytes | None
) -> None:
    fill(index, 1)
    path = root / "current.json"
    path.unlink() if pointer is None else path.write_bytes(pointer)
    monkeypatch.setattr("search.engines.generations.SCHEMA_ID", "0/0/0")
    with pytest.raises(IndexDamagedError, match="trips index --replace") as refused:
        engine.search(TripQuery())
    assert "trips rollback" not in str(refused.value)
    with pytest.raises(NothingToRollBackError):
        index.rollback()


def test_a_full_build_beside_a_lost_generation_keeps_nothing_that_is_gone(
    index: TripIndex, engine: TripSearch, root: Path
) -> None:
    write_pointer_to_what_is_gone(root)
    with index.rebuild() as writer:
        writer.add(some_trips(2)[0])
    assert engine.status().previous is None
    with pytest.raises(NothingToRollBackError, match="이전 색인이 없습니다"):
        index.rollback()
    assert found(engine) == {"t2"}


def write_pointer_to_what_is_gone(root: Path) -> None:
    root.mkdir(parents=True)
    write_pointer(root, Pointer(MISSING))


def test_the_latest_whole_generation_is_found_behind_a_damaged_one(
    index: TripIndex, engine: TripSearch, root: Path
) -> None:
    fill(index, 1)
    fill(index, 2)
    pointer = read_pointer(root)
    assert pointer
    damage(root / pointer.current / "user_words.txt")
    (root / "current.json").unlink()
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        engine.search(TripQuery())
    assert index.rollback().version == pointer.previous
    assert found(engine) == {"t1"}


def test_without_any_pointer_a_full_build_starts_anew(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    (root / "current.json").write_bytes(b"")
    with index.rebuild() as writer:
        writer.add(some_trips(2)[0])
    assert found(EmbeddedEngine(root)) == {"t2"}


def test_what_cannot_be_read_is_not_called_damaged(index: TripIndex, engine: TripSearch, root: Path) -> None:
    fill(index, 1)
    assert found(engine) == {"t1"}
    (root / "current.json").unlink()
    (root / "current.json").mkdir()
    with pytest.raises(IndexNotReadableError, match="권한"):
        EmbeddedEngine(root).search(TripQuery())
    assert found(engine) == {"t1"}
    assert "읽을 수 없습니다" in (engine.status().problem or "")


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    engine = EmbeddedEngine(tmp_path / "file" / "trips")
    with pytest.raises(IndexNotReadableError, match="TRIPS_DATA"):
        engine.search(TripQuery())
    assert engine.status().problem


def test_a_manifest_of_another_kind_is_refused(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    (folder,) = folders(root)
    body = b'{"kind": "other"}'
    digest = hashlib.blake2b(body, digest_size=16).hexdigest().encode()
    (root / folder / "manifest.json").write_bytes(digest + b"\n" + body)
    with pytest.raises(IndexDamagedError, match="알아볼 수 없습니다"):
        EmbeddedEngine(root).search(TripQuery())


def test_a_server_goes_on_with_the_whole_generation_it_has(index: TripIndex, engine: TripSearch, root: Path) -> None:
    fill(index, 1)
    assert found(engine) == {"t1"}
    fill(index, 2)
    pointer = read_pointer(root)
    assert pointer
    damage(root / pointer.current / "manifest.json")
    assert found(engine) == {"t1"}
    assert "손상" in (engine.status().problem or "")


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """No generation can be removed."""
    remove = shutil.rmtree

    def refuse(path: str | Path, *more: Any, **options: Any) -> None:  # noqa: ANN401 - as shutil takes them
        if is_name(Path(path).name):
            raise PermissionError(13, "Permission denied", str(path))
        remove(path, *more, **options)

    monkeypatch.setattr("shutil.rmtree", refuse)


@pytest.mark.usefixtures("stuck")
def test_what_is_published_is_published_although_an_old_generation_cannot_be_removed(
    index: TripIndex, engine: TripSearch, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(4):
        fill(index, number)
        assert found(engine) == {f"t{one}" for one in range(number + 1)}
    assert len(folders(root)) == 4
    lines = [record for record in caplog.records if record.getMessage() == "generation left behind"]
    assert {record.levelname for record in lines} == {"WARNING"}
    assert "그대로" not in caplog.text
    index.rollback()
    assert found(engine) == {"t0", "t1", "t2"}


@pytest.mark.usefixtures("stuck")
def test_why_an_update_failed_is_said_and_not_that_its_rest_cannot_be_removed(
    index: TripIndex, engine: TripSearch
) -> None:
    fill(index, 1)
    with pytest.raises(RuntimeError, match="half way"), index.update() as writer:  # noqa: PT012 - it comes in the middle
        writer.add(some_trips(2)[0])
        raise RuntimeError("half way")
    assert found(engine) == {"t1"}


def test_what_is_published_is_published_although_the_folder_cannot_be_synced(
    index: TripIndex, engine: TripSearch, root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(index, 1)
    sync = os.fsync

    def fail(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), root.stat()):
            raise OSError(5, "Input/output error")
        sync(handle)

    monkeypatch.setattr("os.fsync", fail)
    fill(index, 2)
    assert found(engine) == {"t1", "t2"}
    assert "power cut" in caplog.text


def test_a_mistake_of_ours_while_writing_is_not_blamed_on_the_folder(
    index: TripIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr("msgspec.msgpack.encode", wrong)
    with pytest.raises(ValueError, match="a mistake of ours"):
        fill(index, 1)


def test_the_first_update_takes_the_words_it_is_given(root: Path) -> None:
    words = our_words().with_user((UserWord("스마트팜밸리"),))
    index = EmbeddedIndex(root, lambda: dt.datetime.now(dt.UTC), lambda: words)
    fill(index, 1)
    assert Generation(next(path for path in root.iterdir() if is_name(path.name))).words == words.user
