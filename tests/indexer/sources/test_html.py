"""Saved pages, written by hand: what is said on them, and nothing that is only around it."""

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import AtLine, Note, Refusal
from indexer.sources import html
from indexer.sources.isolation import read_apart


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "쪽.html"


def read(page: Path, text: str | bytes) -> list[Block]:
    """The blocks of a page; the rows of tables are lists."""
    page.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [
        Table(list(block.rows), block.name) if isinstance(block, Table) else block
        for block in html.blocks(page, page.name)
    ]


def rows(page: Path, text: str) -> list[Row]:
    return [row for block in read(page, text) if isinstance(block, Table) for row in block.rows]


def cells(page: Path, text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(page, text)]


def texts(page: Path, text: str | bytes) -> list[str]:
    return [block.text for block in read(page, text) if isinstance(block, Paragraph)]


def test_paragraphs_end_where_a_reader_sees_a_line_end_and_words_stay_whole(page: Path) -> None:
    found = texts(
        page, "<body>공무<b>국외</b>출장 <span>결과</span>보고<br>둘째 줄<div>셋째<p>넷째</div>다섯째&nbsp; 글"
    )
    assert found == ["공무국외출장 결과보고", "둘째 줄", "셋째", "넷째", "다섯째 글"]


def test_headings_have_their_level_and_may_have_several_lines(page: Path) -> None:
    title, text, section = read(page, "<h1>자원순환 견학<br>결과보고서</h1>\n<p>본문</p><h3>시사점</h3>")
    assert title == Paragraph(AtLine(1), "자원순환 견학\n결과보고서", 1)
    assert text == Paragraph(AtLine(2), "본문")
    assert section == Paragraph(AtLine(2), "시사점", 3)


def test_what_only_programs_and_visitors_of_the_site_want_is_left_out(page: Path) -> None:
    assert texts(page, """
        <head><title>출장 보고</title><style>p { color: red }</style></head>
        <header>가상시청 바로가기</header><nav><a href=/>홈</a></nav><aside>인기 글</aside>
        <main><header><h2>제목</h2></header><p>본문</p><noscript>스크립트를 켜 주세요</noscript>
        <select><option>전체</option></select><button>검색</button><script>var 글 = 1;</script><!-- 주석 --></main>
        <footer>가상시 가상구 가상로 1</footer>""") == ["출장 보고", "제목", "본문"]  # fmt: skip


def test_hidden_elements_are_left_out_and_hidden_rows_are_told(page: Path) -> None:
    found = read(page, """<p>보임<p hidden>숨김<p style="display: none">숨김<p style="color:red">보임
        <table><tr><td>국가<td>독일<tr style='display:none'><td>비밀<td>1</table>""")  # fmt: skip
    note, *said, table = found
    assert isinstance(note, Note)
    assert "숨긴 행 1개" in note.reason
    assert [block.text for block in said if isinstance(block, Paragraph)] == ["보임", "보임"]
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("국가", "독일")]


def test_a_page_that_hides_most_of_itself_until_a_script_shows_it_is_read(page: Path) -> None:
    assert texts(page, "<p>잠시만<div style='display:none'><p>독일 출장 결과보고서의 본문이 여기에 있다.</div>")[1:]


def test_cells_and_rows_that_nobody_closed_are_those_that_a_browser_shows(page: Path) -> None:
    assert cells(page, "<table><tr><th>제목<th>등록일<tr><td>독일 견학<td>2025-11-09</table>") == [
        ("제목", "등록일"), ("독일 견학", "2025-11-09"),
    ]  # fmt: skip


def test_merged_cells_stand_in_all_their_columns_and_rows(page: Path) -> None:
    found = rows(
        page, "<table><tr><th rowspan=2>성명<th colspan=2>체재비<tr><th>일비<th>식비<tr><td>○○○<td>1<td>2</table>"
    )
    assert [(row.cells, row.filled) for row in found] == [
        (("성명", "체재비", "체재비"), (2,)), (("성명", "일비", "식비"), (0,)), (("○○○", "1", "2"), ()),
    ]  # fmt: skip


def test_a_cell_that_reaches_to_the_end_of_its_table_does_so(page: Path) -> None:
    assert cells(page, "<table><tr><td rowspan=0>독일<td>1<tr><td>2<tr><td>3</table>") == [
        ("독일", "1"), ("독일", "2"), ("독일", "3"),
    ]  # fmt: skip


