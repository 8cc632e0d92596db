"""How good the ranking is on the judged queries, on every engine, beside the figures on record.

`pytest tests/relevance --rewrite-statistics` records what is measured: a change of the ranking shows it in its commit.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from search.engine import TripSearch
from search.parse import parse
from search.query import TripQuery
from search.trip import Trip
from tests.relevance.judged import COLLECTIONS, Collection, Judged, queries, sample
from tests.relevance.measures import DEPTH, Measured, Outcome, measure

STATISTICS = Path(__file__).parent / "statistics.json"
# Of what a reader sees, the first ten: a lower figure than this is a mistake, not a matter of taste.
LEAST_NDCG = 0.85
# Typed without spaces, a query may be worse by so much.
SPACES = 0.01


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[list[Trip]], TripSearch]) -> TripSearch:
    return make_engine(list(sample()))


def outcome(engine: TripSearch, query: Judged, text: str) -> Outcome:
    page = engine.search(TripQuery(clauses=parse(text), size=DEPTH))
    return Outcome([hit.trip.id for hit in page.hits], query.grades)


def measured(engine: TripSearch, collection: Collection) -> dict[str, Measured]:
    outcomes = [(query.kind, outcome(engine, query, query.text)) for query in queries(collection)]
    kinds = dict.fromkeys(kind for kind, _ in outcomes)
    return {
        "all": measure(found for _, found in outcomes),
        **{kind: measure(found for other, found in outcomes if other == kind) for kind in kinds},
    }


def test_the_ranking_is_as_good_as_on_record(engine: TripSearch, request: pytest.FixtureRequest) -> None:
    found = {collection: measured(engine, collection) for collection in COLLECTIONS}
    if request.config.getoption("--rewrite-statistics"):
        STATISTICS.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    recorded: Any = msgspec.json.decode(STATISTICS.read_bytes(), type=dict[Collection, dict[str, Measured]])
    assert found == recorded
    assert found["queries"]["all"].ndcg >= LEAST_NDCG


def test_queries_without_spaces_are_as_good_as_with_them(engine: TripSearch) -> None:
    unspaced = [query for query in queries() if query.spaced]
    without = measure(outcome(engine, query, query.text) for query in unspaced)
    with_spaces = measure(outcome(engine, query, query.spaced or "") for query in unspaced)
    assert without.ndcg >= with_spaces.ndcg - SPACES


# Nothing of these stands in the trip that answers: it tells the same in other words, which no list of synonyms has.
IN_OTHER_WORDS = {
    "세입자가 세상을 떠난 뒤 유품을 치워 주는 보험이 있는 곳",
}


def test_every_question_finds_its_trip_among_the_first_ten(engine: TripSearch) -> None:
    missed = [
        query.text
        for query in queries()
        if query.kind == "question"
        and not {trip_id for trip_id, grade in query.grades.items() if grade == max(query.grades.values())}
        & set(outcome(engine, query, query.text).found)
    ]
    assert set(missed) == IN_OTHER_WORDS
