"""The command line as a person uses it: exit codes, what is printed, and what only a process shows."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from search.words.tables import WORDS_FOLDER
from tests.commands import Run

TRIPS = Path(sys.executable).parent / "trips"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"TRIPS_DATA": str(tmp_path / "data"), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def process(environment: dict[str, str], tmp_path: Path) -> Run:
    """The same as `run`, as a process."""

    def command(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [TRIPS, *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, **options
        )

    return command


def write(tmp_path: Path, *records: object, name: str = "trips.jsonl") -> str:
    path = tmp_path / name
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("탄소중립", "《탄소중립》"),
        ("탄소중립을", "《탄소중립》"),
        ("탄소 중립", "《탄소중립》"),
        ('"Campus Brain"', "《Campus Brain》"),
        ("campus brain", "《Campus》 《Brain》"),
        ("CNCC", "《CNCC》"),
        ("기후동행카드", "《기후동행카드》"),
        ("광저우", "《광저우》"),
    ],
)
def test_the_real_page_is_found_and_marked(shared: Path, run: Run, query: str, mark: str) -> None:
    assert run("index", str(shared / "data" / "trip_page.txt")).returncode == 0
    found = run("search", query)
    assert found.returncode == 0
    assert found.stdout.startswith("1건")
    assert mark in found.stdout


def test_good_records_are_taken_beside_bad_ones(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, {"title": "좋은 기록"}, {"summary": "제목 없음"}, {"title": "또 하나", "작성자": "홍길동"})
    done = run("index", path, "--rejects", str(tmp_path / "rejects.jsonl"))
    assert done.returncode == 3
    assert "읽음 3 · 추가 2 · 갱신 0 · 그대로 0 · 거부 1" in done.stdout
    assert "작성자(1)" in done.stdout
    assert "trips.jsonl:2 [title] 제목이 없습니다." in done.stderr
    assert "홍길동" not in done.stdout + done.stderr
    (rejected,) = map(json.loads, (tmp_path / "rejects.jsonl").read_text(encoding="utf-8").splitlines())
    assert (rejected["file"], rejected["line"], rejected["field"]) == ("trips.jsonl", 2, "title")
    assert rejected["where"] == "2번째 줄"


def test_the_same_id_twice_is_refused_naming_the_first_place(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "title": "하나"}, {"id": "a", "title": "하나"}, {"id": "a", "title": "둘"})
    done = run("index", path)
    assert done.returncode == 3
    assert "추가 1 · 갱신 0 · 그대로 1 · 거부 1" in done.stdout
    assert "trips.jsonl:1에 이미 있습니다" in done.stderr


@pytest.mark.parametrize("option", [[], ["--replace"]], ids=["update", "replace"])
def test_bad_input_never_empties_an_index(run: Run, tmp_path: Path, option: list[str]) -> None:
    assert run("index", write(tmp_path, {"title": "좋은 기록"})).returncode == 0
    done = run("index", write(tmp_path, [1], name="bad.jsonl"), *option)
    assert done.returncode == 1
    assert "아무것도 바꾸지 않았습니다" in done.stderr
    assert run("search", "좋은").stdout.startswith("1건")


def test_replace_makes_the_index_equal_to_the_input(run: Run, tmp_path: Path) -> None:
    run("index", write(tmp_path, {"title": "첫째"}, {"title": "둘째"}))
    assert run("index", "--replace", write(tmp_path, {"title": "셋째"})).returncode == 0
    assert run("search").stdout.startswith("1건")


def test_a_dry_run_changes_nothing(run: Run, tmp_path: Path) -> None:
    done = run("index", "--dry-run", write(tmp_path, {"title": "하나"}))
    assert done.returncode == 0
    assert "넣을 수 있음 1" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_missing_path_is_wrong_usage_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    done = run("index", write(tmp_path, {"title": "하나"}), "nowhere")
    assert done.returncode == 2
    assert not (tmp_path / "data").exists()


def test_rebuild_and_rollback_need_no_files(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, {"title": "하나"})
    run("index", path)
    Path(path).unlink()
    assert "출장 1건" in run("rebuild").stdout
    assert run("rollback").returncode == 0
    assert run("search", "하나").stdout.startswith("1건")


def test_status_is_for_people_and_programs(run: Run, tmp_path: Path) -> None:
    before = run("status")
    assert before.returncode == 1
    assert "trips index" in before.stdout
    run("index", write(tmp_path, {"title": "하나"}))
    status = json.loads(run("status", "--json").stdout)
    assert (status["engine"], status["index"]["trips"], status["checksums"]) == ("embedded", 1, "ok")


def test_search_as_json_is_the_answer_of_the_api(run: Run, tmp_path: Path) -> None:
    run(
        "index", write(tmp_path, {"id": "a", "title": "항만 견학", "countries": ["중국"]}, {"id": "b", "title": "공항"})
    )
    page = json.loads(run("search", "항만", "--country", "중국", "--facets", "country", "--json").stdout)
    assert page.keys() == {"total", "hits", "facets", "understood", "next", "index"}
    assert [hit["id"] for hit in page["hits"]] == ["a"]
    assert page["facets"]["country"] == [{"value": "CN", "label": "중국", "count": 1, "selected": True}]


@pytest.mark.parametrize(
    "arguments",
    [["--country", "없는나라"], ["--size", "0"], ["--departs-from", "내일"], ["x" * 513], ["--sort", "random"]],
    ids=["country", "size", "date", "long", "sort"],
)
def test_an_impossible_search_is_wrong_usage(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    run("index", write(tmp_path, {"title": "하나"}))
    done = run("search", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_unusable_setting_is_named(run: Run) -> None:
    done = run("status", TRIPS_ENGINE="solr")
    assert done.returncode == 2
    assert "TRIPS_ENGINE=solr" in done.stderr


@pytest.mark.parametrize("room", [20_000, 60_000, 110_000])
def test_a_full_disk_is_said_and_what_was_served_stays(
    run: Run, process: Run, environment: dict[str, str], tmp_path: Path, room: int
) -> None:
    # Python leaves half a compiled module on a full disk, and every later process would stumble over it.
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    run("index", write(tmp_path, {"title": "하나"}))
    many = write(tmp_path, *({"title": f"출장 {number}", "summary": f"긴 글 {number} " * 400} for number in range(120)))
    done = process("index", many, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "쓸 수 없습니다" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("search", "하나").stdout.startswith("1건")
    assert run("index", many).returncode == 0


def test_analyze_gives_offsets_of_the_text_given(run: Run) -> None:
    done = run("analyze", "--json", typed="a🎉탄소중립을\n\n①1,250원\n")
    first, empty, last = map(json.loads, done.stdout.split("\n")[:3])
    assert [(token["term"], token["start"], token["end"], token["position"]) for token in first["tokens"]] == [
        ("a", 0, 1, 0), ("탄소", 3, 5, 1), ("중립", 5, 7, 2),
    ]  # fmt: skip
    assert empty["tokens"] == []
    assert [(token["term"], token["start"], token["end"]) for token in last["tokens"]] == [("1250", 1, 6), ("원", 6, 7)]


def test_analyze_raw_is_the_bare_tokenizer(run: Run, shared: Path) -> None:
    lines = (shared / "korean" / "nori_golden.jsonl").read_text(encoding="utf-8").splitlines()[:30]
    golden = [json.loads(line) for line in lines]
    texts = "".join(json.dumps({"text": line["text"]}) + "\n" for line in golden)
    done = run("analyze", "--raw", "--json", "--jsonl", "--mode", "mixed", typed=texts)
    for line, printed in zip(golden, done.stdout.splitlines(), strict=True):
        tokens = json.loads(printed)["tokens"]
        assert [[token["term"], token["start"], token["end"]] for token in tokens] == [
            token[:3] for token in line["mixed"]
        ]


def test_analyze_refuses_a_line_that_is_no_json(run: Run) -> None:
    done = run("analyze", "--jsonl", typed='{"text": "가"}\n{"word": "나"}\n')
    assert done.returncode == 2
    assert "2번째 줄" in done.stderr


def test_a_server_logs_events_as_json_when_asked(environment: dict[str, str], run: Run, tmp_path: Path) -> None:
    run("index", write(tmp_path, {"id": "a", "title": "항만 견학"}))
    with subprocess.Popen(
        [TRIPS, "serve", "--port", "0"],
        env=environment | {"TRIPS_LOG": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout
            assert server.stderr
            address = server.stdout.readline().split("http://")[1].split("/")[0]
            with urllib.request.urlopen(f"http://{address}/readyz", timeout=10) as answer:
                assert answer.status == 200
            event = next(line for line in map(json.loads, server.stderr) if line["event"] == "generation served")
            assert event["trips"] == 1
        finally:
            server.terminate()


def test_serve_answers_and_a_taken_port_is_said(
    run: Run, process: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    run("index", write(tmp_path, {"id": "a", "title": "항만 견학"}))
    with subprocess.Popen(
        [TRIPS, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as server:
        try:
            assert server.stdout
            watchdog = threading.Timer(30, server.kill)
            watchdog.start()
            address = server.stdout.readline().split("http://")[1].split("/")[0]
            with urllib.request.urlopen(f"http://{address}/api/v1/trips/a", timeout=10) as answer:
                assert json.load(answer)["trip"]["title"] == "항만 견학"
            taken = process("serve", "--port", address.rsplit(":", 1)[1])
            assert taken.returncode == 1
            assert "이미 쓰고 있는 포트" in taken.stderr
            watchdog.cancel()
        finally:
            server.terminate()


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "하나", "--cursor", "abc"),
        ("search", "하나", "--cursor", "MTIzNDU2kqH_kA"),
        ("search", b"\xff"),
        ("search", "하나", "--country", b"\xb0\xa1"),
        ("search", "하나", "--size", "abc"),
        ("analyze", "--json", b"\xff"),
        ("index", "no/such/file"),
        ("index", "--rejects", "no/such/folder/rejects.jsonl", "trips.jsonl"),
    ],
    ids=["cursor", "cursor of no text", "not UTF-8", "country not UTF-8", "size", "analyze", "path", "rejects"],
)
def test_wrong_usage_is_said_in_a_sentence_before_anything_is_done(
    run: Run, process: Run, tmp_path: Path, arguments: tuple[str | bytes, ...]
) -> None:
    run("index", write(tmp_path, {"title": "하나"}))
    before = run("status", "--json").stdout
    # What is no text reaches a process only.
    done = (process if any(isinstance(argument, bytes) for argument in arguments) else run)(*arguments)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search("[가-힣]", done.stderr)
    assert run("status", "--json").stdout == before


def test_a_host_that_is_none_is_said(process: Run) -> None:
    done = process("serve", "--host", "no-such-host.invalid")
    assert done.returncode == 1
    assert "호스트가 없습니다" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_load_does_not_report_what_it_did_not_keep(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    done = run("index", write(tmp_path, {"title": "하나"}, {"summary": "제목 없음"}))
    assert done.returncode == 1
    assert "추가" not in done.stdout


def test_a_long_text_is_analysed_without_delay_for_every_token(process: Run) -> None:
    done = process("analyze", "--json", input="탄소중립 실현 " * 20_000 + "\n", timeout=60)
    assert len(json.loads(done.stdout)["tokens"]) == 60_000


def test_a_mistake_is_corrected_and_said_unless_told_not_to(run: Run, tmp_path: Path) -> None:
    assert run("index", write(tmp_path, {"title": "탄소중립 연수"})).returncode == 0
    done = run("search", "탄소중릡")
    assert done.stdout.startswith("1건")
    assert "‘탄소중립’으로 검색했습니다" in done.stderr
    assert run("search", "탄소중릡", "--correct", "false").stdout.startswith("0건")


def test_analyze_says_what_a_search_asks_of_a_trip(run: Run) -> None:
    done = run("analyze", "문화재등재", '"탄소중립 실현" 1.5도')
    assert "  검색: 문화+재+등+재 또는 문화+재+등재 또는 “문화재등재”" in done.stdout
    assert "  검색: 탄소+중립+실현 또는 “탄소중립 실현”\n  검색: 1+5+도 또는 “1.5도”" in done.stdout


def test_analyze_says_what_a_search_looks_for_besides(run: Run) -> None:
    done = run("analyze", "동경의 하수도")
    assert "제외: 의" in done.stdout
    assert re.search("‘동경’ 대신에도 찾는 말: 도쿄, .*도시의 다른 이름", done.stdout)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A copy of the files of words to change."""
    return Path(shutil.copytree(WORDS_FOLDER, tmp_path / "words"))


