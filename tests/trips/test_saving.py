"""`trips search --csv --xlsx`: whole files, or what was there before."""

import csv
from collections.abc import Generator
from pathlib import Path

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner

from search.errors import ClusterUnreachableError
from search.query import TripQuery
from search.trip import Trip
from tests.commands import Run
from tests.memory.engine import MemoryEngine
from tests.stores import some_trips
from trips import searching
from trips.__main__ import cli

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    engine = MemoryEngine(some_trips(*range(30)))
    monkeypatch.setattr(searching, "open_engine", lambda *_: engine)
    return engine


def save(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["search", *arguments])
    return done.exit_code, done.output


@pytest.mark.usefixtures("engine")
def test_both_files_hold_every_hit(tmp_path: Path) -> None:
    code, said = save(
        "탄소중립", "--csv", str(tmp_path / "a.csv"), "--xlsx", str(tmp_path / "a.xlsx"), "--sort", "oldest"
    )
    assert code == 0
    assert said.count("30건") == 2
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["출장"]
    assert len(rows) == 31
    assert [row[:2] for row in rows] == [[str(cell.value) for cell in row[:2]] for row in sheet.iter_rows()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.xlsx"]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("option", [["--size", "3"], ["--facets", "year"], ["--json"]])
def test_what_only_a_page_is_asked_for_is_refused(tmp_path: Path, option: list[str]) -> None:
    code, said = save("탄소중립", "--csv", str(tmp_path / "a.csv"), *option)
    assert code == 2
    assert option[0] in said
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("engine")
def test_a_place_that_takes_no_file_is_named_with_the_reason(tmp_path: Path) -> None:
    code, said = save("탄소중립", "--csv", str(tmp_path / "없음" / "a.csv"))
    assert code == 1
    assert "a.csv에 쓸 수 없습니다" in said
    code, _ = save("탄소중립", "--xlsx", str(tmp_path))
    assert code == 1
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_finished_leaves_the_one_before(
    engine: MemoryEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("전의 파일", encoding="utf-8")
    whole = engine.every(TripQuery())

    def breaking() -> Generator[Trip]:
        yield next(whole.trips)
        raise ClusterUnreachableError("Elasticsearch에 연결할 수 없습니다.")

    broken = msgspec.structs.replace(whole, trips=breaking())
    monkeypatch.setattr(engine, "every", lambda _: broken)
    code, _ = save("탄소중립", "--csv", str(tmp_path / "a.csv"))
    assert code != 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "전의 파일"


def test_the_command_itself_writes_them(run: Run, tmp_path: Path) -> None:
    assert run("index", SAMPLE).returncode == 0
    done = run("search", "도서관", "--csv", "a.csv")
    assert done.returncode == 0
    assert "a.csv" in done.stdout
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
