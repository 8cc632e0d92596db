"""Typing help: what people may mean while they type, and what they may have meant when nothing was found.

Made once from the words, names and titles of an index; asks neither engine, so both help in the same way.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from itertools import accumulate, product
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple, Self

import msgspec

from search.korean.frequency import is_korean
from search.korean.jamo import (
    LATIN,
    WORD,
    all_consonants,
    compact,
    initials_of_normal,
    initials_typed,
    is_complete,
    jamo_of_normal,
    other_keyboard,
)
from search.korean.normalise import normalise_beginning
from search.suggest.buffers import Bytes, Numbers, read, write
from search.suggest.guesses import Guess, spelled
from search.suggest.prefixes import Found, Prefixes
from search.suggest.spelling import LONGEST_WORD, TOLD, Near, Vocabulary, errors_allowed, is_word, syllables
from search.suggestion import How, Kind, Suggestion

# Of items and of what is typed, the same beginning is looked at: ten times a usual title.
MAX_LENGTH: Final = 250
MAX_CORRECTIONS: Final = 5
KEPT_GUESSES: Final = 4_096
# Shorter words have too many neighbours: what such a one may have meant nobody can tell.
FEWEST_SYLLABLES: Final = 2
FEWEST_LETTERS: Final = 4
# With more unknown words a text is a quotation or in another language, and each costs milliseconds.
_MAX_WRONG_WORDS: Final = 4


# Of kinds that share a text, the one that says most is shown.
_KINDS: Final = (Kind.COUNTRY, Kind.CITY, Kind.ORGANISATION, Kind.THEME, Kind.WORD, Kind.TITLE)

_KEY_ROWS: Final = len(Prefixes._fields)


class Item(msgspec.Struct, frozen=True, gc=False):
    """What can be suggested; `count` is how many trips it stands for."""

    text: str
    kind: Kind
    count: int


class _Parts(NamedTuple):
    """Items, the best first, as rows of bytes and numbers: a third of what as many objects would take.

    `texts` and `starts` are what is suggested; `jamo` and `initials` find it by its beginnings. `words`, a line each,
    are those that a misspelt one is compared with.
    """

    texts: Bytes
    starts: Numbers
    kinds: Bytes
    counts: Numbers
    words: Bytes
    word_counts: Numbers
    jamo: Prefixes
    initials: Prefixes

    @classmethod
    def of(cls, items: Iterable[Item]) -> Self:
        """The order of `items` does not matter; of equal texts one is kept."""
        ordered = sorted(_one_of_each_text(items), key=_goodness)
        encoded = [_encoded(item.text) for item in ordered]
        words = _word_counts(ordered)
        in_order = sorted(words)
        return cls(
            texts=b"".join(encoded),
            starts=array("I", accumulate(map(len, encoded), initial=0)),
            kinds=bytes(_KINDS.index(item.kind) for item in ordered),
            counts=array("q", (item.count for item in ordered)),
            words=_encoded("\n".join(in_order)),
            word_counts=array("q", (words[word] for word in in_order)),
            jamo=Prefixes.of(_keys(ordered, jamo_of_normal)),
            initials=Prefixes.of(_keys(ordered, initials_of_normal)),
        )

    @classmethod
    def mapped(cls, path: Path) -> Self:
        """Those that `save` wrote."""
        texts, starts, kinds, counts, words, word_counts, *keys = read(path)
        jamo, initials = Prefixes(*keys[:_KEY_ROWS]), Prefixes(*keys[_KEY_ROWS:])
        return cls(texts, starts, kinds, counts, words, word_counts, jamo, initials)


class Suggester:
    """Suggestions from fixed items; any number of threads may ask."""

    __slots__ = ("_guessed", "_parts", "_vocabulary")

    def __init__(self, parts: _Parts) -> None:
        """See `of` and `mapped`."""
        self._parts: Final = parts
        words = _decoded(parts.words)
        self._vocabulary: Final = Vocabulary(words.split("\n") if words else [], parts.word_counts)
        # What people ask in sentences ends in the same few words.
        self._guessed = lru_cache(KEPT_GUESSES)(self._guess)

    @classmethod
    def of(cls, items: Iterable[Item]) -> Self:
        """One of `items`, in whatever order; of equal texts one is kept."""
        return cls(_Parts.of(items))

    @classmethod
    def mapped(cls, path: Path) -> Self:
        """One that was saved: most of it stays in the file. Raises OSError."""
        return cls(_Parts.mapped(path))

    def save(self, path: Path) -> None:
        """Write it into a new file. Raises OSError."""
        *own, jamo, initials = self._parts
        write(path, [*own, *jamo, *initials])

    def suggest(self, typed: str, size: int = 10) -> tuple[Suggestion, ...]:
        """The best items for what has been typed so far.

        Items that it begins come first, then those with a later word that it begins; in each, names and words before
        titles, then by count, then by code point. The other keyboard is tried when that finds nothing, and likely
        mistakes when that finds nothing either.
        """
        text = normalise_beginning(typed[:MAX_LENGTH]).text
        found = self._find(text, size)
        if not found and (other := other_keyboard(text)):
            found = self._find(other, size, How.KEYBOARD)
        return tuple(found or self._find_corrected(text, size))

    def has(self, word: str) -> bool:
        """Whether a normalised `word` is one that the index is known to hold, or one of these with a particle."""
        return self._vocabulary.has(word.casefold())

    def guesses(self, word: str) -> tuple[Guess, ...]:
        """What a normalised `word`, all Hangul or all Latin, may have meant that the index does not hold, best first.

        Whole syllables are rarely Latin words typed on the wrong keyboard: only known ones, and where they are nothing
        else.
        """
        return self._guessed(word) if len(word) <= LONGEST_WORD else ()

    def _guess(self, word: str) -> tuple[Guess, ...]:
        keyboard, completed, spelled = _on_other_keyboard(word), self._completed(word), self._spelled(word)
        is_whole = not LATIN.search(word) and is_complete(word)
        if is_whole:
            found = [*spelled, *completed] or [guess for guess in keyboard if self.has(guess.text)]
        else:
            found = [*keyboard, *completed, *spelled]
        best = {guess.text: guess for guess in reversed(found)}
        return tuple(best.values())[::-1][:MAX_CORRECTIONS]

    def _find(self, text: str, size: int, how: How | None = None) -> list[Suggestion]:
        """Items that `text` begins, or whose initials it is; `how` overrules which of the two it was."""
        jamo = jamo_of_normal(text)
        ways = [(How.PREFIX, compact(jamo), self._parts.jamo)]
        ways += [(How.INITIALS, compact(initials), self._parts.initials) for initials in initials_typed(jamo)]
        # Letters taken apart come behind those that stand as typed.
        found = [
            (len(key) > len(jamo), place.rank, place, key, by)
            for by, key, places in ways
            for place in places.find(key, size)
        ]
        best: dict[int, Suggestion] = {}
        for _, _, place, key, by in sorted(found, key=itemgetter(0, 1)):
            if place.number not in best and len(best) < size:
                best[place.number] = self._suggestion(place, len(key.encode()), by, how or by)
        return list(best.values())

    def _completed(self, word: str) -> list[Guess]:
        """What a half-typed word or its initials may become; one of Latin letters is never sure to be the beginning."""
        jamo = jamo_of_normal(word)
        size = len(jamo) if all_consonants(jamo) else syllables(word)
        if size < FEWEST_SYLLABLES and not (word.isascii() and len(word) >= FEWEST_LETTERS):
            return []
        found = [item for item in self._find(word, MAX_CORRECTIONS) if item.kind is not Kind.TITLE]
        sure = size >= TOLD or (size == FEWEST_SYLLABLES and len(found) == 1 and not is_korean(word))
        return [Guess(item.text, item.how, sure) for item in found]

    def _spelled(self, word: str) -> list[Guess]:
        """The words that are spelled nearly so."""
        known = self._vocabulary
        near = [] if known.knows(word.casefold()) else known.nearest(word.casefold(), MAX_CORRECTIONS)
        return spelled(near)

    def _find_corrected(self, text: str, size: int) -> list[Suggestion]:
        found: dict[str, Suggestion] = {}
        for corrected in self._corrected(text):
            for suggestion in self._find(corrected, size, How.TYPO):
                found.setdefault(suggestion.text, suggestion)
        return list(found.values())[:size]

    def _suggestion(self, place: Found, length: int, by: How, how: How) -> Suggestion:
        number = place.number
        parts = self._parts
        text = _decoded(parts.texts[parts.starts[number] : parts.starts[number + 1]])
        start, end = _stretch(text, place.offset, length, by)
        return Suggestion(text, _KINDS[parts.kinds[number]], parts.counts[number], how, start, end)

    def _corrected(self, text: str) -> list[str]:
        """`text` with each unknown word that has near ones replaced by one of them, the best first."""
        words = [(found.span(), found[0].casefold()) for found in WORD.finditer(text)]
        unknown = [(span, word) for span, word in words if errors_allowed(word) and not self._vocabulary.knows(word)]
        if len(unknown) > _MAX_WRONG_WORDS:
            return []
        near = {span: self._vocabulary.nearest(word, MAX_CORRECTIONS) for span, word in unknown}
        wrong = [span for span in near if near[span]]
        choices = nsmallest(MAX_CORRECTIONS, product(*(near[span] for span in wrong)), key=_doubt) if wrong else []
        return [_replaced(text, wrong, choice) for choice in choices]


def _on_other_keyboard(word: str) -> list[Guess]:
    """The word that the same keys are on the other keyboard, if that leaves no jamo alone."""
    other = other_keyboard(word)
    if other is None or not is_complete(other) or min(len(word), len(other)) < FEWEST_SYLLABLES:
        return []
    return [Guess(other, How.KEYBOARD, sure=True)] if len(word if word.isascii() else other) >= FEWEST_LETTERS else []


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(stored: Bytes) -> str:
    return str(stored, "utf-8", "surrogatepass")


def _one_of_each_text(items: Iterable[Item]) -> Iterable[Item]:
    best: dict[str, Item] = {}
    for item in items:
        if item.text not in best or _preference(item) < _preference(best[item.text]):
            best[item.text] = item
    return best.values()


def _preference(item: Item) -> tuple[int, int]:
    return _KINDS.index(item.kind), -item.count


def _goodness(item: Item) -> tuple[bool, int, str]:
    return item.kind == Kind.TITLE, -item.count, item.text


def _keys(items: Iterable[Item], key: Callable[[str], str]) -> Iterator[list[str]]:
    return ([compact(key(word)) for word in WORD.findall(_normal(item))] for item in items)


def _normal(item: Item) -> str:
    return normalise_beginning(item.text[:MAX_LENGTH]).text


def _word_counts(items: Iterable[Item]) -> Counter[str]:
    """How many trips the items with each word stand for; words that are never compared are left out."""
    counts: Counter[str] = Counter()
    for item in items:
        for word in set(WORD.findall(_normal(item).casefold())):
            if len(word) > 1 and is_word(word):
                counts[word] += item.count
    return counts


def _stretch(text: str, offset: int, length: int, by: How) -> tuple[int, int]:
    """Which part of `text` gave the bytes [offset, offset + length) of its key."""
    key = initials_of_normal if by is How.INITIALS else jamo_of_normal
    normal = normalise_beginning(text[:MAX_LENGTH])
    ends = list(accumulate(len(compact(key(character)).encode()) for character in normal.text))
    return normal.original_span(bisect_right(ends, offset), bisect_left(ends, offset + length) + 1)


def _doubt(choice: tuple[Near, ...]) -> tuple[int, tuple[Near, ...]]:
    return sum(near.distance for near in choice), choice


def _replaced(text: str, spans: Iterable[tuple[int, int]], words: Iterable[Near]) -> str:
    pieces, done = [], 0
    for (start, end), near in zip(spans, words, strict=True):
        pieces += [text[done:start], near.word]
        done = end
    return "".join([*pieces, text[done:]])
