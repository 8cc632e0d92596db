"""Damaged spreadsheets and archives: blocks and refusals come out, within time and memory, and nothing worse."""

import io
import os
import random
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from indexer.blocks import Table
from indexer.record import Refusal
from indexer.sources.archives import Entry, entries
from indexer.sources.containers import kind_of
from indexer.sources.isolation import read_apart
from indexer.sources.source_file import SourceFile
from indexer.sources.worker import KINDS
from tests.indexer.sources.workbooks import MAIN

ROWS = 120
HEADINGS = ["제목", "방문국가", "출장기간", "인원", "소요예산(천원)"]
MOST_MEMORY = 500 << 20


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["공무국외출장 현황"])
    sheet.merge_cells("A1:E1")
    sheet.append(HEADINGS)
    for number in range(ROWS):
        sheet.append([f"탄소중립 연수 {number}", "독일(베를린)", "2025.11.9.~11.12.", number % 7 + 1, number * 1_000])
    sheet.row_dimensions[9].hidden = True
    book.create_sheet("숨김").sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("국외")
    for column, heading in enumerate(HEADINGS):
        sheet.write(0, column, heading)
    for number in range(ROWS):
        for column, value in enumerate([f"연수 {number}", "독일", "2025.11.9.~11.12.", number % 7 + 1, number * 1_000]):
            sheet.write(number + 1, column, value)
    sheet.row(9).hidden = True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive() -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as written:
        written.writestr("보고/현황.xlsx", xlsx())
        written.writestr("보고/옛 현황.xls", xls())
        written.writestr("글.txt", "독일\n" * 500)
    return content.getvalue()


def flipped(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def shortened(content: bytes, chance: random.Random) -> bytes:
    """Without a piece out of its middle."""
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randrange(1, 2_000) :]


