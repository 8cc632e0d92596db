"""Which kind of container a file is, by its content alone, and what to do with those that no reader knows."""

import re
from collections.abc import Iterable
from typing import Final
from zipfile import ZipFile

from indexer.sources import ole
from indexer.sources.bounds import DAMAGED, DirectoryError, open_archive
from indexer.sources.source_file import SourceFile

_SAVE_AS_HWPX: Final = "한글에서 HWPX로 저장해 다시 넣어 주세요."
_SAVE_AS_DOCX: Final = "DOCX로 저장해 다시 넣어 주세요."
_SAVE_AS_XLSX: Final = "XLSX로 저장해 다시 넣어 주세요."
_SAVE_AS_PDF: Final = "PDF로 저장해 다시 넣어 주세요."

# Kinds that are known and not read: what such a file is, and what to do.
UNREADABLE: Final = {
    "encrypted": "암호로 보호된 문서입니다. 암호를 해제해 저장한 뒤 다시 넣어 주세요.",
    "hwp3": f"한글 3.0 이하의 문서입니다. {_SAVE_AS_HWPX}",
    "hwpml": f"HWPML(XML로 된 한글 문서)입니다. {_SAVE_AS_HWPX}",
    "doc": f"옛 Word 문서(.doc)입니다. {_SAVE_AS_DOCX}",
    "ppt": f"옛 PowerPoint 문서(.ppt)입니다. {_SAVE_AS_PDF}",
    "pptx": f"PowerPoint 문서입니다. {_SAVE_AS_PDF}",
    "xlsb": f"이진 Excel 통합 문서(.xlsb)입니다. {_SAVE_AS_XLSX}",
    "odf": "OpenDocument 파일입니다. 표는 XLSX, 글은 DOCX로 저장해 다시 넣어 주세요.",
    "spreadsheetml": f"Excel 2003 XML 스프레드시트입니다. {_SAVE_AS_XLSX}",
    "xml": "XML 파일입니다. JSON이나 CSV로 받거나, 표는 XLSX, 글은 DOCX로 저장해 다시 넣어 주세요.",
    "rtf": f"서식 있는 텍스트(RTF)입니다. {_SAVE_AS_DOCX}",
    "mhtml": "웹 보관 파일(MHTML)입니다. 브라우저에서 HTML로 저장해 다시 넣어 주세요.",
    "ole": "손상되었거나 알 수 없는 문서(OLE)입니다. 만든 프로그램에서 열어 다시 저장한 뒤 넣어 주세요.",
    "archive": "ZIP이 아닌 압축 파일(7z, RAR, ALZ, EGG, GZ)입니다. 압축을 풀거나 ZIP으로 압축해 다시 넣어 주세요.",
}

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OTHER_ARCHIVES: Final = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"ALZ\x01", b"EGGA", b"\x1f\x8b\x08")
# Readers of PDF take one whose mark stands so far behind the beginning.
_PDF_WITHIN: Final = 1_024
# The first name of a pair that stands at the top of an OLE file decides: a report may hold a workbook, too.
_OLE: Final = (
    ("EncryptedPackage", "encrypted"),
    ("FileHeader", "hwp"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_FOLDERS: Final = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_LOCAL_NAME: Final = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)

_BEFORE: Final = re.compile(
    r"(?:\s|\ufeff|<\?xml\b[^>]*>|<!--.*?-->|<!doctype\s+html\b[^>]*>)*", re.IGNORECASE | re.DOTALL
)
_HTML: Final = re.compile(
    r"<(?:html|head|body|title|meta|base|link|style|script|table|tbody|thead|tr|td|th|caption|div|section|article|main|"
    r"header|nav|form|center|font|p|ul|ol|li|dl|dt|dd|h[1-6]|span|a|img|br|hr|b|strong|pre|iframe|frameset)[\s/>]",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(r"</(?:li|ul|td|tr|table|div|span|a|p|dd|dt)\s*>", re.IGNORECASE)
_MANY: Final = 8
_DOCTYPE: Final = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
# Documents that are one file of XML, by what they say at their beginning.
_XML: Final = (
    ("hwpml", re.compile("<HWPML")),
    ("odf", re.compile(r"<office:document\b[^<>]*urn:oasis:names:tc:opendocument")),
    (
        "spreadsheetml",
        re.compile(r'progid="Excel\.Sheet"|<(?:\w+:)?Workbook\b[^<>]*urn:schemas-microsoft-com:office:spreadsheet'),
    ),
)


def kind_of(file: SourceFile) -> str | None:
    """A kind of `worker.KINDS`, `zip`, or one of `UNREADABLE`; None where it is none of them, as any text is."""
    head = file.head
    if head.startswith(_ZIP):
        return _zip_kind(file)
    if head.startswith(ole.MAGIC):
        names = ole.root_names(file.content())
        return next((kind for name, kind in _OLE if name in names), "ole")
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if head.startswith(b"HWP Document File V"):
        return "hwp3"
    if head.startswith(_OTHER_ARCHIVES):
        return "archive"
    return _text_kind(_text(head))


def _zip_kind(file: SourceFile) -> str:
    try:
        with open_archive(file.content()) as archive:
            names = archive.namelist()
            mimetype = _mimetype(archive)
    except DirectoryError:
        names, mimetype = _local_names(file.head), ""
    if "hwp+zip" in mimetype or "Contents/content.hpf" in names or "Contents/header.xml" in names:
        return "hwpx"
    if "opendocument" in mimetype:
        return "odf"
    return _office_kind(names) or "zip"


def _office_kind(names: Iterable[str]) -> str:
    """Of a package that says what is in it; any archive may have a folder called `word`."""
    names = list(names)
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" not in names and "_rels/.rels" not in names:
        return ""
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), "")


def _mimetype(archive: ZipFile) -> str:
    """What a package of OpenDocument or HWPX calls itself."""
    if archive.NameToInfo.get("mimetype") is None:
        return ""
    try:
        with archive.open("mimetype") as file:
            return file.read(100).decode("ascii", "replace")
    except DAMAGED:
        return ""


def _local_names(head: bytes) -> list[str]:
    """The names of the first entries, where the directory at the end is gone."""
    found = []
    for match in _LOCAL_NAME.finditer(head):
        length = int.from_bytes(match[1], "little")
        found.append(head[match.end() : match.end() + length].decode("utf-8", "replace"))
    return found


def _text(head: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    # Marks are ASCII in every encoding that pages have.
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _text_kind(text: str) -> str | None:
    if text.startswith("{\\rtf"):
        return "rtf"
    if re.match(r"\s*(?:MIME-Version:|From: <Saved by)", text, re.IGNORECASE) and "multipart/related" in text:
        return "mhtml"
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    if known := next((kind for kind, pattern in _XML if pattern.search(text)), None):
        return known
    before = _BEFORE.match(text)
    end = before.end() if before else 0
    whole = _HTML.match(text, end) or _DOCTYPE.search(text, 0, end)
    # A page that was cut out of another begins anywhere.
    if whole or sum(1 for _ in _CLOSING.finditer(text)) >= _MANY:
        return "html"
    return "xml" if "<?xml" in text[:end] else None
