"""A format joins by a reader and a row: shown with a small binary one, whose sheets of cells no text reader knows."""

import io
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.headings import page_field
from indexer.record import AtLine, AtRow, Item, Note, Place, Raw, Refusal
from indexer.sources import formats
from indexer.sources.files import read
from indexer.sources.formats import Format, find_format
from indexer.sources.source_file import SourceFile
from indexer.understanding.wanted import Wanted
from search.trip import Trip
from trips.indexing import index

MAGIC = b"CELLS\0\xc5\xbb"
Sheet = tuple[str, list[list[str]]]
HEADINGS = ["제목", "방문국가", "인원"]
BLANK: list[str] = []
SHEETS: list[Sheet] = [
    ("국내", [HEADINGS, ["안 간 곳", "독일", "2명"]]),
    ("국외 출장", [HEADINGS, BLANK, ["탄소중립 연수", "독일", "4명"], BLANK, ["", "프랑스", "3명"], ["자원순환 견학", "일본", "1명"]]),
]  # fmt: skip


def packed(sheets: list[Sheet]) -> bytes:
    """How many sheets; of each its name and how many rows; of a row how many cells; a text is its length and itself."""
    return MAGIC + bytes([len(sheets)]) + b"".join(
        _text(name) + struct.pack("<H", len(rows)) + b"".join(bytes([len(row)]) + b"".join(map(_text, row)) for row in rows)
        for name, rows in sheets
    )  # fmt: skip


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text.encode())) + text.encode()


class Cut(Exception):  # noqa: N818 - the end of a file, as its reader knows it
    """The file ends inside something."""


def read_cells(file: SourceFile, _wanted: Wanted) -> Iterator[Item]:
    content = file.content()
    content.seek(len(MAGIC))
    place = Place(file.name)
    try:
        for _ in range(taken(content, 1)[0]):
            sheet = taken_text(content)
            fields: list[str | None] = []
            for number in range(1, struct.unpack("<H", taken(content, 2))[0] + 1):
                place = Place(file.name, AtRow(sheet, number))
                cells = [taken_text(content) for _ in range(taken(content, 1)[0])]
                if number == 1:
                    fields = [page_field(cell) for cell in cells]
                elif any(cells):
                    stated = zip(fields, cells, strict=False)
                    yield Raw(place, {field: cell for field, cell in stated if field and cell})
    except (Cut, UnicodeDecodeError) as error:
        yield Refusal(place, None, f"여기에서 깨져 있습니다({error}).")


def taken(content: BinaryIO, size: int) -> bytes:
    found = content.read(size)
    if len(found) < size:
        raise Cut(f"{size - len(found)} 바이트 모자람")
    return found


def taken_text(content: BinaryIO) -> str:
    return taken(content, struct.unpack("<H", taken(content, 2))[0]).decode()


