"""The cheapest path through a text's lattice of words: nori's inner loop.

One source, two ways to run: compiled with Cython where a C compiler was there at installation (viterbi.pxd gives the
types), else as plain Python. A lattice belongs to one text and one thread; the tables it reads are shared and only
ever gain what any thread would put there.
"""

from array import array
from typing import Final

from search.korean.nori.characters import DIGIT, GROUP, INVOKE, NONSPACING, PUNCTUATION, SPACE, characters
from search.korean.nori.dictionary import system_dictionary
from search.korean.nori.userwords import UserTrie

# Cython's module is a shared library.
COMPILED: Final = not __file__.endswith(".py")

# Where a word of a path comes from.
SYSTEM: Final = 0
USER: Final = 1
UNKNOWN: Final = 2

Word = tuple[int, int, int, int]

# The same numbers as C integers (viterbi.pxd).
_system, _user, _unknown = SYSTEM, USER, UNKNOWN
_digit, _group, _invoke, _nonspacing, _punctuation, _space = DIGIT, GROUP, INVOKE, NONSPACING, PUNCTUATION, SPACE
# Units without a commit point after which the cheapest partial path is taken; units of an unknown word.
_max_gap = 1024
_max_unknown = 1024
_user_left = 1781
_user_cost = -100_000
_no_cost = 0x7FFFFFFF


