"""Days that only the name of a file has: they fill what nothing states, and never stand beside stated ones."""

from pathlib import Path

import pytest

from indexer.clean import clean
from indexer.record import Raw
from indexer.sources.files import read
from search.trip import Trip
from tests.indexer.sources.writers import KINDS, write_document

NAME = "스마트 항만 견학 국외출장보고_250303-250308"
LINES = ["공무국외출장 결과보고서", "○ 출장국 : 독일", "Ⅱ. 시사점", "하수열은 우리 시 하수처리장에서도 쓸 수 있다."]
STATED = [
    (None, ("2025-03-03", "2025-03-08", None)),
    (("귀국일", "2025. 3. 10."), (None, "2025-03-10", None)),
    (("출발일", "2025. 3. 1."), ("2025-03-01", None, None)),
    (("출장기간", "2025. 3. 1. ~ 3. 4."), ("2025-03-01", "2025-03-04", None)),
    (("출장기간", "2025년 상반기(4박 6일)"), (None, None, "4박 6일")),
]


def days(path: Path) -> tuple[str | None, str | None, str | None]:
    (trip,) = [clean(item) for item in read([path]) if isinstance(item, Raw)]
    assert isinstance(trip, Trip)
    assert trip.title == "스마트 항만 견학 국외출장보고"
    return (trip.departs and str(trip.departs), trip.returns and str(trip.returns), trip.stay)  # type: ignore[return-value]


@pytest.mark.parametrize(("stated", "expected"), STATED)
def test_days_of_a_column_of_file_names_give_way_to_stated_ones(
    tmp_path: Path, stated: tuple[str, str] | None, expected: tuple[str | None, str | None, str | None]
) -> None:
    label, value = stated or ("인원", "4명")
    path = tmp_path / "현황.csv"
    path.write_text(f"파일명,국가,{label}\n{NAME}.hwp,독일,{value}\n", encoding="utf-8")
    assert days(path) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("stated", "expected"), STATED)
def test_days_of_the_name_of_a_report_give_way_to_stated_ones(
    tmp_path: Path, kind: str, stated: tuple[str, str] | None, expected: tuple[str | None, str | None, str | None]
) -> None:
    line = [f"○ {stated[0]} : {stated[1]}"] if stated else []
    path = write_document(kind, [*LINES[:2], *line, *LINES[2:]], tmp_path / f"{NAME}.{kind}")
    assert days(path) == expected
