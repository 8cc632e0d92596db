"""`trips status --quality`, as a person and as a program asks for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.quality.report import Quality, examine
from trips.__main__ import cli

HEAD = "제목,기관,방문국,출장기간,인원,경비(원)\n"
ROWS = [
    "독일 탄소중립 도시 정책 연수,가상시,독일,2025. 3. 3. ~ 3. 8.,4명,12300000",
    "싱가포르 스마트 항만 조사,가상시,싱가포르,2025. 5. 1. ~ 5. 4. [9박 10일],450명,",
    "공무국외출장 결과보고서,가상군,일본,2024. 5. 1. ~ 5. 4.,2명,4100",
]
AGAIN = "[붙임] 독일탄소중립 도시 정책연수_게시용,가상 시,독일(베를린),2025. 3. 3. ~ 3. 8.,,"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)


def load(folder: Path, *rows: str) -> None:
    path = folder / "현황.csv"
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    assert run("index", path).exit_code == 0


def test_gaps_notices_oddities_and_possible_duplicates_are_shown_with_their_trips(tmp_path: Path) -> None:
    load(tmp_path, *ROWS, AGAIN)
    said = run("status", "--quality").stdout
    assert ": 출장 4건\n" in said
    for line in (
        "  경비: 2건(50%)",
        "  인원: 1건(25%)",
        "  [stay_dates_disagree]: 1건",
        "  제목만으로는 어떤 출장인지 알 수 없습니다 [form_title]: 1건",
        "  인원이 300명보다 많습니다 [many_people]: 1건",
        "두 번 들어온 것일 수 있는 출장: 1묶음, 2건(가능성이 높은 순)",
        "  1. 제목의 글자와 날짜가 같습니다.",
    ):
        assert f"{line}\n" in said, line
    assert "싱가포르 스마트 항만 조사 – 인원 450명" in said
    assert "경비 4,100원, 인원 2명" in said
    assert "독일 탄소중립 도시 정책 연수 | 가상시 | 2025-03-03 ~ 2025-03-08 | 현황.csv" in said
    assert "독일탄소중립 도시 정책연수 | 가상 시 | 2025-03-03 ~ 2025-03-08 | 현황.csv" in said


def test_programs_get_the_same_as_json(tmp_path: Path) -> None:
    load(tmp_path, *ROWS, AGAIN)
    report = json.loads(run("status", "--quality", "--json").stdout)
    assert report["index"]["trips"] == 4
    assert report["gaps"]["cost_krw"] == 2
    assert [(found["code"], found["trips"]) for found in report["oddities"]] == [
        ("cost_a_head", 1),
        ("many_people", 1),
        ("form_title", 1),
    ]
    assert [found["code"] for found in report["notices"]] == ["no_findings", "stay_dates_disagree"]
    (group,) = report["duplicates"]["shown"]
    assert {trip["title"] for trip in group["trips"]} == {"독일 탄소중립 도시 정책 연수", "독일탄소중립 도시 정책연수"}
    assert [reason["code"] for reason in group["reasons"]] == ["same_title_and_days"]
    assert (group["size"], report["duplicates"]["groups"], report["duplicates"]["trips"]) == (2, 1, 2)


def test_what_is_not_there_is_said_to_be_none(tmp_path: Path) -> None:
    load(tmp_path, ROWS[0])
    said = run("status", "--quality").stdout
    assert "그 밖에 확인할 점: 없음\n" in said
    assert "두 번 들어온 것일 수 있는 출장: 없음\n" in said


def test_many_examples_and_groups_are_cut_short_and_all_are_counted(tmp_path: Path) -> None:
    rows = [f"{number}번째 공항{space}견학,가상{number}시,일본,2024. {number % 12 + 1}. 1. ~ 3.,1명,1000" for number in range(30) for space in (" ", "")]  # fmt: skip
    load(tmp_path, *rows)
    said = run("status", "--quality").stdout
    assert "[cost_a_head]: 60건\n" in said
    assert "    … 외 57건\n" in said
    assert "30묶음, 60건" in said
    assert "  … 외 10묶음\n" in said


def test_without_an_index_it_says_what_to_do() -> None:
    done = run("status", "--quality")
    assert done.exception
    assert "trips index" in str(done.exception)


def test_a_report_of_two_indexes_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, *ROWS)

    def examined_while_another_is_published(*arguments: object) -> Quality:
        load(tmp_path, *ROWS, AGAIN)
        return examine(*arguments)  # type: ignore[arg-type] # as they came

    monkeypatch.setattr("trips.status.examine", examined_while_another_is_published)
    done = run("status", "--quality")
    assert "색인이 바뀌었습니다. 다시 실행하세요." in str(done.exception)
    assert "출장" not in done.stdout