def test_the_lines_of_a_cell_are_its_paragraphs(page: Path) -> None:
    assert cells(page, "<table><tr><td>출장지<td>독일<br>덴마크<p>스웨덴</p><ul><li>핀란드</ul></table>") == [
        ("출장지", "독일\n덴마크\n스웨덴\n핀란드"),
    ]  # fmt: skip


def test_a_table_in_a_cell_follows_the_one_that_it_stands_in(page: Path) -> None:
    outer, inner = read(page, """<table><caption>출장 <b>개요</b></caption><tr><th>국가<td>독일
        <tr><th>일정<td>아래<table><tr><td>11.9<td>베를린</table></table>""")  # fmt: skip
    assert isinstance(outer, Table)
    assert isinstance(inner, Table)
    assert outer.name == "출장 개요"
    assert [row.cells for row in outer.rows] == [("국가", "독일"), ("일정", "아래")]
    assert [row.cells for row in inner.rows] == [("11.9", "베를린")]


def test_a_table_that_only_lays_out_an_old_page_is_none(page: Path) -> None:
    menu, heading, table = read(page, """<table><tr><td>안내 글<td>
        <h2>국외출장</h2><table><tr><td>국가<td>독일<tr><td>인원<td>4명</table></table>""")  # fmt: skip
    assert isinstance(menu, Paragraph)
    assert heading == Paragraph(AtLine(2), "국외출장", 2)
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("국가", "독일"), ("인원", "4명")]


OLD_BOARD = """<html><head><meta http-equiv=Content-Type content="text/html; charset=euc-kr"></head><body>
<table width=100%><tr><td width=180><table><tr><td><a href=/m1>의회소개</a></td></tr></table></td><td>
<table class=bbsview><tr><td>제목</td><td colspan=3>독일 공무국외출장 결과보고서</td></tr>
<tr><td>작성자</td><td>의정과</td><td>작성일</td><td>2025-11-20</td></tr>
<tr><td>첨부</td><td colspan=3><a href="/down?f=1">결과보고서.hwp</a> (1.2MB)<br><a href="/down?f=2">일정표.pdf</a></td></tr>
<tr><td colspan=4><P>1. 출장개요<BR>&nbsp;○ 출장국 : 독일<P>2. 시사점</td></tr></table></td></tr></table></body></html>"""


def test_a_post_of_an_old_board_is_its_form_with_its_text_in_lines(page: Path) -> None:
    *_, post = read(page, OLD_BOARD.encode("cp949"))
    assert isinstance(post, Table)
    first, second, files, text = post.rows
    assert first.cells == ("제목", *["독일 공무국외출장 결과보고서"] * 3)
    assert second.cells == ("작성자", "의정과", "작성일", "2025-11-20")
    assert files.cells[1] == "결과보고서.hwp (1.2MB)\n일정표.pdf"
    assert files.links[:2] == ("", "/down?f=1")
    assert text.cells[0] == "1. 출장개요\n○ 출장국 : 독일\n2. 시사점"
    assert text.filled == (1, 2, 3)


def test_terms_and_what_is_said_of_them_are_a_table_of_two_columns(page: Path) -> None:
    found = rows(page, "<dl><dt>출장국<dd>독일<dt>기간<dd>2025.11.9~11.14<dd>4박 6일<div><dt>인원<dd>4명</div></dl>")
    assert [row.cells for row in found] == [("출장국", "독일"), ("기간", "2025.11.9~11.14\n4박 6일"), ("인원", "4명")]


def test_a_list_of_posts_is_a_row_a_post_of_what_stands_apart_in_it(page: Path) -> None:
    found = rows(page, """<ul>
        <li><a href="/view?id=1"><strong>독일 견학 결과</strong><span class="date">2025-11-20</span></a> <span>홍보과</span></li>
        <li><a href="/view?id=2"><em>공무</em><b>국외</b>출장 <b>보고</b></a><p>2025-11-21</p></li></ul>""")  # fmt: skip
    assert [row.cells for row in found] == [
        ("독일 견학 결과", "2025-11-20", "홍보과"), ("공무국외출장 보고", "2025-11-21", ""),
    ]  # fmt: skip
    assert [row.links for row in found] == [("/view?id=1", "", ""), ("/view?id=2", "", "")]
    assert [row.where for row in found] == [AtLine(2), AtLine(3)]


