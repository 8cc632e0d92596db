"""The head of a table: which rows are it, and which field each column is.

A table of trips has one row of headings, or two where a heading stands over several others; titles and units may
stand above it. What is no such table has no columns: a form, a schedule, a list of people.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from indexer.blocks import Row
from indexer.headings import FILE, IGNORED, PART, PERSON, Heading
from indexer.understanding.titles import is_form_name
from indexer.understanding.units import Unit, unit_in
from indexer.values import read_date

Find = Callable[[str], tuple[Heading, ...]]

# The head stands in the first rows.
SEARCHED: Final = 40
_TITLES: Final = frozenset(("title", "purpose", FILE))
_NO_FIELDS: Final = frozenset((PERSON, PART, IGNORED))
_FEWEST: Final = 2
_MOST_KNOWN: Final = 0.6
_SOME_KNOWN: Final = 0.3
_HALF: Final = 0.5
_LONGEST: Final = 30
_SHORTEST_TITLE: Final = 10
_LONGEST_TITLE: Final = 200
# What a list of trips names in its titles. A report may say less of itself (reports.py): 참석 names no trip on a board.
_POST: Final = re.compile(r"출장|연수|국외|해외|시찰|견학|방문")
_DIGITS: Final = re.compile(r"\d{2}|\d\s*[.년월]")
_STARTS: Final = frozenset("부터 출발 시작 출국 개시 시작일 출발일 출국일".split())
_ENDS: Final = frozenset("까지 도착 종료 귀국 입국 종료일 도착일 귀국일".split())


class Column(NamedTuple):
    """One column: where it stands from 0, what is written above it, what that means, and its unit of money."""

    number: int
    label: str
    headings: tuple[Heading, ...]
    unit: Unit | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it is taken for."""
        return tuple(heading.field for heading in self.headings)


class Head(NamedTuple):
    """The columns of a table, the row behind its head, and the texts of the head's rows."""

    columns: tuple[Column, ...]
    behind: int
    rows: tuple[tuple[str, ...], ...]


def find_head(rows: Sequence[Row], find: Find) -> Head | None:
    """The head of a table of trips among its first rows; None where there is none."""
    unit: Unit | None = None
    for number, row in enumerate(rows[:SEARCHED]):
        own = row.own
        unit = unit or next(filter(None, map(unit_in, own)), None)
        if len(own) < _FEWEST or not _is_head(rows, number, find):
            continue
        lower = rows[number + 1] if _has_lower_row(rows, number, find) else None
        columns = _columns(row, lower, unit, find)
        known = {field for column in columns for field in column.fields} - _NO_FIELDS
        if known & _TITLES and len(known) > 1:
            texts = tuple(found.cells for found in (row, lower) if found)
            return Head(columns, number + len(texts), texts)
    return None


def find_posts(rows: Sequence[Row]) -> Head | None:
    """The columns of a list of posts without headings: titles of trips with links, and perhaps a day beside them."""
    width = max((len(row.cells) for row in rows), default=0)
    titles = max(range(width), key=lambda number: _share(rows, number, _is_title), default=0)
    days = max(range(width), key=lambda number: _share(rows, number, _is_day), default=0)
    dated = _share(rows, days, _is_day) >= _MOST_KNOWN and days != titles
    enough = _share(rows, titles, _is_title) >= _HALF and (dated or len(rows) > 1)
    if not enough or not any(row.links and row.links[titles] for row in rows):
        return None
    columns = [(titles, "title"), *([(days, "published")] if dated else [])]
    return Head(tuple(Column(number, "", (Heading(field, 0),), None) for number, field in columns), 0, ())


def _share(rows: Sequence[Row], number: int, is_one: Callable[[str], bool]) -> float:
    cells = [row.cells[number] for row in rows if number < len(row.cells)]
    return sum(map(is_one, cells)) / len(rows) if rows else 0


def _is_title(text: str) -> bool:
    if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE or "\n" in text:
        return False
    return _POST.search(text) is not None and not is_form_name(text)


def _is_day(text: str) -> bool:
    return read_date(text) is not None


def _is_head(rows: Sequence[Row], number: int, find: Find) -> bool:
    own = rows[number].own
    known = [cell for cell in own if find(cell)]
    share = len(known) / len(own)
    if len(known) < _FEWEST:
        # A heading over several others may be the only one that is known in the upper of two rows.
        return bool(known) and share >= _MOST_KNOWN and _has_lower_row(rows, number, find)
    if len(known) == len(own):
        return True
    # The rows of a form have labels, too; those below a head have none.
    below = [cell for row in rows[number + 1 : number + 4] for cell in row.own if cell not in own]
    if any(find(cell) for cell in below) and not _has_lower_row(rows, number, find):
        return False
    plain = all(len(cell) <= _LONGEST and not _DIGITS.search(cell) for cell in own)
    return share >= _MOST_KNOWN or (share >= _SOME_KNOWN and plain)


def _has_lower_row(rows: Sequence[Row], number: int, find: Find) -> bool:
    return number + 1 < len(rows) and _goes_on(rows[number], rows[number + 1], find)


def _goes_on(upper: Row, lower: Row, find: Find) -> bool:
    """Whether `lower` has the headings below those of `upper`: under one that is merged, or left blank beside it."""
    own = [(number, cell) for number, cell in enumerate(lower.cells) if cell.strip() and number not in lower.filled]
    if not own or len(lower.cells) > len(upper.cells):
        return False
    below = [
        cell
        for number, cell in own
        if number in upper.filled or not upper.cells[number].strip() or _is_over(upper, number, lower)
    ]
    known = [cell for cell in below if find(cell) or _key(cell) in _STARTS | _ENDS]
    return len(below) > 1 and len(below) == len(own) and len(known) / len(below) >= _MOST_KNOWN


def _is_over(upper: Row, number: int, lower: Row) -> bool:
    """Whether the heading at `number` reaches over the next column, which has one of its own below."""
    after = number + 1
    reaches = after in upper.filled or (after < len(upper.cells) and not upper.cells[after].strip())
    return reaches and after < len(lower.cells) and bool(lower.cells[after].strip())


def _columns(upper: Row, lower: Row | None, unit: Unit | None, find: Find) -> tuple[Column, ...]:
    found = []
    above = ""
    for number, cell in enumerate(upper.cells):
        below = lower.cells[number].strip() if lower and number < len(lower.cells) else ""
        # A table without merged cells leaves the upper heading blank where it goes on.
        above = cell.strip() or (above if below else "")
        if below == above:
            below = ""
        label = " ".join(filter(None, (above, below)))
        if label:
            found.append(Column(number, label, _meaning(above, below, find), unit_in(label) or unit))
    return tuple(found)


def _meaning(above: str, below: str, find: Find) -> tuple[Heading, ...]:
    if not below:
        return find(above)
    over, under = find(above), find(below)
    upper = {heading.field for heading in over}
    if "stay" in upper and _key(below) in _STARTS | _ENDS:
        return find("출발일" if _key(below) in _STARTS else "귀국일")
    if "cost_krw" in upper and not {heading.field for heading in under} & {"cost_krw", PART}:
        return ()
    if PART in upper:
        return over
    return under or find(f"{above} {below}") or over


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
