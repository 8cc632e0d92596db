"""What is asked: nothing twice where it is cold, the popular ones often where it is hot."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import read_corpus, write_corpus
from benchmarks.queries import POPULAR, cold_queries, hot_queries, popular_queries
from benchmarks.result import Text
from search.parse import parse

TRIPS = 200


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "trips.jsonl"
    write_corpus(path, TRIPS, Text.GENERATED)
    return path


def test_a_cold_query_never_comes_twice_and_is_none_of_the_popular_ones(corpus: Path) -> None:
    popular = popular_queries(corpus, TRIPS)
    found = cold_queries(corpus, TRIPS, 2_000, without=popular)
    assert len(found) > 1_500
    assert len(set(found)) == len(found)
    assert not set(found) & set(popular)


def test_cold_queries_are_of_every_kind(corpus: Path) -> None:
    clauses = [parse(text) for text in cold_queries(corpus, TRIPS, 1_000)]
    assert {len(found) for found in clauses} >= {1, 2, 4}
    assert any(clause.quoted for found in clauses for clause in found)
    assert any(clause.excluded for found in clauses for clause in found)
    assert any(clause.text.isascii() for found in clauses for clause in found)


def test_what_is_asked_for_stands_in_the_trips(corpus: Path) -> None:
    text = " ".join(" ".join((trip.title, trip.summary or "", *trip.findings)) for trip in read_corpus(corpus))
    for clause in [clause for query in cold_queries(corpus, TRIPS, 300) for clause in parse(query)]:
        assert clause.text in text


def test_the_popular_queries_are_asked_by_zipf(corpus: Path) -> None:
    popular = popular_queries(corpus, TRIPS)
    assert len(set(popular)) == POPULAR
    counts = Counter(hot_queries(popular, 20_000, seed=1))
    assert counts[popular[0]] == pytest.approx(2 * counts[popular[1]], rel=0.1)
    assert counts[popular[0]] == pytest.approx(10 * counts[popular[9]], rel=0.2)


def test_the_same_trips_give_the_same_queries(corpus: Path) -> None:
    assert popular_queries(corpus, TRIPS) == popular_queries(corpus, TRIPS)
    assert cold_queries(corpus, TRIPS, 300) == cold_queries(corpus, TRIPS, 300)
    assert hot_queries(["하나", "둘"], 50, seed=1) != hot_queries(["하나", "둘"], 50, seed=2)
