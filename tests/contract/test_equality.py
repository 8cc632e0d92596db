"""Two engines, one answer: generated queries over generated trips, every part of every answer compared.

Scores are equal but for the last digits of a float, so orders are compared with scores equal to 1e-5 as ties.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from benchmarks.generator import trips as generated
from search.engine import TripIndex, TripSearch
from search.page import TripHit, TripPage
from search.parse import parse
from search.query import FacetName, Filters, Match, Sort, TripQuery
from search.trip import Trip
from search.words.files import our_words
from tests.relevance.judged import every_query, sample
from tests.stores import elastic_store, embedded_store

# What a reader would not see as a difference: floats are added up in another order.
CLOSE = 1e-5
MAX_PAGES = 4
# All the judged queries take minutes: one part of them every day.
PARTS = 12
THEMES = [theme.key for theme in our_words().themes]


def queries(corpus: Sequence[Trip], count: int, seed: int) -> Iterator[TripQuery]:
    """Words, phrases, exclusions, filters, sorts, pages, as the corpus has them and as it has not."""
    chance = random.Random(seed)
    for _ in range(count):
        trip = chance.choice(corpus)
        yield TripQuery(
            clauses=parse(_text(trip, chance)),
            match=chance.choice([Match.AUTO, Match.AUTO, Match.AUTO, *Match]),
            filters=_filters(trip, chance) if chance.random() < 0.4 else Filters(),
            sort=chance.choice([Sort.RELEVANCE, Sort.RELEVANCE, *Sort]),
            size=chance.choice([1, 5, 10, 20, 33]),
            facets=tuple(chance.sample(list(FacetName), chance.randint(0, 3))),
            facet_size=chance.choice([1, 3, 10, 100]),
        )


def _text(trip: Trip, chance: random.Random) -> str:
    words = " ".join((trip.title, trip.summary or "", *trip.findings)).split()
    start = chance.randrange(len(words) - 4)
    kinds: list[Callable[[], str]] = [
        lambda: "",
        lambda: words[start],
        lambda: " ".join(chance.sample(words, 2)),
        lambda: " ".join(chance.sample(words, chance.randint(3, 12))),
        lambda: f'"{" ".join(words[start : start + chance.randint(1, 4)])}"',
        lambda: f'"{words[start]} {words[start + 1]}" {chance.choice(words)}',
        lambda: f"{words[start]} -{chance.choice(words)}",
        lambda: f"-{chance.choice(words)}",
        lambda: "".join(words[start : start + 2]),
        lambda: chance.choice(words)[: chance.randint(1, 3)],
        lambda: chance.choice("그리고 의 을를 * ( ㅎㅎ １２ C-ITS와 우주정거장 café 2024년 1,250".split()),
    ]
    return chance.choice(kinds)()


def _filters(trip: Trip, chance: random.Random) -> Filters:
    day = trip.departs or dt.date(2022, 6, 1)
    other = dt.timedelta(days=chance.randint(0, 700))
    return Filters(
        country=tuple(sorted({place.key for place in trip.countries} | {"FR"})) if chance.random() < 0.5 else (),
        organisation=(trip.organisation or "",) if chance.random() < 0.2 else (),
        region=("서울", "전남") if chance.random() < 0.2 else (),
        not_office_kind=("의회", "중앙") if chance.random() < 0.2 else (),
        theme=tuple(chance.sample(THEMES, 2)) if chance.random() < 0.2 else (),
        not_country=tuple(sorted({place.key for place in trip.countries})) if chance.random() < 0.2 else (),
        not_theme=tuple(chance.sample(THEMES, 2)) if chance.random() < 0.2 else (),
        nights_min=chance.randint(0, 9) if chance.random() < 0.2 else None,
        people_max=chance.randint(1, 12) if chance.random() < 0.2 else None,
        year=tuple(sorted({str(day.year), "2021"})) if chance.random() < 0.4 else (),
        departs_from=day - other if chance.random() < 0.4 else None,
        departs_to=day + other if chance.random() < 0.4 else None,
    )


def pages(engine: TripSearch, query: TripQuery) -> list[TripPage]:
    """The first pages of a list of hits."""
    found = [engine.search(query)]
    while found[-1].next and len(found) < MAX_PAGES:
        found.append(engine.search(msgspec.structs.replace(query, after=found[-1].next)))
    return found


def assert_same_order(ours: Sequence[TripHit], theirs: Sequence[TripHit]) -> None:
    """Equal, but that neighbours with scores equal to 1e-5 may change places."""
    assert [hit.score is None for hit in ours] == [hit.score is None for hit in theirs]
    for one, other in zip(ours, theirs, strict=True):
        if one.score is None or other.score is None:
            assert one.trip.id == other.trip.id
        else:
            assert one.score == pytest.approx(other.score, rel=CLOSE, abs=CLOSE)
            assert one.trip.id == other.trip.id or one.score in [  # approximate numbers have no hash
                pytest.approx(hit.score, rel=CLOSE, abs=CLOSE) for hit in theirs if hit.trip.id == one.trip.id
            ]


def assert_same_answer(ours: TripPage, theirs: TripPage) -> None:
    """Everything but the index's own name and the last digits of scores."""
    assert ours.total == theirs.total
    assert ours.facets == theirs.facets
    assert ours.understood == theirs.understood
    assert_same_order(ours.hits, theirs.hits)
    marks = [{hit.trip.id: (hit.trip, hit.title, hit.passages) for hit in page.hits} for page in (ours, theirs)]
    for trip_id in marks[0].keys() & marks[1].keys():
        assert marks[0][trip_id] == marks[1][trip_id]


