"""What an index must know when it is filled the next time: which files were read, and which source stated which trip.

One file of SQLite that stays inside its generation, so that a rollback or a copy takes it along. It holds no text of
sources but of trips that have several, and no name of a file: what is private about a file's name is not kept either.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from search.errors import IndexNotWritableError

# Another layout than this one is begun anew from the trips of the index.
_VERSION: Final = 1
# Kibibytes of tables in memory; what is more lies on the disk, so that a run may be of any size.
_CACHE: Final = 16_384
_KEY_BYTES: Final = 12
# Nanoseconds in which a file system may give two changes one time.
_MOMENT: Final = 2_000_000_000

_TABLES: Final = f"""
CREATE TABLE files (
    key BLOB PRIMARY KEY, size INTEGER, modified INTEGER, digest BLOB, read_with BLOB,
    format TEXT, read INTEGER, taken INTEGER, refused INTEGER, left_out INTEGER, noted INTEGER
) WITHOUT ROWID;
CREATE TABLE statements (
    stated TEXT, source BLOB, trip TEXT, content BLOB, file BLOB, is_report INTEGER, turn INTEGER, body BLOB,
    PRIMARY KEY (stated, source)
) WITHOUT ROWID;
CREATE INDEX by_trip ON statements (trip) WHERE trip IS NOT NULL;
CREATE TABLE alike (key BLOB, trip TEXT, PRIMARY KEY (key, trip)) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""
# Of this run alone: an attached database without a name is a private file of SQLite's own.
_OF_THIS_RUN: Final = """
ATTACH '' AS run;
PRAGMA run.journal_mode = OFF;
CREATE TABLE run.heard (stated TEXT, source BLOB, content BLOB, place TEXT, PRIMARY KEY (stated, source)) WITHOUT ROWID;
CREATE TABLE run.bodies (stated TEXT, source BLOB, body BLOB, PRIMARY KEY (stated, source)) WITHOUT ROWID;
"""
# The columns are those of `Statement`, in its order.
_STATED: Final = "SELECT * FROM statements WHERE stated = ? AND source = ?"
# Nearly every trip has the id that its source states, which is then kept once.
_OF_TRIP: Final = """
SELECT * FROM statements WHERE stated = :id AND trip IS NULL
UNION ALL SELECT * FROM statements WHERE trip = :id ORDER BY turn
"""
_PUT: Final = "INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_HEARD: Final = "SELECT content, place FROM run.heard WHERE stated = ? AND source = ?"
# So many trips of one title and day are looked at: no board repeats one more often.
_ALIKE: Final = "SELECT trip FROM alike WHERE key = ? LIMIT 20"
_FILE: Final = "SELECT * FROM files WHERE key = ?"
_PUT_FILE: Final = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Statement(NamedTuple):
    """What one source says of a trip: its digest, and where the index keeps it.

    `stated` is the id that the record has by what it states, `trip` the id of the trip it belongs to. `body` is the
    whole trip as stated, where the index itself has not just that.
    """

    stated: str
    source: bytes
    trip: str
    content: bytes
    file: bytes
    is_report: bool
    turn: int = 0
    body: bytes | None = None


class Heard(NamedTuple):
    """The first record of this run with an id from a source: its content and its place as reports print it."""

    content: bytes
    place: str


class FileState(NamedTuple):
    """What a file system says of a file; `modified` in nanoseconds."""

    path: Path
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Now. Raises OSError."""
        found = path.stat()
        return cls(path, found.st_size, found.st_mtime_ns)

    @property
    def key(self) -> bytes:
        """What stands for its absolute path."""
        return key_of(str(self.path.absolute()))

    def digest(self) -> bytes:
        """The content's. Raises OSError."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()


class FileCounts(NamedTuple):
    """What became of a file's records."""

    format: str = ""
    read: int = 0
    taken: int = 0
    refused: int = 0
    left_out: int = 0
    noted: int = 0

    def since(self, earlier: "FileCounts") -> "FileCounts":
        """What has come since `earlier`, in a file of its format."""
        return FileCounts(earlier.format, *(now - then for now, then in zip(self[1:], earlier[1:], strict=True)))


def key_of(*parts: str | None) -> bytes:
    """Few bytes that stand for texts."""
    told = "\0".join("" if part is None else part for part in parts)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


