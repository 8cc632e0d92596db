"""What no folder of an agency is, and somebody's will be: very many files, very large ones, ones that change while they
are read, and what is no file at all. Each has one clear line, the trips beside it are taken, memory stays flat."""

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from indexer.record import Refusal
from indexer.sources.files import read

ROOT: Final = Path(__file__).resolve().parents[2]
HEAD: Final = ["기관명", "출장목적", "방문국", "출국일", "인원", "주요내용"]
TEXT: Final = "현지 기관은 열 공급망을 시가 소유하고, 담당 부서는 주민 설명회를 해마다 두 번 연다. " * 8
# What the command weighs with its words and dictionary and no trip at all is about 130 MB.
FLAT_MB: Final = 300

# A small process of its own starts the command: what the tests before it weighed is not counted.
WEIGHED: Final = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(f"peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB", file=sys.stderr)
sys.exit(done.returncode)
"""


class Done(NamedTuple):
    """What a command came to, in which time and memory."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    peak: int

    def lines_about(self, name: str) -> list[str]:
        """What was refused or noted of a file, apart from what every trip here lacks and how its columns were read."""
        told = [line for line in self.stderr.splitlines() if line.startswith((f"거부 {name}", f"알림 {name}"))]
        return [line for line in told if "핵심 내용이 없습니다" not in line and "열을 이렇게" not in line]


Index = Callable[..., Done]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    environment = os.environ | {"TRIPS_DATA": str(tmp_path / "data"), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}

    def command(*arguments: str | Path, seconds: float = 120) -> Done:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", WEIGHED, sys.executable, "-m", "trips", "index", *arguments],
            env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=seconds, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        peak = re.search(r"peak (\d+) MB", done.stderr)
        assert peak
        return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - started, int(peak[1]))

    return command


def row(number: int, text: str = "") -> list[str]:
    return [f"가상{number % 300}시", f"정책 현장 조사 {number}", "일본", f"2024-01-0{number % 9 + 1}", "3명", text]


