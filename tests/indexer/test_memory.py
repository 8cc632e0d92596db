"""What was read is remembered as long as its layout is known, and whatever is wrong with it is said in a sentence."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.memory import FileCounts, FileState, Memory, Statement
from search.errors import IndexNotWritableError

STATEMENT = Statement("stated", b"source", "trip", b"content", b"file", is_report=True)
COUNTS = FileCounts("CSV", 5, 3, 1, 1, 2)


def test_what_was_put_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "memory"
    with Memory.opened(file) as memory:
        assert memory.is_new
        memory.put(STATEMENT, [b"key"])
    with Memory.opened(file) as memory:
        assert (memory.is_new, memory.is_changed) == (False, False)
        (found,) = memory.of_trip("trip")
        assert found._replace(turn=0) == STATEMENT
        assert memory.find("stated", b"source") == found
        assert (memory.trips_stated("stated"), memory.alike([b"key", b"other"])) == (["trip"], ["trip"])
        assert (memory.has_trip("trip"), memory.has_trip("stated")) == (True, False)


def test_who_ends_with_an_error_has_put_nothing(tmp_path: Path) -> None:
    def fail(file: Path) -> None:
        with Memory.opened(file) as memory:
            memory.put(STATEMENT, [])
            raise RuntimeError("given up")

    with pytest.raises(RuntimeError, match="given up"):
        fail(tmp_path / "memory")


def test_a_memory_of_another_layout_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "memory"
    with closing(sqlite3.connect(file)) as table:
        table.executescript("CREATE TABLE statements (a); CREATE TABLE later (b); PRAGMA user_version = 99;")
    with Memory.opened(file) as memory:
        assert memory.is_new
        memory.put(STATEMENT, [])
    with Memory.opened(file) as memory:
        assert not memory.is_new


@pytest.mark.parametrize("content", [b"no database at all " * 500, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_memory_that_cannot_be_read_is_said_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "memory"
    file.write_bytes(content)
    with pytest.raises(IndexNotWritableError, match="--replace"), Memory.opened(file):
        pass


def test_a_file_is_known_by_its_time_or_its_content_and_by_what_read_it(tmp_path: Path) -> None:
    file, data = tmp_path / "memory", tmp_path / "자료.csv"
    data.write_text("제목\n출장\n", encoding="utf-8")
    long_ago = 10**18
    os.utime(data, ns=(long_ago, long_ago))
    state = FileState.of(data)
    with Memory.opened(file, b"program") as memory:
        memory.put_file(state, COUNTS)
    with Memory.opened(file, b"program") as memory:
        assert memory.file(state) == COUNTS
        assert memory.file(state._replace(modified=long_ago + 1)) == COUNTS, "the same content"
        assert memory.file(state._replace(size=state.size + 1)) is None
        assert not memory.is_changed, "a time alone is worth no generation"
        data.write_text("제목\n출정\n", encoding="utf-8")
        assert memory.file(state._replace(modified=long_ago + 2)) is None, "other content of the same length"
    with Memory.opened(file, b"another program") as memory:
        assert memory.file(state) is None
