"""Trip page text as a visitor copies it: one trip or many in a file.

A trip starts at the site's header line where there is one, else after a line `---`. Then follow the country (the
flag's text and the label), the title, the organisation, labels with their values, and two sections of prose. Any text
is read: what is there is taken, what is missing stays missing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from indexer.record import Item, Note, Place, Raw, Refusal
from search.korean.names import find_country, split_countries

if TYPE_CHECKING:
    from indexer.sources.files import Line

_HEADER: Final = re.compile(r"\s*(?:🔍\s*)?공직자\s*국외출장(?:\s+[\d,]+)?\s*(?:\|.*)?")
_RULE: Final = re.compile(r"\s*-{3,}\s*")
_SECTIONS: Final = {"요약": "summary", "핵심내용": "findings"}
_LABELS: Final = {
    "출발일": "departs",
    "도착일": "returns",
    "귀국일": "returns",
    "여행기간": "stay",
    "출장기간": "stay",
    "기간": "stay",
    "인원": "people",
    "출장인원": "people",
    "총여비": "cost_krw",
    "비용": "cost_krw",
    "도시": "cities",
    "방문도시": "cities",
    "목적": "purpose",
    "등록일": "published",
    "출처": "source",
}
_DECORATION: Final = re.compile(r"^[^\w가-힣]+|\s+")
_MAX_RECORD: Final = 8 << 20


class _Written(NamedTuple):
    number: int
    text: str


def read(lines: Iterable["Line"], name: str) -> Iterator[Item]:
    """The trips of a file, in order."""
    for block in _blocks(lines):
        faults = [Refusal(Place(name, line.number), None, line.fault) for line in block if line.text is None]
        written = [_Written(line.number, line.text.strip()) for line in block if line.text and line.text.strip()]
        if faults:
            yield from faults
        elif sum(len(line.text.encode("utf-8", "replace")) for line in written) > _MAX_RECORD:
            yield Refusal(Place(name, block[0].number), None, f"기록 하나가 {_MAX_RECORD >> 20} MiB를 넘습니다.")
        elif written:
            yield from _trip(written, name)


def _blocks(lines: Iterable["Line"]) -> Iterator[list["Line"]]:
    block: list[Line] = []
    for line in lines:
        if line.text is not None and (_RULE.fullmatch(line.text) or _HEADER.fullmatch(line.text)):
            if block:
                yield block
            block = []
        else:
            block.append(line)
    if block:
        yield block


def _trip(lines: Sequence[_Written], name: str) -> Iterator[Item]:
    fields: dict[str, object] = {}
    place = Place(name, lines[0].number)
    head, sections = _split(lines)
    unread = _read_head(head, fields)
    if sections["summary"]:
        fields["summary"] = "\n".join(sections["summary"])
    if sections["findings"]:
        fields["findings"] = sections["findings"]
    yield Raw(place, fields)
    for line in unread:
        yield Note(Place(name, line.number), None, f"무엇인지 알 수 없어 넣지 않은 줄입니다: {line.text[:80]}")


def _split(lines: Sequence[_Written]) -> tuple[list[_Written], dict[str, list[str]]]:
    """The lines before the first section, and the paragraphs of each section."""
    head: list[_Written] = []
    sections: dict[str, list[str]] = {"summary": [], "findings": []}
    section = None
    for line in lines:
        heading = _SECTIONS.get(_plain(line.text))
        if heading:
            section = heading
        elif section:
            sections[section].append(line.text)
        else:
            head.append(line)
    return head, sections


def _read_head(head: Sequence[_Written], fields: dict[str, object]) -> list[_Written]:
    """Fill `fields` from what stands before the prose; the lines that nothing is known of come back."""
    opening: list[_Written] = []
    waiting: str | None = None
    for line in head:
        label, value = _labelled(line.text)
        if label is None and waiting:
            fields.setdefault(waiting, line.text)
        elif label is None:
            opening.append(line)
        elif value:
            fields.setdefault(label, value)
        # A label with nothing behind it waits for the next line; one that meets the next label has no value.
        waiting = label if label and not value else None
    if "source" in fields:
        fields["source"] = {"name": fields["source"]}
    return _read_opening(opening, fields)


def _read_opening(opening: Sequence[_Written], fields: dict[str, object]) -> list[_Written]:
    countries = _countries(opening)
    if countries:
        stated = split_countries(opening[0].text)
        fields["countries"] = stated.countries
        if stated.cities:
            fields.setdefault("cities", stated.cities)
    rest = list(opening[countries:])
    for field, line in zip(("title", "organisation"), rest, strict=False):
        fields[field] = line.text
    return rest[2:]


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
    label = _LABELS.get(_plain(before))
    return (label, after.strip()) if label else (None, "")


def _plain(text: str) -> str:
    """A label or heading without emoji and white space: `📝 요약` and `출 발 일` as people mean them."""
    return _DECORATION.sub("", text)
