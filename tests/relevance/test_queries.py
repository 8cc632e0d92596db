"""The judged queries as data: enough of every class, and every grade is of a trip that exists."""

from collections import Counter

from tests.relevance.judged import queries, sample
from tests.relevance.measures import RELEVANT

LEAST = {
    "navigational": 25, "topical": 40, "question": 30, "misspelt": 20, "unspaced": 25, "english": 20, "old_name": 15,
}  # fmt: skip


def test_there_are_enough_queries_of_every_class() -> None:
    counts = Counter(query.kind for query in queries())
    assert counts.keys() == LEAST.keys()
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}
    assert counts.total() >= 150
    assert len({query.text for query in queries()}) == counts.total()


def test_every_grade_is_of_an_example_trip_and_every_query_has_an_answer() -> None:
    known = {trip.id for trip in sample()}
    assert [query.text for query in queries() if not query.grades.keys() <= known] == []
    assert {grade for query in queries() for grade in query.grades.values()} == {1, 2, 3}
    assert [query.text for query in queries() if max(query.grades.values()) < RELEVANT] == []


def test_a_question_names_the_trip_that_answers_it_fully() -> None:
    assert [query.text for query in queries() if query.kind == "question" and 3 not in query.grades.values()] == []


def test_only_what_is_typed_without_spaces_has_a_form_with_them() -> None:
    for query in queries():
        assert (query.spaced is not None) == (query.kind == "unspaced"), query.text
        assert not query.spaced or query.spaced.replace(" ", "") == query.text
