"""HTML in what a source states: readers see its text, and what only looks like HTML stays."""

import html
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.markup import decoded, plain
from indexer.record import AtLine, Place, Raw
from indexer.sources.files import read
from search.trip import Trip


def cleaned(**fields: object) -> Trip:
    trip = clean(Raw(Place("f", AtLine(1)), {"title": "출장", "findings": ["결과"], **fields}))
    assert isinstance(trip, Trip)
    return trip


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("R&amp;D 협력", "R&D 협력"), ("서울&middot;부산", "서울·부산"), ("시장&#x27;s", "시장's"), ("&#8361;5,000", "₩5,000"),
        ("&amp;amp; &amp;lt;b&amp;gt;", "&amp; &lt;b&gt;"), ("&lt;표 1&gt;", "<표 1>"), ("&lt;b&gt;", "<b>"), ("A&am<b></b>p;B", "A&amp;B"),
        ("a&nbsp;b", "a\u00a0b"), ("&#0;&#xD800;&#x110000;&#99999999999;", "\ufffd" * 4), ("a&#27;b&#x7;c", "abc"),
        ("&#128; &#150;", "€ –"),
    ],
)  # fmt: skip
def test_an_entity_is_the_character_it_stands_for_once(stated: str, read: str) -> None:
    assert plain(stated).text == read


@pytest.mark.parametrize(
    "text",
    [
        "AT&T", "a=1&copy=2&not_x=3", "&copy 2024", "&notit;", "&없음;", "& ;", "&;", "&#;", "&#x;", "&#" + "9" * 5_000 + ";",
        "<표 1> 예산", "<EU 정책 동향>", "<AI>", "<IoT 기반>", "x < y > z", "a<b", "<b", "</ b>", "< b>", "<>", "<!-- 끝이 없는 주석",
        "<Table 1>", "<section on water>", "<A>안과 <B>안", "<Summary> of the visit", "<a@b.kr>", "<https://www.korea.kr>", "<U.S.>",
        "<그림 2. 항만 전경>", "i<3", "<br", "1<p 그리고 q>2", "<<", "->", "<-", "<=>",
    ],
)  # fmt: skip
def test_what_only_looks_like_html_stays(text: str) -> None:
    assert plain(text) == (text, ())


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("하나<br>둘<BR/>셋<br />넷", "하나\n둘\n셋\n넷"), ("<p>하나</p>\n<p class='x'>둘</p>", "하나\n\n둘"),
        ("<ul><li>하나<li>둘</ul>", "하나\n둘"), ("<div>하나</div><div>둘</div>", "하나\n\n둘"), ("하나<h3>둘</h3>셋", "하나\n둘\n셋"),
        ("<tr><td>항공료</td><td>5</td></tr>", "항공료  5"),
    ],
)  # fmt: skip
def test_what_stands_on_lines_of_its_own_is_broken_into_lines_without_a_notice(stated: str, read: str) -> None:
    assert plain(stated) == (read, ())


@pytest.mark.parametrize(
    ("stated", "read", "removed"),
    [
        ("<b>탄소</b>중립", "탄소중립", "<b>"), ('<span style="color: red">탄소</span>', "탄소", "<span>"), ("<A HREF=x.html>글</A>", "글", "<a>"),
        ("가<!-- 주석 > 또 -->나", "가나", "<!-- -->"), ("가<script>if (a < b) {}</script >나", "가나", "<script>"),
        ("<STYLE type='x'>p > a {}</STYLE>가", "가", "<style>"), ("<script>끝이 없음", "끝이 없음", "<script>"),
        ("<!DOCTYPE html>가", "가", "<!>"), ("<![if !supportEmptyParas]>가<![endif]>", "가", "<!>"),
        ('<img src="data:image/png;base64,AAAA" alt="a > b">가', "가", "<img>"),
        ("<input disabled value=x>가", "가", "<input>"), ("<a>글", "글", "<a>"), ("<B>글</B>", "글", "<b>"),
    ],
)  # fmt: skip
def test_other_tags_go_and_are_named(stated: str, read: str, removed: str) -> None:
    assert plain(stated) == (read, (removed,))


