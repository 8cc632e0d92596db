"""A container is read in a process of its own, and whatever happens to that is one refusal."""

import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import AtPage, AtRow, Note, Place, Refusal
from indexer.sources import isolation, process
from indexer.sources.isolation import read_apart
from indexer.sources.worker import Kind
from tests.indexer.sources import hostile

ROOT = Path(__file__).resolve().parents[3]
# As the real one, but with our folder among those that have modules.
COMMAND = (
    "-I",
    "-c",
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from indexer.sources.worker import main; main()",
)


@pytest.fixture(autouse=True)
def processes_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], set[str]]]:
    """Processes that know the readers of `hostile`; which of them run or have ended without anybody waiting."""
    before = children()
    idle: list[process.Process] = []
    monkeypatch.setattr(process, "COMMAND", COMMAND)
    monkeypatch.setattr(process, "_idle", idle)
    yield lambda: children() - before
    for left in idle:
        left.finish()


def children() -> set[str]:
    """Those of ours that are Pythons; an Elasticsearch may come up beside a test."""
    pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {pid for pid in pids if "python" in Path(f"/proc/{pid}/stat").read_text().split(")")[0]}


class Reading:
    """Reads a file by a reader of `hostile`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
        self._monkeypatch = monkeypatch
        self.path = path

    def __call__(self, reader: str, *, second: str = "", seconds: int = 20, answer: int = 64 << 20) -> Iterator[Block]:
        module = "tests.indexer.sources.hostile"
        kind = Kind(f"{module}:{reader}", second and f"{module}:{second}", seconds=seconds, answer=answer)
        self._monkeypatch.setattr(isolation, "KINDS", {"any": kind})
        return read_apart("any", self.path, "가.xlsx")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reading:
    path = tmp_path / "파일 \udcff"
    path.write_text("글")
    return Reading(monkeypatch, path)


def refusal(found: list[Block]) -> str:
    (one,) = found
    assert isinstance(one, Refusal)
    assert one.place == Place("가.xlsx")
    return one.reason


def ends(pid: str) -> bool:
    """Soon: a kill takes effect when the system comes to it, which on a busy machine is not at once."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            # A name may have blanks, so what follows its bracket is read; Z is one that has ended unwaited.
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_blocks_come_back_as_they_were_read_with_every_kind_of_place(read: Reading) -> None:
    found = [(block.name, list(block.rows)) if isinstance(block, Table) else block for block in read("blocks")]
    assert found == [Paragraph(None, "글 가.xlsx"), ("국외", hostile.ROWS), *hostile.BLOCKS]


@pytest.mark.parametrize(
    ("reader", "seconds", "reason"),
    [
        ("sleeps", 1, "1초 안에 읽지 못하여"),
        ("spins", 1, "1초 안에 읽지 못하여"),
        ("hoards", 60, "메모리가 너무 많이 필요하여"),
        ("is_killed", 60, "메모리가 너무 많이 필요하여"),
        ("aborts", 60, "비정상적으로 끝났습니다"),
        ("raises", 60, "손상되었거나 형식이 맞지 않아"),
        ("panics", 60, "비정상적으로 끝났습니다"),
        ("leaves", 60, "비정상적으로 끝났습니다"),
    ],
)
def test_whatever_kills_a_reader_is_one_refusal_that_says_what_it_was_and_the_next_file_is_read(
    read: Reading, reader: str, seconds: int, reason: str
) -> None:
    assert reason in refusal(list(read(reader, seconds=seconds)))
    assert len(list(read("blocks"))) == 6


def test_what_a_reader_has_started_goes_with_it(read: Reading) -> None:
    assert "1초" in refusal(list(read("sleeps", seconds=1)))
    for pid in read.path.with_suffix(".pid").read_text().split():
        assert ends(pid)