def write(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def many_files(index: Index, folder: Path, files: int) -> tuple[Done, Done]:
    """An import of so many files in folders, and the same again."""
    for number in range(files):
        inner = folder / f"{number % 100}" / f"{number // 100 % 10}"
        inner.mkdir(parents=True, exist_ok=True)
        path = write(inner / f"{number}.csv", row(number))
        os.utime(path, (1_700_000_000, 1_700_000_000))
    first, second = (index(folder, seconds=3_600) for _ in range(2))
    assert (first.code, second.code) == (0, 0)
    assert f"추가 {files:,} " in first.stdout
    assert second.stdout.startswith("읽음 0 ")
    assert f"바뀌지 않은 파일 {files:,}개(출장 {files:,}건)" in second.stdout
    assert max(first.peak, second.peak) < FLAT_MB
    return first, second


def test_many_small_files_are_read_once(index: Index, tmp_path: Path) -> None:
    first, _ = many_files(index, tmp_path / "many", 400)
    assert len(first.stdout.splitlines()) < 120


@pytest.mark.drill
def test_a_hundred_thousand_small_files_are_read_once(index: Index, tmp_path: Path) -> None:
    first, second = many_files(index, tmp_path / "many", 100_000)
    print(f"\n100,000 files: {first.seconds:.0f} s, {first.peak} MB; again {second.seconds:.1f} s, {second.peak} MB")
    # Read again they would take as long as the first time.
    assert second.seconds < first.seconds / 5


@pytest.mark.drill
def test_a_folder_of_very_many_folders_is_walked_in_seconds(tmp_path: Path) -> None:
    for number in range(20_000):
        (tmp_path / f"folder{number}").mkdir()
        (tmp_path / f"{number}.md").touch()
    started = time.process_time()
    assert sum(1 for _ in read([tmp_path])) == 20_000
    print(f"\n20,000 files beside 20,000 folders: {time.process_time() - started:.1f} s")
    assert time.process_time() - started < 5


def write_large(path: Path, megabytes: int) -> int:
    """A table of so many megabytes; how many trips it has."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        while number % 1_000 or file.tell() < megabytes << 20:
            writer.writerow(row(number, TEXT * 8))
            number += 1
    return number


@pytest.mark.drill
def test_a_table_of_two_gigabytes_takes_as_much_memory_as_a_hundredth_of_it(index: Index, tmp_path: Path) -> None:
    if shutil.disk_usage(tmp_path).free < 6 << 30:
        pytest.skip("less than 6 GB are free for a table of 2 GB")
    peaks = []
    for megabytes in (20, 2_000):
        trips = write_large(tmp_path / "large.csv", megabytes)
        done = index("--dry-run", "large.csv", seconds=7_200)
        print(f"\n{megabytes} MB: {trips:,} trips, {trips / done.seconds:,.0f} trips/s, {done.peak} MB")
        assert f"넣을 수 있음 {trips:,} " in done.stdout
        peaks.append(done.peak)
    (tmp_path / "large.csv").unlink()
    assert peaks[1] < peaks[0] + 60


def one_long_cell(index: Index, tmp_path: Path, megabytes: int) -> None:
    """A table whose last row opens a quote that nothing closes."""
    write(tmp_path / "cell.csv", row(1))
    with (tmp_path / "cell.csv").open("a", encoding="utf-8") as file:
        file.write('가상시,"')
        for _ in range(megabytes):
            file.write("닫히지 않은 칸의 글 " * (1 << 20 >> 5))
    done = index("--dry-run", "cell.csv", seconds=600)
    print(f"\none cell of {(tmp_path / 'cell.csv').stat().st_size >> 20} MB: {done.seconds:.1f} s, {done.peak} MB")
    assert done.code == 3
    assert "넣을 수 있음 1 " in done.stdout
    assert done.lines_about("cell.csv") == ["거부 cell.csv:3 한 줄이 8 MiB를 넘습니다."]
    assert done.peak < FLAT_MB


def test_a_table_with_one_long_cell_is_refused_in_one_line_and_its_trips_are_taken(
    index: Index, tmp_path: Path
) -> None:
    one_long_cell(index, tmp_path, 20)


@pytest.mark.drill
def test_a_cell_of_hundreds_of_megabytes_takes_no_more_memory(index: Index, tmp_path: Path) -> None:
    one_long_cell(index, tmp_path, 500)


def test_what_is_no_file_is_told_in_one_line_and_never_waited_for(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "a" / "b").mkdir(parents=True)
    write(folder / "good.csv", row(1))
    write(folder / "a" / "b" / "deep.csv", row(2))
    (folder / "a" / "b" / "loop").symlink_to("../..")
    (folder / "self").symlink_to("self")
    (folder / "zero.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.bind(os.path.relpath(folder / "socket"))
        done = index(folder)
    assert done.code == 3
    assert "추가 2 " in done.stdout
    for name in ("pipe.csv", "self", "socket", "zero.csv", "a/b/loop"):
        assert len(done.lines_about(name)) == 1, name
    again = index(folder)
    assert "바뀌지 않은 파일 2개" in again.stdout
    assert again.code == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_not_read(index: Index, tmp_path: Path) -> None:
    write(tmp_path / "good.csv", row(1))
    try:
        os.mknod(tmp_path / "device.csv", 0o020600, os.makedev(1, 5))
    except OSError as error:
        pytest.skip(f"no device can be made here: {error}")
    done = index("good.csv", "device.csv")
    assert (done.code, len(done.lines_about("device.csv"))) == (3, 1)


NAMES: Final = ("줄\n바꿈.csv", "\u202evsc.거꾸로.csv", "빨강\x1b[31m.csv", os.fsdecode(b"\xb0\xa1\xff.csv"), " .csv")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_read_and_its_name_stays_on_its_line(index: Index, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / name, row(1), [*row(2)[:1], "", *row(2)[2:]])
    write(folder / "good.csv", row(3))
    done = index(folder)
    assert (done.code, "추가 2 " in done.stdout) == (3, True)
    assert len([line for line in done.stderr.splitlines() if line.startswith("거부 ")]) == 1
    assert not re.search("[\x1b\u202e]", done.stdout + done.stderr)
    assert len(done.stdout.splitlines()) == 4


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may not read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_told_and_what_may_is_read() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        write(folder / "good.csv", row(1)).chmod(0o644)
        write(folder / "closed.csv", row(2)).chmod(0)
        (folder / "closed").mkdir()
        write(folder / "closed" / "inner.csv", row(3))
        (folder / "closed").chmod(0)
        # Nobody may read the library of a root's Python either: what it needs is loaded before.
        assert list(read([folder / "good.csv"]))
        with as_nobody():
            items = list(read([folder]))
        (folder / "closed").chmod(0o700)
    refused = [(item.place.file, item.reason) for item in items if isinstance(item, Refusal)]
    assert refused == [(name, "읽을 수 없습니다(Permission denied).") for name in ("closed.csv", "closed")]
    assert {item.place.file for item in items} == {"good.csv", "closed.csv", "closed"}


@pytest.mark.parametrize("way", ["append", "remove"])
def test_a_file_that_another_process_changes_while_it_is_read_is_told_once_and_read_again(
    index: Index, tmp_path: Path, way: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    changing = write(folder / "changing.csv", *(row(number) for number in range(1_500)))
    write(folder / "z.csv", row(5_000))
    done: list[Done] = []
    thread = threading.Thread(target=lambda: done.append(index(folder)))
    thread.start()
    # As long as it is read it is changed.
    while thread.is_alive():
        if way == "append":
            with changing.open("a", encoding="utf-8") as file:
                csv.writer(file).writerow(row(9_999))
        elif _is_open(changing):
            changing.unlink()
            break
        time.sleep(0.02)
    thread.join()
    (first,) = done
    assert first.code == 0, first.stderr
    assert len(first.lines_about("changing.csv")) == 1
    write(changing, *(row(number) for number in range(1_501)))
    then = time.time() - 60
    os.utime(changing, (then, then))
    again = index(folder)
    assert "바뀌지 않은 파일 1개(출장 1건)" in again.stdout
    assert again.stdout.startswith("읽음 1,501 ")
    assert "바뀌지 않은 파일 2개(출장 1,502건)" in index(folder).stdout


def _is_open(path: Path) -> bool:
    """Whether some process reads it."""
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if link.readlink() == path:
                return True
        except OSError:
            continue
    return False
