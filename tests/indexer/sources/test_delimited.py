"""CSV and its relatives: encodings, delimiters, quotes that nothing closes, files without end."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.record import AtLine, Raw, Refusal
from indexer.sources.files import read

HEAD = ["연번", "출장목적", "방문국", "출장기간", "인원"]
ROWS = [
    ["1", "탄소중립 도시 정책 견학", "독일(베를린)", "2025. 3. 3. ~ 3. 8.", "4명"],
    ["2", "스마트 항만 조사, 그리고 협의", "싱가포르", "2025. 5. 1. ~ 5. 4.", "2명"],
]


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def records(folder: Path, content: bytes, name: str = "목록.csv") -> list[Raw]:
    (folder / name).write_bytes(content)
    return [item for item in read([folder / name]) if isinstance(item, Raw)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_its_delimiter_encoding_and_line_ends(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    found = records(tmp_path, written([HEAD, *ROWS], delimiter, end).encode(encoding))
    assert [raw.fields["title"] for raw in found] == [row[1] for row in ROWS]
    assert [(raw.fields["departs"], raw.fields["returns"], raw.fields["people"]) for raw in found] == [
        ("2025-03-03", "2025-03-08", "4"),
        ("2025-05-01", "2025-05-04", "2"),
    ]
    assert [raw.place.where for raw in found] == [AtLine(2), AtLine(3)]


def test_a_cell_may_hold_line_breaks_and_the_record_stands_where_it_begins(tmp_path: Path) -> None:
    rows = [
        ["제목", "국가", "핵심 내용"],
        ["수변 공간 견학", "일본", '첫째 "문단"\n\n둘째 문단'],
        ["항만 조사", "독일", "셋째"],
    ]
    found = records(tmp_path, written(rows).encode())
    assert [raw.fields["findings"] for raw in found] == ['첫째 "문단"\n\n둘째 문단', "셋째"]
    assert [raw.place.where for raw in found] == [AtLine(2), AtLine(5)]


def test_a_quote_that_nothing_closes_costs_its_own_record_and_no_other(tmp_path: Path) -> None:
    content = written([HEAD, *ROWS]).replace("1,탄소", '1,"탄소').encode()
    (tmp_path / "목록.csv").write_bytes(content)
    found = list(read([tmp_path / "목록.csv"]))
    assert [item.fields["title"] for item in found if isinstance(item, Raw)] == [ROWS[1][1]]
    (refusal,) = [item for item in found if isinstance(item, Refusal)]
    assert refusal.place.line == 2
    assert "따옴표" in refusal.reason


def test_a_file_that_is_one_long_quoted_cell_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "길다.csv").write_bytes(b'"' + "제목,국가\n".encode() * 300_000)
    found = list(read([tmp_path / "길다.csv"]))
    assert len(found) < 30
    assert any(isinstance(item, Refusal) for item in found)


def test_notes_totals_blank_lines_and_headings_again_are_no_trips(tmp_path: Path) -> None:
    rows = [
        ["2025년 공무국외출장 현황"], [], ["", "", "", "", "(단위 : 천원)"], [*HEAD, "경비"],
        [*ROWS[0], "12,300"], ["", "", "", "", "", ""], [*HEAD, "경비"], [*ROWS[1], "4,100"],
        ["합계", "", "", "", "6", "16,400"], ["※ 경비는 항공료와 체재비의 합계임"],
    ]  # fmt: skip
    found = records(tmp_path, written(rows).encode("cp949"))
    assert [(raw.fields["title"], raw.fields["cost_krw"]) for raw in found] == [
        (ROWS[0][1], 12_300_000),
        (ROWS[1][1], 4_100_000),
    ]


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["", '"', '""', "제목", "\n", ",", "\t"]
)


@settings(deadline=None)
@example([[","], [","]], "\t")
@example([["가, 나"], ["다, 라"]], ";")
@given(st.lists(st.lists(CELL, max_size=6), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_any_table_gives_an_answer_and_whole_records_are_taken(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = written([["제목", "국가", "기관"], ["수변 공간 견학", "일본", "가상시"], *rows], delimiter).encode()
    assert records(folder, content)[0].fields == {
        "title": "수변 공간 견학",
        "countries": "일본",
        "organisation": "가상시",
    }
