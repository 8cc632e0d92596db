"""The long form of tests/known_item: every kind of question over whole corpora, on both engines; and no page fails."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from search.document.sections import sections_of
from search.engine import TripSearch
from search.query import MAX_QUERY_LENGTH
from search.trip import Trip
from tests.known_item.corpora import CORPORA
from tests.known_item.questions import KINDS, ask, is_found
from webapp.app import create_app

TRIES = 20_000
PAGES = 50_000
_FAILED = 500
_QUOTED = 0.3

pytestmark = pytest.mark.drill
MakeEngine = Callable[[Iterable[Trip]], TripSearch]


@pytest.mark.parametrize("name", CORPORA)
def test_what_stands_in_a_trip_finds_it(name: str, make_engine: MakeEngine, shared: Path) -> None:
    trips = CORPORA[name](shared)
    engine = make_engine(trips)
    missed: dict[str, list[str]] = {}
    for kind in KINDS:
        asked = list(ask(trips, kind, TRIES, seed=2026))
        missed[kind] = [one.text for one in asked if not is_found(engine, one)]
        print(f"\n{name}, {kind}: {len(asked):,} tries, {len(missed[kind])} misses {missed[kind][:5]}", flush=True)
    assert not any(missed.values())


def test_no_page_fails_whatever_of_a_text_is_typed(make_engine: MakeEngine, shared: Path) -> None:
    trips = [trip for read in CORPORA.values() for trip in read(shared)]
    client = create_app(make_engine(trips)).test_client()
    asked = list(_typed(trips, PAGES))
    failed = []
    for trip_id, text in asked:
        for address in ("/search", f"/trips/{trip_id}"):
            answer = client.get(address, query_string={"q": text})
            if answer.status_code >= _FAILED:
                failed.append((address, text))
    print(f"\n{len(asked):,} texts, {len(failed)} answers of {_FAILED} and more {failed[:5]}")
    assert not failed


def _typed(trips: Sequence[Trip], count: int) -> Iterator[tuple[str, str]]:
    """Words, pairs, phrases and sentences of texts, each with the trip that it stands in."""
    chance = random.Random(50_000)
    texts = [(trip.id, section.text.split()) for trip in trips for section in sections_of(trip)]
    for trip_id, words in chance.choices(texts, [len(words) for _, words in texts], k=count):
        length = chance.choice((1, 2, 3, 12))
        start = chance.randrange(max(1, len(words) - length + 1))
        text = " ".join(words[start : start + length])[:MAX_QUERY_LENGTH]
        yield trip_id, f'"{text}"' if chance.random() < _QUOTED and len(text) < MAX_QUERY_LENGTH - 2 else text
