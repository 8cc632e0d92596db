"""Forms and lists as the writers of all formats make them are what the readers of these formats find."""

from pathlib import Path

import pytest

from indexer.blocks import Paragraph, Table
from indexer.sources.isolation import read_apart
from tests.indexer.sources.pieces import Cell, Wide
from tests.indexer.sources.reports import FIELDS, PURPOSE, TITLE
from tests.indexer.sources.writers import KINDS, write_form, write_table


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_its_title_its_labels_with_their_values_and_what_follows(kind: str, tmp_path: Path) -> None:
    path = write_form(kind, FIELDS, tmp_path / f"보고서.{kind}", title=TITLE, paragraphs=[PURPOSE])
    found = [
        block.text
        if isinstance(block, Paragraph)
        else [row.cells for row in block.rows]
        if isinstance(block, Table)
        else block
        for block in read_apart(kind, path, path.name)
    ]
    assert found == [TITLE, list(FIELDS), PURPOSE]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_trips_is_its_rows(kind: str, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["제목", Wide("기간", 2)],
        ["독일 견학", "2025-11-09", "2025-11-14"],
        ["일본 연수", "2025-12-01", "2025-12-04"],
    ]
    path = write_table(kind, rows, tmp_path / f"목록.{kind}")
    (found,) = [
        [row.cells for row in block.rows] for block in read_apart(kind, path, path.name) if isinstance(block, Table)
    ]
    assert found == [
        ("제목", "기간", "기간"), ("독일 견학", "2025-11-09", "2025-11-14"), ("일본 연수", "2025-12-01", "2025-12-04"),
    ]  # fmt: skip
