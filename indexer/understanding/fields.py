"""Values beside their headings → the fields of a raw record, as docs/records.md names them; whatever holds them.

Nothing is guessed: a value that cannot be read goes on as it stands, and `clean` says so in a notice.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeGuard

from indexer.headings import ADDRESS, FILE, IGNORED, PART, PERSON, Heading
from indexer.periods import read_period
from indexer.understanding.titles import FileName, read_file_name
from indexer.understanding.units import Unit, in_won
from indexer.values import NO_STAY, read_date, read_stay
from search.addresses import may_be_linked

Fields = dict[str, object]

# The longest text that may be a title where a purpose stands in for one.
MAX_TITLE: Final = 200
# Spreadsheets keep days as days since the end of 1899; these are 1954 to 2064.
_SERIALS: Final = range(20_000, 60_000)
_EPOCH: Final = dt.date(1899, 12, 30)
# Of a longer text no more is looked at where two fields or a count stand in it.
_LONGEST: Final = 1_000
_DAYS: Final = frozenset(("departs", "returns", "published"))
_PERIOD: Final = frozenset(("departs", "returns", "stay"))
# Several columns of these are one value.
_JOINED: Final = {"countries": ", ", "cities": ", ", "summary": "\n", "purpose": "\n"}
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_TOTAL: Final = re.compile(r"(?:총|모두|합계?|전체)\s*:?\s*(\d{1,6})\s*(?:명|인)")
_COUNT: Final = re.compile(r"(\d{1,6})\s*(?:명|인)(?!\s*의\s*전문가)")
_AND_OTHERS: Final = re.compile(r"외\s*(\d{1,4})\s*(?:명|인)")
_OFFICE: Final = re.compile(r"[가-힣·\s]{2,30}(?:과|팀|실|국|처|원|관|단|센터|본부|위원회|사무처|사무국)")
_GLUED: Final = re.compile(r"(?P<organisation>[^\[\]]{2,60}?)\s*\[(?P<department>[^\[\]]{2,60})\]")
_NOTHING: Final = re.compile(r"[-–—.·\s]*|해당\s*(?:사항\s*)?없음|없음|미정|미상|n/?a", re.IGNORECASE)
_SPLIT: Final = re.compile(r"\s*[/\n|]\s*|\s*,\s*")


class Pair(NamedTuple):
    """A value with what it is headed by: the fields, the unit of money, an address behind it, and its page."""

    headings: tuple[Heading, ...]
    text: str
    unit: Unit | None = None
    link: str = ""
    page: int | None = None


def may_be_title(purpose: object) -> TypeGuard[str]:
    """Whether a purpose is short enough to stand in for a title."""
    return isinstance(purpose, str) and len(purpose) <= MAX_TITLE and "\n" not in purpose


def gather(pairs: Iterable[Pair], *, may_name: bool = True) -> Fields:
    """The fields that `pairs` state; of two values for one field the one under the better heading.

    With `may_name` a short purpose stands in for a title that nobody stated.
    """
    by_field: dict[str, list[tuple[int, Pair]]] = defaultdict(list)
    for pair in pairs:
        for heading, text in _apart(pair):
            if text and not _NOTHING.fullmatch(text):
                by_field[heading.field].append((heading.rank, pair._replace(text=text)))
    stated = {field: [pair for _, pair in sorted(found, key=lambda one: one[0])] for field, found in by_field.items()}
    fields: Fields = {field: _joined(field, found) for field, found in stated.items()}
    _read_people(fields)
    for known in (PERSON, PART, IGNORED):
        fields.pop(known, None)
    _read_period(fields)
    _read_cost(fields, stated.get("cost_krw", ()))
    _read_organisation(fields)
    if may_name:
        _read_title(fields)
    fields.pop(FILE, None)
    _read_source(fields, stated.get("title", ()))
    for field in _DAYS & fields.keys():
        fields[field] = _day(str(fields[field]))
    return fields


def _apart(pair: Pair) -> Iterator[tuple[Heading, str]]:
    """The value under each of its headings: `2018.4.16.~4.21./일본` under `기간/장소`."""
    text = pair.text.strip()
    if len(pair.headings) == 1 or len(text) > _LONGEST:
        yield pair.headings[0], text
        return
    period = next((heading for heading in pair.headings if heading.field == "stay"), None)
    if period:
        found = read_period(text)
        yield period, text.replace(found.rest, " ", 1).strip(" ,/") if found.rest else text
        text = found.rest
    others = [heading for heading in pair.headings if heading is not period]
    parts = _SPLIT.split(text, maxsplit=len(others) - 1) if len(others) > 1 else [text]
    yield from zip(others, parts, strict=False)


def _joined(field: str, pairs: Sequence[Pair]) -> str:
    """One text of all values under the best heading; a start and an end below one heading are a period."""
    texts = list(dict.fromkeys(pair.text for pair in pairs))
    if field == "findings":
        return "\n\n".join(texts)
    if field in _JOINED:
        return _JOINED[field].join(_of_best(field, pairs))
    if field == "stay":
        return _joined_periods(_of_best(field, pairs), texts)
    return texts[0]


def _of_best(field: str, pairs: Sequence[Pair]) -> list[str]:
    """The texts under the heading that the first pair has for `field`."""
    ranks = [[heading.rank for heading in pair.headings if heading.field == field] for pair in pairs]
    return list(dict.fromkeys(pair.text for pair, rank in zip(pairs, ranks, strict=True) if rank == ranks[0]))


def _joined_periods(same: Sequence[str], texts: Sequence[str]) -> str:
    """A start and an end below one heading, or days under one heading and the length of stay under another."""
    if len(same) > 1 and all(read_period(text).departs for text in same):
        return " ~ ".join(same)
    first, *others = texts
    for other in others:
        known, more = read_period(first), read_period(other)
        days_are_new = more.departs and not known.departs and read_stay(first) != NO_STAY
        length_is_new = not more.departs and not known.stay and read_stay(other) != NO_STAY
        if days_are_new or length_is_new:
            first = f"{first} {other}"
    return first


def _read_people(fields: Fields) -> None:
    """The head-count; names of people are left behind."""
    stated, person = (_beginning(fields.get(field)) for field in ("people", PERSON))
    if isinstance(stated, str):
        fields["people"] = _head_count(stated, _TOTAL, _COUNT) or fields["people"]
    elif isinstance(person, str):
        count = _head_count(person, _TOTAL)
        if count:
            fields["people"] = count
        elif "department" not in fields and _OFFICE.fullmatch(person) and len(person) > len("홍길동"):
            # Some boards head the office that wrote with 작성자.
            fields["department"] = person


def _head_count(text: str, *counts: re.Pattern[str]) -> str | None:
    """One more than the others (`외 3명`), else what the first of `counts` finds."""
    if others := _AND_OTHERS.search(text):
        return str(int(others[1]) + 1)
    found = next(filter(None, (count.search(text) for count in counts)), None)
    return found[1] if found else None


def _beginning(value: object) -> str | None:
    return value[:_LONGEST] if isinstance(value, str) else None


def _read_period(fields: Fields) -> None:
    stated = fields.get("stay")
    if isinstance(stated, str):
        found = read_period(stated)
        fields.pop("stay")
        if found.stay:
            fields["stay"] = found.stay
        if found.departs:
            fields.setdefault("departs", found.departs.isoformat())
        if found.returns:
            fields.setdefault("returns", found.returns.isoformat())
    departs, returns = fields.get("departs"), fields.get("returns")
    if isinstance(departs, str) and not read_date(departs):
        found = read_period(departs)
        if found.departs and found.returns and not returns:
            fields["returns"] = found.returns.isoformat()
        fields["departs"] = found.departs.isoformat() if found.departs else departs
    if isinstance(returns, str) and isinstance(departs, str) and not read_date(_day(returns)):
        # `3. 8.` beside `2025. 3. 3.`
        found = read_period(f"{_day(departs)} ~ {returns}")
        fields["returns"] = found.returns.isoformat() if found.returns else returns


def _read_cost(fields: Fields, pairs: Sequence[Pair]) -> None:
    if not pairs:
        return
    stated = pairs[0]
    won = in_won(stated.text, stated.unit)
    if won is not None:
        fields["cost_krw"] = won
    if won is None or not stated.text.replace(",", "").removesuffix("원").isdigit() or stated.unit:
        unit = f" ({stated.unit.name})" if stated.unit else ""
        fields["cost_stated"] = stated.text + unit


def _read_organisation(fields: Fields) -> None:
    stated = fields.get("organisation")
    glued = _GLUED.fullmatch(stated.strip()) if isinstance(stated, str) else None
    if glued and "department" not in fields:
        fields |= glued.groupdict()


def _read_title(fields: Fields) -> None:
    """Where nobody stated a title, a purpose that is short enough is one, and then the name of the report's file."""
    purpose = fields.get("purpose")
    if "title" not in fields and may_be_title(purpose):
        fields["title"] = fields.pop("purpose")
    if "title" not in fields and isinstance(name := fields.get(FILE), str) and (found := read_file_name(name)).title:
        fields["title"] = found.title
        add_days(fields, found)


def add_days(fields: Fields, name: FileName) -> None:
    """The days of a file's name, where nothing of a period is stated."""
    if name.period and not _PERIOD & fields.keys():
        days = {"departs": name.period.departs, "returns": name.period.returns}
        fields |= {field: day.isoformat() for field, day in days.items() if day}


def _read_source(fields: Fields, titles: Sequence[Pair]) -> None:
    address = fields.pop(ADDRESS, None) or next((pair.link for pair in titles if pair.link), None)
    name = fields.pop("source", None)
    source = {"name": name} if name else {}
    if isinstance(address, str) and may_be_linked(address):
        source["url"] = address
    if source:
        fields["source"] = source


def _day(text: str) -> str:
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS:
        return (_EPOCH + dt.timedelta(days=int(float(text)))).isoformat()
    return text
