"""What a person may type who has read a text: its words, quoted or not, in rows, letter by letter."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from search.document.sections import sections_of
from search.engine import TripSearch
from search.parse import parse
from search.query import MAX_QUERY_LENGTH, Clause, Filters, Match, TripQuery
from search.trip import Trip

# 1,250원 and ㎾h당 are one word each.
_LETTER = "(?:[^\\W_]|[\u3380-\u33df])"
_WORD = re.compile(rf"[0-9]{{1,3}}(?:,[0-9]{{3}})+{_LETTER}*|{_LETTER}+")
# Whole ones, with the signs inside them: R&D, C-ITS, 1.5, 2024.5.1, Île-de-France.
_OF_WORD = "(?:[^\\W_가-힣]|[\u3380-\u33df])"
_LATIN_OR_NUMBER = re.compile(rf"(?<!{_OF_WORD})(?<!{_OF_WORD}[.,&-]){_OF_WORD}+(?:[.,&-]{_OF_WORD}+)*")
_QUOTE = re.compile('["\u201c\u201d\u201e\u201f\u2033]')


class Asked(NamedTuple):
    """A text somebody types who knows the trip."""

    trip_id: str
    text: str
    match: Match = Match.AUTO

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return parse(self.text)


class Known(NamedTuple):
    """A text of a trip, in pieces: words between signs, and what stands between blanks with its signs."""

    trip_id: str
    text: str


def _words(text: Known) -> list[str]:
    return _WORD.findall(text.text)


def _between_blanks(text: Known) -> list[str]:
    return [piece for piece in text.text.split() if not _QUOTE.search(piece) and _WORD.search(piece)]


def _plain(text: Known, chance: random.Random) -> str | None:
    pieces = chance.choice((_words, _between_blanks))(text)
    if not pieces:
        return None
    piece = chance.choice(pieces)
    # A sign in front of a word may leave the word out: that is what people mean by it.
    return piece if len(piece) < MAX_QUERY_LENGTH and not any(clause.excluded for clause in parse(piece)) else None


def _row(text: Known, chance: random.Random) -> str | None:
    pieces = _between_blanks(text)
    length = chance.randint(2, 5)
    if len(pieces) < length:
        return None
    # What stands in quotes is one row: no word of it may be left out in between.
    everything = text.text.split()
    start = chance.randrange(len(everything) - length + 1)
    row = " ".join(everything[start : start + length])
    return row if not _QUOTE.search(row) and _WORD.search(row) and len(row) < MAX_QUERY_LENGTH else None


def _latin(text: Known, chance: random.Random) -> str | None:
    pieces = _LATIN_OR_NUMBER.findall(text.text)
    return chance.choice(pieces) if pieces else None


def _asked(make: Callable[[Known, random.Random], str | None], match: Match, *, quoted: bool) -> "Kind":
    def ask(text: Known, chance: random.Random) -> Asked | None:
        found = make(text, chance)
        if found is None:
            return None
        return Asked(text.trip_id, f'"{found}"' if quoted else found, match)

    return ask


Kind = Callable[[Known, random.Random], Asked | None]

KINDS: dict[str, Kind] = {
    "word": _asked(_plain, Match.AUTO, quoted=False),
    "quoted word": _asked(_plain, Match.AUTO, quoted=True),
    "quoted row": _asked(_row, Match.AUTO, quoted=True),
    "exact word": _asked(_plain, Match.EXACT, quoted=False),
    "Latin or number": _asked(_latin, Match.AUTO, quoted=False),
    "Latin or number, exact": _asked(_latin, Match.EXACT, quoted=False),
}


def ask(trips: Sequence[Trip], kind: str, count: int, seed: int) -> Iterator[Asked]:
    """`count` questions of a kind, each of a text drawn from `trips`; fewer where the texts have too few for it."""
    chance = random.Random(f"{kind} {seed}")
    texts = [Known(trip.id, section.text) for trip in trips for section in sections_of(trip)]
    weights = [len(text.text) for text in texts]
    made = 0
    for text in chance.choices(texts, weights, k=20 * count):
        asked = KINDS[kind](text, chance)
        if asked is not None and any(clause.searchable for clause in asked.clauses):
            made += 1
            yield asked
            if made == count:
                return


def is_found(engine: TripSearch, asked: Asked) -> bool:
    """Whether the trip is one with every word of what was asked, among all that are found."""
    alone = Filters(organisation=(asked.trip_id,))
    page = engine.search(TripQuery(clauses=asked.clauses, match=asked.match, filters=alone, size=1, correct=False))
    return page.total == 1 and page.understood.all_words in {None, 1}