CELLS = Format("칸 묶음", lambda file: file.head.startswith(MAGIC), read_cells)


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The format, known by one more row."""
    monkeypatch.setattr(formats, "FORMATS", (CELLS, *formats.FORMATS))


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "출장.cells"
    path.write_bytes(content)
    return path


@pytest.mark.usefixtures("cells")
def test_a_trip_in_a_row_of_the_second_sheet_is_taken_with_its_place(tmp_path: Path) -> None:
    found = list(read([written(tmp_path, packed(SHEETS))]))
    assert [item.place.where for item in found] == [
        AtRow("국내", 2), AtRow("국외 출장", 3), AtRow("국외 출장", 5), AtRow("국외 출장", 6),
    ]  # fmt: skip
    assert isinstance(found[1], Raw)
    trip = clean(found[1])
    assert isinstance(trip, Trip)
    assert trip.source
    assert (trip.title, trip.people, [place.code for place in trip.countries]) == ("탄소중립 연수", 4, ["DE"])
    assert (trip.source.file, trip.source.position) == ("출장.cells", 3)


@pytest.mark.usefixtures("cells")
def test_a_refused_row_is_told_by_sheet_and_row_on_the_screen_and_in_the_list_of_refusals(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    path = written(tmp_path, packed(SHEETS))
    done = CliRunner().invoke(index, ["--dry-run", "--rejects", str(rejects), str(path)])
    assert done.exit_code == 3
    assert "읽음 4 · 넣을 수 있음 3" in done.output
    assert "거부 출장.cells ‘국외 출장’ 시트 5번째 행 [title] 제목이 없습니다." in done.output
    (refused,) = map(json.loads, rejects.read_text(encoding="utf-8").splitlines())
    assert (refused["file"], refused["line"], refused["where"]) == (
        "출장.cells",
        None,
        "‘국외 출장’ 시트 5번째 행",
    )


@pytest.mark.usefixtures("cells")
def test_a_binary_file_that_breaks_off_keeps_what_was_whole_and_says_where(tmp_path: Path) -> None:
    whole = packed(SHEETS)
    *rows, refusal = read([written(tmp_path, whole[: whole.index("자원순환".encode())])])
    assert [type(item) for item in rows] == [Raw, Raw, Raw]
    assert isinstance(refusal, Refusal)
    assert refusal.place == Place("출장.cells", AtRow("국외 출장", 6))


@pytest.mark.usefixtures("cells")
def test_a_binary_format_without_a_trip_says_so_and_nothing_of_an_encoding(tmp_path: Path) -> None:
    (note,) = read([written(tmp_path, packed([("탄천 티", [HEADINGS])]))])
    assert isinstance(note, Note)
    assert note.place == Place("출장.cells")
    assert "출장이 들어 있지 않습니다" in note.reason


@pytest.mark.usefixtures("cells")
def test_a_file_of_no_format_is_told_of_the_new_one_too(tmp_path: Path) -> None:
    (refusal,) = read([written(tmp_path, "아무 글".encode())])
    assert isinstance(refusal, Refusal)
    assert refusal.reason.endswith(
        "읽는 형식은 칸 묶음, JSON Lines(한 줄에 { … } 하나), JSON 배열, CSV(쉼표나 탭으로 나눈 표), 복사한 출장 페이지, "
        "XLSX, XLS, HTML, DOCX, PDF, HWPX, HWP, ZIP입니다."
    )


class Counted(io.BytesIO):
    """Counts what is read of it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.count += len(found)
        return found


@pytest.mark.usefixtures("cells")
def test_no_more_than_the_head_of_a_binary_file_is_read_to_know_it() -> None:
    content = Counted(MAGIC + bytes(10 << 20))
    assert find_format(SourceFile(content, "f")) is CELLS
    assert content.count == 1 << 16


def test_a_file_is_read_as_lines_and_as_bytes_each_time_from_its_start() -> None:
    file = SourceFile(io.BytesIO("하나\r\n\r\n둘\n셋".encode("cp949") * 30_000), "f")
    for _ in range(2):
        assert [line.text for line in file.opening] == ["하나", "둘"]
        assert next(file.lines()).text == "하나"
        assert file.content().read(6) == "하나\r\n".encode("cp949")
        assert sum(1 for _ in file.lines()) == 90_001
        assert len(file.content().read()) == 13 * 30_000
    assert file.encoding == "cp949"


ROWS = st.lists(st.tuples(st.text(max_size=5), st.lists(st.lists(st.text(max_size=9), max_size=4), max_size=6)), max_size=3)  # fmt: skip
BEHIND_THE_MAGIC = st.binary() | ROWS.map(lambda sheets: packed([*SHEETS, *sheets])[len(MAGIC) :])


@given(st.sampled_from([b"", MAGIC, MAGIC[:5]]), BEHIND_THE_MAGIC, st.integers(0, 400))
@example(MAGIC, b"", 0)
@settings(deadline=None)
def test_any_bytes_are_records_refusals_or_notes_with_a_place_whichever_format_takes_them(
    tmp_path_factory: pytest.TempPathFactory, magic: bytes, content: bytes, cut: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "FORMATS", (CELLS, *formats.FORMATS))
        found = list(read([written(tmp_path_factory.getbasetemp(), magic + content[: len(content) - cut])]))
    assert found
    assert {type(item.place.where) for item in found if isinstance(item, Raw)} <= {AtRow if magic == MAGIC else AtLine}
    for item in found:
        assert str(item.place).startswith("출장.cells")
        assert clean(item) if isinstance(item, Raw) else item.reason
