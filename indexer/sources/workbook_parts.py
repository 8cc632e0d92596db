"""What an XLSX says of its sheets beside their values: hidden rows and columns, merged cells, how far they reach.

The library that reads values tells nothing of what is hidden, and reserves memory for every cell up to the last one,
wherever that stands; the other one holds all cells as objects (550 MB and half a minute for 100,000 rows). So the
parts of the file are gone through once, in bounded memory, as ECMA-376 (18.3) describes them.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from string import digits
from typing import Final, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from indexer.sources.sheets import Hidden, Span

# So many rows and columns there can be.
_MOST: Final = 1 << 20
_MOST_COLUMNS: Final = 1 << 14
_CHUNK: Final = 1 << 16
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_NUMBER: Final = re.compile("[0-9]{1,9}")
# What makes a cell one with a value; a cell may also only have a style.
_VALUES: Final = frozenset(("v", "is"))
_TRUE: Final = frozenset(("1", "true"))

Attributes = Mapping[str, str]


class PartsError(Exception):
    """The parts are not as they must be."""


class Parts(NamedTuple):
    """Of a sheet; `height` and `width` reach to the last cells with a value."""

    hidden: Hidden
    spans: list[Span]
    height: int
    width: int


def read_parts(archive: ZipFile) -> dict[str, Parts]:
    """By the names of the sheets. Raises PartsError, and what zipfile raises where it is damaged."""
    workbook = _targets(archive, "").get("officeDocument", "xl/workbook.xml")
    targets = _targets(archive, workbook)
    sheets: list[tuple[str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            part = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            sheets.append((attributes.get("name", ""), targets.get(part, "")))

    _parse(archive, workbook, start)
    names = frozenset(archive.namelist())
    return {name: _read_sheet(archive, part) for name, part in sheets if part in names}


def _targets(archive: ZipFile, part: str) -> dict[str, str]:
    """The parts that a part refers to, by id and by the last word of their type."""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = target
            found.setdefault(attributes.get("Type", "").rpartition("/")[2], target)

    _parse(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def _read_sheet(archive: ZipFile, part: str) -> Parts:
    reader = _SheetReader()
    _parse(archive, part, reader.start)
    hidden = Hidden(frozenset(reader.hidden_rows), frozenset(reader.hidden_columns))
    return Parts(hidden, reader.spans, reader.height, reader.width)


class _SheetReader:
    """Takes the elements of a sheet as they begin; of most it looks at no more than the name."""

    def __init__(self) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.spans: list[Span] = []
        self.height = self.width = 0
        # From 1, as the file counts; a row or cell without a number follows the one before.
        self._row = self._column = 0
        self._reference = ""
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._reference = attributes.get("r", "")
            self._column += 1
        elif name in _VALUES:
            self._value()
        elif name == "row":
            self._column = 0
            self._row = _integer(attributes.get("r", ""), self._row + 1)
            if attributes.get("hidden") in _TRUE:
                self.hidden_rows.add(self._row - 1)
        elif name == "col" and (attributes.get("hidden") in _TRUE or attributes.get("width") == "0"):
            first = _integer(attributes.get("min", ""), 1)
            last = min(_integer(attributes.get("max", ""), first), _MOST_COLUMNS)
            self.hidden_columns.update(range(first - 1, last))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _value(self) -> None:
        letters = self._reference.rstrip(digits)
        column = self._columns.get(letters)
        if column is None:
            found = _REFERENCE.fullmatch(self._reference)
            column = self._columns[letters] = _column(found[1]) + 1 if found else 0
        self._column = column or self._column
        self.width = max(self.width, self._column)
        self.height = max(self.height, self._row)

    def _merge(self, ends: str) -> None:
        found = [end for end in map(_REFERENCE.fullmatch, ends.split(":")) if end]
        rows = [int(end[2]) - 1 for end in found]
        columns = [_column(end[1]) for end in found]
        if found:
            self.spans.append(Span(min(rows), min(columns), max(rows), max(columns)))


def _parse(archive: ZipFile, part: str, start: Callable[[str, Attributes], None]) -> None:
    """Give every element of a part, without the prefix of its name. A part that is not there has none."""
    if part not in archive.NameToInfo:
        return

    def root(name: str, attributes: Attributes) -> None:
        parser.StartElementHandler = local if ":" in name else start
        local(name, attributes)

    def local(name: str, attributes: Attributes) -> None:
        start(name.rpartition(":")[2], attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)  # noqa: FBT003 - it takes no names
    except expat.ExpatError as error:
        raise PartsError(f"{part}: {error}") from error


def _refuse(*_: object) -> None:
    """Entities are declared in a doctype, and no spreadsheet has one."""
    raise PartsError("doctype")


def _integer(text: str, otherwise: int) -> int:
    return int(text) if _NUMBER.fullmatch(text) and 0 < int(text) <= _MOST else otherwise


def _column(letters: str) -> int:
    """From 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
