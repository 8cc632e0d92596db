"""CSV and its relatives: cells between commas, tabs, semicolons or bars, whose quotes may hold line breaks.

A file is read as it comes, whatever its size: nothing is held but one record.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

from indexer.blocks import Block, Row, Table
from indexer.record import AtLine, Place, Refusal, shown
from indexer.sources.lines import MAX_RECORD, Line
from indexer.sources.source_file import SourceFile

DELIMITERS: Final = ",\t;|"
_SAMPLE: Final = 60
_MOST_COLUMNS: Final = 500
# After so many open quotes a record may have no more than so many bytes.
_MANY: Final = 20
_SHORT: Final = 1 << 16


def delimiter_of(file: SourceFile) -> str | None:
    """The sign that parts most of the first lines into as many cells; None for a text that is no table."""
    lines = [line.text for line in islice(file.lines(), _SAMPLE) if line.text and line.text.strip()]
    best: tuple[int, int, bool, int, str] | None = None
    for sign in DELIMITERS:
        rows = [cells for cells in csv.reader(lines, delimiter=sign) if len(cells) > 1 and any(map(str.strip, cells))]
        if rows:
            widths = Counter(map(len, rows))
            # Of two that part as many lines, the one that parts the first, which may be the head, and fills more cells.
            filled = sum(bool(cell.strip()) for cells in rows for cell in cells)
            found = (len(rows), max(widths.values()), sign in lines[0], filled, sign)
            if best is None or found > best:
                best = found
    return best[-1] if best and best[0] > 1 and not _is_prose(lines, best[-1]) else None


def is_table(file: SourceFile) -> bool:
    """Whether a sign parts its lines into cells."""
    return delimiter_of(file) is not None


def first_rows(file: SourceFile, most: int) -> list[Row]:
    """So many rows at most; none of a file that is no table."""
    delimiter = delimiter_of(file)
    return list(islice(_rows(file, delimiter, []), most)) if delimiter else []


def blocks(file: SourceFile) -> Iterator[Block]:
    """The one table of a file, and a refusal where a record cannot be read."""
    faults: list[Refusal] = []
    yield Table(_rows(file, delimiter_of(file) or ",", faults), "")
    yield from faults


def _rows(file: SourceFile, delimiter: str, faults: list[Refusal]) -> Iterator[Row]:
    csv.field_size_limit(MAX_RECORD)
    source = _Records(file.lines(), file.name, faults)
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            source.give_up()
            continue
        if source.is_open:
            source.give_up()
        elif any(cell.strip() for cell in cells[:_MOST_COLUMNS]):
            yield Row(AtLine(source.begun), tuple(cells[:_MOST_COLUMNS]))
        source.begin()


class _Records:
    """The lines of a file for `csv`, which asks for another while a quote is open.

    A quote that nothing closes would take all that follows along: such a record is given up with its first line, and
    what stood behind that is read again.
    """

    def __init__(self, lines: Iterator[Line], name: str, faults: list[Refusal]) -> None:
        self._lines = lines
        self._name = name
        self._faults = faults
        self._held: list[Line] = []
        self._again: deque[Line] = deque()
        self._size = 0
        self._most = MAX_RECORD
        self._given_up = 0

    def __iter__(self) -> Iterator[str]:
        """Itself."""
        return self

    def __next__(self) -> str:
        """The next line that can be decoded, with an end."""
        while line := self._again.popleft() if self._again else next(self._lines, None):
            if line.text is None:
                self._faults.append(Refusal(Place(self._name, AtLine(line.number)), None, line.fault))
                continue
            self._held.append(line)
            self._size += line.size
            if self._size > self._most:
                raise csv.Error
            return line.text + "\n"
        raise StopIteration

    @property
    def begun(self) -> int:
        """The line on which the record begins."""
        return self._held[0].number if self._held else 0

    @property
    def is_open(self) -> bool:
        """Whether the file ended inside a quote: records of several lines have an even number of quotes."""
        return len(self._held) > 1 and sum((line.text or "").count('"') for line in self._held) % 2 == 1

    def begin(self) -> None:
        """The next line begins a record."""
        self._held = []
        self._size = 0

    def give_up(self) -> None:
        """Refuse the first line held; the others are read again, each as the beginning of a record."""
        if not self._held:
            return
        first, *others = self._held
        reason = "따옴표가 닫히지 않아 표의 한 줄로 읽을 수 없습니다. 따옴표를 확인하세요."
        self._faults.append(
            Refusal(Place(self._name, AtLine(first.number)), None, reason, shown(first.text or "", 100))
        )
        self._again.extendleft(reversed(others))
        self._given_up += 1
        # A file full of such quotes is not read to its end for each of them.
        self._most = MAX_RECORD if self._given_up < _MANY else _SHORT
        self.begin()


def _is_prose(lines: list[str], sign: str) -> bool:
    """Whether the sign stands as in sentences, before a space, in most of its places."""
    if sign == "\t":
        return False
    text = "\n".join(lines)
    return text.count(f"{sign} ") * 2 > text.count(sign)
