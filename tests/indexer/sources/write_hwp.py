"""Pieces → HWP 5: records in deflated streams of a compound file, after Hancom's description of the format (revision 1.3)."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.indexer.sources.compound_file import compound_file
from tests.indexer.sources.pieces import Grid, Heading, Piece, Placed, placed

_DOCUMENT_PROPERTIES, _ID_MAPPINGS, _FACE_NAME, _CHAR_SHAPE, _PARA_SHAPE, _STYLE = 16, 17, 19, 21, 25, 26
_PARA_HEADER, _PARA_TEXT, _PARA_CHAR_SHAPE, _CTRL_HEADER, _LIST_HEADER, _TABLE = 66, 67, 68, 71, 72, 77
_DEFLATED, _LOCKED = 1, 2
_STYLES = ("바탕글", "개요 1", "개요 2", "개요 3")
# A caption stands above its table.
_ABOVE = 2


def write(pieces: Sequence[Piece], path: Path, *, locked: bool = False) -> None:
    """`locked`: as one that asks for a password."""
    path.write_bytes(packed(records(pieces), locked=locked))


def records(pieces: Sequence[Piece]) -> dict[str, bytes]:
    """What the streams hold once they are inflated."""
    return {"DocInfo": _info(), "BodyText/Section0": b"".join(map(_piece, pieces))}


def packed(streams: Mapping[str, bytes], *, locked: bool = False) -> bytes:
    """A file of such streams, whatever they hold."""
    header = {"FileHeader": _file_header(locked=locked)}
    return compound_file(header | {name: _deflated(content) for name, content in streams.items()})


def _file_header(*, locked: bool) -> bytes:
    flags = _DEFLATED | (_LOCKED if locked else 0)
    return (b"HWP Document File".ljust(32, b"\0") + bytes([0, 1, 0, 5]) + struct.pack("<I", flags)).ljust(256, b"\0")


def _deflated(records: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(records) + deflate.flush()


def _info() -> bytes:
    counts = [0] * 18
    counts[1:8] = [1] * 7
    counts[9], counts[13], counts[14] = 1, 1, len(_STYLES)
    return b"".join((
        _record(_DOCUMENT_PROPERTIES, 0, struct.pack("<7H3I", 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)),
        _record(_ID_MAPPINGS, 0, struct.pack("<18i", *counts)),
        _record(_FACE_NAME, 0, b"\0" + _counted("함초롬바탕")),
        _record(_CHAR_SHAPE, 0, struct.pack("<7H7B7b7B7biI2b4IH", *[0] * 7, *[100] * 7, *[0] * 7, *[100] * 7, *[0] * 7, 1000, 0, 0, 0, 0, 0, 0, 0, 0)),
        _record(_PARA_SHAPE, 0, struct.pack("<I6i3H4h", 0, 0, 0, 0, 0, 0, 160, 0, 0, 0, 0, 0, 0, 0)),
        *(_record(_STYLE, 0, _counted(name) + _counted("") + struct.pack("<BBhHH", 0, 0, 1042, 0, 0)) for name in _STYLES),
    ))  # fmt: skip


def _piece(piece: Piece) -> bytes:
    if isinstance(piece, Heading):
        return _paragraph(piece.text, 0, style=piece.level)
    return _grid_paragraph(piece, 0) if isinstance(piece, Grid) else _paragraph(piece, 0)


def _paragraph(text: str, level: int, style: int = 0, controls: bytes = b"", controls_text: bytes = b"") -> bytes:
    # A tab is a control of eight units, a line break one of one.
    inline = text.encode("utf-16-le").replace(b"\t\0", struct.pack("<8H", 9, 0, 0, 0, 0, 0, 0, 9))
    units = controls_text + inline + b"\r\0"
    header = struct.pack("<IIHBBHHHI", len(units) // 2, 1 << 11 if controls else 0, 0, style, 0, 1, 0, 0, 0)
    return b"".join((
        _record(_PARA_HEADER, level, header),
        _record(_PARA_TEXT, level + 1, units),
        _record(_PARA_CHAR_SHAPE, level + 1, struct.pack("<II", 0, 0)),
        controls,
    ))  # fmt: skip


def _grid_paragraph(grid: Grid, level: int) -> bytes:
    """A paragraph that holds nothing but a table."""
    height, width, cells = placed(grid)
    row_sizes = [sum(cell.row == number for cell in cells) for number in range(height)]
    common = b"tbl "[::-1] + struct.pack("<IiiIIi4HII", 0, 0, 0, 42_000, 3_000 * height, 0, 0, 0, 0, 0, 0, 0) + b"\0\0"
    table = struct.pack(f"<IHHH4H{height}HHH", 0, height, width, 0, 0, 0, 0, 0, *row_sizes, 1, 0)
    records = [_record(_CTRL_HEADER, level + 1, common)]
    if grid.caption:
        records += [
            _record(_LIST_HEADER, level + 2, struct.pack("<HHIIIHI", 1, 0, 0, _ABOVE, 42_000, 850, 42_000)),
            _paragraph(grid.caption, level + 2),
        ]
    records.append(_record(_TABLE, level + 2, table))
    records += [_cell(cell, level + 2) for cell in cells]
    sign = struct.pack("<H", 11) + b"tbl "[::-1] + struct.pack("<4HH", 0, 0, 0, 0, 11)
    return _paragraph("", level, controls=b"".join(records), controls_text=sign)


def _cell(cell: Placed, level: int) -> bytes:
    paragraphs = [_paragraph(text, level) for text in cell.paragraphs]
    if cell.grid:
        paragraphs.append(_grid_paragraph(cell.grid, level))
    place = struct.pack("<4H", cell.column, cell.row, cell.columns, cell.rows)
    header = struct.pack("<HHI", len(paragraphs), 0, 0) + place + struct.pack("<II4HH", 7_000, 1_000, 0, 0, 0, 0, 1)
    return _record(_LIST_HEADER, level, header) + b"".join(paragraphs)


def _record(tag: int, level: int, content: bytes) -> bytes:
    size = min(len(content), 0xFFF)
    header = struct.pack("<I", tag | level << 10 | size << 20)
    return header + (struct.pack("<I", len(content)) if size == 0xFFF else b"") + content


def _counted(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")
