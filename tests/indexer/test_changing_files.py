"""A file that is written, replaced or removed while it is read is told once, is not remembered, and is read again."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.load import DryRun, LoadReport, load
from indexer.memory import FileState, Memory
from indexer.record import Finished, Item, Note, OfFile, Raw
from indexer.sources.files import read, read_files

ROW = "가상시,정책 현장 조사 {},일본,2024-01-02\n"
TABLE = "기관명,출장목적,방문국,출국일\n" + "".join(ROW.format(number) for number in range(3_000))


def write(path: Path, text: str, *, ago: int = 60) -> None:
    path.write_text(text, encoding="utf-8")
    then = time.time() - ago
    os.utime(path, (then, then))


def append(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(ROW.format("more"))


def rewrite(path: Path) -> None:
    write(path, TABLE.replace("일본", "독일"), ago=30)


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    write(other, TABLE, ago=30)
    other.rename(path)


def cut(path: Path) -> None:
    os.truncate(path, 1_000)


@pytest.mark.parametrize("change", [append, rewrite, replace, cut])
def test_a_file_that_changes_while_it_is_read_is_told_once_and_not_known(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "현황.csv"
    write(path, TABLE)
    items = []
    for item in read_files([path]):
        items.append(item)
        if isinstance(item, Raw) and len(items) == 10:
            change(path)
    notes = [item.reason for item in items if isinstance(item, Note)]
    assert [note for note in notes if "바뀌었습니다" in note] == [notes[-1]]
    assert not [item for item in items if isinstance(item, Finished)]


def test_a_file_that_is_removed_while_it_is_read_is_read_to_its_end_and_told(tmp_path: Path) -> None:
    path = tmp_path / "현황.csv"
    write(path, TABLE)
    items: list[Item] = []
    for item in read([path]):
        items.append(item)
        path.unlink(missing_ok=True)
    assert sum(isinstance(item, Raw) for item in items) == 3_000
    last = items[-1]
    assert isinstance(last, Note)
    assert "지워졌습니다" in last.reason


def test_a_file_that_is_removed_before_its_turn_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / f"{name}.jsonl", json.dumps({"title": name}))
    items: list[Item] = []
    for item in read([tmp_path]):
        items.append(item)
        (tmp_path / "b.jsonl").unlink(missing_ok=True)
    assert [item.place.file for item in items] == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_a_file_that_changes_right_after_it_was_read_is_read_again(tmp_path: Path) -> None:
    path, kept = tmp_path / "현황.csv", tmp_path / "memory"
    write(path, TABLE)

    def items() -> Iterator[Item | OfFile]:
        yield from read_files([path])
        # The last records are settled, and the file is remembered, after all of it was read.
        rewrite(path)

    with Memory.opened(kept) as memory:
        load(items(), DryRun(), LoadReport(), memory=memory)
    with Memory.opened(kept) as memory:
        assert memory.file(FileState.of(path)) is None
