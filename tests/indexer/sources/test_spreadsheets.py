"""XLSX and XLS as agencies save them, and as they come when damaged or made to harm."""

import datetime as dt
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from indexer.blocks import Table
from indexer.record import AtRow
from indexer.sources import isolation, sheets
from indexer.sources.sheets import Sheet, text_of
from indexer.sources.worker import KINDS, Kind
from tests.indexer.sources.workbooks import MAIN, Found, cell, package, xls, xlsx

DAY = dt.datetime(2025, 11, 9)  # noqa: DTZ001 - a spreadsheet knows no time zone
NOON = dt.datetime(2025, 11, 9, 12, 30)  # noqa: DTZ001
FORMATS: dict[object, str] = {
    DAY: "YYYY-MM-DD",
    NOON: "YYYY-MM-DD HH:MM",
}
VALUES: list[str | float | bool | dt.datetime] = [
    "탄소중립\n연수",
    4,
    3.5,
    1837993.0,
    True,
    False,
    DAY,
    NOON,
    -12,
    0.1 + 0.2,
    1e15,
    "0010",
]
TEXTS = ["탄소중립\n연수", "4", "3.5", "1837993", "TRUE", "FALSE", "2025-11-09", "2025-11-09 12:30:00", "-12", "0.3", "1000000000000000", "0010"]  # fmt: skip

Fill = dict[tuple[int, int], str | float | bool | dt.datetime]


def written(kind: str, path: Path, cells: Fill, merged: tuple[tuple[int, int, int, int], ...] = ()) -> Path:
    """`cells` by (row, column) from 0; `merged` as rows and columns, ends inside."""

    def fill_xlsx(sheet: Worksheet) -> None:
        for (row, column), value in cells.items():
            sheet.cell(row + 1, column + 1, value)
        for top, left, bottom, right in merged:
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)

    def fill_xls(sheet: xlwt.Worksheet) -> None:
        for (row, column), value in cells.items():
            if not any(top == row and left == column for top, left, _, _ in merged):
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=FORMATS.get(value, "General")))
        for top, left, bottom, right in merged:
            sheet.write_merge(top, bottom, left, right, cells[top, left])

    return xlsx(path, fill_xlsx) if kind == "xlsx" else xls(path, fill_xls)