def test_every_text_of_a_record_is_read_and_its_notices_name_the_tags() -> None:
    trip = cleaned(
        title="R&amp;D <b>협력</b>",
        organisation="A&amp;B",
        cities=["&#8203;뉴욕&nbsp;"],
        countries=["남아프리카&nbsp;공화국"],
        findings="<p>하나</p><p>둘</p>",
        departs="2024&#46;5&#46;2",
        stay="3박&nbsp;4일",
        source={"name": "<i>누리집</i>", "url": "https://x.kr/a?bbsId=1&amp;nttId=22&copy=2"},
    )
    assert (trip.title, trip.organisation, trip.findings) == ("R&D 협력", "A&B", ("하나", "둘"))
    assert trip.departs is not None
    assert (trip.nights, trip.countries[0].code) == (3, "ZA")
    assert trip.source is not None
    assert (trip.source.name, trip.source.url) == ("누리집", "https://x.kr/a?bbsId=1&nttId=22&copy=2")
    told = [notice.text for notice in trip.notices if notice.code.startswith("markup_")]
    assert len(told) == 2
    assert "<b>" in told[0]
    assert "<i>" in told[1]


PAGE = """---
<p>독일</p>
독일<br>R&amp;D <b>정책</b> 견학
<span>부산&nbsp;광역시</span>
<br>
<b>출발일</b>&nbsp;: 2024년 5월&nbsp;2일<br />도착일<br />2024년 5월 7일

📝 <strong>요약</strong>
첫 문단 &amp;lt;.<br>둘째 문단.
🎯 핵심&nbsp;내용
<ul><li>하나.</li><li>둘.</li></ul>
"""


def test_a_page_with_markup_is_read_as_it_is_seen(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (raw,) = read([tmp_path / "page.txt"])
    assert isinstance(raw, Raw)
    trip = clean(raw)
    assert isinstance(trip, Trip)
    assert (trip.title, trip.organisation) == ("R&D 정책 견학", "부산\u00a0광역시")
    assert [place.code for place in trip.countries] == ["DE"]
    assert (str(trip.departs), str(trip.returns)) == ("2024-05-02", "2024-05-07")
    assert (trip.summary, trip.findings) == ("첫 문단 &lt;.\n둘째 문단.", ("하나.", "둘."))
    assert [notice.code for notice in trip.notices] == ["markup_title", "markup_organisation"]


MARKUP = st.lists(
    st.sampled_from([*"<>&;/!-='\"", "<br", "<b>", "</b>", "<!--", "-->", "<script>", "</script", "&amp", "&#", "<A "]) | st.text(max_size=3)
).map("".join)  # fmt: skip


@given(MARKUP)
def test_no_text_breaks_it_and_nothing_is_invented(text: str) -> None:
    read = plain(text).text
    allowed = set(text) | set(html.unescape(decoded(text))) | {"\n", " "}
    assert set(read) <= allowed
    assert len(read) <= len(text)


@given(st.text())
def test_a_text_without_tags_and_entities_is_unchanged(text: str) -> None:
    text = text.replace(";", "")
    for free in (text.replace("<", ""), text.replace(">", "")):
        assert plain(free).text == free


@given(st.text())
def test_what_html_escapes_is_read_back(text: str) -> None:
    assert plain(html.escape(text)).text == text


@pytest.mark.parametrize(
    "unit",
    [
        "<", "&", "<br ", "<br", "<!--", "<script>", "<a x='", '<a x="<a y=', "&#1", "&a", "<a ", "</", "<b>", "<p> ",
        "<a a=a ", "<br>\n", " \n", "<style><!--", "<!", "<A>", "</A", "&amp;", "<a x =",
    ],
)  # fmt: skip
def test_a_megabyte_of_anything_is_read_in_a_moment(unit: str) -> None:
    text = unit * ((1 << 20) // len(unit))
    began = time.process_time()
    plain(text)
    assert time.process_time() - began < 4