def test_links_below_or_beside_one_another_are_posts_too(page: Path) -> None:
    beside = rows(page, "<a href=1>독일 견학</a>\n<a href=2>일본 견학</a>")
    assert [(row.cells, row.links, row.where) for row in beside] == [
        (("독일 견학",), ("1",), AtLine(1)), (("일본 견학",), ("2",), AtLine(2)),
    ]  # fmt: skip
    below = rows(
        page, "<div><a href=1>독일</a> <span>11.9</span></div><div><a href=2>일본</a> <span>11.10</span></div>"
    )
    assert [row.cells for row in below] == [("독일", "11.9"), ("일본", "11.10")]


def test_a_list_of_sentences_is_paragraphs(page: Path) -> None:
    assert texts(page, "<ul><li>목적: 견학<li>장소 <ol><li>독일<li>일본</ol></ul>") == [
        "목적: 견학",
        "장소",
        "독일",
        "일본",
    ]


@pytest.mark.parametrize("stated", [
    '<base href="https://a.example/b/list.do">',
    '<link rel="canonical" href="https://a.example/b/list.do">',
    '<meta property="og:url" content="https://a.example/b/list.do">',
])  # fmt: skip
def test_links_are_whole_where_the_page_states_its_address(stated: str, page: Path) -> None:
    (row,) = rows(page, f"{stated}<table><tr><td><a href='view.do?id=1'>독일</a><td>2025</table>")
    assert row.links == ("https://a.example/b/view.do?id=1", "")


def test_links_are_whole_where_the_browser_wrote_down_what_it_saved(page: Path) -> None:
    (row,) = rows(
        page, "<!-- saved from url=(0029)https://a.example/b/list.do -->\n<table><tr><td><a href='/v'>독일</a></table>"
    )
    assert row.links == ("https://a.example/v",)


def test_links_to_programs_and_mailboxes_are_none(page: Path) -> None:
    (row,) = rows(
        page,
        "<table><tr><td><a href='javascript:go(1)'>가</a><td><a href='#'>나</a><td><a href='mailto:a@b.c'>다</a></table>",
    )
    assert row.links == ()


def test_posts_that_a_script_draws_are_a_table_headed_by_their_keys(page: Path) -> None:
    (table,) = read(page, """<script>
        $(function () { var options = {"url": "/list"}; });
        var result = {"list": [{"제목": "독일 견학", "날짜": "20251109", "쪽": {"a": 1}}, {"제목": "일본", "날짜": "20251110"}]};
        var again = {"list": [{"제목": "독일 견학", "날짜": "20251109", "쪽": {"a": 1}}, {"제목": "일본", "날짜": "20251110"}]};
        </script>""")  # fmt: skip
    assert isinstance(table, Table)
    assert table.name == "list"
    assert [row.cells for row in table.rows] == [("제목", "날짜"), ("독일 견학", "20251109"), ("일본", "20251110")]


def test_a_sheet_that_was_saved_as_html_is_its_table(page: Path) -> None:
    (table,) = read(page, """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table x:str>
        <tr height=0 style='display:none'><td width=72></td></tr>
        <tr><td class=xl24>국가</td><td>출발일</td><td>경비</td></tr>
        <tr><td>독일</td><td x:num="45970">2025-11-09</td><td x:num="1200000"></td></tr></table>""")  # fmt: skip
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("국가", "출발일", "경비"), ("독일", "2025-11-09", "1200000")]


@pytest.mark.parametrize(("content", "encoding"), [
    ("\ufeff<p>독일 출장</p>", "utf-8"),
    ("<p>독일 출장</p>", "utf-16"),
    ("<meta charset='euc-kr'><p>독일 출장 똠방각하</p>", "cp949"),
    ("<meta http-equiv='Content-Type' content='text/html; charset=ks_c_5601-1987'><p>독일 출장</p>", "cp949"),
    ("<p>독일 출장</p>", "cp949"),
    ("<meta charset='euc-kr'><p>독일 출장 견학</p>", "utf-8"),
    ("<meta charset='iso-8859-1'><p>독일 출장</p>", "utf-8"),
    ("<meta charset='x-unknown'><p>독일 출장</p>", "cp949"),
])  # fmt: skip
def test_a_page_is_read_in_its_encoding_even_where_it_states_another(content: str, encoding: str, page: Path) -> None:
    (said,) = texts(page, content.encode(encoding))
    assert said.startswith("독일 출장")
    assert "\ufffd" not in said


