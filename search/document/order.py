"""The order of hits: a key for each sort by value, and the hash of the id that settles ties."""

import datetime as dt
import hashlib
from typing import Final, NamedTuple

from mappings.fields import LONGEST, NEWEST, OLDEST, RECENT, Field
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
    Sort.RECENT: Key(RECENT, ascending=False),
}

# A sort key has 63 bits, so that a signed number holds it: 23 for the value, 40 for the hash of the id.
TIE_BITS: Final = 63
_HASH_BITS: Final = 40
_HASH_MASK: Final = (1 << _HASH_BITS) - 1
_MAX_VALUE: Final = (1 << 23) - 1
# The key of the most recent ones has two values: 32 bits for a second (until 2106), 17 for a day (1900 to 2258). The
# hash has the rest: of 100,000 trips that came in one second and state no day, some six share a key.
_SECONDS_BITS: Final = 32
_DAY_BITS: Final = 17
_RECENT_HASH_BITS: Final = TIE_BITS - _SECONDS_BITS - _DAY_BITS
_BEFORE_DAYS: Final = dt.date(1900, 1, 1).toordinal() - 1
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_SECOND: Final = dt.timedelta(seconds=1)


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


def recent_key(trip: Trip, tie: int) -> int:
    """Descending by the second in which the trip was first seen, then by its day of publication, unknown ones last."""
    second = _known((trip.first_seen - _EPOCH) // _SECOND, _SECONDS_BITS) if trip.first_seen else 0
    day = _known(trip.published.toordinal() - _BEFORE_DAYS, _DAY_BITS) if trip.published else 0
    low = (1 << _RECENT_HASH_BITS) - 1 - (tie >> (TIE_BITS - _RECENT_HASH_BITS))
    return (second << _DAY_BITS | day) << _RECENT_HASH_BITS | low


def microseconds(moment: dt.datetime) -> int:
    """A moment as an index has it; those before 1970, when no trip was seen, as the beginning of that year."""
    return max(0, (moment - _EPOCH) // _MICROSECOND)


def _known(value: int, bits: int) -> int:
    """A value in so many bits, 0 apart, which stands for one that nobody knows."""
    return min(max(value, 1), (1 << bits) - 1)


def _low(tie: int) -> int:
    """The high bits of the hash, so that keys and hashes put equal values into one order."""
    return tie >> (TIE_BITS - _HASH_BITS)


def _key(value: int, low: int) -> int:
    return value << _HASH_BITS | low
