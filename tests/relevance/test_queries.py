"""The judged queries as data: trips that exist, grades that say something, enough of every class."""

import re
import unicodedata
from collections import Counter

import pytest

from search.trip import Trip
from tests.relevance.judged import Judged, Kind, every_query, queries, sample

LEAST: dict[Kind, int] = {
    "navigational": 25,
    "topical": 40,
    "question": 30,
    "misspelt": 20,
    "unspaced": 25,
    "english": 20,
    "old_name": 15,
    "inflected": 24,
    "compound": 24,
    "jamo": 24,
    "quoted": 24,
    "paraphrase": 25,
    "paraphrase_2": 30,
    "typed_year": 18,
    "typed_region": 22,
    "typed_report": 12,
}
WITHOUT_SPACES: tuple[Kind, ...] = ("unspaced", "compound")
SENTENCES: tuple[Kind, ...] = ("question", "inflected")
# What stands between quotation marks, typed by a keyboard or a telephone.
QUOTED = re.compile('["“]([^"”]+)["”]')


def of(*kinds: Kind) -> list[Judged]:
    return [query for query in every_query() if query.kind in kinds]


def answers(query: Judged) -> list[str]:
    """The texts of the trips that are exactly what was asked for."""
    return [text_of(trip) for trip in sample() if query.grades.get(trip.id) == 3]


def text_of(trip: Trip) -> str:
    names = [place.name for place in trip.countries]
    parts = [trip.title, trip.purpose, *names, *trip.cities, trip.organisation, trip.summary, *trip.findings]
    return "\n".join(part for part in parts if part)


def test_there_are_enough_queries_of_every_class() -> None:
    count = Counter(query.kind for query in every_query())
    assert {name: count[name] for name in LEAST if count[name] < LEAST[name]} == {}
    assert len(queries()) >= 170
    assert len(queries("fresh")) >= 120
    assert len(queries("understood")) >= 50


def test_every_judged_trip_is_an_example_and_every_example_answers_a_query() -> None:
    ids = {trip.id for trip in sample()}
    assert {trip_id for query in every_query() for trip_id in query.grades} - ids == set()
    assert ids - {trip_id for query in queries() for trip_id, grade in query.grades.items() if grade == 3} == set()


def test_every_query_has_a_trip_that_is_clearly_about_it() -> None:
    assert [query.text for query in every_query() if max(query.grades.values(), default=0) < 2] == []


def test_no_query_stands_twice() -> None:
    count = Counter(query.text for query in every_query())
    assert [text for text, times in count.items() if times > 1] == []


def test_an_unspaced_query_is_its_spaced_form_without_the_spaces_and_no_other_class_has_one() -> None:
    unspaced = of(*WITHOUT_SPACES)
    assert [query.text for query in unspaced if query.text != (query.spaced or "").replace(" ", "")] == []
    assert [query.text for query in unspaced if " " not in (query.spaced or "")] == []
    assert [query.text for query in every_query() if query.spaced and query.kind not in WITHOUT_SPACES] == []


def test_a_compound_has_three_words_or_more() -> None:
    assert [query.text for query in of("compound") if len((query.spaced or "").split()) < 3] == []


def test_a_word_with_a_wrong_jamo_is_short_and_one_jamo_away_from_the_word_that_was_meant() -> None:
    wrong = []
    for query in of("jamo"):
        pairs = zip(query.text.split(), (query.meant or "").split(), strict=True)
        mistakes = [(typed, meant) for typed, meant in pairs if typed != meant]
        if [(len(typed) in {2, 3}, differing_jamo(typed, meant)) for typed, meant in mistakes] != [(True, 1)]:
            wrong.append(query.text)
    assert wrong == []
    assert [query.text for query in every_query() if query.meant and query.kind != "jamo"] == []


def differing_jamo(one: str, other: str) -> int:
    """How many letters of two words of as many letters differ."""
    letters = [unicodedata.normalize("NFD", word) for word in (one, other)]
    return sum(a != b for a, b in zip(*letters, strict=True))


def test_a_quoted_piece_stands_so_in_every_trip_that_is_graded_and_in_no_other() -> None:
    wrong = []
    for query in of("quoted"):
        pieces = [piece.casefold() for piece in QUOTED.findall(query.text)]
        having = {trip.id for trip in sample() if all(piece in text_of(trip).casefold() for piece in pieces)}
        if not pieces or having != set(query.grades):
            wrong.append(query.text)
    assert wrong == []


def test_at_most_a_third_of_the_words_of_a_paraphrase_stand_in_a_trip_that_answers_it() -> None:
    wrong = [
        query.text
        for query in of("paraphrase", "paraphrase_2")
        for text in answers(query)
        if sum(word in text for word in query.text.split()) * 3 > len(query.text.split())
    ]
    assert wrong == []


def test_a_spaced_or_correct_form_that_is_judged_itself_has_the_same_grades() -> None:
    judged = {query.text: query.grades for query in every_query()}
    meant = [(query, query.spaced or query.meant) for query in every_query()]
    pairs = [(query, judged[text]) for query, text in meant if text in judged]
    assert pairs
    assert [query.text for query, grades in pairs if query.grades != grades] == []


def test_a_question_names_the_trip_that_answers_it_in_five_to_fifteen_words() -> None:
    assert [query.text for query in of(*SENTENCES) if not 5 <= len(query.text.split()) <= 15] == []
    assert [query.text for query in of(*SENTENCES) if 3 not in query.grades.values()] == []


def test_a_theme_has_one_to_three_words() -> None:
    assert [query.text for query in of("topical") if len(query.text.split()) > 3] == []


def test_a_theme_beside_a_year_or_a_region_is_graded_as_the_theme_or_lower() -> None:
    """What is asked for beside it takes grades away, never adds any."""
    themes = {query.text: query.grades for query in of("topical")}
    for query in queries("understood"):
        theme = next(
            grades for text, grades in themes.items() if set(text.split()) <= set(re.split(r"\s+", query.text))
        )
        assert all(grade <= theme[trip_id] for trip_id, grade in query.grades.items()), query.text


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
