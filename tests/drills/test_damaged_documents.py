"""Damaged reports and pages: blocks, notes and refusals come out, within time and memory, and nothing worse."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from indexer.blocks import Table
from indexer.record import Refusal
from indexer.sources.isolation import read_apart
from indexer.sources.worker import KINDS
from tests.drills.test_damaged_spreadsheets import DAMAGES, Memory, cut, digits, flipped, shortened
from tests.indexer.sources import write_hwp, write_pdf
from tests.indexer.sources.pieces import Box, Grid, Heading, Piece, Wide
from tests.indexer.sources.writers import write_document

MOST_MEMORY = 500 << 20
PROSE = "베를린시는 보증금 제도로 빈 병의 대부분을 거두어들이고 있어 우리 시의 재활용 정책에도 참고가 된다. "
SCHEDULE = Grid([["일자", "방문기관"], *([f"11. {number}.", f"기관 {number}"] for number in range(20))])
REPORT: Sequence[Piece] = (
    Heading("2025년 자원순환 선진지 견학\n공무국외출장 결과보고서"),
    Grid(
        [
            ["출장국", "독일(베를린)"],
            [Wide("체재비", rows=2), "일비"],
            ["식비"],
            ["일정", Box(("아래와 같다.",), SCHEDULE)],
        ],
        "표 1. 출장 개요",
    ),
    *(piece for number in range(1, 30) for piece in (Heading(f"{number}. 방문 결과", 2), PROSE * 3)),
)
SOURCES = ("docx", "hwpx", "hwp", "pdf", "html")
# How the refusals of `isolation` begin to say what a reader did that it must not do by itself.
WORSE = ("손상되었거나 형식이", "비정상적으로", "초 안에", "메모리")


def inside_hwp(_: bytes, chance: random.Random) -> bytes:
    """Damaged within what is deflated."""
    streams = write_hwp.records(REPORT)
    name = chance.choice(sorted(streams))
    streams[name] = chance.choice([flipped, cut, shortened])(streams[name], chance)
    return write_hwp.packed(streams)


def damages(kind: str, folder: Path) -> list[Callable[[bytes, random.Random], bytes]]:
    """All that can happen to a file of a kind."""
    if kind == "hwp":
        return [*DAMAGES, inside_hwp, inside_hwp]
    if kind == "pdf":
        write_pdf.write(REPORT, folder / "plain.pdf", head="가상시", numbered=True, plain=True)
        plain = (folder / "plain.pdf").read_bytes()
        inner = [lambda _, chance, damage=damage: damage(plain, chance) for damage in (flipped, shortened, digits)]
        return [*DAMAGES, *inner]
    return [*DAMAGES, DAMAGES[-1]]


class Drill:
    """Reads damaged files and counts what comes of them."""

    def __init__(self, folder: Path) -> None:
        self.outcomes: Counter[str] = Counter()
        self.slowest = dict.fromkeys(SOURCES, 0.0)
        self._path = folder / "damaged"

    def run(self, kind: str, content: bytes) -> None:
        self._path.write_bytes(content)
        begun = time.monotonic()
        read, refusals = 0, []
        for block in read_apart(kind, self._path, "damaged"):
            if isinstance(block, Refusal):
                refusals.append(block.reason)
            else:
                read += sum(1 for _ in block.rows) if isinstance(block, Table) else 1
        self.slowest[kind] = max(self.slowest[kind], time.monotonic() - begun)
        assert read or refusals
        for reason in refusals:
            for word in WORSE:
                self.outcomes[f"{kind} {word}"] += word in reason
        self.outcomes[f"{kind} {'read' if read else 'refused'}"] += 1


def drill(folder: Path, count: int, seed: int) -> tuple[Drill, int]:
    """So many damaged files; what came of them, and the most memory a reader had in use."""
    chance = random.Random(seed)
    whole = {kind: write_document(kind, REPORT, folder / f"whole.{kind}").read_bytes() for kind in SOURCES}
    ways = {kind: damages(kind, folder) for kind in SOURCES}
    found = Drill(folder)
    with Memory() as memory:
        for number in range(count):
            kind = SOURCES[number % len(SOURCES)]
            found.run(kind, chance.choice(ways[kind])(whole[kind], chance))
    for kind in SOURCES:
        assert found.outcomes[f"{kind} read"]
        assert found.slowest[kind] < KINDS[kind].seconds + 10
        # No reader of ours raises, whatever is in a file.
        assert not any(found.outcomes[f"{kind} {word}"] for word in WORSE[:2])
    assert memory.peak < MOST_MEMORY
    return found, memory.peak


def test_fifty_damaged_reports_and_pages_harm_nobody(tmp_path: Path) -> None:
    found, _ = drill(tmp_path, 50, seed=41)
    assert sum(count for outcome, count in found.outcomes.items() if outcome.endswith(("read", "refused"))) == 50


@pytest.mark.drill
def test_fifteen_hundred_damaged_reports_and_pages_harm_nobody(tmp_path: Path) -> None:
    begun = time.monotonic()
    found, peak = drill(tmp_path, 1_500, seed=42)
    seconds = time.monotonic() - begun
    slowest = {kind: round(most, 1) for kind, most in found.slowest.items()}
    print(f"\n1,500 variants in {seconds:.0f} s, slowest {slowest}, reader at most {peak >> 20} MB")
    for outcome, count in sorted(found.outcomes.items()):
        print(f"{outcome}: {count}")