@contextmanager
def both_engines(
    folder: Path, url: str, corpus: Sequence[Trip], shards: int
) -> Iterator[tuple[TripSearch, TripSearch]]:
    embedded = embedded_store(folder)
    with elastic_store(url, shards) as elastic:
        for index in (embedded.index, elastic.index):
            _fill(index, corpus)
        yield embedded.engine, elastic.engine


def _fill(index: TripIndex, corpus: Sequence[Trip]) -> None:
    with index.rebuild() as writer:
        for trip in corpus:
            writer.add(trip)


def compare(folder: Path, url: str, size: int, count: int, shards: int) -> int:
    """How many pages were compared."""
    corpus = list(generated(size, seed=5))
    compared = 0
    with both_engines(folder, url, corpus, shards) as (ours, theirs):
        for query in queries(corpus, count, seed=6):
            mine, others = pages(ours, query), pages(theirs, query)
            assert len(mine) == len(others), query
            for one, other in zip(mine, others, strict=True):
                assert_same_answer(one, other)
            compared += len(mine)
    return compared


@pytest.mark.parametrize("shards", [1, 2])
def test_both_engines_give_the_same_answers(tmp_path: Path, cluster: str, shards: int) -> None:
    assert compare(tmp_path, cluster, size=150, count=80, shards=shards) > 80


@pytest.mark.drill
@pytest.mark.parametrize("shards", [1, 2])
def test_both_engines_give_the_same_answers_to_five_hundred_queries(tmp_path: Path, cluster: str, shards: int) -> None:
    compared = compare(tmp_path, cluster, size=4_000, count=500, shards=shards)
    print(f"\n500 queries over 4,000 trips, {shards} shard(s): {compared} pages equal")


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.drill) for part in range(1, PARTS))])
def test_both_engines_give_the_same_answer_and_suggestions_to_every_judged_query(
    tmp_path: Path, cluster: str, part: int
) -> None:
    with both_engines(tmp_path, cluster, sample(), shards=1) as (ours, theirs):
        for judged in list(every_query())[part::PARTS]:
            query = TripQuery(clauses=parse(judged.text), facets=tuple(FacetName))
            for one, other in zip(pages(ours, query), pages(theirs, query), strict=True):
                assert_same_answer(one, other)
            assert ours.suggest(judged.text, 10).found == theirs.suggest(judged.text, 10).found
