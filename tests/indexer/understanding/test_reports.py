"""Report files of every format, as different offices lay them out: one trip, its fields, and the texts of its sections."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from indexer.clean import clean
from indexer.record import Item, LeftOut, Note, Raw, Refusal
from indexer.sources.files import read
from search.trip import Trip
from tests.indexer.sources.pieces import Cell, Grid, Heading, Piece, Wide
from tests.indexer.sources.writers import KINDS, write_document

TITLE = "독일 탄소중립 도시 열 공급 정책 연수"
PURPOSE = "탄소중립 도시의 열 공급 사례 조사와 협력 방안 협의"
PERIOD = "2025. 3. 3.(월) ~ 3. 8.(토) [4박 6일]"
PLACES = "독일(베를린, 함부르크)"
VISITED = "베를린시 에너지청을 방문하여 지역난방 전환 계획을 들었다."
HEAT = "하수열은 우리 시 하수처리장에서도 쓸 수 있다."
PEOPLE = Grid([["소속", "직급", "성명"], ["환경국", "5급", "홍길동"], ["환경국", "7급", "김가상"]])
BODY: Sequence[Piece] = ["Ⅱ. 주요 활동 내용", VISITED, "Ⅲ. 시사점", HEAT]
FORM_NAME = "공무국외출장 결과보고서"


def form_of_four_columns() -> Sequence[Piece]:
    grid = Grid(
        [
            ["출장목적", PURPOSE, "출장기간", PERIOD],
            ["출장국가", PLACES, "인원", "총 4명"],
            ["기관", "가상광역시", "소요경비", "12,300천원"],
        ]
    )
    return [Heading(FORM_NAME), TITLE, "Ⅰ. 출장 개요", grid, PEOPLE, *BODY]


def form_of_two_columns_with_spaced_labels() -> Sequence[Piece]:
    rows = [["출 장 명", TITLE], ["출 장 목 적", PURPOSE], ["기      간", PERIOD], ["출 장 국", PLACES], ["출장인원", "4명"], ["소속기관", "가상광역시"], ["총 경 비", "12,300,000원"]]  # fmt: skip
    return [FORM_NAME, Grid(rows), PEOPLE, *BODY]


def form_with_groups_at_its_left() -> Sequence[Piece]:
    rows: list[list[Cell]] = [[Wide("출장개요", rows=3), "출장목적", PURPOSE], ["출장기간", PERIOD], ["방문국", PLACES], [Wide("현황", rows=3), "인원", "4"], ["기관명", "가상광역시"], ["경비(천원)", "12,300"]]  # fmt: skip
    return [FORM_NAME, f"- {TITLE} -", Grid(rows), PEOPLE, *BODY]


def lines_with_bullets_and_colons() -> Sequence[Piece]:
    lines = [f"○ 출장목적 : {PURPOSE}", f"○ 출장기간 : {PERIOD}", f"○ 출 장 국 : {PLACES}", "○ 출장자 : 가상광역시 홍길동 외 3명", "○ 기관 : 가상광역시", "○ 소요예산 : 금12,300,000원(금일천이백삼십만원)"]  # fmt: skip
    return [TITLE, "Ⅰ. 출장 개요", *lines, *BODY]


def lines_with_numbers_below_headings() -> Sequence[Piece]:
    lines = ["1. 출장목적", PURPOSE, "2. 출장기간", PERIOD, "3. 방문국가", PLACES, "4. 출장인원", "4명", "5. 기관명", "가상광역시", "6. 총경비", "12,300,000원"]  # fmt: skip
    return [Heading(TITLE), *lines, "7. 출장결과", VISITED, "8. 시사점", HEAT]


def title_in_a_box_and_contents_before_the_text() -> Sequence[Piece]:
    contents = ["목  차", "Ⅰ. 출장 개요 ············ 1", "Ⅱ. 주요 활동 내용 ········· 3", "Ⅲ. 시사점 ··············· 9"]
    grid = Grid(
        [
            ["출장목적", PURPOSE],
            ["출장기간", PERIOD],
            ["출장지", PLACES],
            ["인원", "4명"],
            ["기관", "가상광역시"],
            ["출장경비", "1,230만원"],
        ]
    )
    return [Grid([[TITLE]]), *contents, "Ⅰ. 출장 개요", grid, *BODY]


def table_of_one_trip() -> Sequence[Piece]:
    grid = Grid(
        [
            ["출장목적", "기간/장소", "인원", "기관", "소요예산(천원)"],
            [PURPOSE, f"{PERIOD}/{PLACES}", "4", "가상광역시", "12,300"],
        ]
    )
    return [TITLE, grid, *BODY]


LAYOUTS: dict[str, Callable[[], Sequence[Piece]]] = {
    made.__name__: made
    for made in (
        form_of_four_columns, form_of_two_columns_with_spaced_labels, form_with_groups_at_its_left, lines_with_bullets_and_colons,
        lines_with_numbers_below_headings, title_in_a_box_and_contents_before_the_text, table_of_one_trip,
    )
}  # fmt: skip


def items(kind: str, pieces: Sequence[Piece], folder: Path, name: str = "250303_보고서") -> list[Item]:
    return list(read([write_document(kind, pieces, folder / f"{name}.{kind}")]))


def trip_of(found: Sequence[Item]) -> Trip:
    (raw,) = [item for item in found if isinstance(item, Raw)]
    trip = clean(raw)
    assert isinstance(trip, Trip), trip
    return trip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_one_trip_with_all_that_it_states(kind: str, layout: str, tmp_path: Path) -> None:
    found = items(kind, LAYOUTS[layout](), tmp_path)
    trip = trip_of(found)
    assert (trip.title, trip.purpose) == (TITLE, PURPOSE)
    assert (str(trip.departs), str(trip.returns), trip.stay) == ("2025-03-03", "2025-03-08", "4박 6일")
    assert ([place.name for place in trip.countries], trip.cities) == (["독일"], ("베를린", "함부르크"))
    assert (trip.people, trip.organisation, trip.cost_krw) == (4, "가상광역시", 12_300_000)
    told = "\n".join(trip.findings)
    assert VISITED in told
    assert HEAT in told
    assert "홍길동" not in repr(found)
    assert "····" not in told


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_that_names_itself_nothing_is_called_by_its_purpose_or_its_file(kind: str, tmp_path: Path) -> None:
    lines = [FORM_NAME, "○ 출장기간 : 2025. 3. 3. ~ 3. 8.", "○ 출장국 : 독일", "Ⅱ. 시사점", HEAT]
    assert trip_of(items(kind, [*lines[:3], f"○ 출장목적 : {PURPOSE}", *lines[3:]], tmp_path)).title == PURPOSE
    of_file = trip_of(items(kind, lines, tmp_path, "[붙임] 스마트 항만 견학 국외출장보고_250303-250308_게시용"))
    assert of_file.title == "스마트 항만 견학 국외출장보고"
    assert of_file.title_stated is None


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_form_finds_stands_before_what_the_sections_find(kind: str, tmp_path: Path) -> None:
    of_form, summary = "열 요금은 조례로 정한다.", "지역난방을 살펴보았다."
    form = Grid(
        [["출장목적", PURPOSE], ["출장기간", PERIOD], ["방문국", PLACES], ["요약", summary], ["시사점", of_form]]
    )
    trip = trip_of(items(kind, [FORM_NAME, TITLE, form, *BODY], tmp_path))
    assert (trip.title, trip.summary) == (TITLE, summary)
    assert trip.findings[0] == of_form
    assert VISITED in trip.findings
    assert HEAT in trip.findings
    again = trip_of(items(kind, [FORM_NAME, TITLE, form, "Ⅲ. 시사점", of_form], tmp_path))
    assert again.findings.count(of_form) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_tells_of_no_trip_is_no_trip(kind: str, tmp_path: Path) -> None:
    pieces = [
        "주간 업무 보고",
        "Ⅰ. 추진 현황",
        "도로 보수 공사를 마쳤다.",
        "Ⅱ. 향후 계획",
        "다음 주에 준공 검사를 한다.",
    ]
    (refusal,) = items(kind, pieces, tmp_path, "주간업무")
    assert isinstance(refusal, Refusal)
    assert "알아볼 수 없" in refusal.reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_is_left_out_and_a_list_of_people_is_told(kind: str, tmp_path: Path) -> None:
    pieces = ["독일 탄소중립 정책 연수 공무국외출장 계획서", *form_of_four_columns()[2:]]
    found = items(kind, pieces, tmp_path)
    assert [item.kind for item in found if isinstance(item, LeftOut)] == ["계획"]
    assert any("사람 이름이 든 표 1개" in item.reason for item in found if isinstance(item, Note))
    assert not any(isinstance(item, Raw) for item in found)
