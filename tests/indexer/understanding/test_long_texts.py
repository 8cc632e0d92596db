"""Texts that a careless pattern would chew on for hours are read like all others: whoever waits for this test sees it."""

from pathlib import Path

import pytest

from indexer.blocks import Paragraph, Row, Table
from indexer.clean import clean
from indexer.privacy import masked
from indexer.record import AtLine, Place, Raw
from indexer.understanding.understand import understand
from indexer.understanding.wanted import AS_IT_COMES

LENGTH = 200_000
PIECES = [
    " ", "\t", "\n", "(", "[", "-", ".", ",", "·", ":", "/", "~", "1", "a", "가", "성 ", "계좌 ", "출장자:", "출장자: 가나", "1. ", "○ ", "2025. ",
    "2025.1.1 ", "Ⅰ", "(게시용)", "붙임 ", "1:1 ", "010-", "a@", "a.", "합 ", "결과 ", "원 ", "(1", "외 1", "\u3000", "｜",
]  # fmt: skip
HEAD = ("제목", "기간/장소", "인원", "경비(천원)", "기관", "출장자", "목적", "핵심 내용", "첨부파일")


@pytest.mark.parametrize("piece", PIECES)
def test_a_cell_of_one_piece_again_and_again_is_read(piece: str) -> None:
    text = piece * (LENGTH // len(piece))
    rows = [Row(AtLine(1), HEAD), *(Row(AtLine(number), (text,) * len(HEAD)) for number in (2, 3)), Row(AtLine(4), ("견학", "2025.1.1~1.3" + text, "4" + text, "1" + text, "나" + text, "홍" + text, "", "", ""))]  # fmt: skip
    for item in understand([Table(rows)], "f", AS_IT_COMES):
        assert clean(item) if isinstance(item, Raw) else item.reason


@pytest.mark.parametrize("piece", PIECES)
def test_a_report_of_one_piece_again_and_again_is_read(piece: str) -> None:
    text = piece * (LENGTH // len(piece))
    blocks = [Paragraph(None, "국외출장 결과보고서"), Paragraph(None, text), Paragraph(None, f"출장목적: {text}"), Paragraph(None, f"Ⅰ. 결과 {text}"), Paragraph(None, "가 " + text + " 1")]  # fmt: skip
    for item in understand(blocks, f"{text[:200]}.pdf", AS_IT_COMES):
        assert clean(item) if isinstance(item, Raw) else item.reason


@pytest.mark.parametrize("piece", PIECES)
def test_masking_takes_no_longer_for_a_repetition(piece: str) -> None:
    assert len(masked(piece * (LENGTH // len(piece)))[0]) == LENGTH // len(piece) * len(piece)


def test_the_name_of_a_file_may_be_anything() -> None:
    for piece in PIECES:
        assert clean(Raw(Place(str(Path("x") / (piece * 200))), {"title": piece * 1_000 + "견학"}))
