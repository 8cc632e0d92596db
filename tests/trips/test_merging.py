"""One trip from several files, and files that are not read again, as a person meets them: through the command."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.indexer.sources.writers import write_document
from trips.__main__ import cli

ROWS = "기관,제목,국가,출발일,도착일,인원\n경기도,탄소중립 도시 정책 연구,독일,2025-03-03,2025-03-08,4\n"
REPORT = ["국외출장 결과보고서", "출장기간: 2025. 3. 3. ~ 3. 8.", "방문국: 독일", "인원: 5명"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "자료"
    path.mkdir()
    put(path / "현황.csv", ROWS)
    return path


def put(file: Path, text: str, *, ago: int = 60) -> None:
    """Write a file that was changed so many seconds ago."""
    file.write_text(text, encoding="utf-8")
    then = time.time() - ago
    os.utime(file, (then, then))


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def all_trips() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [hit["trip"] for hit in json.loads(run("search", "--json").stdout)["hits"]]
    return found


def record(**fields: object) -> str:
    trip = {
        "title": "탄소중립 도시 정책 연구",
        "organisation": "경기도",
        "departs": "2025-03-03",
        "returns": "2025-03-08",
        "countries": ["독일"],
    }
    return json.dumps(trip | fields, ensure_ascii=False) + "\n"


def test_a_trip_in_two_files_is_one_with_both_as_its_sources(folder: Path) -> None:
    run("index", folder)
    (first,) = all_trips()
    put(folder / "홈페이지.jsonl", record(people=5, organisation=None, findings=["하나"], source={"name": "누리집"}))
    done = run("index", folder)
    assert "합친 기록: 1건" in done.stdout
    (trip,) = all_trips()
    assert trip["id"] == first["id"], "the one that was there first"
    assert trip["organisation"] == "경기도"
    assert trip["people"] == 5, "the one read later"
    assert [(source["name"], source["file"]) for source in trip["sources"]] == [
        ("누리집", "홈페이지.jsonl"),
        (None, "현황.csv"),
    ]
    assert "sources_disagree_people" in {notice["code"] for notice in trip["notices"]}
    assert len(trip["other_ids"]) == 1


def test_the_report_counts_records_in_which_something_private_was_masked(folder: Path) -> None:
    put(
        folder / "가림.jsonl",
        record(summary="담당자: 홍길동 010-1234-5678") + record(title="다른 일", summary="공개한 글"),
    )
    assert "가린 기록: 1건" in run("index", folder).stdout


def test_both_in_one_run_are_one_too_in_either_order(folder: Path) -> None:
    put(folder / "a.jsonl", record(people=5, organisation=None))
    put(folder / "z.jsonl", record(people=4, department="기후과"))
    assert run("index", folder).exit_code == 0
    (trip,) = all_trips()
    assert (trip["people"], trip["department"], len(trip["sources"])) == (4, "기후과", 3)
    assert run("index", "--dry-run", folder).stdout.startswith("읽음 3 · 넣을 수 있음 1 · 갱신 2")


def test_the_other_source_is_forgotten_by_nobody_when_one_is_corrected(folder: Path) -> None:
    put(folder / "홈페이지.jsonl", record(people=5, organisation=None, summary="한 일"))
    run("index", folder)
    put(folder / "현황.csv", ROWS.replace(",4\n", ",7\n"), ago=30)
    run("index", folder)
    (trip,) = all_trips()
    assert (trip["people"], trip["summary"], len(trip["sources"])) == (7, "한 일", 2)
    put(folder / "홈페이지.jsonl", record(people=7, organisation=None, summary="고친 글"), ago=20)
    run("index", folder)
    (trip,) = all_trips()
    assert (trip["summary"], len(trip["sources"])) == ("고친 글", 2)
    assert not [notice for notice in trip["notices"] if notice["code"].startswith("sources_disagree")]


def test_trips_that_merely_look_alike_stay_two(folder: Path) -> None:
    put(folder / "다른 곳.jsonl", record(organisation="강원특별자치도") + record(departs="2024-03-03", returns=None))
    put(folder / "모르는 곳.jsonl", json.dumps({"title": "탄소중립 도시 정책 연구"}))
    assert run("index", folder).exit_code == 0
    assert len(all_trips()) == 4


def test_records_without_anything_that_tells_them_apart_are_two_and_stay_two(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    put(one, '{"title": "공무국외출장 결과보고서", "findings": ["하나"]}')
    put(two, '{"title": "공무국외출장 결과보고서", "findings": ["둘"]}')
    assert run("index", one, two).exit_code == 0
    ids = {trip["id"] for trip in all_trips()}
    assert len(ids) == 2
    put(two, '{"title": "공무국외출장 결과보고서", "findings": ["셋"]}', ago=30)
    assert "갱신 1" in run("index", one, two).stdout
    assert {trip["id"] for trip in all_trips()} == ids


def test_files_of_one_name_in_two_folders_are_two_sources(tmp_path: Path) -> None:
    for number, folder in enumerate(("seoul", "busan", "daegu")):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder / "1.jsonl", json.dumps({"title": "공무국외출장 결과보고서", "people": number + 1}))
        assert "추가 1" in run("index", tmp_path / folder).stdout
    assert {trip["people"] for trip in all_trips()} == {1, 2, 3}
    assert "바뀌지 않은 파일 3개" in run("index", tmp_path / "seoul", tmp_path / "busan", tmp_path / "daegu").stdout
    run("index", "--replace", tmp_path / "seoul", tmp_path / "busan", tmp_path / "daegu")
    assert {trip["people"] for trip in all_trips()} == {1, 2, 3}


def test_a_file_is_one_source_from_whichever_folder_it_was_reached(tmp_path: Path) -> None:
    folder = tmp_path / "all" / "seoul"
    folder.mkdir(parents=True)
    put(folder / "a.csv", ROWS)
    run("index", tmp_path / "all")
    put(folder / "a.csv", ROWS.replace(",4\n", ",7\n"), ago=30)
    run("index", folder)
    (trip,) = all_trips()
    assert (trip["people"], len(trip["sources"])) == (7, 1)


def test_a_file_that_was_downloaded_again_elsewhere_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    for folder, people in (("first", ",4\n"), ("second", ",7\n")):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder / "현황.csv", ROWS.replace(",4\n", people))
        run("index", tmp_path / folder)
    (trip,) = all_trips()
    assert (trip["people"], len(trip["sources"])) == (7, 1)


def test_a_report_and_its_line_in_a_list_are_one_trip(folder: Path) -> None:
    write_report(folder / "탄소중립 도시 정책 연구 결과보고서.hwpx")
    run("index", folder)
    (trip,) = all_trips()
    assert trip["people"] == 4, "the list says the facts"
    assert {source["file"] for source in trip["sources"]} == {"현황.csv", "탄소중립 도시 정책 연구 결과보고서.hwpx"}
    whole = json.loads(run("search", "교통 체계", "--json").stdout)
    assert whole["total"] == 1, "the report says the findings"


def write_report(path: Path) -> None:
    write_document("hwpx", [*REPORT, "Ⅰ. 출장결과", "도시의 교통 체계를 살펴보았다."], path)


def test_a_record_with_the_id_of_a_trip_replaces_it_whole(folder: Path) -> None:
    put(folder / "홈페이지.jsonl", record(people=5, organisation=None, summary="한 일"))
    run("index", folder)
    (trip,) = all_trips()
    put(folder.parent / "고침.jsonl", json.dumps({"id": trip["id"], "title": "다른 제목"}))
    run("index", folder.parent / "고침.jsonl")
    (after,) = all_trips()
    assert (after["id"], after["title"], after["summary"]) == (trip["id"], "다른 제목", None)
    assert len(after["sources"]) == 1


def test_an_export_comes_back_as_it_was(folder: Path) -> None:
    put(folder / "홈페이지.jsonl", record(people=5, organisation=None, source={"url": "https://example.go.kr/7"}))
    run("index", folder)
    (before,) = all_trips()
    put(folder.parent / "export.jsonl", json.dumps(before, ensure_ascii=False))
    run("index", "--replace", folder.parent / "export.jsonl")
    (after,) = all_trips()
    # It has another source now, so it has changed by then.
    of_the_source = {"source", "sources", "notices", "last_changed"}
    assert {name: value for name, value in after.items() if name not in of_the_source} == {
        name: value for name, value in before.items() if name not in of_the_source
    }
    assert {source["url"] for source in after["sources"]} == {source["url"] for source in before["sources"]}


def test_what_did_not_change_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("index", folder)
    version = json.loads(run("status", "--json").stdout)["index"]["version"]
    opened = watch_opening(folder, monkeypatch)
    done = run("index", folder)
    assert not opened
    assert "바뀌지 않은 파일 1개(출장 1건)" in done.stdout
    assert json.loads(run("status", "--json").stdout)["index"]["version"] == version
    run("index", folder, "--again")
    assert opened
    assert json.loads(run("status", "--json").stdout)["index"]["version"] == version


def test_what_was_refused_in_a_file_that_is_passed_is_still_told(folder: Path) -> None:
    put(folder / "깨진 것.jsonl", record(title="다른 일") + '{"title": 3}\n')
    assert run("index", folder).exit_code == 3
    again = run("index", folder)
    assert again.exit_code == 0
    assert "지난번에 거부한 기록: 1건" in again.stdout
    assert run("index", folder, "--rejects", folder.parent / "rejects").exit_code == 3
    assert len((folder.parent / "rejects").read_text(encoding="utf-8").splitlines()) == 1


def test_only_the_file_that_changed_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder / "둘.csv", ROWS.replace("탄소중립", "수소 경제"))
    run("index", folder)
    put(folder / "둘.csv", ROWS.replace("탄소중립", "수소 사회"), ago=30)
    opened = watch_opening(folder, monkeypatch)
    assert "추가 1" in run("index", folder).stdout
    assert set(opened) == {"둘.csv"}
    assert len(all_trips()) == 3, "what is gone goes with --replace alone"
    run("index", folder, "--replace")
    assert len(all_trips()) == 2


def test_a_file_with_another_time_and_the_same_content_is_the_same(folder: Path) -> None:
    run("index", folder)
    os.utime(folder / "현황.csv", (1, 1))
    assert "다시 읽지 않았습니다" in run("index", folder).stdout


def test_a_file_of_the_same_length_and_time_that_changed_at_once_is_read(folder: Path) -> None:
    put(folder / "현황.csv", ROWS, ago=0)
    now = (folder / "현황.csv").stat()
    run("index", folder)
    (folder / "현황.csv").write_text(ROWS.replace(",4\n", ",7\n"), encoding="utf-8")
    os.utime(folder / "현황.csv", ns=(now.st_atime_ns, now.st_mtime_ns))
    run("index", folder)
    assert all_trips()[0]["people"] == 7


def test_other_wishes_and_other_words_read_a_file_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder / "계획.csv", ROWS.replace("정책 연구", "견학 계획서"))
    assert "넣지 않음 1" in run("index", folder).stdout
    assert "추가 1" in run("index", folder, "--also", "plans").stdout
    monkeypatch.setattr("indexer.versions.digest_of", lambda _: "another program")
    assert "다시 읽지" not in run("index", folder, "--also", "plans").stdout


def test_what_was_read_goes_with_the_index_it_was_read_for(folder: Path) -> None:
    run("index", folder)
    put(folder / "둘.csv", ROWS.replace("탄소중립", "수소 경제"))
    run("index", folder)
    run("rollback")
    assert len(all_trips()) == 1
    assert "추가 1" in run("index", folder).stdout
    run("rebuild")
    assert "바뀌지 않은 파일 2개" in run("index", folder).stdout


def watch_opening(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files of a folder that are opened from now on."""
    opened: list[str] = []
    before = Path.open

    def watch(path: Path, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as Path.open has them
        if path.parent == folder:
            opened.append(path.name)
        return before(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", watch)
    return opened
