"""The blocks of one report → one trip: fields of its labelled lines and forms, its sections as summary and findings.

Its title is what the form calls one, then a line above the first section that names more than a kind of paper, then a
short purpose, then the name of the file. Contents, page numbers and lists of people are left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from indexer.blocks import Paragraph, Row
from indexer.headings import IGNORED, PART, PERSON
from indexer.record import Item, Note, Place, Raw, Refusal, page_of, shown
from indexer.understanding.columns import Find, find_head
from indexer.understanding.fields import MAX_TITLE, Fields, Pair, add_days, gather, may_be_title
from indexer.understanding.forms import is_of_people, labelled, pairs_of_line, pairs_of_table, unmarked
from indexer.understanding.listing import read_listing
from indexer.understanding.sections import Sections
from indexer.understanding.titles import countries_behind, is_form_name, read_file_name
from search.words.countries import split_countries

_CONTENTS: Final = re.compile(r"(?:\.|·|…|‥|⋯|ㆍ|-|_|\s){4,}\s*\d{1,3}\s*$")
_CONTENTS_NAME: Final = re.compile(r"(?:목\s*차|차\s*례|순\s*서|contents)", re.IGNORECASE)
_ATTACHED: Final = re.compile(r"\s*(?:붙임|첨부|별첨)\s*\d*\s*[.:：\s].*")
_PAGE_NUMBER: Final = re.compile(
    r"\s*[-–—]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–—]?\s*(?:쪽|페이지|page)?\s*", re.IGNORECASE
)
_ROMAN: Final = re.compile(r"\s*(?:[Ⅰ-Ⅻ]|[IVX]{1,4}\s*[.)])")
_SENTENCE: Final = re.compile(r"(?:다|음|함|됨|임|요)\s*[.]?\s*$|[.,:;]\s*$")
_TRIP: Final = re.compile(r"출장|연수|시찰|방문|견학|파견|국외|해외|여행|참석|참관|귀국")
_ABROAD: Final = re.compile(
    r"(?:국외|해외|공무)[가-힣\s]{0,12}(?:출장|연수|여행|훈련|견학|시찰)|출장\s*(?:결과|보고|복명)"
)
_TEXTS: Final = frozenset(("summary", "findings", "purpose"))
_LONGEST_HEADING: Final = 40
# A line of a table of contents is no longer.
_LONGEST_LINE: Final = 300
_OPENING: Final = 12
_ROWS: Final = 400
_STRONG: Final = frozenset(("countries", "cities", "departs", "stay", "people", "purpose"))


class Sheet(NamedTuple):
    """A table of a report, its rows at hand."""

    rows: Sequence[Row]
    name: str = ""


def read_report(parts: Iterable[Paragraph | Sheet], name: str, find: Find) -> Iterator[Item]:
    """The trip of a report, or why there is none."""
    report = _Report(name, find)
    for part in parts:
        if isinstance(part, Paragraph):
            report.page = page_of(part.where)
            report.add_text(part.text, part.level)
        else:
            report.add_table(part)
    yield from report.items()


class _Report:
    """What was read so far: values with their labels, lines above the first section, and the texts of the sections."""

    def __init__(self, name: str, find: Find) -> None:
        self._name = name
        self._find = find
        self._pairs: list[Pair] = []
        self._opening: list[str] = []
        self._sections = Sections()
        self._section: str | None = None
        # A label that stands alone on its line, whose value is the next line.
        self._waiting: Pair | None = None
        self._waiting_line = ""
        # On which the paragraph or row stands that is read now, and on which the label that waits.
        self.page: int | None = None
        self._waiting_page: int | None = None
        self._in_contents = False
        self.people_tables = 0

    def add_text(self, text: str, level: int = 0) -> None:
        """One paragraph; its lines are looked at one by one where it has labels inside."""
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and any(labelled(line, self._find) or self._heading(line, 0) for line in lines):
            for line in lines:
                self._add_line(line, level)
        elif lines:
            self._add_line(" ".join(line.strip() for line in lines), level)

    def add_table(self, table: Sheet) -> None:
        """A form, the only row of a table of trips, a box of text, or a part of the findings."""
        self.page = page_of(table.rows[0].where) if table.rows else None
        cells = [cell for row in table.rows for cell in dict.fromkeys(row.cells) if cell.strip()]
        if is_of_people(table.rows, self._find):
            self.people_tables += 1
        elif len(set(cells)) == 1:
            self.add_text(cells[0])
        elif pairs := self._form(table.rows):
            self._pairs += pairs
        elif self._is_of_costs(table.rows):
            return
        else:
            if self._waiting:
                # `출장 일정` with a table below it is a part of the report, and no value.
                self._section, self._waiting = "findings", None
                self._sections.add("findings", unmarked(self._waiting_line), self._waiting_page)
            for row in table.rows[:_ROWS]:
                self.page = page_of(row.where)
                texts = list(dict.fromkeys(" ".join(cell.split()) for cell in row.cells if cell.strip()))
                if texts:
                    self._add_body(" · ".join(texts))

    def _form(self, rows: Sequence[Row]) -> list[Pair]:
        head = find_head(rows, self._find)
        behind = rows[head.behind :] if head else []
        if head and len([row for row in behind if any(map(str.strip, row.cells))]) == 1:
            trip = next((item for item in read_listing(head, behind, self._name) if isinstance(item, Raw)), None)
            if trip:
                return [
                    Pair(column.headings, behind[0].cells[column.number], column.unit, page=page_of(behind[0].where))
                    for column in head.columns
                    if column.headings and column.number < len(behind[0].cells)
                ]
        pairs = list(pairs_of_table(rows, self._find))
        known = {heading.field for pair in pairs for heading in pair.headings} - {PERSON, PART, IGNORED}
        columns = max((len(row.cells) for row in rows), default=0)
        return pairs if len(known) > 1 or (known and columns <= len(("label", "value"))) else []

    def _is_of_costs(self, rows: Sequence[Row]) -> bool:
        known = [heading.field for row in rows[:2] for cell in set(row.cells) for heading in self._find(cell)]
        return len([field for field in known if field in {PART, "cost_krw"}]) > 1

    def _heading(self, line: str, level: int) -> str | None:
        """The field whose section a line opens; `findings` for any other heading of the paper, None for a text."""
        bare = unmarked(line)
        if not bare or len(bare) > _LONGEST_HEADING:
            return None
        known = self._find(bare)
        if known:
            return known[0].field
        # Before anything was read a heading of the paper is its title.
        begun = self._section is not None or bool(self._pairs)
        is_heading = (level > 0 and begun) or _ROMAN.match(line)
        return "findings" if is_heading and not _SENTENCE.search(bare) else None

    def _add_line(self, line: str, level: int) -> None:
        if _PAGE_NUMBER.fullmatch(line):
            return
        if _CONTENTS_NAME.fullmatch(unmarked(line)):
            self._in_contents = True
            return
        if len(line) <= _LONGEST_LINE and _CONTENTS.search(line):
            return
        pair = pairs_of_line(line, self._find)
        if pair:
            self._add_pair(pair)
            return
        section = self._heading(line, level)
        if section:
            self._open(section, line)
        elif self._waiting:
            self._pairs.append(self._waiting._replace(text=unmarked(line)))
            self._waiting = None
        elif not _ATTACHED.match(line):
            self._add_body(line if self._section == "findings" else unmarked(line))

    def _add_pair(self, pair: Pair) -> None:
        self._in_contents, self._waiting = False, None
        field = pair.headings[0].field
        if field in _TEXTS:
            self._section = field
            if pair.text:
                self._sections.add(field, pair.text, self.page)
        elif pair.text:
            self._pairs.append(pair)
        else:
            self._waiting = pair

    def _open(self, field: str, line: str) -> None:
        self._in_contents, self._waiting = False, None
        if field in _TEXTS:
            self._section = field
            if field == "findings":
                self._sections.add("findings", unmarked(line), self.page)
        else:
            self._waiting, self._waiting_line = Pair(self._find(unmarked(line)), ""), line
            self._waiting_page = self.page

    def _add_body(self, text: str) -> None:
        if self._section:
            self._sections.add(self._section, text.strip(), self.page)
        elif not self._in_contents and len(self._opening) < _OPENING:
            self._opening.append(text.strip())

    def items(self) -> Iterator[Item]:
        """The trip of all that was read, and what was left out of it."""
        fields = gather(self._pairs, may_name=False)
        place = Place(self._name)
        self._sections.fill(fields, self._pairs)
        title = self._title(fields)
        if not title or not self._is_trip(fields, title):
            read = shown(" ".join([*self._opening, *self._sections.findings]), 80)
            yield Refusal(place, None, "출장 보고서로 알아볼 수 없는 글입니다.", read)
            return
        fields["title"] = title
        if fields.get("purpose") == title:
            fields.pop("purpose")
        self._read_names(fields)
        self._sections.tell_pages(fields, self._pairs)
        yield Raw(place, fields, is_report=True)
        if self.people_tables:
            yield Note(place, None, f"사람 이름이 든 표 {self.people_tables:,}개는 넣지 않았습니다.")

    def _title(self, fields: Fields) -> str | None:
        stated = fields.get("title")
        if isinstance(stated, str) and not is_form_name(stated):
            return stated
        lines = [line for line in self._opening if len(line) <= MAX_TITLE and not _SENTENCE.search(line)]
        named = next((line for line in lines if _TRIP.search(line) and not is_form_name(line)), None)
        if named:
            return named.strip(" -–—<>「」『』")
        purpose = fields.get("purpose")
        if may_be_title(purpose):
            return purpose
        of_file = read_file_name(self._name).title
        if of_file and not is_form_name(of_file):
            return of_file
        named = next((line for line in lines if _TRIP.search(line)), None)
        return stated if isinstance(stated, str) else named or of_file or None

    def _is_trip(self, fields: Fields, title: str) -> bool:
        """Whether what was read tells of a trip: two facts, or one or a text under a title that does."""
        facts = len(_STRONG & fields.keys())
        told = bool(fields.get("findings") or fields.get("summary")) and _ABROAD.search(title)
        return facts > 1 or bool(facts and _TRIP.search(title)) or bool(told)

    def _read_names(self, fields: Fields) -> None:
        """Days and countries that only the title or the file's name state."""
        of_file = read_file_name(self._name)
        add_days(fields, of_file)
        if "countries" not in fields:
            for title in (str(fields["title"]), of_file.title):
                if behind := countries_behind(title):
                    fields["countries"] = split_countries(behind).countries
                    break