class Lattice:
    """One text's arcs.

    A position is a place between UTF-16 units; an arc is a word that ends at a position, linked to the next arc
    ending there in the order in which they were added: of equal costs the first wins.
    """

    def __init__(self, text: str, user_words: UserTrie) -> None:
        """`text` has one character a UTF-16 unit: the halves of surrogate pairs stand apart."""
        dictionary = system_dictionary()
        self.dictionary = dictionary
        self.characters = characters()
        self.user_words = user_words
        self.text = text
        self.units = array("H", text.encode("utf-16-le", "surrogatepass"))
        self.size = len(text)
        self.trie = dictionary.trie
        self.tokens = dictionary.tokens
        self.costs = dictionary.costs
        self.rows = dictionary.rows
        self.penalties = dictionary.penalties
        self.order = dictionary.order
        self.counts = dictionary.counts
        self.table = self.characters.table
        self.user_starts = user_words.starts
        self.unknown_left = dictionary.unknown_left
        self.unknown_right = dictionary.unknown_right
        self.unknown_cost = dictionary.unknown_cost
        # By position: the first and the last arc that end there, and how many do.
        self.head = array("i", bytes(4 * (self.size + 1)))
        self.tail = array("i", bytes(4 * (self.size + 1)))
        self.count = array("i", bytes(4 * (self.size + 1)))
        self.furthest = 0
        self.committed = 0
        self.path: list[Word] = []
        # By arc: path cost, right id, the arc before, the position it starts from, the word's start behind a skipped
        # space, where the word comes from, which one it is, and the next arc that ends at the same position.
        self.capacity = 256
        self.arcs = 0
        self.arc_cost = array("i", bytes(4 * self.capacity))
        self.arc_right = array("i", bytes(4 * self.capacity))
        self.arc_back = array("i", bytes(4 * self.capacity))
        self.arc_from = array("i", bytes(4 * self.capacity))
        self.arc_start = array("i", bytes(4 * self.capacity))
        self.arc_kind = array("i", bytes(4 * self.capacity))
        self.arc_token = array("i", bytes(4 * self.capacity))
        self.arc_next = array("i", bytes(4 * self.capacity))

    def best_path(self) -> list[Word]:
        """The words (start, end, kind, token or character class) of the cheapest path, in order."""
        self._restart(0, 0)
        position = 0
        user_end = -1
        while position < self.size:
            if self.count[position] == 0:
                position += 1
                continue
            if position > self.committed and self.count[position] == 1 and self.furthest == position:
                arc = self.head[position]
                if self._commit(position, arc):
                    user_end = -1
                self._restart(position, self.arc_right[arc])
            if position - self.committed >= _max_gap:
                position, arc = self._cheapest_from(position)
                if self._commit(position, arc):
                    user_end = -1
                self._prune(position)
                self._restart(position, self.arc_right[arc])
                continue
            start = position
            if self._bits(position) & _space and position + 1 < self.size:
                start += 1
            matched = False
            following = self.units[start + 1] if start + 1 < self.size else 0
            if self.user_starts[(self.units[start] * 31 + following) & 0xFFFF]:
                end = self.user_words.longest(self.text, start)
                if end:
                    matched = True
                    if end > user_end:
                        token = self.user_words.index(self.text[start:end])
                        right = self.user_words.right(token)
                        self._add(position, start, end, _user_left, right, _user_cost, _user, token)
                        user_end = end
            if not matched:
                matched = self._add_system_words(position, start)
            if not matched or self._bits(start) & _invoke:
                self._add_unknown(position, start)
            position = start + 1
        self._finish()
        return self.path

    def _restart(self, position: int, right: int) -> None:
        """Leave one arc alive, at `position`, with cost 0: what came before can no longer change."""
        self.arcs = 1
        self.arc_cost[0] = 0
        self.arc_right[0] = right
        self.arc_next[0] = -1
        self.head[position] = 0
        self.tail[position] = 0
        self.count[position] = 1
        self.committed = position

    def _prune(self, position: int) -> None:
        """Drop every arc that ends elsewhere than at `position`."""
        for other in range(self.committed, self.furthest + 1):
            if other != position:
                self.count[other] = 0

    def _bits(self, position: int) -> int:
        bits = self.table[self.units[position]]
        if bits == 0:
            bits = self.characters.word(self.units[position])
        return bits

    def _add_system_words(self, position: int, start: int) -> bool:
        """Add every entry that the text at `start` begins with, short to long; whether there was one."""
        matched = False
        base = self.trie[0]
        here = start
        while here < self.size:
            unit = self.units[here]
            # No entry holds a space or a surrogate.
            if unit == 0x20 or 0xD800 <= unit <= 0xDFFF:
                break
            base = self._after_unit(base, unit)
            if base < 0:
                break
            here += 1
            if self._add_group(position, start, here, base):
                matched = True
            # Four surfaces carry a trailing space, which nori trims.
            trimmed = self._after_byte(base, 0x20)
            if trimmed >= 0 and self._add_group(position, start, here, trimmed):
                matched = True
        return matched

    def _after_unit(self, base: int, unit: int) -> int:
        """The trie's node behind the UTF-8 bytes of `unit`, -1 where there is none."""
        if unit < 0x80:
            return self._after_byte(base, unit)
        if unit < 0x800:
            base = self._after_byte(base, 0xC0 | unit >> 6)
        else:
            base = self._after_byte(base, 0xE0 | unit >> 12)
            if base >= 0:
                base = self._after_byte(base, 0x80 | unit >> 6 & 0x3F)
        if base >= 0:
            base = self._after_byte(base, 0x80 | unit & 0x3F)
        return base

    def _after_byte(self, base: int, byte: int) -> int:
        place = base + byte + 1
        if self.trie[2 * place + 1] != base:
            return -1
        return self.trie[2 * place]

    def _add_group(self, position: int, start: int, end: int, base: int) -> bool:
        """Add the entries whose surface ends at a node, in nori's order."""
        if self.trie[2 * base + 1] != base or self.trie[2 * base] >= 0:
            return False
        value = -self.trie[2 * base] - 1
        first = value >> 8
        if self.order[first] == 0:
            self.dictionary.settle(first, value & 0xFF)
        for index in range(first, first + self.counts[first]):
            token = self.order[index] - 1
            cost = self.tokens[8 * token + 3]
            if cost >= 0x8000:
                cost -= 0x10000
            self._add(position, start, end, self.tokens[8 * token], self.tokens[8 * token + 1], cost, _system, token)
        return True

    def _add_unknown(self, position: int, start: int) -> None:
        """Add the run of characters at `start` that belong together by script and class."""
        bits = self._bits(start)
        kind = bits & 0xFF
        end = start + 1
        if bits & _group:
            script = bits >> 8 & 0xFF
            while end < self.size and end - start < _max_unknown:
                following = self._bits(end)
                other = following >> 8 & 0xFF
                if not (script == other or script == 0 or other == 0 or following & _nonspacing):
                    break
                if (following ^ bits) & (_punctuation | _digit) or not following & _group:
                    break
                end += 1
                # The first character of a script decides for those that belong to every script.
                if script == 0 and other != 0:
                    script = other
                    kind = following & 0xFF
        left, right, cost = self.unknown_left[kind], self.unknown_right[kind], self.unknown_cost[kind]
        self._add(position, start, end, left, right, cost, _unknown, kind)

    def _add(
        self, position: int, start: int, end: int, left: int, right: int, word_cost: int, kind: int, token: int
    ) -> None:
        """Add an arc from `position` to `end` by way of the cheapest arc that ends at `position`."""
        cheapest = _no_cost
        back = 0
        column = self.rows * left
        arc = self.head[position]
        while arc >= 0:
            cost = self.arc_cost[arc] + self.costs[self.arc_right[arc] + column]
            if cost < cheapest:
                cheapest = cost
                back = arc
            arc = self.arc_next[arc]
        if start != position:
            cheapest += self.penalties[left]
        if self.arcs == self.capacity:
            self._grow()
        arc = self.arcs
        self.arcs += 1
        self.arc_cost[arc] = cheapest + word_cost
        self.arc_right[arc] = right
        self.arc_back[arc] = back
        self.arc_from[arc] = position
        self.arc_start[arc] = start
        self.arc_kind[arc] = kind
        self.arc_token[arc] = token
        self.arc_next[arc] = -1
        if self.count[end]:
            self.arc_next[self.tail[end]] = arc
        else:
            self.head[end] = arc
        self.tail[end] = arc
        self.count[end] += 1
        if end > self.furthest:
            self.furthest = end

    def _grow(self) -> None:
        more = bytes(4 * self.capacity)
        self.capacity *= 2
        self.arc_cost = array("i", bytes(self.arc_cost) + more)
        self.arc_right = array("i", bytes(self.arc_right) + more)
        self.arc_back = array("i", bytes(self.arc_back) + more)
        self.arc_from = array("i", bytes(self.arc_from) + more)
        self.arc_start = array("i", bytes(self.arc_start) + more)
        self.arc_kind = array("i", bytes(self.arc_kind) + more)
        self.arc_token = array("i", bytes(self.arc_token) + more)
        self.arc_next = array("i", bytes(self.arc_next) + more)

    def _cheapest_from(self, position: int) -> tuple[int, int]:
        """The position and the arc of the cheapest partial path ending at or behind `position`."""
        cheapest = _no_cost
        best_position = best_arc = 0
        for other in range(position, self.furthest + 1):
            if self.count[other] == 0:
                continue
            arc = self.head[other]
            while arc >= 0:
                if self.arc_cost[arc] < cheapest:
                    cheapest = self.arc_cost[arc]
                    best_position, best_arc = other, arc
                arc = self.arc_next[arc]
        return best_position, best_arc

    def _commit(self, position: int, arc: int) -> bool:
        """Append the words that lead to `arc`; whether one of them is more than punctuation."""
        words: list[Word] = []
        speaks = False
        while position > self.committed:
            start = self.arc_start[arc]
            words.append((start, position, self.arc_kind[arc], self.arc_token[arc]))
            if not self._bits(start) & _punctuation:
                speaks = True
            position = self.arc_from[arc]
            arc = self.arc_back[arc]
        words.reverse()
        self.path += words
        return speaks

    def _finish(self) -> None:
        """Commit the path that is cheapest with the end of the text counted in."""
        cheapest = _no_cost
        best = 0
        if self.size == 0 or self.count[self.size] == 0:
            return
        arc = self.head[self.size]
        while arc >= 0:
            cost = self.arc_cost[arc] + self.costs[self.arc_right[arc]]
            if cost < cheapest:
                cheapest = cost
                best = arc
            arc = self.arc_next[arc]
        self._commit(self.size, best)