def test_pages_before_the_end_of_a_reader_are_kept_and_the_refusal_says_where_it_was(read: Reading) -> None:
    *pages, last = read("pages_then_aborts")
    assert pages == [Paragraph(AtPage(1), "하나"), Paragraph(AtPage(2), "둘")]
    assert isinstance(last, Refusal)
    assert last.place.where == AtPage(2)
    assert last.reason.startswith("앞부분만 읽었고, 나머지는 읽지 못했습니다. ")


def test_rows_before_the_end_of_a_reader_are_kept_and_counted(read: Reading) -> None:
    blocks = read("rows_then_aborts")
    table = next(blocks)
    assert isinstance(table, Table)
    rows = list(table.rows)
    assert [row.where for row in rows] == [AtRow("시트", number) for number in range(1, len(rows) + 1)]
    (last,) = blocks
    assert isinstance(last, Refusal)
    assert last.place.where == rows[-1].where
    assert f"(행 {len(rows):,}개)" in last.reason
    assert len(rows) > 9_000


def test_rows_that_nobody_takes_are_passed_over(read: Reading) -> None:
    read.path.write_text("5000")
    found = list(read("rows"))
    assert [type(block) for block in found] == [Table, Paragraph]
    assert isinstance(found[0], Table)
    assert not list(found[0].rows)
    blocks = read("rows")
    table = next(blocks)
    assert isinstance(table, Table)
    assert next(iter(table.rows)).cells[0] == "1"
    assert next(blocks) == Paragraph(None, "끝")


def test_who_takes_rows_too_late_gets_none_and_takes_nothing_away(read: Reading) -> None:
    blocks = read("blocks")
    table = next(block for block in blocks if isinstance(block, Table))
    rows = iter(table.rows)
    next(rows)
    assert next(blocks) == hostile.BLOCKS[0]
    assert not list(rows)
    assert list(blocks) == hostile.BLOCKS[1:]


def test_a_sheet_of_any_length_is_never_held_whole(read: Reading) -> None:
    read.path.write_text("100000")
    blocks = read("rows", seconds=120)
    tracemalloc.start()
    try:
        table = next(blocks)
        assert isinstance(table, Table)
        assert sum(1 for _ in table.rows) == 100_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert list(blocks) == [Paragraph(None, "끝")]
    assert peak < 6 << 20


def test_only_the_time_that_the_reader_takes_counts_and_not_that_of_whoever_takes_the_rows(read: Reading) -> None:
    read.path.write_text("20000")
    blocks = read("rows", seconds=2)
    table = next(blocks)
    assert isinstance(table, Table)
    rows = iter(table.rows)
    next(rows)
    time.sleep(2.5)
    assert sum(1 for _ in rows) == 19_999
    assert list(blocks) == [Paragraph(None, "끝")]


def test_more_than_a_file_may_hold_is_cut_and_said(read: Reading) -> None:
    *found, last = read("floods", answer=2 << 20)
    assert 0 < len(found) < 10
    assert isinstance(last, Refusal)
    assert "내용이 너무 많습니다(2 MiB 이상)" in last.reason


def test_who_stops_early_leaves_no_process_and_no_open_file(
    read: Reading, processes_left: Callable[[], set[str]]
) -> None:
    read.path.write_text("1000000")
    open_files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a folder that is gone while it is listed
    for _ in range(3):
        blocks = read("rows")
        table = next(blocks)
        assert isinstance(table, Table)
        assert next(iter(table.rows)).cells[0] == "1"
        blocks.close()  # type: ignore[attr-defined] # a generator
        assert not processes_left()
        assert not list(table.rows)
    assert len(os.listdir("/proc/self/fd")) == open_files  # noqa: PTH208


def test_twenty_readers_that_die_leave_no_process_and_no_open_file(
    read: Reading, processes_left: Callable[[], set[str]]
) -> None:
    open_files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a folder that is gone while it is listed
    for _ in range(20):
        refusal(list(read("aborts")))
    assert not processes_left()
    assert len(os.listdir("/proc/self/fd")) == open_files  # noqa: PTH208


