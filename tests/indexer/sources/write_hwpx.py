"""Pieces → HWPX: a ZIP of XML in the vocabulary of OWPML (KS X 6101), written by hand."""

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.indexer.sources.pieces import Grid, Heading, Piece, Placed, placed

_SPACES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
    'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT = (
    f'{_XML}<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest>'
    '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
    '</opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
)
_CONTAINER = (
    f'{_XML}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    "</ocf:rootfiles></ocf:container>"
)
_STYLES = "".join(
    f'<hh:style id="{level}" type="PARA" name="{name}" engName="" paraPrIDRef="0" charPrIDRef="0" nextStyleIDRef="0"/>'
    for level, name in enumerate(("바탕글", "개요 1", "개요 2", "개요 3"))
)
_HEADER = (
    f'{_XML}<hh:head {_SPACES} version="1.4" secCnt="1"><hh:refList>'
    '<hh:charProperties itemCnt="1"><hh:charPr id="0" height="1000"/></hh:charProperties>'
    '<hh:paraProperties itemCnt="1"><hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr></hh:paraProperties>'
    f'<hh:styles itemCnt="4">{_STYLES}</hh:styles></hh:refList></hh:head>'
)


def write(pieces: Sequence[Piece], path: Path, *, head: str = "") -> None:
    """With `head` as the head of every page, if there is to be one."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/hwp+zip", ZIP_STORED)
        package.writestr(
            "version.xml", f'{_XML}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" major="5"/>'
        )
        package.writestr("META-INF/container.xml", _CONTAINER)
        package.writestr("Contents/content.hpf", _CONTENT)
        package.writestr("Contents/header.xml", _HEADER)
        body = (_head(head) if head else "") + "".join(map(_piece, pieces))
        package.writestr("Contents/section0.xml", f"{_XML}<hs:sec {_SPACES}>{body}</hs:sec>")


def _piece(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return _paragraph(_text(piece.text), piece.level)
    return _paragraph(_grid(piece) if isinstance(piece, Grid) else _text(piece))


def _paragraph(content: str, style: int = 0) -> str:
    return f'<hp:p id="0" paraPrIDRef="0" styleIDRef="{style}"><hp:run charPrIDRef="0">{content}</hp:run></hp:p>'


def _text(text: str) -> str:
    return f"<hp:t>{escape(text).replace(chr(10), '<hp:lineBreak/>').replace(chr(9), '<hp:tab/>')}</hp:t>"


def _head(text: str) -> str:
    return _paragraph(
        f'<hp:ctrl><hp:header id="1" applyPageType="BOTH"><hp:subList>{_paragraph(_text(text))}</hp:subList></hp:header></hp:ctrl>'
    )


def _grid(grid: Grid) -> str:
    height, width, cells = placed(grid)
    rows = "".join(
        f"<hp:tr>{''.join(_cell(cell) for cell in cells if cell.row == number)}</hp:tr>" for number in range(height)
    )
    caption = (
        f'<hp:caption side="TOP"><hp:subList>{_paragraph(_text(grid.caption))}</hp:subList></hp:caption>'
        if grid.caption
        else ""
    )
    return f'<hp:tbl id="1" rowCnt="{height}" colCnt="{width}">{caption}{rows}</hp:tbl>'


def _cell(cell: Placed) -> str:
    inner = _paragraph(_grid(cell.grid)) if cell.grid else ""
    return (
        f"<hp:tc><hp:subList>{''.join(_paragraph(_text(text)) for text in cell.paragraphs)}{inner}</hp:subList>"
        f'<hp:cellAddr colAddr="{cell.column}" rowAddr="{cell.row}"/>'
        f'<hp:cellSpan colSpan="{cell.columns}" rowSpan="{cell.rows}"/></hp:tc>'
    )
