"""On which page the texts of a record stand, whatever cleaning does to them: told right, or not told."""

import unicodedata
from itertools import accumulate
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.pages import MAX_STARTS
from indexer.record import Place, Raw, Refusal
from search.page import IndexInfo
from search.page_starts import PageStart, page_at
from search.trip import Trip, content_digest
from tests.stores import NOW
from webapp.api.payloads import trip_payload

MARK = "W{}w"


def trip_of(**fields: object) -> Trip:
    trip = clean(Raw(Place("자료"), {"title": "독일 출장", **fields}))
    assert isinstance(trip, Trip)
    return trip


def page_of_word(trip: Trip, word: str) -> int | None:
    """The page that is told for the place where a word stands."""
    texts: list[tuple[str, int | None, str | None]] = [("purpose", None, trip.purpose), ("summary", None, trip.summary)]
    texts += [("findings", number, text) for number, text in enumerate(trip.findings, start=1)]
    ((field, paragraph, place),) = [
        (field, number, text.index(word)) for field, number, text in texts if text and word in text
    ]
    return page_at(trip.page_starts, field, paragraph, place)


def test_a_paragraph_stands_on_the_page_on_which_it_begins_until_another_page_begins() -> None:
    starts = [{"page": 3, "paragraph": 1}, {"page": 4, "paragraph": 2, "start": 4}]
    trip = trip_of(findings=["하나", "둘 셋 넷 다섯", "여섯"], page_starts=starts)
    assert [page_of_word(trip, word) for word in ("하나", "둘", "넷", "여섯")] == [3, 3, 4, 4]
    assert trip.notices == ()


def test_empty_paragraphs_go_and_the_others_keep_their_pages() -> None:
    starts = [{"page": 1, "paragraph": 1}, {"page": 2, "paragraph": 2}, {"page": 3, "paragraph": 5}]
    trip = trip_of(findings=["하나", " \n ", "<p></p>", "둘", "셋"], page_starts=starts)
    assert trip.findings == ("하나", "둘", "셋")
    assert [page_of_word(trip, word) for word in ("하나", "둘", "셋")] == [1, 2, 3]


def test_a_summary_and_a_purpose_have_pages_and_say_nothing_of_the_findings() -> None:
    starts = [
        {"page": 1, "field": "purpose"},
        {"page": 2, "field": "summary"},
        {"page": 3, "field": "summary", "start": 4},
    ]
    trip = trip_of(purpose="조사", summary="가나\n\n다라", findings=["하나"], page_starts=starts)
    assert [page_of_word(trip, word) for word in ("조사", "가나", "다라", "하나")] == [1, 2, 3, None]


def test_a_text_whose_page_nobody_says_does_not_stand_on_the_one_before() -> None:
    starts = [{"page": 1, "paragraph": 1}, {"page": None, "paragraph": 2}]
    trip = trip_of(findings=["하나", "둘"], page_starts=starts)
    assert [page_of_word(trip, word) for word in ("하나", "둘")] == [1, None]


def test_what_goes_over_a_page_break_is_cleaned_as_one() -> None:
    """A number that only both pages together make private is hidden, and an entity that they share is read."""
    for before, behind in (("전화 010-1234", "-5678 담당"), ("연구&am", "p;개발"), ("<script>가", "</script>나")):
        whole = trip_of(findings=[before + behind])
        starts = [{"page": 1, "paragraph": 1}, {"page": 2, "paragraph": 1, "start": len(before)}]
        assert trip_of(findings=[before + behind], page_starts=starts).findings == whole.findings


# What a source may write, each whole in itself, and what cleaning makes of it has another length or is nothing.
WHOLE = st.sampled_from(
    ["가나다", " ", "\n", "\n\n", "\t ", "&amp;", "&lt;", "&nbsp;", "&#48156;", unicodedata.normalize("NFD", "각난닫"), "é", "010-1234-5678", "hong@example.kr", "출장자: 홍길동, 김가상 ", "<b>굵은</b>", "<br>", "<p>", "</p>", "<td>", "<!-- 주석 -->", "<script>프로그램</script>", "\x00", "\x0b", "\ud800", "😀", "<표 1>", "x < y"]
)  # fmt: skip
BROKEN = st.sampled_from(
    ["&am", "p;", "<b", ">", "<script>", "</script>", "<!--", "-->", "<A>", "</A>", "010-12", "34-5678", unicodedata.normalize("NFD", "각")[:1], unicodedata.normalize("NFD", "각")[1:], "́", "<", "&", ";", "성명:", "홍길동", "<a href='", "'>"]
)  # fmt: skip


def paragraphs(fragments: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[tuple[str, int | None]]]]:
    """Paragraphs of pieces, each with its page."""
    page = st.none() | st.integers(1, 4)
    piece = st.tuples(st.lists(fragments, max_size=4).map("".join), page)
    return st.lists(st.lists(piece, min_size=1, max_size=3), min_size=1, max_size=4)


