"""Where a record stands: told so that people find it, in any kind of file."""

import pytest

from indexer.clean import clean
from indexer.load import DryRun, LoadReport, load
from indexer.record import AtLine, AtPage, AtRow, Place, Raw, Where
from search.trip import Trip

PLACES: list[tuple[Where, str, str]] = [
    (AtLine(3), "3번째 줄", "자료:3"),
    (AtRow("출장", 12), "‘출장’ 시트 12번째 행", "자료 ‘출장’ 시트 12번째 행"),
    (AtPage(5), "5쪽", "자료 5쪽"),
]


@pytest.mark.parametrize(("where", "sentence", "printed"), PLACES)
def test_a_place_is_told_in_a_sentence_and_behind_the_name_of_its_file(
    where: Where, sentence: str, printed: str
) -> None:
    assert str(where) == sentence
    assert str(Place("자료", where)) == printed


def test_no_two_kinds_of_place_are_the_same_though_their_numbers_are() -> None:
    assert len({AtLine(5), AtPage(5), AtRow("", 5)}) == 3


@pytest.mark.parametrize(("where", "printed"), [(where, printed) for where, _, printed in PLACES])
def test_a_second_trip_with_the_same_id_is_told_where_the_first_one_stands(where: Where, printed: str) -> None:
    report = LoadReport()
    records = [
        Raw(Place("자료", where), {"id": "a", "title": "하나"}),
        Raw(Place("다른 자료"), {"id": "a", "title": "둘"}),
    ]
    load(records, DryRun(), report)
    (refusal,) = report.refused
    assert f"{printed}에 이미 있습니다" in refusal.reason


@pytest.mark.parametrize(("where", "position"), [(AtLine(3), 3), (AtRow("출장", 12), 12), (AtPage(5), 5), (None, None)])
def test_a_trip_keeps_the_number_of_its_line_row_or_page(where: Where | None, position: int | None) -> None:
    trip = clean(Raw(Place("자료", where), {"title": "출장"}))
    assert isinstance(trip, Trip)
    assert trip.source
    assert (trip.source.file, trip.source.position) == ("자료", position)
