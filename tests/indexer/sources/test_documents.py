"""Reports of all formats, written here: what their readers make of them, and what they say of what they cannot read."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from indexer.blocks import Paragraph, Table
from indexer.record import AtPage, Note, Place, Refusal
from indexer.sources import documents
from indexer.sources.isolation import read_apart
from tests.indexer.sources import write_docx, write_html, write_hwp, write_hwpx, write_pdf
from tests.indexer.sources.pieces import Box, Grid, Heading, Piece, Wide
from tests.indexer.sources.reports import FIELDS, REPORT, SCHEDULE, TITLE
from tests.indexer.sources.writers import write_document

DOCUMENTS = ("docx", "hwpx", "hwp", "pdf")
PROSE = "베를린시는 보증금 제도로 빈 병의 대부분을 거두어들이고 있어 우리 시의 재활용 정책에도 참고가 된다."


def read(path: Path) -> list[Any]:
    """The blocks, a table as its name and the cells of its rows."""
    return [
        (block.name, [row.cells for row in block.rows]) if isinstance(block, Table) else block
        for block in documents.blocks(path, path.name)
    ]


def texts(path: Path) -> list[str]:
    return [block.text for block in documents.blocks(path, path.name) if isinstance(block, Paragraph)]


def tables(path: Path) -> Iterator[list[tuple[str, ...]]]:
    return (
        [row.cells for row in block.rows] for block in documents.blocks(path, path.name) if isinstance(block, Table)
    )


def remarks(path: Path) -> list[Note | Refusal]:
    return [block for block in documents.blocks(path, path.name) if isinstance(block, Note | Refusal)]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_report_is_its_headings_its_tables_and_its_paragraphs_in_their_order(kind: str, tmp_path: Path) -> None:
    found = read(write_document(kind, REPORT, tmp_path / f"보고서.{kind}"))
    said = [piece.text if isinstance(piece, Heading) else piece for piece in REPORT if not isinstance(piece, Grid)]
    # A PDF does not say which of its lines names a table.
    caption = SCHEDULE.caption
    paragraphs = [block.text for block in found if isinstance(block, Paragraph) and block.text != caption]
    assert paragraphs == said
    overview, schedule = (block for block in found if isinstance(block, tuple))
    assert overview == ("", list(FIELDS))
    assert schedule == ("" if kind == "pdf" else caption, [
        ("일자", "도시", "방문기관", "내용"),
        ("11. 10.(월)", "베를린", "베를린시 환경국", "보증금 제도 면담"),
        ("11. 10.(월)", "베를린", "재활용 선별장", "시설 견학"),
        ("11. 12.(수)", "함부르크", "포장재 선별장", "광학 선별기 견학"),
        ("11. 13.(목)", "코펜하겐", "소각시설", "주민 개방 공간 견학"),
        ("합계", "합계", "방문기관 4곳", "방문기관 4곳"),
    ])  # fmt: skip
    assert (found.index(overview), found.index(schedule)) == (2, 6 if kind != "pdf" else 7)
    places = {block.where for block in found if isinstance(block, Paragraph)}
    assert places == ({AtPage(1), AtPage(2)} if kind == "pdf" else {None})


@pytest.mark.parametrize("kind", ["docx", "hwpx", "hwp"])
def test_headings_have_the_level_of_their_style_and_paragraphs_none(kind: str, tmp_path: Path) -> None:
    path = write_document(
        kind, [Heading("제목"), Heading("개요", 2), "본문", Heading("결과", 3)], tmp_path / f"글.{kind}"
    )
    levels = [block.level for block in documents.blocks(path, "") if isinstance(block, Paragraph)]
    assert levels == [1, 2, 0, 3]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_merged_cell_stands_in_all_its_columns_and_rows_and_says_where_it_only_goes_on(
    kind: str, tmp_path: Path
) -> None:
    grid = Grid(
        [[Wide("출장경비", rows=2), "항공료", "체재비"], ["1,200,000", "800,000"], [Wide("합계", 2), "2,000,000"]]
    )
    path = write_document(kind, [grid], tmp_path / f"경비.{kind}")
    (table,) = [block for block in documents.blocks(path, "") if isinstance(block, Table)]
    assert [(row.cells, row.filled) for row in table.rows] == [
        (("출장경비", "항공료", "체재비"), ()),
        (("출장경비", "1,200,000", "800,000"), (0,)),
        (("합계", "합계", "2,000,000"), (1,)),
    ]


@pytest.mark.parametrize("kind", ["docx", "hwpx", "hwp"])
def test_a_table_in_a_cell_follows_the_one_it_stands_in_and_the_cell_keeps_its_own_paragraphs(
    kind: str, tmp_path: Path
) -> None:
    schedule = Grid([["일자", "기관"], ["11. 10.", "베를린시청"]])
    path = write_document(
        kind, [Grid([["내용", Box(("아래와 같다.", "모두 4명"), schedule)]]), "끝."], tmp_path / f"표.{kind}"
    )
    assert list(tables(path)) == [[("내용", "아래와 같다.\n모두 4명")], [("일자", "기관"), ("11. 10.", "베를린시청")]]
    assert texts(path) == ["끝."]


@pytest.mark.parametrize("kind", ["docx", "hwpx", "hwp"])
def test_a_caption_is_the_name_of_its_table_and_no_row(kind: str, tmp_path: Path) -> None:
    path = write_document(kind, [Grid([["국가", "독일"]], caption="표 1. 출장 개요")], tmp_path / f"표.{kind}")
    assert read(path) == [("표 1. 출장 개요", [("국가", "독일")])]


@pytest.mark.parametrize("kind", ["docx", "hwpx", "hwp"])
def test_line_breaks_and_tabs_inside_a_paragraph_are_kept(kind: str, tmp_path: Path) -> None:
    path = write_document(kind, ["출장지\t독일\n출장자 4명"], tmp_path / f"글.{kind}")
    assert texts(path) == ["출장지\t독일\n출장자 4명"]


def test_heads_comments_and_properties_of_a_docx_are_left_out(tmp_path: Path) -> None:
    write_docx.write(["본문이다."], tmp_path / "쪽.docx")
    document = docx.Document(str(tmp_path / "쪽.docx"))
    document.sections[0].header.paragraphs[0].text = "가상시청 홍보과 02-000-0000"
    document.sections[0].footer.paragraphs[0].text = "- 1 -"
    document.core_properties.author = "지은이"
    document.core_properties.title = "문서 제목"
    document.add_comment(document.paragraphs[0].runs, text="고칠 것", author="검토자")
    document.save(str(tmp_path / "쪽.docx"))
    assert read(tmp_path / "쪽.docx") == [Paragraph(None, "본문이다.")]


def test_the_head_of_the_pages_of_a_hwpx_is_left_out(tmp_path: Path) -> None:
    write_hwpx.write(["본문이다."], tmp_path / "쪽.hwpx", head="가상시청 홍보과")
    assert read(tmp_path / "쪽.hwpx") == [Paragraph(None, "본문이다.")]


@pytest.mark.parametrize("kind", ["hwpx", "hwp"])
def test_numbered_squares_of_hancom_become_numbers_and_other_private_letters_stay(kind: str, tmp_path: Path) -> None:
    path = write_document(kind, ["\U000f02b1 추진 배경 \U000f02b2 주요 내용 \ue0bc"], tmp_path / f"글.{kind}")
    assert texts(path) == ["① 추진 배경 ② 주요 내용 \ue0bc"]


PAGES: Sequence[Piece] = (Heading(TITLE), *(f"{number}. {PROSE}" for number in range(1, 40)))


def test_every_paragraph_of_a_pdf_has_its_page_and_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    write_pdf.write(PAGES, tmp_path / "쪽.pdf", head="가상시 국외출장 보고", numbered=True)
    found = [block for block in documents.blocks(tmp_path / "쪽.pdf", "") if isinstance(block, Paragraph)]
    pages = [block.where.number for block in found if block.where]
    assert len(pages) == len(found)
    assert pages == sorted(pages)
    assert set(pages) == {1, 2, 3}
    said = "\n".join(block.text for block in found)
    assert said.startswith(TITLE)
    assert all(f"{number}. 베를린시는" in said for number in range(1, 40))
    assert "가상시 국외출장 보고" not in said
    assert "- 2 -" not in said


def test_a_page_number_alone_is_left_out_where_pages_have_one_and_kept_where_it_is_said(tmp_path: Path) -> None:
    pages = Canvas(str(tmp_path / "쪽.pdf"))
    write_pdf.register()
    for number in (1, 2):
        pages.setFont(write_pdf.FONT, 11)
        pages.drawString(80, 700, f"{number}일차에는 {'선별장' if number == 1 else '시청'}을 보았다.")
        pages.drawString(80, 500, "4")
        pages.drawString(300, 30, f"{number}/2")
        pages.showPage()
    pages.save()
    assert texts(tmp_path / "쪽.pdf") == ["1일차에는 선별장을 보았다.", "4", "2일차에는 시청을 보았다.", "4"]


def test_the_number_of_the_only_page_and_a_head_close_above_the_text_are_left_out(tmp_path: Path) -> None:
    write_pdf.write([PROSE], tmp_path / "한 쪽.pdf", numbered=True)
    assert texts(tmp_path / "한 쪽.pdf") == [PROSE]
    pages = Canvas(str(tmp_path / "쪽.pdf"))
    write_pdf.register()
    for line in ("선별장을 보았다.", "시청을 보았다.", "소각시설을 보았다."):
        pages.setFont(write_pdf.FONT, 11)
        pages.drawString(80, 700, "가온시 국외출장 결과보고서")
        pages.drawString(80, 680, line)
        pages.drawString(80, 660, "이상과 같이 보고한다.")
        pages.drawString(80, 640, f"{line[:3]} 사진은 붙임과 같다.")
        pages.drawString(80, 620, f"{line[:3]} 면담 기록은 따로 둔다.")
        pages.showPage()
    pages.save()
    assert "가온시 국외출장 결과보고서" not in texts(tmp_path / "쪽.pdf")
    assert "이상과 같이 보고한다." in texts(tmp_path / "쪽.pdf")


def test_a_pdf_of_very_many_pages_is_read_as_far_as_pages_are_and_says_so(tmp_path: Path) -> None:
    pages = Canvas(str(tmp_path / "긴.pdf"))
    write_pdf.register()
    for number in range(1, 303):
        pages.setFont(write_pdf.FONT, 11)
        pages.drawString(80, 700, f"{number}번째 방문기관의 이야기")
        pages.showPage()
    pages.save()
    *_, last, note = read(tmp_path / "긴.pdf")
    assert last == Paragraph(AtPage(300), "300번째 방문기관의 이야기")
    assert isinstance(note, Note)
    assert "300쪽까지만" in note.reason


def test_a_title_of_two_lines_in_a_pdf_keeps_them_and_prose_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "제목.pdf"
    write_pdf.write([Heading("2025년 자원순환 선진지 견학\n공무국외출장 결과보고서"), PROSE * 3, *[PROSE] * 3], path)
    said = "\n".join(texts(path))
    assert said.startswith("2025년 자원순환 선진지 견학\n공무국외출장 결과보고서\n")
    prose = next(text for text in texts(path) if text.startswith("베를린"))
    assert prose.replace(" ", "") == (PROSE * 3).replace(" ", "")
    assert "\n" not in prose


BROKEN_OFF = "함부르크의 선별장은 광학 선별기를 갖추어 한 시간에 12톤의 포장재를 여섯 가지로 나눈다."


@pytest.mark.parametrize("following", ["", " 코펜하겐의 소각시설은 지붕을 열었다."])
def test_the_end_of_a_sentence_on_a_line_of_its_own_is_no_item_of_a_list(following: str, tmp_path: Path) -> None:
    write_pdf.write([BROKEN_OFF + following, "끝."], tmp_path / "줄.pdf")
    assert texts(tmp_path / "줄.pdf") == [BROKEN_OFF + following, "끝."]


def test_items_of_a_list_in_a_pdf_stay_paragraphs(tmp_path: Path) -> None:
    items = ["가. 재활용 선별장 견학", "나. 소각시설 견학", "다. 시청 면담"]
    write_pdf.write(items, tmp_path / "줄.pdf")
    assert texts(tmp_path / "줄.pdf") == items


def test_a_table_over_several_pages_of_a_pdf_is_one_and_its_rows_have_their_pages(tmp_path: Path) -> None:
    rows = [["일자", "방문기관"], *([f"11. {number}.", f"기관 {number}"] for number in range(1, 100))]
    write_pdf.write(["일정은 다음과 같다.", Grid(rows), "끝."], tmp_path / "표.pdf", head="가상시", numbered=True)
    first, table, last = documents.blocks(tmp_path / "표.pdf", "")
    assert isinstance(table, Table)
    assert isinstance(first, Paragraph)
    found = list(table.rows)
    assert [row.cells for row in found] == [tuple(row) for row in rows]
    assert {row.where for row in found} == {AtPage(1), AtPage(2), AtPage(3)}
    assert last == Paragraph(AtPage(3), "끝.")


def test_a_pdf_with_its_own_letters_printed_by_a_browser_keeps_spaces_behind_signs(
    tmp_path: Path, browser: Browser
) -> None:
    pieces: list[Piece] = [
        Heading("2025년 견학\n결과보고서"),
        Grid([["체재비", "일비 100,000원"]]),
        *[f"{PROSE} " * 3] * 8,
    ]
    write_html.write(pieces, tmp_path / "쪽.html")
    page = (tmp_path / "쪽.html").read_text(encoding="utf-8")
    styled = page.replace(
        "</head>", "<style>table { border-collapse: collapse } td { border: 1px solid }</style></head>"
    )
    with browser.new_page() as window:
        window.set_content(styled)
        window.pdf(path=tmp_path / "쪽.pdf", format="A4")
    title, table, prose, *_ = read(tmp_path / "쪽.pdf")
    assert isinstance(title, Paragraph)
    assert isinstance(prose, Paragraph)
    assert title.text == "2025년 견학\n결과보고서"
    assert table == ("", [("체재비", "일비 100,000원")])
    assert prose.text.count("참고가 된다. 베를린시는 보증금") == 2


def picture() -> io.BytesIO:
    content = io.BytesIO()
    Image.new("L", (300, 400), 200).save(content, "PNG")
    content.seek(0)
    return content


def test_a_scan_is_refused_as_one(tmp_path: Path) -> None:
    write_pdf.write_scan(tmp_path / "스캔.pdf", picture(), pages=2)
    (refusal,) = remarks(tmp_path / "스캔.pdf")
    assert isinstance(refusal, Refusal)
    assert refusal.place == Place("스캔.pdf")
    assert "스캔 문서" in refusal.reason
    assert "OCR" in refusal.reason


def test_a_report_with_a_scanned_page_says_that_it_has_one(tmp_path: Path) -> None:
    write_pdf.write(REPORT, tmp_path / "글.pdf")
    write_pdf.write_scan(tmp_path / "스캔.pdf", picture(), pages=1)
    both = PdfWriter()
    both.append(tmp_path / "글.pdf")
    both.append(tmp_path / "스캔.pdf")
    both.write(tmp_path / "모두.pdf")
    (note,) = remarks(tmp_path / "모두.pdf")
    assert isinstance(note, Note)
    assert "1개" in note.reason
    assert texts(tmp_path / "모두.pdf")[0] == TITLE


@pytest.mark.parametrize("kind", ["pdf", "hwp"])
def test_a_document_with_a_password_is_refused_for_it(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"암호.{kind}"
    if kind == "pdf":
        write_pdf.write(REPORT, path)
        locked = PdfWriter(path)
        locked.encrypt("비밀번호", algorithm="RC4-128")
        locked.write(path)
    else:
        write_hwp.write(REPORT, path, locked=True)
    (refusal,) = remarks(path)
    assert isinstance(refusal, Refusal)
    assert "암호가 걸려" in refusal.reason


def test_a_pdf_that_only_forbids_changes_is_read(tmp_path: Path) -> None:
    write_pdf.write(REPORT, tmp_path / "잠금.pdf")
    locked = PdfWriter(tmp_path / "잠금.pdf")
    locked.encrypt("", "주인", algorithm="RC4-128")
    locked.write(tmp_path / "잠금.pdf")
    assert texts(tmp_path / "잠금.pdf")[0] == TITLE


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_first_bytes_of_a_document_alone_are_one_refusal(kind: str, tmp_path: Path) -> None:
    path = write_document(kind, REPORT, tmp_path / f"짧은.{kind}")
    path.write_bytes(path.read_bytes()[:200])
    (refusal,) = documents.blocks(path, path.name)
    assert isinstance(refusal, Refusal)
    assert "손상" in refusal.reason


def test_a_pdf_without_its_end_gives_what_is_there_and_says_that_something_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "긴.pdf"
    write_pdf.write(PAGES, path)
    path.write_bytes(path.read_bytes()[:-400])
    assert texts(path)[0] == TITLE
    (note,) = remarks(path)
    assert isinstance(note, Note)
    assert "손상" in note.reason


def test_a_section_of_a_hwpx_that_is_lost_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    write_hwpx.write(REPORT, tmp_path / "둘.hwpx")
    item = b'<opf:item id="section1" href="Contents/section1.xml" media-type="application/xml"/></opf:manifest>'
    with ZipFile(tmp_path / "둘.hwpx") as whole, ZipFile(tmp_path / "새.hwpx", "w") as package:
        for name in whole.namelist():
            package.writestr(name, whole.read(name).replace(b"</opf:manifest>", item))
        package.writestr("Contents/section1.xml", "<hs:sec><깨진")
    assert texts(tmp_path / "새.hwpx")[0] == TITLE
    (note,) = remarks(tmp_path / "새.hwpx")
    assert isinstance(note, Note)
    assert "손상" in note.reason


@pytest.mark.parametrize("kind", ["docx", "hwpx", "hwp"])
def test_a_document_of_a_mac_has_the_letters_of_all_others(kind: str, tmp_path: Path) -> None:
    pieces: list[Piece] = [
        unicodedata.normalize("NFD", "독일 출장 결과"),
        Grid([[unicodedata.normalize("NFD", "국가"), "독일"]]),
    ]
    assert read(write_document(kind, pieces, tmp_path / f"글.{kind}"))[1] == ("", [("국가", "독일")])


@pytest.mark.parametrize("kind", ["docx", "hwpx", "hwp"])
@pytest.mark.parametrize("pieces", [[], [" "], [Grid([["", " "]])]])
def test_a_document_without_text_says_so(kind: str, pieces: list[Piece], tmp_path: Path) -> None:
    (refusal,) = documents.blocks(write_document(kind, pieces, tmp_path / f"빈.{kind}"), "")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "읽을 글이 없는 문서입니다."


def test_the_second_reader_of_pdf_gives_lines_with_their_pages_and_says_that_it_was_him(tmp_path: Path) -> None:
    write_pdf.write(PAGES, tmp_path / "줄.pdf", head="가상시 국외출장 보고", numbered=True)
    note, title, *lines = documents.pdf_lines(tmp_path / "줄.pdf", "줄.pdf")
    assert isinstance(note, Note)
    assert title == Paragraph(AtPage(1), TITLE)
    assert {line.where for line in lines if isinstance(line, Paragraph)} == {AtPage(1), AtPage(2), AtPage(3)}
    said = "".join(line.text for line in lines if isinstance(line, Paragraph))
    assert "가상시 국외출장 보고" not in said
    assert "- 2 -" not in said


def test_a_text_that_is_merged_over_very_many_cells_is_cut_and_said(tmp_path: Path) -> None:
    long = "가" * 200_000
    path = write_document(
        "hwpx", [Grid([[Wide(long, columns=10, rows=10)], *[["끝"]] * 3]), "뒤"], tmp_path / "큰.hwpx"
    )
    ((_, rows), note) = read(path)
    assert sum(len(cell) for row in rows for cell in row) <= 5_000_000
    assert isinstance(note, Note)
    assert "너무 길어" in note.reason


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_report_that_is_read_in_a_process_of_its_own_is_the_same(kind: str, tmp_path: Path) -> None:
    path = write_document(kind, REPORT, tmp_path / f"보고서.{kind}")
    found = [
        (block.name, [row.cells for row in block.rows]) if isinstance(block, Table) else block
        for block in read_apart(kind, path, path.name)
    ]
    assert found == read(path)
