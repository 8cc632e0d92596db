"""Which trips a run has read already, where, and with which content: on the disk, so that a run may be of any size."""

import sqlite3
from contextlib import closing
from typing import NamedTuple, Self

# Kibibytes of the table in memory; what is more lies in a file that has no name and goes with the process.
_CACHE = 32_768


class Earlier(NamedTuple):
    """The first record with an id: what identifies its content, its place as reports print it, its address."""

    content: bytes
    place: str
    address: str | None


class Seen:
    """Ids in the order in which they came, each with the first record that had it."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        # An empty name is a private file of SQLite's own.
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute(f"PRAGMA cache_size=-{_CACHE}")
        self._table.execute("PRAGMA journal_mode=OFF")
        self._table.execute("PRAGMA synchronous=OFF")
        self._table.execute(
            "CREATE TABLE seen (id TEXT PRIMARY KEY, content BLOB, place TEXT, address TEXT) WITHOUT ROWID"
        )
        self._table.execute("BEGIN")

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self._table.close()

    def first(self, trip_id: str, this: Earlier) -> Earlier | None:
        """The record that had this id before; None where there was none, and this one is the first from now on."""
        with closing(self._table.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", (trip_id, *this))) as done:
            if done.rowcount:
                return None
        with closing(self._table.execute("SELECT content, place, address FROM seen WHERE id = ?", (trip_id,))) as found:
            return Earlier(*found.fetchone())
