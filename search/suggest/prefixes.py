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
from typing import Final, NamedTuple, Self

from search.suggest.buffers import Bytes, Numbers

_END: Final = b"\0"
# Places are sorted in portions, one for each beginning of so many bytes: the copies that sorting needs stay few.
_PORTION: Final = 3
_BLOCK: Final = 64


class Found(NamedTuple):
    """A key by its number and where in it the prefix begins, in bytes. `rank` orders: keys it begins before others."""

    rank: int
    number: int
    offset: int


class Prefixes(NamedTuple):
    """Keys numbered from the best one on; any number of threads may ask.

    `keys` are their bytes one after the other, `starts` where each begins, `places` where words begin, sorted by what
    follows, `ranks` the order of what stands at each, and `least` the lowest rank of every block of them.
    """

    keys: Bytes
    starts: Numbers
    places: Numbers
    ranks: Numbers
    least: Numbers

    @classmethod
    def of(cls, keys: Iterable[Sequence[str]]) -> Self:
        """Those of keys that are given as their words; no word contains NUL."""
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
        whole = bytes(buffer)

        def rest(place: int) -> bytes:
            return whole[place : whole.index(_END, place)]

        def rank(place: int) -> int:
            number = bisect_right(starts, place) - 1
            return number if place == starts[number] else number + len(starts)

        sorted_portions = (sorted(portions.pop(beginning), key=rest) for beginning in sorted(portions))
        places = array("I", chain.from_iterable(sorted_portions))
        ranks = array("I", map(rank, places))
        return cls(whole, starts, places, ranks, array("I", _minima(ranks)))

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

    def _stretch(self, wanted: bytes) -> tuple[int, int]:
        def beginning(place: int) -> bytes:
            return bytes(self.keys[place : place + len(wanted)])

        low = bisect_left(self.places, wanted, key=beginning)
        return low, bisect_right(self.places, wanted, lo=low, key=beginning)

    def _best(self, low: int, high: int, count: int) -> list[int]:
        """The indexes of the `count` lowest ranks in [low, high), in order.

        They lie at the edges or in the `count` blocks with the lowest minima: a block that is not among these has
        `count` lower ranks before it.
        """
        first, last = -(-low // _BLOCK), high // _BLOCK
        if first >= last:
            return nsmallest(count, range(low, high), key=self.ranks.__getitem__)
        blocks = nsmallest(count, range(first, last), key=self.least.__getitem__)
        inside = (range(block * _BLOCK, (block + 1) * _BLOCK) for block in blocks)
        candidates = chain(range(low, first * _BLOCK), range(last * _BLOCK, high), *inside)
        return nsmallest(count, candidates, key=self.ranks.__getitem__)

    def _keys(self, indexes: Iterable[int]) -> list[Found]:
        """Each key once, at its best place, the best first."""
        found: dict[int, Found] = {}
        for rank, place in sorted((self.ranks[index], self.places[index]) for index in indexes):
            number = rank % len(self.starts)
            found.setdefault(number, Found(rank, number, place - self.starts[number]))
        return list(found.values())


def _minima(ranks: "array[int]") -> Iterable[int]:
    return (min(ranks[start : start + _BLOCK]) for start in range(0, len(ranks), _BLOCK))
