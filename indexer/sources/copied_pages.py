"""Trip page text as a visitor copies it: one trip or many in a file.

A trip starts at the site's header line where there is one, else after a line `---`. Then follow the country (the
flag's text and the label), the title, the organisation, labels with their values, and two sections of prose. What is
there is taken, what is missing stays missing; of half a page a sentence never becomes the title.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from indexer.headings import page_field
from indexer.markup import plain, split_lines
from indexer.record import AtLine, Item, Note, Place, Raw, Refusal, shown
from indexer.sources.lines import MAX_RECORD, Line
from indexer.sources.source_file import SourceFile
from search.words.countries import find_country, split_countries

_HEADER: Final = re.compile(r"\s*(?:🔍\s*)?공직자\s*국외출장(?:\s+[\d,]+)?\s*(?:\|.*)?")
_RULE: Final = re.compile(r"\s*-{3,}\s*")
# Fields of prose: their headings stand alone on a line, and all that follows is theirs.
_SECTIONS: Final = frozenset(("summary", "findings"))
# Labels that only a trip has, so that a text with one of them is such a page.
_SIGNS: Final = frozenset("countries departs returns stay people".split())
# A sign stands near the beginning: of a file that has none in so many lines the rest is not looked through.
_SEARCHED: Final = 50_000
_KOREAN: Final = re.compile("[가-힣]")
_WORD: Final = re.compile(r"[^\W\d_]{2}")


class _Written(NamedTuple):
    """A line: what a reader sees of it, by which it is known, and what is stated there, which `clean` reads."""

    number: int
    text: str
    stated: str


def is_page(file: SourceFile) -> bool:
    """Whether a sign of a trip's page is there: header, label, section, the country twice or after `---`."""
    before = ""
    written = (line.text.strip() for line in islice(file.lines(), _SEARCHED) if line.text and line.text.strip())
    for number, text in enumerate(written):
        if _HEADER.fullmatch(text) or page_field(text) in _SECTIONS or _labelled(text)[0] in _SIGNS:
            return True
        if number == 1 and find_country(before) and _same_place(before, text):
            return True
        if _RULE.fullmatch(before) and (find_country(text) or (number == 1 and _KOREAN.search(text))):
            return True
        before = text
    return False


def read(file: SourceFile) -> Iterator[Item]:
    """The trips of a file, in order."""
    return records(file.lines(), file.name)


def records(lines: Iterable[Line], name: str) -> Iterator[Item]:
    """The trips of lines, in order."""
    block = _Block(name, headed=False)
    for line in lines:
        header = bool(line.text and _HEADER.fullmatch(line.text))
        rule = bool(line.text and _RULE.fullmatch(line.text))
        if header or (rule and not block.headed):
            yield from block.items()
            block = _Block(name, headed=header)
        elif not rule:
            yield from block.add(line)
    yield from block.items()


class _Block:
    """What stands from one start of a trip to the next; nothing is kept of one that will be refused."""

    def __init__(self, name: str, *, headed: bool) -> None:
        self.headed = headed
        self._name = name
        self._written: list[_Written] = []
        self._size = 0
        self._refused = False

    def add(self, line: Line) -> Iterator[Item]:
        """The refusal, where this line spoils the trip."""
        if line.text is None:
            yield self._refusal(line.number, line.fault)
        elif not self._refused and (written := list(_written(line.number, line.text))):
            self._written += written
            self._size += line.size
            if self._size > MAX_RECORD:
                yield self._refusal(self._written[0].number, f"기록 하나가 {MAX_RECORD >> 20} MiB를 넘습니다.")

    def items(self) -> Iterator[Item]:
        """The trip, and notes on what was not understood of it."""
        if self._written:
            yield from _trip(self._written, self._name)

    def _refusal(self, number: int, reason: str) -> Refusal:
        self._written, self._refused = [], True
        return Refusal(Place(self._name, AtLine(number)), None, reason)


