"""Spreadsheets for tests: written by real libraries, or part by part where no library would write them so."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.record import Note, Refusal
from indexer.sources.isolation import read_apart

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def package(path: Path, sheet: str, styles: str = "") -> Path:
    """An XLSX of one sheet, `sheet` standing inside its root element."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="국외" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            + (f'<Relationship Id="r2" Type="{RELATIONS}/styles" Target="styles.xml"/>' if styles else "")
            + "</Relationships>",
        )
        if styles:
            archive.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>')
    return path


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx(path: Path, fill: Callable[[Worksheet], object]) -> Path:
    """Written by openpyxl; one sheet, filled by `fill`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "국외"
    fill(sheet)
    book.save(path)
    return path


def xls(path: Path, fill: Callable[[xlwt.Worksheet], object]) -> Path:
    """Written by xlwt; one sheet, filled by `fill`."""
    book = xlwt.Workbook()
    fill(book.add_sheet("국외"))
    book.save(str(path))
    return path


class Found:
    """What was read of a file, each kind by itself."""

    def __init__(self, kind: str, path: Path) -> None:
        self.tables: dict[str, list[Row]] = {}
        self.notes: list[str] = []
        self.refusals: list[str] = []
        for block in read_apart(kind, path, path.name):
            self._add(block)

    def _add(self, block: Block) -> None:
        match block:
            case Table(rows, name):
                self.tables[name] = list(rows)
            case Note():
                self.notes.append(block.reason)
            case Refusal():
                self.refusals.append(block.reason)
            case Paragraph():
                raise AssertionError(block)

    @property
    def cells(self) -> list[list[str]]:
        """Of the only table."""
        (rows,) = self.tables.values()
        return [list(row.cells) for row in rows]

    @property
    def numbers(self) -> list[int]:
        """Where the rows of the only table stand."""
        (rows,) = self.tables.values()
        return [row.where.number for row in rows if row.where]
