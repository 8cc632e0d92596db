"""Where a prefix stands among many keys: at the beginning of one or of any of its words, the best keys first.

Keys lie in one buffer; the places where words begin are sorted by what follows them, so all places of a prefix are
neighbours. Some ten bytes a word, and no prefix is too short: the best of a stretch are found by its blocks.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import chain
from typing import Final, NamedTuple

_END: Final = b"\0"
# Places are sorted in portions, one for each beginning of so many bytes: the copies that sorting needs stay few.
_PORTION: Final = 3
_BLOCK: Final = 64


class Found(NamedTuple):
    """A key by its number and where in it the prefix begins, in bytes. `rank` orders: keys it begins before others."""

    rank: int
    number: int
    offset: int


class Prefixes:
    """Keys numbered from the best one on, each given as its words; any number of threads may ask."""

    __slots__ = ("_buffer", "_least", "_places", "_ranks", "_starts")

    def __init__(self, keys: Iterable[Sequence[str]]) -> None:
        """No word contains NUL."""
        buffer = bytearray()
        starts = array("I")
        portions: dict[bytes, array[int]] = defaultdict(lambda: array("I"))
        for words in keys:
            starts.append(len(buffer))
            encoded = [word.encode() for word in words if word]
            key = b"".join(encoded) + _END
            offset = 0
            for word in encoded:
                portions[key[offset : offset + _PORTION]].append(len(buffer) + offset)
                offset += len(word)
            buffer += key
        self._buffer: Final = bytes(buffer)
        self._starts: Final = starts
        sorted_portions = (sorted(portions.pop(beginning), key=self._rest) for beginning in sorted(portions))
        self._places: Final = array("I", chain.from_iterable(sorted_portions))
        self._ranks: Final = array("I", map(self._rank, self._places))
        self._least: Final = array("I", _minima(self._ranks))

    def find(self, prefix: str, size: int) -> list[Found]:
        """The best `size` keys with a word that `prefix` begins; it may run on into the words that follow."""
        wanted = prefix.encode()
        if not wanted or size < 1:
            return []
        low, high = self._stretch(wanted)
        # A key stands in the stretch once for each of its words that the prefix begins.
        asked = 4 * size
        while True:
            indexes = self._best(low, high, asked)
            found = self._keys(indexes)
            if len(found) >= size or len(indexes) == high - low:
                return found[:size]
            asked *= 4

    def _rest(self, place: int) -> bytes:
        return self._buffer[place : self._buffer.index(_END, place)]

    def _rank(self, place: int) -> int:
        number = bisect_right(self._starts, place) - 1
        return number if place == self._starts[number] else number + len(self._starts)

    def _stretch(self, wanted: bytes) -> tuple[int, int]:
        def beginning(place: int) -> bytes:
            return self._buffer[place : place + len(wanted)]

        low = bisect_left(self._places, wanted, key=beginning)
        return low, bisect_right(self._places, wanted, lo=low, key=beginning)

    def _best(self, low: int, high: int, count: int) -> list[int]:
        """The indexes of the `count` lowest ranks in [low, high), in order.

        They lie at the edges or in the `count` blocks with the lowest minima: a block that is not among these has
        `count` lower ranks before it.
        """
        first, last = -(-low // _BLOCK), high // _BLOCK
        if first >= last:
            return nsmallest(count, range(low, high), key=self._ranks.__getitem__)
        blocks = nsmallest(count, range(first, last), key=self._least.__getitem__)
        inside = (range(block * _BLOCK, (block + 1) * _BLOCK) for block in blocks)
        candidates = chain(range(low, first * _BLOCK), range(last * _BLOCK, high), *inside)
        return nsmallest(count, candidates, key=self._ranks.__getitem__)

    def _keys(self, indexes: Iterable[int]) -> list[Found]:
        """Each key once, at its best place, the best first."""
        found: dict[int, Found] = {}
        for rank, place in sorted((self._ranks[index], self._places[index]) for index in indexes):
            number = rank % len(self._starts)
            found.setdefault(number, Found(rank, number, place - self._starts[number]))
        return list(found.values())


def _minima(ranks: "array[int]") -> Iterable[int]:
    return (min(ranks[start : start + _BLOCK]) for start in range(0, len(ranks), _BLOCK))