def told(report: list[list[tuple[str, int | None]]]) -> list[tuple[int | None, int | None]]:
    """Of every piece the page it stands on, and the one that is told for a word that stands in its middle."""
    findings: list[str] = []
    starts: list[dict[str, object]] = []
    words: list[tuple[str, int | None]] = []
    for number, pieces in enumerate(report, start=1):
        marked = []
        for text, page in pieces:
            word = MARK.format(len(words))
            words.append((word, page))
            marked.append(f"{text} {word} {text}")
        findings.append("".join(marked))
        places = [0, *accumulate(map(len, marked))]
        starts += [
            {"page": page, "paragraph": number, "start": place}
            for (_, page), place in zip(pieces, places, strict=False)
        ]
    trip = trip_of(findings=findings, page_starts=starts)
    assert not [notice for notice in trip.notices if notice.code == "unreadable_page_starts"]
    text = "\n".join(trip.findings)
    return [(page, page_of_word(trip, word)) for word, page in words if word in text]


@given(paragraphs(WHOLE))
@example([[("&amp;&amp;", 1), (" \n ", 2)], [("", 2)]])
def test_the_page_told_for_a_place_is_that_of_what_stands_there(report: list[list[tuple[str, int | None]]]) -> None:
    found = told(report)
    assert len(found) == sum(map(len, report))
    assert all(page == answer for page, answer in found)


@given(paragraphs(WHOLE | BROKEN))
@example([[("<script>", 1), ("</script>", 2)]])
@example([[("&am", 1), ("p;", 2), ("", 3)]])
def test_no_wrong_page_is_told_whatever_goes_over_the_break(report: list[list[tuple[str, int | None]]]) -> None:
    assert all(answer in {page, None} for page, answer in told(report))


@given(paragraphs(WHOLE))
def test_a_trip_that_was_answered_is_read_again_as_it_was(report: list[list[tuple[str, int | None]]]) -> None:
    findings = [MARK.format(number) + "".join(text for text, _ in pieces) for number, pieces in enumerate(report)]
    starts = [{"page": pieces[0][1], "paragraph": number} for number, pieces in enumerate(report, start=1)]
    trip = trip_of(findings=findings, page_starts=starts)
    answered = trip_payload(trip, IndexInfo("g", 1, NOW))
    again = clean(Raw(Place("자료"), msgspec.json.decode(msgspec.json.encode(answered))["trip"]))
    assert isinstance(again, Trip)
    # What looks like an entity once it was read is read again; that is so with every text.
    if again.findings == trip.findings:
        assert again.page_starts == trip.page_starts
        assert content_digest(again) == content_digest(trip)


GOOD = {"page": 1, "paragraph": 1}
WRONG: list[Any] = [
    "3쪽", 3, {"page": 1}, [None], [3], [[1]], [GOOD, {}], [{"page": "1"}], [{"page": 0}], [{"page": -1}], [{"page": True}],
    [{"page": 1.5}], [{"page": 10**400}], [{"page": 1, "paragraph": 0}], [{"page": 1, "paragraph": 3}], [{"page": 1, "paragraph": "1"}],
    [{**GOOD, "start": -1}], [{**GOOD, "start": 3}], [{**GOOD, "start": 10**30}], [{**GOOD, "field": "title"}], [{**GOOD, "field": None}],
    [{"page": 1}], [{"page": 1, "field": "summary", "paragraph": 1}], [{"page": 1, "field": "summary"}], [{"page": 1, "field": "purpose"}],
    [{"page": 2, "paragraph": 2}, GOOD], [GOOD, {**GOOD, "page": 2}], [GOOD] * (MAX_STARTS + 1), [float("nan")], [{"page": float("inf")}],
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:60])
def test_pages_that_cannot_be_read_are_kept_in_a_notice_and_nothing_else_is_lost(wrong: object) -> None:
    without = trip_of(findings=["하나", "둘"])
    trip = trip_of(findings=["하나", "둘"], page_starts=wrong)
    (notice,) = trip.notices
    assert notice.code == "unreadable_page_starts"
    assert msgspec.structs.replace(trip, notices=without.notices) == without


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["findings", "summary"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["page", "field", "paragraph", "start", "x"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_stands_for_pages_the_trip_is_taken_with_its_id(stated: object) -> None:
    trip = clean(Raw(Place("자료"), {"title": "독일 출장", "findings": ["하나", "둘"], "page_starts": stated}))
    assert not isinstance(trip, Refusal)
    assert (trip.id, trip.findings) == (trip_of(findings=["하나", "둘"]).id, ("하나", "둘"))
    assert msgspec.json.decode(msgspec.json.encode(trip), type=Trip) == trip


def test_pages_of_paragraphs_that_are_too_many_go_with_them() -> None:
    findings = [f"{number}번째" for number in range(2_500)]
    starts = [{"page": number // 10 + 1, "paragraph": number + 1} for number in range(2_500)]
    trip = trip_of(findings=findings, page_starts=starts)
    assert [notice.code for notice in trip.notices] == ["items_findings"]
    assert (page_of_word(trip, "1999번째"), trip.page_starts[-1]) == (200, PageStart(200, paragraph=1_991))


def test_a_text_that_is_cut_keeps_the_pages_of_what_is_left() -> None:
    starts = [
        {"page": 1, "field": "summary"},
        {"page": 2, "field": "summary", "start": 100},
        {"page": 3, "field": "summary", "start": 300_500},
    ]
    trip = trip_of(summary="가" * 301_000, page_starts=starts)
    assert trip.page_starts == (PageStart(1, "summary"), PageStart(2, "summary", None, 100))
