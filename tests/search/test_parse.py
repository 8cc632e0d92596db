import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parse import parse, typed
from search.query import Clause, Sort, TripQuery


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("탄소 중립", (Clause("탄소"), Clause("중립"))),
        ('"탄소중립  실현" -중국', (Clause("탄소중립 실현", quoted=True), Clause("중국", excluded=True))),
        ('-"스마트 시티"', (Clause("스마트 시티", quoted=True, excluded=True),)),
        ("C-ITS", (Clause("C-ITS"),)),
        ('가"나 다', (Clause("가"), Clause("나 다", quoted=True))),
        ("“스마트 시티”", (Clause("스마트 시티", quoted=True),)),
        ("- *", (Clause("-"), Clause("*"))),
        *((f"독일 {minus}항만", (Clause("독일"), Clause("항만", excluded=True))) for minus in "-‐‑‒–—−－﹣"),
        *((f'{minus}"스마트 시티"', (Clause("스마트 시티", quoted=True, excluded=True),)) for minus in "–−"),
        *((f"2023{minus}2025", (Clause(f"2023{minus}2025"),)) for minus in "-–−"),
        ("- 추진 배경", (Clause("-"), Clause("추진"), Clause("배경"))),
        ("개요\n– 추진\n-\u3000배경", (Clause("개요"), Clause("–"), Clause("추진"), Clause("-"), Clause("배경"))),
        ("ㅇ 추진 배경", (Clause("추진"), Clause("배경"))),
        ("o EU 방문\no 일시", (Clause("EU"), Clause("방문"), Clause("일시"))),
        ("\uf0a7추진 🇰🇷방문☎", (Clause("추진"), Clause("방문"))),
        ("★-독일", (Clause("독일", excluded=True),)),
        ("🎉", ()),
        ('""', ()),
        ("가 가 가", (Clause("가"),)),
        ("1,250천원", (Clause("1250천원"),)),
        ("", ()),
    ],
)
def test_a_text_becomes_its_clauses(text: str, clauses: tuple[Clause, ...]) -> None:
    assert parse(text) == clauses


@given(st.text(max_size=300) | st.text('가나"“”- *()a1\x00\ud800', max_size=300))
def test_any_text_gives_clauses_of_whole_characters(text: str) -> None:
    for clause in parse(text):
        assert clause.text
        assert clause.text == " ".join(clause.text.split())
        clause.text.encode()


@given(st.text(max_size=100) | st.text('가나"“”-–−ㅇo\ue1a7〇二\n *()a1', max_size=60))
def test_clauses_written_out_are_read_as_the_same_clauses(text: str) -> None:
    clauses = parse(text)
    assert parse(typed(clauses)) == clauses


@pytest.mark.parametrize(
    ("text", "searchable"), [("-", False), ("!?*", False), ("°", False), ("C++", True), ("ㅎ", True)]
)
def test_without_a_letter_or_digit_there_is_nothing_to_search(text: str, searchable: bool) -> None:  # noqa: FBT001
    assert Clause(text).searchable is searchable


def test_what_cannot_be_searched_leaves_the_newest_first() -> None:
    assert TripQuery(clauses=parse("!!! -가")).order is Sort.NEWEST
    assert TripQuery(clauses=parse("!!! 가")).order is Sort.RELEVANCE
