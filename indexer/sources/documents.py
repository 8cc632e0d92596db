"""A report file → blocks: HWP 5, HWPX, DOCX and PDF through dochan, PDF with the help of a second reader.

What is not the text of the report is left out: heads and feet of pages, comments, properties of the file, bookmarks.
dochan raises nothing; its errors are sentences that change between its versions, so that only words of them are known.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dochan import Dochan
from dochan.model.document import Document

from indexer.blocks import Block, Paragraph
from indexer.record import AtPage, Note, Place, Refusal
from indexer.sources.budget import CUT, Budget
from indexer.sources.document_parts import part_blocks, reading_of
from indexer.sources.pdf_lines import MAX_PAGES, LockedError, PdfLines
from indexer.sources.pdf_pages import page_blocks
from indexer.sources.pdf_tails import rejoined

_LOCKED: Final = "암호가 걸려 있어 읽을 수 없습니다. 암호를 풀어 저장한 뒤 다시 넣어 주세요."
_SCAN: Final = "글자가 없는 스캔 문서로 보입니다. 문자 인식(OCR)을 거쳐 글자가 든 파일로 저장한 뒤 다시 넣어 주세요."
_LARGE: Final = "내용이 읽을 수 있는 한도를 넘습니다. 나누어 저장한 뒤 다시 넣어 주세요."
_DAMAGED: Final = "파일이 손상되어 읽을 수 없습니다. 만든 프로그램에서 열어 다시 저장하거나 다시 내려받아 주세요."
_EMPTY: Final = "읽을 글이 없는 문서입니다."
_PARTLY: Final = (
    "파일이 손상되어 일부를 읽지 못했을 수 있습니다. 빠진 내용이 있으면 만든 프로그램에서 다시 저장해 넣어 주세요."
)
_PICTURES: Final = "글자가 없는 그림이어서 읽지 못한 쪽이 {:,}개 있습니다."
_LINES_ONLY: Final = "PDF가 손상되었거나 특이하여 글만 한 줄씩 읽었습니다. 표의 칸과 문단이 나뉘지 않았을 수 있습니다."
_MANY_PAGES: Final = f"처음 {MAX_PAGES}쪽까지만 읽었습니다. 나누어 저장해 다시 넣어 주세요."

# Words of dochan's errors, in the order in which they explain an empty document.
_REASONS: Final = (
    (re.compile("암호|DRM|encrypt", re.IGNORECASE), _LOCKED),
    (re.compile("truncated|outside|CFB"), _DAMAGED),
    (re.compile("limit|exceed|초과|상한|한도", re.IGNORECASE), _LARGE),
    (re.compile("ERR|startxref"), _DAMAGED),
    (re.compile("텍스트 없음"), _SCAN),
)
# What is only a warning, or is about no text; and the warnings that tell of a loss all the same.
_HARMLESS: Final = re.compile(r"WARN|\[chart:")
_LOSS: Final = re.compile("startxref|컨테이너 손상|누락|잘림|Decode 실패|파싱 실패|truncated|missing")
_NO_TEXT: Final = re.compile("[0-9]페이지: 텍스트 없음")
_PDF: Final = b"%PDF-"
_ZIP: Final = b"PK"
_HEAD: Final = 1024


def blocks(path: Path, name: str) -> Iterator[Block]:
    """What the document at `path` says; one refusal where nothing of it can be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if _PDF in head:
        yield from _pdf_blocks(path, name)
        return
    document = _opened(path, head)
    reading = reading_of(document)
    found = False
    for section in document.sections:
        for element in section.elements:
            for block in part_blocks(element, reading):
                found = True
                yield block
    yield from _remarks(name, document, reading.budget, found=found)


def pdf_lines(path: Path, name: str) -> Iterator[Block]:
    """A PDF by the second reader alone, for one that the first one dies of: paragraphs that are lines, no tables."""
    try:
        lines = PdfLines(path)
    except LockedError:
        yield Refusal(Place(name), None, _LOCKED)
        return
    yield from _line_blocks(lines, name, _SCAN if lines.pages else _DAMAGED)


def _pdf_blocks(path: Path, name: str) -> Iterator[Block]:
    try:
        lines = PdfLines(path)
    except LockedError:
        yield Refusal(Place(name), None, _LOCKED)
        return
    document = Dochan(str(path)).doc
    reading = reading_of(document)
    found = False
    for block in rejoined(page_blocks(document, lines, reading)):
        found = True
        yield block
    if not found:
        yield from _line_blocks(lines, name, _reason(document.metadata["errors"]))
        return
    if lines.pages > MAX_PAGES:
        yield Note(Place(name, AtPage(MAX_PAGES)), None, _MANY_PAGES)
    yield from _remarks(name, document, reading.budget, found=found)


def _line_blocks(lines: PdfLines, name: str, reason: str) -> Iterator[Block]:
    budget = Budget()
    found = False
    for page, line in lines.all():
        if not found:
            yield Note(Place(name), None, _LINES_ONLY)
        found = True
        if budget.take(line):
            yield Paragraph(AtPage(page), line)
    if not found:
        yield Refusal(Place(name), None, reason)
    elif lines.pages > MAX_PAGES:
        yield Note(Place(name, AtPage(MAX_PAGES)), None, _MANY_PAGES)
    if budget.spent:
        yield Note(Place(name), None, CUT)


def _opened(path: Path, head: bytes) -> Document:
    """The document as it was last agreed on: what is marked as deleted in it is left out where that can be told."""
    options = {"revision_mode": "final"} | ({"include_assets": False} if head.startswith(_ZIP) else {})
    try:
        return Dochan(str(path), **options).doc
    except ValueError:
        # Only HWP and HWPX know these.
        return Dochan(str(path)).doc


def _remarks(name: str, document: Document, budget: Budget, *, found: bool) -> Iterator[Block]:
    errors: list[str] = document.metadata["errors"]
    if not found:
        yield Refusal(Place(name), None, _reason(errors))
        return
    if any(not _HARMLESS.match(error) or _LOSS.search(error) for error in errors):
        yield Note(Place(name), None, _PARTLY)
    if pictures := sum(bool(_NO_TEXT.search(error)) for error in errors):
        yield Note(Place(name), None, _PICTURES.format(pictures))
    if budget.spent:
        yield Note(Place(name), None, CUT)


def _reason(errors: list[str]) -> str:
    """Why nothing was read."""
    known = (reason for pattern, reason in _REASONS if any(pattern.search(error) for error in errors))
    return next(known, _DAMAGED if errors else _EMPTY)