@pytest.fixture(params=["xlsx", "xls"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["first", "second"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The usual reader of a kind, or the one that steps in where that dies."""
    if request.param == "second":
        second = {name: Kind(found.second, seconds=20) for name, found in KINDS.items() if found.second}
        monkeypatch.setattr(isolation, "KINDS", second)
    return str(request.param)


@pytest.mark.usefixtures("reader")
def test_cells_are_text_as_their_spreadsheet_shows_them_and_days_are_iso(kind: str, tmp_path: Path) -> None:
    found = Found(kind, written(kind, tmp_path / "a", {(0, i): value for i, value in enumerate(VALUES)}))
    assert found.cells == [TEXTS]
    assert found.tables["국외"][0].where == AtRow("국외", 1)
    assert not found.notes
    assert not found.refusals


@pytest.mark.usefixtures("reader")
def test_rows_are_numbered_as_the_spreadsheet_does_and_empty_ones_are_passed_over(kind: str, tmp_path: Path) -> None:
    found = Found(kind, written(kind, tmp_path / "a", {(2, 1): "제목", (2, 3): "인원", (6, 1): "연수", (6, 3): 4}))
    assert (found.numbers, found.cells) == ([3, 7], [["", "제목", "", "인원"], ["", "연수", "", "4"]])


@pytest.mark.usefixtures("reader")
def test_a_merged_cell_stands_in_each_of_its_rows_and_columns_and_the_row_says_where_it_only_continues(
    kind: str, tmp_path: Path
) -> None:
    cells: Fill = {
        (0, 0): "출장자", (0, 1): "체재비", (0, 4): "비고",
        (1, 1): "일비", (1, 2): "숙박비", (1, 3): "식비",
        (2, 0): "가", (2, 1): 1, (2, 4): "x",
    }  # fmt: skip
    found = Found(kind, written(kind, tmp_path / "a", cells, ((0, 0, 1, 0), (0, 1, 0, 3))))
    assert [(row.cells, row.filled) for row in found.tables["국외"]] == [
        (("출장자", "체재비", "체재비", "체재비", "비고"), (2, 3)),
        (("출장자", "일비", "숙박비", "식비"), (0,)),
        (("가", "1", "", "", "x"), ()),
    ]


@pytest.mark.usefixtures("reader")
def test_a_merged_cell_that_goes_on_alone_makes_no_more_rows(kind: str, tmp_path: Path) -> None:
    found = Found(kind, written(kind, tmp_path / "a", {(0, 0): "제목", (3, 3): "연수"}, ((0, 0, 2, 3),)))
    assert (found.numbers, found.cells) == ([1, 4], [["제목"] * 4, ["", "", "", "연수"]])


def test_a_title_merged_to_the_last_column_there_can_be_is_no_wider_than_its_table(tmp_path: Path) -> None:
    sheet = f'<sheetData><row r="1">{cell("A1", "현황")}</row><row r="2">{cell("C2", "연수")}</row></sheetData>'
    path = package(tmp_path / "a", f'{sheet}<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>')
    assert Found("xlsx", path).cells == [["현황"] * 3, ["", "", "연수"]]


def hiding(kind: str, path: Path) -> Path:
    """Of three columns the second is hidden, of four rows the third; of three sheets the last two."""
    rows: list[list[str | int]] = [
        ["제목", "성명", "인원"],
        ["연수", "아무개", 4],
        ["지운 것", "아무개", 3],
        ["견학", "아무개", 2],
    ]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "국외"
        for row in rows:
            sheet.append(row)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        for name, state in (("옛 자료", "hidden"), ("명단", "veryHidden")):
            other = book.create_sheet(name)
            other.append(["비밀"])
            other.sheet_state = state
        book.save(path)
    else:
        old = xlwt.Workbook()
        sheet = old.add_sheet("국외")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        sheet.col(1).hidden = True
        sheet.row(2).hidden = True
        for name, visibility in (("옛 자료", 1), ("명단", 2)):
            other = old.add_sheet(name)
            other.write(0, 0, "비밀")
            other.visibility = visibility
        old.save(str(path))
    return path


@pytest.mark.usefixtures("reader")
def test_hidden_sheets_rows_and_columns_are_left_out_and_each_is_said_once(kind: str, tmp_path: Path) -> None:
    found = Found(kind, hiding(kind, tmp_path / "a"))
    assert found.cells == [["제목", "인원"], ["연수", "4"], ["견학", "2"]]
    assert found.numbers == [1, 2, 4]
    assert found.notes == [
        "숨긴 시트 2개(‘옛 자료’, ‘명단’)는 읽지 않았습니다.",
        "‘국외’ 시트에서 숨긴 행 1개는 읽지 않았습니다.",
        "‘국외’ 시트에서 숨긴 열 1개는 읽지 않았습니다.",
    ]


def test_a_row_of_which_only_hidden_cells_are_its_own_is_none(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B2"], sheet["A3"] = "제목", "비밀", "연수"
        sheet.merge_cells("A1:A2")
        sheet.column_dimensions["B"].hidden = True

    found = Found("xlsx", xlsx(tmp_path / "a", fill))
    assert (found.numbers, found.cells) == ([1, 3], [["제목"], ["연수"]])


def test_where_the_first_column_of_a_merged_cell_is_hidden_the_next_one_begins_it(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["D1"], sheet["A2"], sheet["B2"] = "체재비", "비고", 1, 2
        sheet.merge_cells("A1:C1")
        sheet.column_dimensions["A"].hidden = True

    found = Found("xlsx", xlsx(tmp_path / "a", fill))
    assert [(row.cells, row.filled) for row in found.tables["국외"]] == [
        (("체재비", "체재비", "비고"), (1,)),
        (("2",), ()),
    ]


def test_days_in_the_formats_of_korean_excel_are_days(tmp_path: Path) -> None:
    styles = '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="57"/></cellXfs>'
    sheet = '<sheetData><row r="1"><c r="A1" s="1"><v>45970</v></c><c r="B1" s="2"><v>45970</v></c><c r="C1"><v>45970</v></c></row></sheetData>'
    assert Found("xlsx", package(tmp_path / "a", sheet, styles)).cells == [["2025-11-09", "2025-11-09", "45970"]]


@pytest.mark.usefixtures("reader")
def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([DAY])
    book.save(tmp_path / "a")
    assert Found("xlsx", tmp_path / "a").cells == [["2025-11-09"]]
    old = xlwt.Workbook()
    old.dates_1904 = True
    old.add_sheet("국외").write(0, 0, 44508, xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    old.save(str(tmp_path / "b"))
    assert Found("xls", tmp_path / "b").cells == [["2025-11-09"]]


@pytest.mark.usefixtures("reader")
def test_a_formula_is_the_value_stored_with_it_and_an_error_is_nothing(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1" t="str"><f>WEBSERVICE("http://x")</f><v>글</v></c><c r="D1"><f>3+3</f></c></row></sheetData>'
    )
    assert Found("xlsx", package(tmp_path / "a", sheet)).cells == [["2", "", "글"]]


@pytest.mark.usefixtures("reader")
def test_every_visible_sheet_is_a_table_and_a_chart_is_none(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "2024년"
    first.append([1])
    chart = BarChart()
    chart.add_data(Reference(first, 1, 1, 1, 1))
    book.create_chartsheet("그림").add_chart(chart)
    book.create_sheet("2025년").append([2])
    book.create_sheet("빈 시트")
    book.save(tmp_path / "a")
    found = Found("xlsx", tmp_path / "a")
    assert {name: [row.cells for row in rows] for name, rows in found.tables.items()} == {
        "2024년": [("1",)],
        "2025년": [("2",)],
        "빈 시트": [],
    }


@pytest.mark.usefixtures("reader")
def test_a_sheet_that_states_a_wrong_extent_is_read_whole(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "글")}{cell(f"C{n}", "끝")}</row>' for n in range(1, 51))
    found = Found("xlsx", package(tmp_path / "a", f'<dimension ref="A1:A2"/><sheetData>{rows}</sheetData>'))
    assert found.cells == [["글", "", "끝"]] * 50


@pytest.mark.usefixtures("reader")
def test_cells_without_a_reference_stand_one_after_another(tmp_path: Path) -> None:
    text = '<c t="inlineStr"><is><t>글</t></is></c>'
    found = Found("xlsx", package(tmp_path / "a", f"<sheetData><row>{text * 2}</row><row>{text}</row></sheetData>"))
    assert (found.numbers, found.cells) == ([1, 2], [["글", "글"], ["글"]])


def test_a_hidden_row_of_a_package_with_prefixes_is_left_out(tmp_path: Path) -> None:
    path = package(tmp_path / "a", "")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1" hidden="true"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    ).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    found = Found("xlsx", path)
    assert (found.numbers, found.cells) == ([2], [["2"]])
    assert found.notes == ["‘국외’ 시트에서 숨긴 행 1개는 읽지 않았습니다."]


FAR = f'<row r="1">{cell("A1", "제목")}</row><row r="2">{cell("A2", "연수")}</row>'


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("sheet", "note"),
    [
        (f'<sheetData>{FAR}<row r="1048576">{cell("A1048576", "끝")}</row></sheetData>', "나머지 1행은"),
        (f'<sheetData>{FAR}<row r="1048576">{cell("XFD1048576", "끝")}</row></sheetData>', "나머지 1행은"),
        (f'<sheetData>{FAR}<row r="3">{cell("XFD3", "끝")}</row></sheetData>', "500열 뒤의 15,884열은"),
        (f'<sheetData>{FAR}<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>', ""),
        (f'<sheetData>{FAR}</sheetData><mergeCells><mergeCell ref="B1:XFD1048576"/></mergeCells>', ""),
        (f'<dimension ref="A1:XFD1048576"/><sheetData>{FAR}</sheetData>', ""),
        (f'<cols><col min="3" max="16384" hidden="1"/></cols><sheetData>{FAR}</sheetData>', ""),
    ],
    ids=["last row", "far corner", "last column", "far style", "huge merge", "huge extent", "hidden to the end"],
)  # fmt: skip
def test_what_stands_or_is_said_to_stand_far_away_costs_nothing(tmp_path: Path, sheet: str, note: str) -> None:
    begun = time.monotonic()
    found = Found("xlsx", package(tmp_path / "a", sheet))
    assert time.monotonic() - begun < 20
    assert found.cells == [["제목"], ["연수"]]
    assert len(found.notes) == bool(note)
    assert note in "".join(found.notes)
    assert not found.refusals


def test_a_million_empty_rows_cost_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{number}" ht="15"/>' for number in range(3, 1_000_001))
    found = Found("xlsx", package(tmp_path / "a", f"<sheetData>{FAR}{empty}</sheetData>"))
    assert found.cells == [["제목"], ["연수"]]
    assert not found.notes


def test_an_xls_whose_last_cell_is_far_away_is_read(tmp_path: Path) -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, "제목")
        sheet.write(65535, 255, "끝")

    assert Found("xls", xls(tmp_path / "a", fill)).cells == [["제목"], [""] * 255 + ["끝"]]


@pytest.mark.parametrize(
    ("limit", "most", "kept", "note"),
    [
        ("MAX_ROWS", 3, [["0", "0"], ["1", "1"], ["2", "2"]], "나머지 2행은 읽지 않았습니다"),
        ("MAX_CELLS", 5, [["0", "0"], ["1", "1"], ["2", "2"]], "나머지 2행은 읽지 않았습니다"),
        ("MAX_COLUMNS", 1, [["0"], ["1"], ["2"], ["3"], ["4"]], "1열은 읽지 않았습니다"),
    ],
)
def test_more_than_a_sheet_may_hold_is_cut_and_counted(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, kept: list[list[str]], note: str
) -> None:
    monkeypatch.setattr(sheets, limit, most)
    sheet = Sheet("국외", [[number, number] for number in range(5)], [], sheets.Hidden(frozenset(), frozenset()))
    blocks = sheets.blocks(sheet, "a")
    table = next(blocks)
    assert isinstance(table, Table)
    assert [list(row.cells) for row in table.rows] == kept
    notes = list(blocks)
    assert len(notes) == 1
    assert note in str(notes[0])


def test_fifty_thousand_rows_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("국외")
    for number in range(50_000):
        sheet.append([number, "글"])
    book.save(tmp_path / "a")
    found = Found("xlsx", tmp_path / "a")
    assert found.cells == [[str(number), "글"] for number in range(50_000)]


def test_a_formatted_part_that_is_no_xml_is_read_around_and_it_is_said_that_hidden_rows_are_unknown(
    tmp_path: Path,
) -> None:
    sheet = f"<sheetData>{FAR}</sheetData>"
    path = package(tmp_path / "a", sheet)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + parts["xl/worksheets/sheet1.xml"]
    with ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    found = Found("xlsx", path)
    assert found.cells == [["제목"], ["연수"]]
    assert found.notes == ["‘국외’ 시트에서 숨긴 행과 열이 있는지 확인하지 못하여 모두 읽었습니다."]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), b"\0" * 600],
)
def test_what_is_no_spreadsheet_is_one_refusal(kind: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    found = Found(kind, tmp_path / "a")
    assert not found.tables
    assert len(found.refusals) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=26), "1 day, 2:00:00"),
        (dt.date(2025, 1, 2), "2025-01-02"),
        (float("nan"), ""),
        (1e300, "1e+300"),
        (-0.0, "0"),
        (None, ""),
    ],
)
def test_a_value_is_text(value: sheets.Value, text: str) -> None:
    assert text_of(value) == text


def test_a_damaged_sheet_spoils_no_other(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("하나", "둘", "셋"):
        book.create_sheet(name).append([name])
    del book["Sheet"]
    book.save(tmp_path / "a")
    with ZipFile(tmp_path / "a") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:300] + b"<<<"
    with ZipFile(tmp_path / "a", "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    found = Found("xlsx", tmp_path / "a")
    assert [rows[0].cells[0] for name, rows in found.tables.items() if name != "둘"] == ["하나", "셋"]
    assert any("‘둘’ 시트" in reason for reason in found.refusals)
