"""The judged queries as data: trips that exist, grades that say something, enough of every class."""

from collections import Counter

import pytest

from tests.relevance.judged import Judged, Kind, queries, sample

LEAST: dict[Kind, int] = {
    "navigational": 25,
    "topical": 40,
    "question": 30,
    "misspelt": 20,
    "unspaced": 25,
    "english": 20,
    "old_name": 15,
}


def of(kind: Kind) -> list[Judged]:
    return [query for query in queries() if query.kind == kind]


def test_there_are_enough_queries_of_every_class() -> None:
    count = Counter(query.kind for query in queries())
    assert {name: count[name] for name in LEAST if count[name] < LEAST[name]} == {}
    assert len(queries()) >= 170


def test_every_judged_trip_is_an_example_and_every_example_answers_a_query() -> None:
    ids = {trip.id for trip in sample()}
    assert {trip_id for query in queries() for trip_id in query.grades} - ids == set()
    assert ids - {trip_id for query in queries() for trip_id, grade in query.grades.items() if grade == 3} == set()


def test_every_query_has_a_trip_that_is_clearly_about_it() -> None:
    assert [query.text for query in queries() if max(query.grades.values(), default=0) < 2] == []


def test_no_query_stands_twice() -> None:
    count = Counter(query.text for query in queries())
    assert [text for text, times in count.items() if times > 1] == []


def test_an_unspaced_query_is_its_spaced_form_without_the_spaces_and_no_other_class_has_one() -> None:
    wrong = [query.text for query in of("unspaced") if query.text != (query.spaced or "").replace(" ", "")]
    assert wrong == []
    assert [query.text for query in of("unspaced") if " " not in (query.spaced or "")] == []
    assert [query.text for query in queries() if query.spaced and query.kind != "unspaced"] == []


def test_a_spaced_form_that_is_judged_itself_has_the_same_grades() -> None:
    judged = {query.text: query.grades for query in queries()}
    pairs = [(query, judged[query.spaced]) for query in of("unspaced") if query.spaced in judged]
    assert pairs
    assert [query.text for query, grades in pairs if query.grades != grades] == []


def test_a_question_names_the_trip_that_answers_it_in_five_to_fifteen_words() -> None:
    assert [query.text for query in of("question") if not 5 <= len(query.text.split()) <= 15] == []
    assert [query.text for query in of("question") if 3 not in query.grades.values()] == []


def test_a_theme_has_one_to_three_words() -> None:
    assert [query.text for query in of("topical") if len(query.text.split()) > 3] == []


@pytest.mark.parametrize(
    "same",
    [
        ["탄소중립", "탄소중릡", "xksthwndflq", "탄소주", "NET ZERO", "carbon neutrality"],
        ["해상풍력", "gotkdvndfur", "offshore wind"],
        ["산불 대응", "wildfire"],
        ["트램", "xmfoa"],
        ["USA", "미합중국"],
        ["Germany", "도이칠란트"],
        ["무상교통", "free public transport"],
        ["공적개발원조", "oda"],
    ],
    ids=lambda same: same[0],
)
def test_what_means_the_same_has_the_same_grades(same: list[str]) -> None:
    judged = {query.text: query.grades for query in queries()}
    assert {text: judged[text] for text in same} == dict.fromkeys(same, judged[same[0]])