def test_words_check_counts_what_is_in_use(run: Run) -> None:
    done = run("words", "check")
    assert done.returncode == 0
    assert re.match(r"잘못이 없습니다: 사용자 사전 [0-9,]+단어, 같은 뜻과 다른 이름 [0-9,]+묶음", done.stdout)


def test_words_check_shows_the_queries_that_a_change_would_alter(run: Run, tmp_path: Path, words: Path) -> None:
    trips = [{"title": "칠판 학교 방문", "id": "a"}, {"title": "흑판 교실 견학", "id": "b"}]
    assert run("index", write(tmp_path, *trips)).returncode == 0
    with (words / "synonyms.toml").open("a", encoding="utf-8") as file:
        file.write('[more]\ngroups = [["칠판", "흑판"]]\n')
    done = run("words", "check", str(words))
    assert done.returncode == 0, done.stderr
    assert "‘칠판’: 1건 → 2건, 앞 열 건에서 0건이 빠지고 1건이 들어옵니다." in done.stdout
    assert "검색어 2개 가운데 2개의 앞 열 건이 바뀝니다" in done.stdout
    queries = tmp_path / "queries.txt"
    queries.write_text("학교\n흑판\n", encoding="utf-8")
    done = run("words", "check", str(words), "--queries", str(queries))
    assert "검색어 2개 가운데 1개의 앞 열 건이 바뀝니다" in done.stdout
    assert run("search", "칠판").stdout.startswith("1건")


def test_words_check_shows_what_another_user_word_does(run: Run, tmp_path: Path, words: Path) -> None:
    trips = [{"title": "집중국면의 분석", "id": "a"}, {"title": "중국 방문", "id": "b"}]
    assert run("index", write(tmp_path, *trips)).returncode == 0
    with (words / "user_words.txt").open("a", encoding="utf-8") as file:
        file.write("집중국면 집 중국 면\n")
    done = run("words", "check", str(words))
    assert "‘집중국면’" in done.stdout or "0개의 앞 열 건이" in done.stdout
    assert "`trips rebuild`로" in done.stdout


def test_broken_words_are_refused_with_file_line_and_remedy(run: Run, words: Path) -> None:
    with (words / "user_words.txt").open("a", encoding="utf-8") as file:
        file.write("보고서\n")
    done = run("words", "check", str(words))
    assert done.returncode == 1
    assert re.search("user_words.txt [0-9]+번째 줄: ‘보고서’: [0-9]+번째 줄에 이미 있습니다", done.stderr)
    assert "Traceback" not in done.stderr