def inside(content: bytes, chance: random.Random) -> bytes:
    """Damaged within what is compressed, so that archive and checksums are whole; of other files the second half."""
    if not content.startswith(b"PK"):
        return content[: len(content) // 2] + flipped(content[len(content) // 2 :], chance)
    with ZipFile(io.BytesIO(content)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = chance.choice([flipped, cut, shortened, digits])(parts[name], chance)
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as damaged:
        for part, data in parts.items():
            damaged.writestr(part, data)
    return written.getvalue()


def digits(content: bytes, chance: random.Random) -> bytes:
    """With other numbers, as references, sizes and styles have them."""
    damaged = bytearray(content)
    places = [place for place, byte in enumerate(damaged) if 48 <= byte <= 57] or [0]
    for _ in range(20):
        damaged[chance.choice(places)] = chance.randrange(48, 58)
    return bytes(damaged)


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [flipped, cut, shortened, inside]
SOURCES = {"xlsx": xlsx, "xls": xls, "zip": archive}


class Memory:
    """The most that any reader of ours had in use; looked at twenty times a second."""

    def __init__(self) -> None:
        self.peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
                self.peak = max(self.peak, most_memory(pid))


def most_memory(pid: str) -> int:
    """What a reader has had in use at most; 0 of other processes and of one that is gone."""
    try:
        if "indexer.sources.worker" not in Path(f"/proc/{pid}/cmdline").read_text():
            return 0
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)


class Drill:
    """Reads damaged files and counts what comes of them."""

    def __init__(self, folder: Path) -> None:
        self.outcomes: Counter[str] = Counter()
        self.slowest = 0.0
        self._path = folder / "damaged"

    def run(self, source: str, content: bytes) -> None:
        self._path.write_bytes(content)
        begun = time.monotonic()
        tables, rows, refusals = 0, 0, []
        for kind, path in self._containers():
            for block in read_apart(kind, path, path.name) if kind in KINDS else ():
                if isinstance(block, Table):
                    tables += 1
                    rows += sum(1 for _ in block.rows)
                elif isinstance(block, Refusal):
                    refusals.append(block.reason)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        for reason in refusals:
            assert "Traceback" not in reason
            for word in ("손상되었거나 형식이", "비정상적으로", "초 안에", "메모리"):
                self.outcomes[word] += word in reason
        read = "whole" if rows >= ROWS and not refusals else "some" if rows else "none"
        self.outcomes[f"{source} {read}"] += 1

    def _containers(self) -> Iterator[tuple[str, Path]]:
        with self._path.open("rb") as opened:
            file = SourceFile(opened, "damaged")
            kind = kind_of(file)
            if kind != "zip":
                yield kind or "", self._path
                return
            for entry in entries(file):
                if isinstance(entry, Entry):
                    with entry.path.open("rb") as inner:
                        unpacked = SourceFile(inner, entry.label)
                        yield kind_of(unpacked) or "", entry.path


def drill(folder: Path, count: int, seed: int) -> tuple[Drill, int]:
    """So many damaged files; what came of them, and the most memory a reader had in use."""
    chance = random.Random(seed)
    whole = {name: write() for name, write in SOURCES.items()}
    found = Drill(folder)
    with Memory() as memory:
        for number in range(count):
            source = sorted(whole)[number % len(whole)]
            found.run(source, chance.choice(DAMAGES)(whole[source], chance))
    assert sum(found.outcomes[f"{source} {read}"] for source in whole for read in ("whole", "some", "none")) == count
    assert found.slowest < 2 * KINDS["xlsx"].seconds + 10
    assert memory.peak < MOST_MEMORY
    return found, memory.peak


def test_sixty_damaged_spreadsheets_and_archives_harm_nobody(tmp_path: Path) -> None:
    found, _ = drill(tmp_path, 60, seed=31)
    assert all(found.outcomes[f"{source} whole"] and found.outcomes[f"{source} none"] for source in SOURCES)


@pytest.mark.drill
def test_fifteen_hundred_damaged_spreadsheets_and_archives_harm_nobody(tmp_path: Path) -> None:
    begun = time.monotonic()
    found, peak = drill(tmp_path, 1_500, seed=32)
    seconds = time.monotonic() - begun
    print(f"\n1,500 variants in {seconds:.0f} s, slowest {found.slowest:.1f} s, reader at most {peak >> 20} MB")
    for outcome, count in sorted(found.outcomes.items()):
        print(f"{outcome}: {count}")


def packed(gibibytes: int) -> bytes:
    """The beginning of a sheet, and blanks without end, deflated."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    blanks = b" " * (1 << 20)
    begun = deflate.compress(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
    return b"".join([begun, *(deflate.compress(blanks) for _ in range(gibibytes << 10)), deflate.flush()])


def written(parts: dict[str, bytes], bomb: str, content: bytes) -> bytes:
    """An archive of parts and of one that is deflated already and says that it inflates to a thousand bytes."""
    body, directory = b"", b""
    for name, part in [*parts.items(), (bomb, content)]:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = content if name == bomb else deflate.compress(part) + deflate.flush()
        size = 1_000 if name == bomb else len(part)
        numbers = struct.pack("<HHLLLLHH", 0, 8, 0, zlib.crc32(part), len(data), size, len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<HH", 20, 20) + numbers
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\x03\x04" + struct.pack("<H", 20) + numbers + name.encode() + data
    count = len(parts) + 1
    return body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)


@pytest.mark.drill
def test_ten_megabytes_that_inflate_to_ten_gigabytes_and_say_that_they_are_little_harm_nobody(tmp_path: Path) -> None:
    bomb = packed(10)
    with ZipFile(io.BytesIO(xlsx())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist() if name != "xl/worksheets/sheet1.xml"}
    (tmp_path / "a.xlsx").write_bytes(written(parts, "xl/worksheets/sheet1.xml", bomb))
    content = written({"a.txt": b"x"}, "bomb.csv", bomb)
    with Memory() as memory:
        begun = time.monotonic()
        found = list(read_apart("xlsx", tmp_path / "a.xlsx", "a.xlsx"))
        print(f"\n{len(bomb) >> 20} MB as XLSX: {time.monotonic() - begun:.2f} s, {memory.peak >> 20} MB; {found[-1]}")
        begun = time.monotonic()
        refused = [one for one in entries(SourceFile(io.BytesIO(content), "a.zip")) if isinstance(one, Refusal)]
        print(f"as ZIP: {time.monotonic() - begun:.2f} s; {refused}")
    assert any(isinstance(block, Refusal) for block in found)
    assert memory.peak < 2 * MOST_MEMORY
    assert len(refused) == 1
    assert time.monotonic() - begun < 5