def test_a_process_reads_a_hundred_files_and_then_another_takes_over(read: Reading) -> None:
    pids = [block.text for _ in range(101) for block in read("pid") if isinstance(block, Paragraph)]
    assert len(set(pids[:100])) == 1
    assert pids[100] != pids[0]
    assert ends(pids[0])


def test_two_files_are_read_at_the_same_time_each_by_its_own_process(read: Reading) -> None:
    read.path.write_text("50000")
    one, other = read("rows"), read("rows")
    tables = [next(one), next(other)]
    for table in tables:
        assert isinstance(table, Table)
    pairs = zip(*(table.rows for table in tables if isinstance(table, Table)), strict=True)
    assert sum(first == second for first, second in pairs) == 50_000
    assert list(one) == list(other)


def test_what_a_library_prints_is_no_block_and_nobody_answers_what_it_asks(read: Reading) -> None:
    assert list(read("talks")) == [Paragraph(None, "heard ''")]


def test_half_characters_are_replaced(read: Reading) -> None:
    paragraph, table = ((b.name, list(b.rows)) if isinstance(b, Table) else b for b in read("half_characters"))
    assert paragraph == Paragraph(None, "가\ufffd나 😀")
    assert table == ("표", [Row(AtRow("\ufffd", 1), ("\ufffd",))])


def test_a_reader_does_not_get_our_passwords(read: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPS_PASSWORD", "비밀")
    (found,) = read("environment")
    assert isinstance(found, Paragraph)
    assert "비밀" not in found.text


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_memory_time_and_open_files_of_a_process_are_bounded(read: Reading) -> None:
    memory, core, seconds, files = (int(block.text) for block in read("limits") if isinstance(block, Paragraph))
    assert 700 << 20 < memory < 900 << 20
    assert core == 0
    assert 20 < seconds < 25
    assert files == 64


def test_a_second_reader_takes_over_where_the_first_dies_with_nothing_read_and_this_is_said(read: Reading) -> None:
    first, *found = read("aborts", second="blocks")
    assert isinstance(first, Note)
    assert first.reason.startswith("다른 방법으로 읽었습니다.")
    assert "비정상적으로 끝났습니다" in first.reason
    assert len(found) == 6
    assert "손상되었거나" in refusal(list(read("aborts", second="raises")))
    assert len(list(read("pages_then_aborts", second="blocks"))) == 3


def test_a_file_larger_than_its_kind_may_be_is_refused_before_a_reader_sees_it(
    tmp_path: Path, processes_left: Callable[[], set[str]]
) -> None:
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.truncate((10 << 20) + 1)
    (found,) = read_apart("html", path, "a.html")
    assert isinstance(found, Refusal)
    assert found.reason.startswith("파일이 10 MiB보다 커서 읽지 않았습니다")
    assert not processes_left()


def test_a_package_that_would_inflate_to_gigabytes_is_refused_by_its_directory(
    tmp_path: Path, processes_left: Callable[[], set[str]]
) -> None:
    path = tmp_path / "a.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", bytes(20 << 20))
    begun = time.monotonic()
    (found,) = read_apart("xlsx", path, "a.xlsx")
    assert time.monotonic() - begun < 1
    assert isinstance(found, Refusal)
    assert found.reason.startswith("압축을 풀면 지나치게 커져서(220 MiB)")
    assert not processes_left()


def test_ctrl_c_ends_us_at_once_and_the_reader_with_us(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("")
    script = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from indexer.sources import isolation, process
from indexer.sources.worker import Kind
process.COMMAND = {COMMAND!r}
isolation.KINDS = {{"any": Kind("tests.indexer.sources.hostile:sleeps", seconds=60)}}
print(list(isolation.read_apart("any", Path({str(path)!r}), "a")))
"""
    running = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE)
    pids = path.with_suffix(".pid")
    while not (pids.exists() and pids.read_text()):
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    begun = time.monotonic()
    _, errors = running.communicate(timeout=10)
    assert time.monotonic() - begun < 5
    assert errors.endswith(b"KeyboardInterrupt\n")
    for pid in pids.read_text().split():
        assert ends(pid)
