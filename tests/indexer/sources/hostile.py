"""Readers that do to their process what bad files do to real ones; they run in it, by name."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import AtLine, AtPage, AtRow, Note, Place, Refusal

BLOCKS: list[Block] = [
    Paragraph(AtPage(3), "출장 결과\t보고\n둘째 줄", 2),
    Paragraph(None, ""),
    Note(Place("가.xlsx", AtLine(7)), "people", "‘나’\u2028"),
    Refusal(Place("가.xlsx"), None, "까닭", "본디 글"),
]
ROWS = [Row(AtRow("국외 출장", 5), ("제목", "", "4"), (1,)), Row(None, ())]


def blocks(path: Path, name: str) -> Iterator[Block]:
    yield Paragraph(None, f"{path.read_text()} {name}")
    yield Table(ROWS, "국외")
    yield from BLOCKS


def pid(_path: Path, _name: str) -> Iterator[Block]:
    yield Paragraph(None, str(os.getpid()))


def limits(_path: Path, _name: str) -> Iterator[Block]:
    for which in ("AS", "CORE", "CPU", "NOFILE"):
        yield Paragraph(None, str(resource.getrlimit(getattr(resource, f"RLIMIT_{which}"))[0]))


def environment(_path: Path, _name: str) -> Iterator[Block]:
    yield Paragraph(None, " ".join(os.environ.values()))


def talks(_path: Path, _name: str) -> Iterator[Block]:
    print("\x00 no block")
    sys.stdout.flush()
    subprocess.run(["echo", "none either"], check=True)
    yield Paragraph(None, f"heard {sys.stdin.read()!r}")


def half_characters(_path: Path, _name: str) -> Iterator[Block]:
    yield Paragraph(None, "가\ud800나 \ud83d\ude00")
    yield Table([Row(AtRow("\udc00", 1), ("\udfff",))], "표")


def rows(path: Path, _name: str) -> Iterator[Block]:
    yield Table(Row(AtRow("시트", number), (str(number), "글" * 50)) for number in range(1, int(path.read_text()) + 1))
    yield Paragraph(None, "끝")


def sleeps(path: Path, _name: str) -> Iterator[Block]:
    """With a child that outlives whoever is killed alone."""
    child = subprocess.Popen(["sleep", "60"])
    path.with_suffix(".pid").write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)
    yield from ()


def spins(_path: Path, _name: str) -> Iterator[Block]:
    while True:
        pass


def hoards(_path: Path, _name: str) -> Iterator[Block]:
    kept = [bytearray(10 << 20) for _ in range(10_000)]
    yield Paragraph(None, str(len(kept)))


def aborts(_path: Path, _name: str) -> Iterator[Block]:
    os.abort()


def raises(_path: Path, _name: str) -> Iterator[Block]:
    raise RecursionError("maximum recursion depth exceeded")


class PanicException(BaseException):
    """Rust has given up."""


def panics(_path: Path, _name: str) -> Iterator[Block]:
    raise PanicException("index out of bounds")


def leaves(_path: Path, _name: str) -> Iterator[Block]:
    sys.exit(0)


def is_killed(_path: Path, _name: str) -> Iterator[Block]:
    os.kill(os.getpid(), 9)
    yield from ()


def floods(_path: Path, _name: str) -> Iterator[Block]:
    while True:
        yield Paragraph(None, "글" * 100_000)


def pages_then_aborts(_path: Path, _name: str) -> Iterator[Block]:
    yield Paragraph(AtPage(1), "하나")
    yield Paragraph(AtPage(2), "둘")
    os.abort()


def rows_then_aborts(_path: Path, _name: str) -> Iterator[Block]:
    yield Table(_rows_then_abort(), "표")


def _rows_then_abort() -> Iterator[Row]:
    for number in range(1, 10_001):
        yield Row(AtRow("시트", number), ("글" * 50,))
    os.abort()
