"""Whoever types what stands in a trip finds that trip, marked where it stands: drawn from real texts, seeded.

The long form is tests/drills/test_known_item.py.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from search.engine import TripSearch
from search.korean.jamo import compact, jamo_of_normal
from search.korean.normalise import normalise
from search.query import TripQuery
from search.trip import Trip
from search.words.groups import key
from tests.known_item.corpora import CORPORA
from tests.known_item.questions import KINDS, ask, is_found

TRIPS = 100
TRIES = 40


class Corpus(NamedTuple):
    trips: list[Trip]
    engine: TripSearch


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request: pytest.FixtureRequest, make_engine: Callable[[Sequence[Trip]], TripSearch], shared: Path) -> Corpus:
    """A hundred trips of each kind of text."""
    every = CORPORA[request.param](shared)
    trips = random.Random(28).sample(every, min(TRIPS, len(every)))
    return Corpus(trips, make_engine(trips))


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_a_trip_finds_it(corpus: Corpus, kind: str) -> None:
    asked = list(ask(corpus.trips, kind, TRIES, seed=12))
    assert len(asked) >= TRIES // 2, "a property over nothing holds always"
    assert [one.text for one in asked if not is_found(corpus.engine, one)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_mark_lies_on_what_was_asked_for(corpus: Corpus, kind: str) -> None:
    for one in ask(corpus.trips, kind, TRIES, seed=28):
        text = corpus.engine.read(one.trip_id, one.clauses, one.match)
        assert text is not None
        marks = [part.text for section in text.passages for part in section.parts if part.marked]
        assert marks, f"{one.text}: nothing is marked"
        page = corpus.engine.search(TripQuery(clauses=one.clauses, match=one.match, size=1, correct=False))
        asked_for = [one.text, *page.understood.terms, *(added.text for added in page.understood.added)]
        assert [mark for mark in marks if not _is_of(mark, asked_for)] == [], one.text


def _is_of(mark: str, asked_for: Sequence[str]) -> bool:
    """Whether a mark is letters of what was asked for, or what was asked for with an ending (다루 in 다룰)."""
    told = _jamo(mark)
    pieces = [piece for text in asked_for for piece in _pieces(text)]
    # Of 하다 only the first consonant is left in 해 and 했.
    return any(told in piece or piece in told or (len(mark) == 1 and told[0] == piece[0]) for piece in pieces)


def _pieces(text: str) -> Iterator[str]:
    yield from filter(None, (_jamo(piece) for piece in (text, *text.split())))


def _jamo(text: str) -> str:
    return compact(jamo_of_normal(key(normalise(text).text)))
