"""A folder of what agencies publish, as a person meets it: what was understood, what was left out, what was asked."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from tests.indexer.understanding.listings import FORMATS, ODDITIES, TRIPS
from trips.__main__ import cli

OWN_WORDS = "가는 날,오는 날,일의 이름,어디\n2025-03-03,2025-03-08,탄소중립 도시 견학,독일\n2025-05-01,2025-05-04,스마트 항만 조사,싱가포르\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same three trips in three formats, in an archive, beside a plan and something else."""
    path = tmp_path / "받은 자료"
    path.mkdir()
    FORMATS["csv cp949"](ODDITIES["title_unit_total_and_notes"](), path / "a 현황.csv")
    FORMATS["xlsx"](ODDITIES["two_rows_of_headings"](), path / "b 현황.xlsx")
    with ZipFile(path / "c 묶음.zip", "w") as archive:
        archive.write(path / "a 현황.csv", "2025/현황.csv")
    (path / "d 계획.csv").write_text(
        "제목,국가\n일본 자원순환 견학 계획서,일본\n몽골 협력 결과보고서,몽골\n", encoding="utf-8"
    )
    (path / "e 사진.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)


def test_a_folder_ends_with_a_line_a_file(folder: Path) -> None:
    done = run("index", folder)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[2][:10] == ["a", "현황.csv", "CSV(쉼표나", "탭으로", "나눈", "표)", "3", "3", "0", "0"]
    assert lines[3][:7] == ["b", "현황.xlsx", "XLSX", "3", "3", "0", "0"]
    assert [lines[4][:3], lines[5][:2]] == [["c", "묶음.zip", "ZIP"], ["c", "묶음.zip/2025/현황.csv"]]
    assert lines[6][:10] == ["d", "계획.csv", "CSV(쉼표나", "탭으로", "나눈", "표)", "2", "1", "0", "1"]
    assert lines[7][:5] == ["e", "사진.jpg", "알", "수", "없음"]
    assert "일본 자원순환 견학 계획서" in done.stderr
    assert "--also plans" in done.stderr


def test_equal_trips_of_several_files_are_one(folder: Path) -> None:
    run("index", folder)
    found = json.loads(run("search", "--json").stdout)
    assert found["total"] == len(TRIPS) + 1
    assert {hit["trip"]["title"] for hit in found["hits"]} == {*(made.title for made in TRIPS), "몽골 협력 결과보고서"}


def test_plans_are_taken_where_they_are_wanted(folder: Path) -> None:
    run("index", folder, "--also", "plans")
    assert json.loads(run("search", "--json").stdout)["total"] == len(TRIPS) + 2


def test_own_headings_are_told_once_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "우리.csv"
    path.write_text(OWN_WORDS, encoding="utf-8")
    refused = run("index", path)
    assert refused.exception
    assert "‘가는 날’, ‘오는 날’, ‘일의 이름’, ‘어디’" in refused.stderr
    told = ["--map", "가는 날=departs", "--map", "오는날=도착일", "--map", "일의 이름=title", "--map", "어디=국가"]
    assert run("index", path, *told[:6], "--profile", "우리 시").exit_code == 0
    assert run("inspect", path, *told[6:], "--profile", "우리 시").exit_code == 0
    run("index", "--replace", path, "--profile", "우리 시")
    (hit, other) = json.loads(run("search", "--sort", "oldest", "--json").stdout)["hits"]
    assert (hit["trip"]["departs"], hit["trip"]["returns"], other["trip"]["title"]) == (
        "2025-03-03",
        "2025-03-08",
        "스마트 항만 조사",
    )


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--map", "가는 날"], "머리글=필드로 쓰세요"),
        (["--map", "=departs"], "머리글=필드로 쓰세요"),
        (["--map", "가는 날=언제"], "departs(출발일)"),
        (["--map", "누구=person"], "없는 필드"),
        (["--profile", "../밖"], "이름에는"),
        (["--also", "everything"], "plans"),
    ],
)
def test_a_wrong_option_is_answered_with_what_is_right(tmp_path: Path, option: list[str], said: str) -> None:
    (tmp_path / "f.csv").write_text(OWN_WORDS, encoding="utf-8")
    done = CliRunner().invoke(cli, ["index", str(tmp_path / "f.csv"), *option])
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "data").exists()


def test_inspect_shows_columns_and_trips_and_touches_nothing(folder: Path, tmp_path: Path) -> None:
    done = run("inspect", folder / "b 현황.xlsx")
    assert "b 현황.xlsx: XLSX" in done.stdout
    assert "출장기간 부터→출발일" in done.stdout
    assert f"제목: {TRIPS[0].title}" in done.stdout
    assert "방문 도시: 베를린 / 함부르크" in done.stdout
    assert "출장 3건을 읽었습니다." in done.stdout
    assert not (tmp_path / "data").exists()


def test_what_is_private_is_nowhere_in_the_data_folder_nor_in_the_list_of_refusals(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "제목,국가,출장자,담당자,핵심 내용\n탄소중립 견학,독일,홍길동 외 2명,김가상,문의: 010-1234-5678 (담당자: 김가상)\n,일본,홍길동,김가상,hong@example.kr\n",
        encoding="utf-8",
    )
    done = run("index", tmp_path / "f.csv", "--rejects", tmp_path / "rejects.jsonl")
    files = [file for file in [tmp_path / "rejects.jsonl", *(tmp_path / "data").rglob("*")] if file.is_file()]
    kept = [b"".join(file.read_bytes() for file in files), (done.stdout + done.stderr).encode()]
    for private in ("홍길동", "김가상", "1234-5678", "hong@example.kr"):
        assert not [text for text in kept if private.encode() in text], private
    (hit,) = json.loads(run("search", "--json").stdout)["hits"]
    assert hit["trip"]["people"] == 3
