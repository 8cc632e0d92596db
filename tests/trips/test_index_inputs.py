"""`trips index` on bad inputs: good records come in, everything else is told with its place, and the exit code says so."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = '{"id": "g1", "title": "탄소중립 연수", "findings": ["하나"]}\n'

# A small process of its own starts the command: what the tests before it weighed is not counted.
WEIGHED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(f"peak {peak} MB", file=sys.stderr)
sys.exit(done.returncode)
"""

Index = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    environment = os.environ | {"TRIPS_DATA": str(tmp_path / "data"), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}

    def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WEIGHED, sys.executable, "-m", "trips", "index", *arguments],
            env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return command


def test_a_bad_first_line_costs_only_itself(index: Index, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("null\n" + GOOD)
    done = index("in.jsonl")
    assert done.returncode == 3
    assert "읽음 2 · 추가 1" in done.stdout
    assert "거부 in.jsonl:1" in done.stderr


def test_what_could_not_be_read_is_refused_also_where_trips_are_replaced(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(GOOD)
    (folder / "moved.jsonl").symlink_to("nowhere.jsonl")
    (folder / "linked").symlink_to(tmp_path)
    done = index("--replace", "in")
    assert done.returncode == 3
    assert "거부 moved.jsonl " in done.stderr
    assert "알림 linked " in done.stderr


def test_where_nothing_is_taken_there_is_always_a_reason(index: Index, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "header.txt").write_text("🔍 공직자 국외출장 2,840|세금으로 떠난 여행\n", encoding="utf-8")
    (tmp_path / "bom.jsonl").write_bytes(b"\xef\xbb\xbf")
    (tmp_path / "table.csv").write_text("번호,제목\n1,견학\n")
    done = index("folder", "header.txt", "bom.jsonl", "table.csv", os.devnull)
    assert done.returncode == 1
    for name in ("알림 folder", "알림 header.txt", "알림 bom.jsonl", "거부 table.csv", "거부 null"):
        assert f"{name} " in done.stderr


def test_a_file_name_in_another_encoding_is_told_readably(index: Index, tmp_path: Path) -> None:
    name = os.fsdecode("가나.jsonl".encode("cp949"))
    (tmp_path / name).write_text(GOOD + "{broken\n")
    done = index("--rejects", "rejects.jsonl", name)
    assert done.returncode == 3
    assert "거부 \ufffd\ufffd\ufffd\ufffd.jsonl:2" in done.stderr
    (refused,) = (tmp_path / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(refused)["file"] == "\ufffd\ufffd\ufffd\ufffd.jsonl"


def test_a_report_stays_short_whatever_is_wrong_with_a_file(index: Index, tmp_path: Path) -> None:
    record = {"title": "출장", **{f"필드{number}": 1 for number in range(200_000)}}
    with (tmp_path / "in.jsonl").open("w", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n" + "깨진 줄\n" * 5_000)
    done = index("--dry-run", "--rejects", "rejects.jsonl", "in.jsonl")
    assert done.returncode == 3
    assert len(done.stdout + done.stderr) < 5_000
    assert "모르는 필드는 넣지 않았습니다: 필드" in done.stdout
    assert "가지 이상" in done.stdout
    assert "거부 5,000" in done.stdout
    assert len((tmp_path / "rejects.jsonl").read_text(encoding="utf-8").splitlines()) == 5_000


@pytest.mark.parametrize(
    ("field", "left_out"),
    [("countries", '", "'.join(f"나라{number}" for number in range(100_000))), ("findings", '", "'.join("x" * 1_000_000))],
)  # fmt: skip
def test_a_record_of_huge_lists_takes_little_memory_and_says_what_was_left_out(
    index: Index, tmp_path: Path, field: str, left_out: str
) -> None:
    (tmp_path / "in.jsonl").write_text(f'{{"title": "출장", "{field}": ["{left_out}"]}}\n', encoding="utf-8")
    done = index("in.jsonl")
    assert done.returncode == 0, done.stderr
    assert "넣지 않았습니다" in done.stderr
    assert int(done.stderr.split()[-2]) < 500, "MB"
