"""What only generations on disk have: folders, checksums, the pointer. All else: tests/contract/test_publishing.py."""

import datetime as dt
from pathlib import Path

import pytest

from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import read_pointer
from search.embedded.index import EmbeddedIndex
from search.engine import TripIndex, TripSearch
from search.errors import (
    IndexDamagedError,
    IndexNotWritableError,
    NothingToRollBackError,
)
from search.generations import is_name, new_name
from search.parse import parse
from search.query import TripQuery
from search.trip import Trip


def trips(*numbers: int, title: str = "탄소중립 연수") -> list[Trip]:
    return [Trip(id=f"t{number}", title=f"{title} {number}", departs=dt.date(2024, 1, 1)) for number in numbers]


def fill(index: TripIndex, *numbers: int, title: str = "탄소중립 연수") -> None:
    with index.update() as writer:
        for trip in trips(*numbers, title=title):
            writer.add(trip)


def found(engine: TripSearch, text: str = "", size: int = 100) -> set[str]:
    return {hit.trip.id for hit in engine.search(TripQuery(clauses=parse(text), size=size)).hits}


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
        writer.add(trips(7)[0])
    assert found(engine) == {"t7"}


def test_a_damaged_pointer_is_refused_and_replaced(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    (root / "current.json").write_bytes(b'{"current": "../../etc"}')
    with pytest.raises(IndexDamagedError, match="trips index --replace"):
        EmbeddedEngine(root).search(TripQuery())
    with index.rebuild() as writer:
        writer.add(trips(2)[0])
    assert found(EmbeddedEngine(root)) == {"t2"}


def test_a_server_goes_on_with_the_whole_generation_it_has(index: TripIndex, engine: TripSearch, root: Path) -> None:
    fill(index, 1)
    assert found(engine) == {"t1"}
    fill(index, 2)
    pointer = read_pointer(root)
    assert pointer
    damage(root / pointer.current / "manifest.json")
    assert found(engine) == {"t1"}
    assert "손상" in (engine.status().problem or "")
