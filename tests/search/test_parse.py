import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parse import parse
from search.query import Clause


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("탄소 중립", (Clause("탄소"), Clause("중립"))),
        ('"탄소중립  실현" -중국', (Clause("탄소중립 실현", quoted=True), Clause("중국", excluded=True))),
        ('-"스마트 시티"', (Clause("스마트 시티", quoted=True, excluded=True),)),
        ("C-ITS", (Clause("C-ITS"),)),
        ('가"나 다', (Clause("가"), Clause("나 다", quoted=True))),
        ("“스마트 시티”", (Clause("스마트 시티", quoted=True),)),
        ("- -- * ! ()", ()),
        ('""', ()),
        ("가 가 가", (Clause("가"),)),
        ("1,250천원", (Clause("1250천원"),)),
        ("", ()),
    ],
)
def test_a_text_becomes_its_clauses(text: str, clauses: tuple[Clause, ...]) -> None:
    assert parse(text) == clauses


@given(st.text(max_size=300) | st.text('가나"“”- *()a1\x00\ud800', max_size=300))
def test_any_text_gives_clauses_that_can_be_searched(text: str) -> None:
    for clause in parse(text):
        assert clause.text == " ".join(clause.text.split())
        assert any(character.isalnum() for character in clause.text)
        clause.text.encode()
