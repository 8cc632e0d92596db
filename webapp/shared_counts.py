"""Counts and places that all processes of one server share: made before they are forked, given back when one ends.

They are forked before anybody is served, so no thread holds a lock then.

Of the storages that `limits` has, those in memory count for one process alone, and all others are a server more.
"""

import fcntl
import hashlib
import mmap
import os
import struct
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from limits.storage.base import Storage

# A key, the second (since 1970) at which it is forgotten, and its count.
_ENTRY: Final = struct.Struct("<8sdQ")
_KEY_BYTES: Final = 8
_SETS: Final = 16_384
# A key may stand in so many entries; where all are taken, the one that counts least makes room.
_WAYS: Final = 4
_SET_BYTES: Final = _WAYS * _ENTRY.size
_STRIPES: Final = 64
# So many clients have places of their own.
_CLIENTS: Final = 65_536


class SharedCounts(Storage):
    """Counters that are forgotten after a while, in memory that forked processes share: two megabytes."""

    STORAGE_SCHEME: list[str] = ["trips"]  # noqa: RUF012 - as the library declares it

    def __init__(self) -> None:
        """Nothing is counted."""
        super().__init__()
        self._table = mmap.mmap(-1, _SETS * _SET_BYTES)
        self._locks = _Locks()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong with it."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more of `key`, which is forgotten `expiry` seconds after it was first counted; how many."""
        now = time.time()
        with self._entries(key) as (wanted, entries):
            for place, (known, end, count) in entries:
                if known == wanted and end > now:
                    _ENTRY.pack_into(self._table, place, wanted, end, count + amount)
                    return count + amount
            place = min(entries, key=lambda entry: (entry[1][1] > now, entry[1][2]))[0]
            _ENTRY.pack_into(self._table, place, wanted, now + expiry, amount)
        return amount

    def get(self, key: str) -> int:
        """How many were counted of `key`."""
        return self._found(key)[1]

    def get_expiry(self, key: str) -> float:
        """The second at which `key` is forgotten; now where it is not counted."""
        return self._found(key)[0]

    def check(self) -> bool:
        """It is there."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        self._table[:] = bytes(len(self._table))
        return None

    def clear(self, key: str) -> None:
        """Forget `key`."""
        with self._entries(key) as (wanted, entries):
            for place, (known, _, _) in entries:
                if known == wanted:
                    _ENTRY.pack_into(self._table, place, bytes(_KEY_BYTES), 0.0, 0)

    def _found(self, key: str) -> tuple[float, int]:
        now = time.time()
        with self._entries(key) as (wanted, entries):
            return next(((end, count) for _, (known, end, count) in entries if known == wanted and end > now), (now, 0))

    @contextmanager
    def _entries(self, key: str) -> Iterator[tuple[bytes, list[tuple[int, tuple[bytes, float, int]]]]]:
        """What stands for `key`, and where it may stand with what stands there now; nobody else changes that."""
        digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES + 4).digest()
        which = int.from_bytes(digest[_KEY_BYTES:], "little") % _SETS
        first = which * _SET_BYTES
        with self._locks.held(which % _STRIPES):
            places = range(first, first + _SET_BYTES, _ENTRY.size)
            yield digest[:_KEY_BYTES], [(place, _ENTRY.unpack_from(self._table, place)) for place in places]


class ClientPlaces:
    """So many at once for each client, over all processes; a place whose process ends, however, is free again."""

    def __init__(self, each: int) -> None:
        """Every place is free."""
        self._each = each
        self._file = _nameless(self)
        self._lock = threading.Lock()
        # Locks of the system are a process's: what its own threads hold is known here.
        self._held: set[int] = set()

    def take(self, client: str) -> int | None:
        """A place of `client`, to be given back; None where all of them are taken."""
        digest = hashlib.blake2b(client.encode(), digest_size=4).digest()
        first = int.from_bytes(digest, "little") % _CLIENTS * self._each
        with self._lock:
            for place in range(first, first + self._each):
                if place not in self._held and self._locked(place):
                    self._held.add(place)
                    return place
        return None

    def give_back(self, place: int) -> None:
        """Somebody else may have it."""
        with self._lock:
            self._held.discard(place)
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)

    def _locked(self, place: int) -> bool:
        with suppress(BlockingIOError, PermissionError):
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            return True
        return False


class _Locks:
    """Locks between the threads of all processes; the system opens those of one that was killed."""

    def __init__(self) -> None:
        self._file = _nameless(self)
        # To the system a lock is a process's. Where one thread held a lock while another waited for one, and those of
        # another process the other way round, it would refuse both as a deadlock: a process has one at a time.
        self._thread = threading.Lock()

    @contextmanager
    def held(self, which: int) -> Iterator[None]:
        with self._thread:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, which)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, which)


def _nameless(owner: object) -> int:
    """The descriptor of an empty file without a name, open as long as `owner` is there: only its locks are wanted."""
    descriptor, name = mkstemp(prefix="trips-")
    Path(name).unlink()
    weakref.finalize(owner, os.close, descriptor)
    return descriptor
