"""Encodings, line ends and limits: bytes become lines."""

import unicodedata
from pathlib import Path

import pytest

from indexer.clean import clean
from indexer.record import Raw
from indexer.sources.files import read
from indexer.sources.lines import find_encoding, read_lines
from search.trip import Trip


def lines(tmp_path: Path, content: bytes, encoding: str = "utf-8") -> list[str | None]:
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open(encoding="latin-1") as file:
        return [line.text for line in read_lines(file, encoding)]


def encoding(tmp_path: Path, *parts: bytes) -> str:
    path = tmp_path / "file"
    path.write_bytes(b"\n".join(parts))
    with path.open(encoding="latin-1") as file:
        return find_encoding(file)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_on_any_system(tmp_path: Path, end: bytes) -> None:
    assert lines(tmp_path, end.join([b"a", b"", b"b", b""])) == ["a", "", "b"]


def test_a_page_with_line_ends_of_an_old_mac_is_read(tmp_path: Path, shared: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes((shared / "data" / "trip_page.txt").read_bytes().replace(b"\n", b"\r"))
    (record,) = read([path])
    assert isinstance(record, Raw)
    assert record.fields["organisation"] == "서울특별시"


def test_files_joined_end_to_end_have_a_bom_in_the_middle(tmp_path: Path) -> None:
    assert lines(tmp_path, b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n") == ["a", "b"]


def test_a_page_in_nfd_is_read_as_one_in_nfc(tmp_path: Path, shared: Path) -> None:
    text = (shared / "data" / "trip_page.txt").read_text(encoding="utf-8")
    found = []
    for form in ("NFC", "NFD"):
        path = tmp_path / "page.txt"
        path.write_text(unicodedata.normalize(form, text), encoding="utf-8")
        (record,) = read([path])
        assert isinstance(record, Raw)
        found.append(clean(record))
    assert isinstance(found[0], Trip)
    assert found[0] == found[1]


@pytest.mark.parametrize("text", ["탄천 티", "도서관 방문", "특허청", "탄소중립\n특\n티"])
def test_cp949_is_known_even_where_a_line_of_it_could_be_utf8(tmp_path: Path, text: str) -> None:
    assert encoding(tmp_path, text.encode("cp949")) == "cp949"


@pytest.mark.parametrize(
    "text", ["탄천 티", "특", "회의", "Visite à Zürich, café", "A · B", "São Paulo", "plain", "“독일” – 프랑스"]
)
def test_utf8_is_known_even_where_cp949_could_read_it(tmp_path: Path, text: str) -> None:
    assert encoding(tmp_path, text.encode()) == "utf-8"


def test_a_line_in_another_encoding_does_not_decide_for_the_file(tmp_path: Path) -> None:
    korean = ["탄소중립 연수", "도서관 방문", "특허청 회의"]
    cp949 = [text.encode("cp949") for text in korean]
    utf8 = [text.encode() for text in korean]
    assert encoding(tmp_path, utf8[0], *cp949) == "cp949"
    assert encoding(tmp_path, cp949[0], *utf8) == "utf-8"
    assert encoding(tmp_path, b"\xef\xbb\xbf", *cp949) == "utf-8"
    assert encoding(tmp_path, b"\xff\xff\xff", *cp949) == "cp949"