class Memory:
    """An open memory. Nothing of it lasts before `close`."""

    def __init__(self, file: Path | None, read_with: bytes) -> None:
        """The memory in `file`, begun where there is none; without a file one that goes with the process.

        `read_with` stands for the program and the words that read files now.
        """
        self._read_with = read_with
        self._tables = sqlite3.connect(file or "", isolation_level=None)
        self._run(f"PRAGMA cache_size = -{_CACHE}")
        # Whoever is killed leaves a generation that was never served, and its memory with it.
        self._run("PRAGMA journal_mode = OFF")
        self._run("PRAGMA synchronous = OFF")
        ((version,),) = self._rows("PRAGMA user_version")
        self.is_new: bool = version != _VERSION
        if self.is_new:
            for (name,) in self._rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                self._run(f'DROP TABLE "{name}"')
            self._tables.executescript(_TABLES)
        self._tables.executescript(_OF_THIS_RUN)
        self.is_changed = False
        ((last,),) = self._rows("SELECT max(turn) FROM statements")
        self._turn: int = last or 0
        self._run("BEGIN")

    @classmethod
    @contextmanager
    def opened(cls, file: Path | None = None, read_with: bytes = b"") -> Iterator[Self]:
        """The same, kept at a clean end. Raises IndexNotWritableError, now and while it is asked."""
        try:
            memory = cls(file, read_with)
            with closing(memory._tables):
                yield memory
                memory._run("COMMIT")
        except sqlite3.Error as error:
            message = (
                f"무엇을 읽었는지 적어 두는 파일에 쓸 수 없습니다({error}). 제공 중인 색인은 그대로입니다. "
                "디스크에 자리가 있는지 보고 다시 실행하세요. 그래도 같으면 --replace를 붙여 모두 새로 읽으세요."
            )
            raise IndexNotWritableError(message) from error

    def hear(self, statement: Statement, place: str) -> Heard | None:
        """The record of this run that had this id from this source before; None for the first."""
        row = (statement.stated, statement.source, statement.content, place)
        with closing(self._tables.execute("INSERT OR IGNORE INTO run.heard VALUES (?, ?, ?, ?)", row)) as done:
            if done.rowcount:
                return None
        ((content, first),) = self._rows(_HEARD, statement.stated, statement.source)
        return Heard(content, first)

    def was_heard(self, statement: Statement) -> bool:
        """Whether a record of this run was just this one's."""
        return bool(self._rows(_HEARD, statement.stated, statement.source))

    def find(self, stated: str, source: bytes) -> Statement | None:
        """What this source stated under this id."""
        return next(map(_statement, self._rows(_STATED, stated, source)), None)

    def of_trip(self, trip_id: str) -> list[Statement]:
        """All that is stated of a trip, the first read first."""
        with closing(self._tables.execute(_OF_TRIP, {"id": trip_id})) as found:
            return [_statement(row) for row in found]

    def trips_stated(self, trip_id: str) -> list[str]:
        """The trips of which a source states that id."""
        found = self._rows("SELECT trip FROM statements WHERE stated = ?", trip_id)
        return list(dict.fromkeys(trip or trip_id for (trip,) in found))

    def has_trip(self, trip_id: str) -> bool:
        """Whether a trip has this id as its own."""
        return bool(self.of_trip(trip_id))

    def alike(self, keys: Sequence[bytes]) -> list[str]:
        """Trips that share one of the keys."""
        return [trip for key in keys for (trip,) in self._rows(_ALIKE, key)]

    def put(self, statement: Statement, keys: Sequence[bytes], told: bytes | None = None) -> None:
        """Keep a statement, in the place of one under its id from its source, and the keys of its trip.

        `told` is its whole text, wanted again in this run only.
        """
        self._turn += 1
        stated, source, trip, *rest, _, body = statement
        self._run(_PUT, stated, source, trip if trip != stated else None, *rest, self._turn, body)
        for key in keys:
            self._run("INSERT OR IGNORE INTO alike VALUES (?, ?)", key, statement.trip)
        if told is not None:
            self._run("INSERT OR REPLACE INTO run.bodies VALUES (?, ?, ?)", statement.stated, statement.source, told)
        self.is_changed = True

    def keep_body(self, statement: Statement, body: bytes) -> None:
        """Keep the whole text of a statement: the index will have another one."""
        self._run(
            "UPDATE statements SET body = ? WHERE stated = ? AND source = ?", body, statement.stated, statement.source
        )

    def body(self, statement: Statement) -> bytes | None:
        """The whole text of a statement, where it is kept or was stated in this run."""
        if statement.body is not None:
            return statement.body
        rows = self._rows(
            "SELECT body FROM run.bodies WHERE stated = ? AND source = ?", statement.stated, statement.source
        )
        return next((body for (body,) in rows), None)

    def forget(self, statement: Statement) -> None:
        """A source states this no more."""
        self._run("DELETE FROM statements WHERE stated = ? AND source = ?", statement.stated, statement.source)
        self.is_changed = True

    def file(self, state: FileState) -> FileCounts | None:
        """What came of a file that is as it was when it was read the same way; None for any other.

        Only where its time has changed and its size has not is it read for its digest. Raises OSError.
        """
        rows = self._rows(_FILE, state.key)
        for _, size, modified, digest, with_this, *counts in rows:
            if (size, with_this) != (state.size, self._read_with):
                return None
            if modified != state.modified:
                if digest != state.digest():
                    return None
                # Kept with the next change.
                self._run("UPDATE files SET modified = ? WHERE key = ?", state.modified, state.key)
            return FileCounts(*counts)
        return None

    def put_file(self, state: FileState, counts: FileCounts) -> None:
        """Remember a file that was read to its end, unless it has changed by now. Raises OSError."""
        # A file changed a moment ago may change again and keep its time: its digest will tell.
        modified = state.modified if time.time_ns() - state.modified > _MOMENT else None
        row = (state.key, state.size, modified, state.digest(), self._read_with, *counts)
        if FileState.of(state.path) != state:
            # The digest may be that of what nobody has read.
            return
        before = self._rows(_FILE, state.key)
        self._run(_PUT_FILE, *row)
        # A time alone is worth no generation.
        self.is_changed |= [(*one[:2], *one[3:]) for one in before] != [(*row[:2], *row[3:])]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(self._tables.execute(query, values)) as found:
            return found.fetchall()

    def _run(self, command: str, *values: object) -> None:
        self._tables.execute(command, values).close()


def _statement(row: tuple[Any, ...]) -> Statement:
    """A row of the table of statements."""
    statement = Statement(*row)
    return statement._replace(trip=statement.trip or statement.stated, is_report=bool(statement.is_report))
