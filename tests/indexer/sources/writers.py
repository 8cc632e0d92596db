"""Writes reports as agencies have them, in every format: the same content, so that every reader can be held to it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.indexer.sources import write_docx, write_html, write_hwp, write_hwpx, write_pdf
from tests.indexer.sources.pieces import Cell, Grid, Heading, Piece

_WRITERS: Final[dict[str, Callable[[Sequence[Piece], Path], None]]] = {
    "docx": write_docx.write,
    "hwpx": write_hwpx.write,
    "hwp": write_hwp.write,
    "pdf": write_pdf.write,
    "html": write_html.write,
}
KINDS: Final = tuple(_WRITERS)


def write_document(kind: str, pieces: Sequence[Piece], path: Path) -> Path:
    """`pieces` as a file of a kind of `KINDS`; `path` itself."""
    _WRITERS[kind](pieces, path)
    return path


def write_form(
    kind: str,
    fields: Sequence[tuple[str, str]],
    path: Path,
    *,
    title: str = "",
    paragraphs: Sequence[Piece] = (),
) -> Path:
    """A report: its title, a table of labels and values, and what follows."""
    head = [Heading(title)] if title else []
    return write_document(kind, [*head, Grid([[label, value] for label, value in fields]), *paragraphs], path)


def write_table(kind: str, rows: Sequence[Sequence[Cell]], path: Path, *, caption: str = "") -> Path:
    """A table alone, as lists of trips are published."""
    return write_document(kind, [Grid(rows, caption)], path)