def _written(number: int, text: str) -> Iterator[_Written]:
    """The lines of a line: `<br>` and its like end one. Where there is nothing but markup, there is none."""
    for stated in split_lines(text):
        seen = plain(stated).text.strip()
        if seen:
            yield _Written(number, seen, stated.strip())


def _trip(lines: Sequence[_Written], name: str) -> Iterator[Item]:
    fields: dict[str, object] = {}
    place = Place(name, AtLine(lines[0].number))
    head, sections = _split(lines)
    unread = _read_head(head, fields)
    if sections["summary"]:
        fields["summary"] = "\n".join(sections["summary"])
    if sections["findings"]:
        fields["findings"] = sections["findings"]
    yield Raw(place, fields)
    for line in unread:
        reason = f"무엇인지 알 수 없어 넣지 않은 줄입니다: {shown(line.text, 80)}"
        yield Note(Place(name, AtLine(line.number)), None, reason)


def _split(lines: Sequence[_Written]) -> tuple[list[_Written], dict[str, list[str]]]:
    """The lines before the first section, and the paragraphs of each section."""
    head: list[_Written] = []
    sections: dict[str, list[str]] = {"summary": [], "findings": []}
    section = None
    for line in lines:
        field = page_field(line.text)
        if field in _SECTIONS:
            section = field
        elif section:
            sections[section].append(line.stated)
        else:
            head.append(line)
    return head, sections


def _read_head(head: Sequence[_Written], fields: dict[str, object]) -> list[_Written]:
    """Fill `fields` from what stands before the prose; the lines that nothing is known of come back."""
    opening: list[_Written] = []
    waiting: str | None = None
    for line in head:
        label, value = _labelled(line.stated)
        if label is None and waiting:
            fields.setdefault(waiting, line.stated)
        elif label is None:
            opening.append(line)
        elif value:
            fields.setdefault(label, value)
        # A label with nothing behind it waits for the next line; one that meets the next label has no value.
        waiting = label if label and not value else None
    fields.pop("person", None)
    if "source" in fields:
        fields["source"] = {"name": fields["source"]}
    return _read_opening(opening, fields)


def _read_opening(opening: Sequence[_Written], fields: dict[str, object]) -> list[_Written]:
    countries = _countries(opening)
    if countries:
        stated = split_countries(opening[0].text)
        fields.setdefault("countries", stated.countries)
        if stated.cities:
            fields.setdefault("cities", stated.cities)
    rest = opening[countries:]
    names = [line for line in rest if _is_name(line.text)]
    if not names and "title" not in fields and "purpose" in fields:
        fields["title"] = fields.pop("purpose")
    missing = [field for field in ("title", "organisation") if field not in fields]
    named = dict(zip(missing, names, strict=False))
    fields |= {field: line.stated for field, line in named.items()}
    return [line for line in rest if line not in named.values()]


def _is_name(text: str) -> bool:
    """Whether a line can be a title or an organisation: half a page begins with an end of a sentence or date."""
    return _WORD.search(text) is not None and not text.endswith("다.")


def _countries(opening: Sequence[_Written]) -> int:
    """How many lines at the beginning name the country: the flag's text, then the label."""
    if not opening:
        return 0
    first = opening[0].text
    stated = split_countries(first).countries
    twice = len(opening) > 1 and _same_place(first, opening[1].text)
    if twice:
        return 2
    return int(bool(stated) and all(find_country(country) for country in stated))


def _same_place(one: str, other: str) -> bool:
    country = find_country(one)
    return one == other or (country is not None and country == find_country(other))


def _labelled(text: str) -> tuple[str | None, str]:
    """The field a line is the label of, and the value behind a colon."""
    before, colon, after = text.partition(":")
    if not colon:
        before, colon, after = text.partition("：")
    field = page_field(before)
    return (field, after.strip()) if field and field not in _SECTIONS else (None, "")
