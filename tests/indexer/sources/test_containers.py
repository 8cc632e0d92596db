"""Containers are told by what is in them, whatever they are called."""

import io
import struct
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from indexer.sources.containers import UNREADABLE, kind_of
from indexer.sources.source_file import SourceFile
from indexer.sources.worker import KINDS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind(content: bytes) -> str | None:
    return kind_of(SourceFile(io.BytesIO(content), "이름.txt"))


def zipped(*names: str, first: tuple[str, str] | None = None) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


def ole(*names: str) -> bytes:
    """A compound file of version 3 whose first sector tells the order of sectors, and whose others are the directory."""
    entries = [_entry("Root Entry", 5, child=1)]
    entries += [_entry(name, 2, right=number + 2) for number, name in enumerate(names)]
    entries[-1] = _entry(names[-1], 2)
    # A name below another storage is not one of the top.
    entries.append(_entry("Workbook", 2))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    count = len(directory) // 512
    header = (
        OLE
        + bytes(16)
        + struct.pack("<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    )
    header += struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    table = [0xFFFFFFFD, *range(2, count + 1), 0xFFFFFFFE]
    return header + struct.pack("<128L", *table, *[0xFFFFFFFF] * (128 - len(table))) + directory


def _entry(name: str, sort: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    stated = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBLLL", stated, len(stated), sort, 1, 0xFFFFFFFF, right, child).ljust(128, b"\0")


def saved_xlsx() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def saved_xls() -> bytes:
    content = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("국외").write(0, 0, "글" * 1_000)
    book.save(content)
    return content.getvalue()


def saved_docx() -> bytes:
    content = io.BytesIO()
    docx.Document().save(content)
    return content.getvalue()


def saved_pdf() -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content)
    canvas.drawString(1, 1, "x")
    canvas.save()
    return content.getvalue()


HWPX = zipped("Contents/content.hpf", "version.xml", first=("mimetype", "application/hwp+zip"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (saved_xlsx(), "xlsx"),
        (saved_xlsx()[:-200], "xlsx"),
        (saved_xls(), "xls"),
        (saved_docx(), "docx"),
        (saved_pdf(), "pdf"),
        (b"\r\n" * 20 + saved_pdf(), "pdf"),
        (HWPX, "hwpx"),
        (HWPX[:-200], "hwpx"),
        (zipped("xl/자료.csv", "word/글.txt"), "zip"),
        (zipped(), "zip"),
        (b"PK\x03\x04" + bytes(100), "zip"),
        (zipped("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text")), "odf"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (ole("FileHeader", "DocInfo", "BodyText", "BinData"), "hwp"),
        (ole("Workbook"), "xls"),
        (ole("SummaryInformation", "Book"), "xls"),
        (ole("WordDocument", "1Table"), "doc"),
        (ole("PowerPoint Document"), "ppt"),
        (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (ole("Contents"), "ole"),
        (OLE + bytes(100), "ole"),
        (ole("Workbook")[:600], "ole"),
        (b"HWP Document File V3.00 \x1a\1\2\3\4\5", "hwp3"),
        ('<?xml version="1.0"?>\r\n<HWPML Version="2.8">'.encode("utf-16"), "hwpml"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?><HWPML Version="2.8">', "hwpml"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>', "spreadsheetml"),
        (b'<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">', "spreadsheetml"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x", "mhtml"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "archive"),
        (b"<html><body>", "html"),
        (b"\r\n\r\n  <!DOCTYPE html>\n<!-- saved -->\n<html lang=ko>", "html"),
        (b"<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\nwhatever", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="z">', "html"),
        ("<meta http-equiv=Content-Type content='text/html; charset=euc-kr'><table><tr><td>제목</td>".encode("cp949"), "html"),
        (b"<TABLE border=1>", "html"),
        ("<html><head><title>제목</title>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><rss><channel>', "xml"),
        (b'\xef\xbb\xbf\r\n<?xml version="1.0"?>\n<response><items><item><title>a</title>', "xml"),
        ('<?xml version="1.0"?><자료>'.encode("utf-16"), "xml"),
        (b'<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">', "odf"),
        (b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">', "odf"),
        (b"<\xed\x95\x9c\xea\xb5\xad> 2025", None),
        (b"", None),
        ("제목,국가,출발일\n연수,독일,2025-11-09\n".encode("cp949"), None),
        ('[{"title": "<b>연수</b>"}]'.encode(), None),
        ("독일\n독일\n연수 <html> 아님".encode(), None),
        (bytes(500), None),
        (b"PK is a text", None),
    ],
)  # fmt: skip
def test_a_container_is_told_by_its_content(content: bytes, expected: str | None) -> None:
    assert kind(content) == expected


def test_every_kind_is_read_or_unpacked_or_has_advice() -> None:
    assert all(advice.endswith("넣어 주세요.") for advice in UNREADABLE.values())
    assert not set(UNREADABLE) & set(KINDS)


@given(st.sampled_from([saved_xls(), saved_xlsx(), HWPX, ole("Workbook"), b"%PDF-1.4"]), st.data())
def test_damaged_containers_are_some_kind_or_none_and_nothing_worse(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    found = kind(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    assert found in {*KINDS, *UNREADABLE, "zip", None}


def test_the_file_is_read_from_its_start_afterwards(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(saved_xlsx())
    with (tmp_path / "a").open("rb") as opened:
        file = SourceFile(opened, "a")
        assert kind_of(file) == "xlsx"
        assert file.content().read() == (tmp_path / "a").read_bytes()
