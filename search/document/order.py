"""The order of hits: a key for each sort by value, and the hash of the id that settles ties."""

import datetime as dt
import hashlib
from typing import Final, NamedTuple

from mappings.fields import LONGEST, NEWEST, OLDEST, Field
from search.query import Sort
from search.trip import Trip


class Key(NamedTuple):
    """The field that a sort by value goes by, and which way."""

    field: Field
    ascending: bool


SORTS: Final = {
    Sort.NEWEST: Key(NEWEST, ascending=False),
    Sort.OLDEST: Key(OLDEST, ascending=True),
    Sort.LONGEST: Key(LONGEST, ascending=False),
}

# A sort key has 63 bits, so that a signed number holds it: 23 for the value, 40 for the hash of the id.
TIE_BITS: Final = 63
_HASH_BITS: Final = 40
_HASH_MASK: Final = (1 << _HASH_BITS) - 1
_MAX_VALUE: Final = (1 << 23) - 1


def tie_hash(trip_id: str) -> int:
    """63 bits that settle ties in every sort, the same on every machine."""
    return int.from_bytes(hashlib.sha256(trip_id.encode()).digest()[:8]) >> 1


def newest_key(departs: dt.date | None, tie: int) -> int:
    """Descending: the latest first, missing last, equal days by ascending hash."""
    return _key(departs.toordinal() if departs else 0, _HASH_MASK - _low(tie))


def oldest_key(departs: dt.date | None, tie: int) -> int:
    """Ascending: the earliest first, missing last."""
    return _key(departs.toordinal() if departs else _MAX_VALUE, _low(tie))


def longest_key(trip: Trip, tie: int) -> int:
    """Descending by days, else nights; a stay of no night (당일) still goes before an unknown one."""
    length = trip.days if trip.days is not None else trip.nights
    return _key(0 if length is None else min(length + 1, _MAX_VALUE), _HASH_MASK - _low(tie))


def _low(tie: int) -> int:
    """The high bits of the hash, so that keys and hashes put equal values into one order."""
    return tie >> (TIE_BITS - _HASH_BITS)


def _key(value: int, low: int) -> int:
    return value << _HASH_BITS | low
