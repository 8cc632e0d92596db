"""What tells of a private person is nowhere after an import: neither in trips nor in what is said of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.privacy import masked
from indexer.record import Place, Raw, Refusal
from search.trip import Trip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("문의 02-3294-1076", "문의 ○○-○○○○-○○○○"),
        ("휴대전화 010-1234-5678로", "휴대전화 ○○○-○○○○-○○○○로"),
        ("+82 10 1234 5678", "+○○ ○○ ○○○○ ○○○○"),
        ("hong.gildong@example.go.kr 앞", "○○○○.○○○○○○○@○○○○○○○.○○.○○ 앞"),
        ("800101-1234567", "○○○○○○-○○○○○○○"),
        ("계좌번호: 가상은행 110-234-567890", "계좌번호: 가상은행 ○○○-○○○-○○○○○○"),
        ("여권번호 M12345678", "여권번호 ○○○○○○○○○"),
        ("출장자 : 홍길동, 김가상(5급) 외 2명", "출장자 : ○○○, ○○○(○○) 외 2명"),
        ("작 성 자: 환경과 홍길동", "작 성 자: ○○○ ○○○"),
        ("담당자：홍길동", "담당자：○○○"),
    ],
)
def test_numbers_addresses_and_labelled_names_are_masked(text: str, left: str) -> None:
    assert masked(text) == (left, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2025. 3. 3. ~ 3. 8.", "2025-03-03", "예산 1,234,567,890원", "A-WEB 총회", "250928-251001", "담당자가 설명하였다.", "출장자는 4명이다.",
        "베를린 시장 면담", "참석자: 30여 명", "출장자: 의원 4명", "출장자 : 별첨 참조", "전화 112", "ISO 14001-2015", "10-20-3000", "열병합 발전 30-40 MW",
    ],
)  # fmt: skip
def test_other_numbers_and_words_stay(text: str) -> None:
    assert masked(text) == (text, 0)


@given(st.text(), st.sampled_from(["010-1234-5678", "hong@example.kr", "800101-1234567"]), st.text())
def test_a_number_is_masked_whatever_stands_around_it(before: str, number: str, behind: str) -> None:
    assert number not in masked(f"{before} {number} {behind}")[0]


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once, _ = masked(text)
    assert masked(once)[0] == once


def test_a_trip_says_how_much_was_masked_and_a_refusal_shows_nobody() -> None:
    trip = clean(
        Raw(Place("f"), {"title": "수변 공간 견학", "findings": ["담당자: 홍길동 (010-1234-5678)", "물가를 걸었다."]})
    )
    assert isinstance(trip, Trip)
    assert "홍길동" not in repr(trip)
    assert "1234" not in repr(trip)
    assert [notice.text for notice in trip.notices] == ["핵심 내용: 개인정보로 보이는 2곳을 ○로 가렸습니다."]
    refusal = clean(Raw(Place("f"), {"작성자": "홍길동", "국가": "독일", "비고": "연락처 010-1234-5678"}))
    assert isinstance(refusal, Refusal)
    assert "홍길동" not in repr(refusal)
    assert "1234" not in repr(refusal)
    assert "독일" in refusal.stated
