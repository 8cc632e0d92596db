"""Ctrl+C: a sentence, exit code 130, the served index as it was, and no process left."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = '{"id": "served", "title": "제공 중인 출장", "findings": ["x"]}\n'


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"TRIPS_DATA": str(tmp_path / "data"), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def start(environment: dict[str, str], tmp_path: Path, *arguments: str, **options: object) -> "subprocess.Popen[str]":
    # A session of its own is a terminal of its own: the signal goes to every process in it, as Ctrl+C does.
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "trips", *arguments],
        env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **options,
    )  # fmt: skip


def processes(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(its_session) == session and state != "Z":
            found.append(int(path.parent.name))
    return found


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.005)


def write_many(tmp_path: Path) -> None:
    words = "탄소중립 정책을 조사하고 담당자와 회의를 열어 사례를 들었다. " * 60
    with (tmp_path / "many.jsonl").open("w", encoding="utf-8") as file:
        for number in range(3_000):
            file.write(json.dumps({"id": f"t{number}", "title": f"출장 {number}", "findings": [words]}) + "\n")


@pytest.mark.parametrize("moment", ["first trips", "starting processes", "all processes", "later"])
def test_an_interrupted_index_says_so_and_changes_nothing(
    environment: dict[str, str], tmp_path: Path, moment: str
) -> None:
    (tmp_path / "served.jsonl").write_text(SERVED, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "trips", "index", "served.jsonl"], env=environment, cwd=tmp_path, check=True)
    write_many(tmp_path)
    process = start(environment, tmp_path, "index", "many.jsonl")
    folder = tmp_path / "data" / "embedded" / "trips"
    served = {path.name for path in folder.iterdir() if path.is_dir()}
    while process.poll() is None and not [
        path for path in folder.iterdir() if path.is_dir() and path.name not in served
    ]:
        time.sleep(0.02)
    if moment != "first trips":
        # Beside the command itself: the tracker of multiprocessing, then the readers.
        wanted = {"starting processes": 2, "all processes": 3, "later": 3}[moment]
        wait_until(lambda: process.poll() is not None or len(processes(process.pid)) >= wanted)
        time.sleep(2 if moment == "later" else 0)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert "중단했습니다" in err
    assert "그대로" in err
    for unwanted in ("Traceback", "Aborted", "KeyboardInterrupt"):
        assert unwanted not in out + err
    wait_until(lambda: not processes(process.pid))
    assert processes(process.pid) == []
    status = subprocess.run([sys.executable, "-m", "trips", "status", "--json"], env=environment, cwd=tmp_path, check=True, capture_output=True, text=True)  # fmt: skip
    assert json.loads(status.stdout)["index"]["trips"] == 1
    assert {path.name for path in folder.iterdir() if path.is_dir()} == served


def test_an_interrupted_command_that_writes_nothing_only_says_that_it_stopped(
    environment: dict[str, str], tmp_path: Path
) -> None:
    process = start(environment, tmp_path, "analyze", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("탄소중립\n" * 2_000)
    process.stdin.flush()
    process.stdout.read(1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "중단했습니다(Ctrl+C)."