def test_letters_that_cannot_be_read_are_counted_and_the_others_are_kept(page: Path) -> None:
    note, said = read(page, "<p>독일 출장 결과</p>".encode().replace(b" ", b"\xff ", 1))
    assert isinstance(note, Note)
    assert "글자 1개" in note.reason
    assert said == Paragraph(AtLine(1), "독일\ufffd 출장 결과")


def test_a_page_of_a_mac_has_the_letters_of_all_others(page: Path) -> None:
    assert texts(page, unicodedata.normalize("NFD", "<p>독일 출장")) == ["독일 출장"]


def test_a_page_that_says_nothing_is_refused_with_what_to_do(page: Path) -> None:
    (refusal,) = read(page, "<frameset><frame src=a.html></frameset>")
    assert isinstance(refusal, Refusal)
    assert "저장해 다시" in refusal.reason


def test_a_text_that_is_merged_over_very_many_cells_is_cut_and_said(page: Path) -> None:
    table, note = read(page, f"<table><tr><td colspan=1000 rowspan=10000>{'가' * 1_000}" + "<tr>" * 100)
    assert isinstance(table, Table)
    assert sum(len(cell) for row in table.rows for cell in row.cells) <= 5_000_000
    assert isinstance(note, Note)
    assert "너무 길어" in note.reason


@pytest.mark.parametrize(
    "bomb", ["<div>", "<ul><li>", "<dl><dt>가<dd>", "<table><tr><td>", "<p hidden>가", "<b>가", "<script>"]
)
def test_what_is_nested_without_end_is_read_or_refused_like_any_page(bomb: str, page: Path) -> None:
    found = read(page, bomb * 4_000 + "나")
    said = "".join(block.text for block in found if isinstance(block, Paragraph))
    listed = "".join(cell for block in found if isinstance(block, Table) for row in block.rows for cell in row.cells)
    assert "나" in said + listed or bomb in {"<script>", "<p hidden>가"}
    assert found


def test_a_page_that_is_too_much_for_the_memory_of_its_reader_is_refused_for_that(page: Path) -> None:
    page.write_text("<table>" + "<tr><td>가<td>나" * 500_000, encoding="utf-8")
    (refusal,) = read_apart("html", page, page.name)
    assert isinstance(refusal, Refusal)
    assert "메모리" in refusal.reason


PIECES = st.lists(
    st.sampled_from(
        "<table> <tr> <td> <th rowspan=2> <td colspan=3> </table> <ul> <li> </ul> <a href=x> </a> <dl> <dt> <dd> </dl> <br> "
        '<p> <h2> </h2> <span> </span> <div hidden> </div> <caption> <b> <!-- --> <script> ={[ " 독일 \ufdd0 &#xfdd1; < & 2025'.split()
    ),
    max_size=40,
)  # fmt: skip


@given(PIECES)
@settings(deadline=None)
def test_any_page_is_blocks_whose_rows_are_as_they_are_described(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    found = read(tmp_path_factory.getbasetemp() / "쪽.html", " ".join(pieces))
    assert found
    for block in found:
        if isinstance(block, Table):
            assert block.rows
            for row in block.rows:
                assert any(row.cells)
                assert all(0 <= column < len(row.cells) for column in row.filled)
                assert row.links == () or len(row.links) == len(row.cells)
                assert not any(chr(0xFDD0 + sign) in cell for sign in range(5) for cell in row.cells)
        elif isinstance(block, Paragraph):
            assert block.text.strip() == block.text != ""
            assert not any(chr(0xFDD0 + sign) in block.text for sign in range(5))


def listed(folder: Path) -> Iterator[dict[str, str]]:
    with (folder / "listings.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def test_every_title_of_the_saved_lists_stands_in_a_row_with_its_date_and_its_link(shared: Path) -> None:
    folder = shared / "data" / "listings" / "k-skill"
    found = {
        path.name: [row for block in html.blocks(path, path.name) if isinstance(block, Table) for row in block.rows]
        for path in folder.glob("*.html")
    }
    missing = [post["제목"] for post in listed(folder) if not any(is_of(row, post) for row in found[post["출처파일"]])]
    assert missing == []
    assert sum(1 for _ in listed(folder)) == 73


def is_of(row: Row, post: dict[str, str]) -> bool:
    stated = {post["제목"], *filter(None, (post["등록일"],))} <= set(row.cells)
    return stated and (not post["URL"] or any(same_page(link, post["URL"]) for link in row.links))


def same_page(link: str, address: str) -> bool:
    return parse_qs(urlsplit(link).query) == parse_qs(urlsplit(address).query)
