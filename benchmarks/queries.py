"""What is asked. Cold: no query ever comes twice, each drawn from a trip. Hot: forty popular ones, again and again.

Whoever measures one alone measures half a site: an answer kept from before is no search, and no site is asked only what
nobody ever asked.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from benchmarks import generator
from benchmarks.corpus import read_corpus
from search.trip import Trip

POPULAR: Final = 40

_WORD: Final = re.compile(r"[가-힣]{2,}")
_LONG_WORD: Final = re.compile(r"[가-힣]{3,}")
_LATIN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9&-]*[A-Za-z0-9]")
_FOUR: Final = 4
_SAMPLE: Final = 1_000
# The parts of the trips that a popular word stands in: rarer ones are not popular, more common ones ask for nothing.
_COMMON: Final = (0.02, 0.2)


def popular_queries(corpus: Path, trips: int) -> list[str]:
    """The forty, the most popular first: half are themes and cities, which titles have, half common words of texts."""
    chance = random.Random(8)  # noqa: S311 - repeatable
    sample = list(read_corpus(corpus, step=max(1, trips // _SAMPLE)))
    counts = Counter(
        word for trip in sample for word in {*_LONG_WORD.findall(_text(trip)), *_LATIN.findall(_text(trip))}
    )
    least, most = (part * len(sample) for part in _COMMON)
    common = {word for word, count in counts.items() if least <= count <= most}
    found = dict.fromkeys(chance.sample(generator.queries(), POPULAR // 2))
    while len(found) < POPULAR:
        found.update(dict.fromkeys(_drawn(chance, chance.choice(sample), 1, common)))
    popular = list(found)
    chance.shuffle(popular)
    return popular


def hot_queries(popular: Sequence[str], count: int, seed: int) -> list[str]:
    """`count` of the popular ones, drawn by Zipf: the second half as often as the first, the third a third."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    return chance.choices(popular, [1 / rank for rank in range(1, len(popular) + 1)], k=count)


def cold_queries(corpus: Path, trips: int, count: int, without: Iterable[str] = ()) -> list[str]:
    """Up to `count` different queries of every kind, in any order, those of `without` left out."""
    chance = random.Random(9)  # noqa: S311 - repeatable
    step = max(1, trips // count)
    each = -(-count // -(-trips // step))
    found: dict[str, None] = {}
    for trip in read_corpus(corpus, step=step):
        found.update(dict.fromkeys(_drawn(chance, trip, each)))
    for text in without:
        found.pop(text, None)
    drawn = list(found)
    chance.shuffle(drawn)
    return drawn[:count]


def _drawn(chance: random.Random, trip: Trip, count: int, among: set[str] | None = None) -> Iterator[str]:
    """Queries for what stands in a trip, or for its words `among` others; none where it has too few."""
    text = _text(trip)
    words = text.split()
    plain = [place for place, word in enumerate(words) if _WORD.fullmatch(word) and (among is None or word in among)]
    pairs = [place for place, following in pairwise(plain) if place + 1 == following]
    if len(plain) < _FOUR or not pairs:
        return
    latin = [word for word in _LATIN.findall(text) if among is None or word in among]

    def one() -> str:
        return words[chance.choice(plain)]

    def two() -> str:
        place = chance.choice(pairs)
        return f"{words[place]} {words[place + 1]}"

    def four() -> str:
        return " ".join(words[place] for place in sorted(chance.sample(plain, _FOUR)))

    # Latin words are few: only beside another word are there enough of them.
    kinds: tuple[Callable[[], str], ...] = (
        one,
        one,
        two,
        two,
        four,
        lambda: f'"{two()}"',
        lambda: f"{one()} -{one()}",
        lambda: f"{chance.choice(latin)} {one()}" if latin else one(),
    )
    for _ in range(count):
        yield chance.choice(kinds)()


def _text(trip: Trip) -> str:
    return " ".join((trip.title, trip.summary or "", *trip.findings))
