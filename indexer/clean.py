"""Raw record → Trip, or a refusal with its reason; pure. The rules are those of docs/records.md.

Only the title is needed. A value that cannot be read leaves its field missing and is kept, as stated, in a notice.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import msgspec

from indexer.headings import PERSON, find_headings, heading_of
from indexer.markup import decoded
from indexer.pages import read_page_starts
from indexer.record import Raw, Refusal, shown
from indexer.texts import Texts
from indexer.understanding.titles import without_noise
from indexer.values import Stay, read_date, read_money, read_people, read_stay
from search.addresses import may_be_linked
from search.korean.particles import particle
from search.trip import ID_PATTERN, Notice, Place, Source, Trip, make_id
from search.words.countries import find_country, split_countries

# What a record may state; everything else is ignored and listed in the report.
STATED: Final = frozenset(
    "id title title_stated purpose countries cities organisation department departs returns stay people cost_krw "
    "cost_stated summary findings page_starts published source sources other_ids".split()
)
# Ours: an export has them, an import ignores them without a word.
DERIVED: Final = frozenset(("nights", "days", "themes", "notices", "first_seen", "last_changed"))

# The notices that tell of a whole trip, not of one value in a record.
ODDITIES: Final = frozenset(("returns_before_departs", "stay_dates_disagree", "no_findings"))

_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_SHOWN: Final = 100

_Value = TypeVar("_Value")


def clean(raw: Raw) -> Trip | Refusal:
    """The trip that `raw` states, or why it is none."""
    reader = _Reader(raw.fields, raw.added)
    title = reader.text("title")
    if title is None:
        stated = raw.fields.get("title")
        none = stated is None or isinstance(stated, str)
        reason = "제목이 없습니다." if none else f"제목이 글이 아닙니다({_shown(stated)})."
        return Refusal(raw.place, "title", reason, _shown(_without_people(raw.fields)))
    return reader.trip(title, Source(file=raw.place.file, position=raw.place.number))


def _without_people(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if PERSON not in {one.field for one in find_headings(name)}}


class _Reader:
    """Reads field by field and collects what could not be read."""

    def __init__(self, fields: Mapping[str, object], added: frozenset[str]) -> None:
        self._fields = fields
        self._added = added
        self._notices: list[Notice] = []
        self._texts = Texts()

    def trip(self, title: str, place: Source) -> Trip:
        title_stated = self.text("title_stated")
        shorter = without_noise(title)
        purpose = self.text("purpose")
        countries, cities = self._countries()
        organisation = self.text("organisation")
        departs, returns = self._date("departs"), self._date("returns")
        stay = self.text("stay")
        length = read_stay(stay) if stay else Stay(None, None)
        trip = Trip(
            id=self._id()
            or make_id(
                self._known("organisation", organisation, None),
                title_stated or title,
                self._known("departs", departs, None),
                self._known("returns", returns, None),
                self._known("countries", countries, ()),
            ),
            title=shorter,
            title_stated=title_stated or (title if shorter != title else None),
            purpose=None if purpose in {title, shorter} else purpose,
            countries=countries,
            cities=tuple(dict.fromkeys((*cities, *self._list("cities")))),
            organisation=organisation,
            department=self.text("department"),
            departs=departs,
            returns=returns,
            stay=stay,
            nights=length.nights,
            days=length.days,
            people=self._number("people"),
            cost_krw=self._number("cost_krw"),
            cost_stated=self.text("cost_stated"),
            summary=self.text("summary"),
            findings=self._list("findings"),
            published=self._date("published"),
            source=self._source(place),
            sources=self._sources(),
            other_ids=self._other_ids(),
        )
        trip = self._with_pages(trip)
        return msgspec.structs.replace(trip, notices=(*self._notices, *self._texts.notices(), *oddities(trip)))

    def _with_pages(self, trip: Trip) -> Trip:
        """`trip` with what is stated of the pages that its texts stand on."""
        stated = self._fields.get("page_starts")
        if stated is None:
            return trip
        found = read_page_starts(self._fields, trip)
        if found is None:
            self._unreadable("page_starts", stated)
        return msgspec.structs.replace(trip, page_starts=found or ())

    def _known(self, field: str, value: _Value, nothing: _Value) -> _Value:
        """`value`, unless it was read of another name than ours: ids are made of the rest."""
        return nothing if field in self._added else value

    def text(self, field: str) -> str | None:
        value = self._fields.get(field)
        if value is None:
            return None
        if isinstance(value, str):
            return self._texts.read(field, value)
        self._unreadable(field, value)
        return None

    def _list(self, field: str) -> tuple[str, ...]:
        """A list of texts, or one text: paragraphs between blank lines, cities between commas."""
        value = self._fields.get(field)
        if isinstance(value, str):
            return self._texts.split(field, value, _BLANK_LINE.split if field == "findings" else _places)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._unreadable(field, value)
            return ()
        texts = [item for item in value if isinstance(item, str)]
        if len(texts) < len(value):
            self._unreadable(field, [item for item in value if not isinstance(item, str)])
        return self._texts.read_list(field, texts)

    def _countries(self) -> tuple[tuple[Place, ...], list[str]]:
        value = self._fields.get("countries")
        cities: list[str] = []
        stated: list[list[str]] = []
        if isinstance(value, str):

            def split(text: str) -> list[str]:
                found = split_countries(text)
                cities.extend(found.cities)
                return found.countries

            stated = [[name] for name in self._texts.split("countries", value, split)]
        elif isinstance(value, list):
            stated = self._stated_places(value)
        elif value is not None:
            self._unreadable("countries", value)
        unique: dict[str, Place] = {}
        for place in map(_place, stated):
            unique.setdefault(place.key, place)
        return tuple(unique.values()), cities

    def _stated_places(self, items: list[object]) -> list[list[str]]:
        """What each item says of its country: a code, a name, or both."""
        found: list[list[str]] = []
        unreadable = []
        for item in self._texts.first("countries", items):
            stated = [item.get("code"), item.get("name")] if isinstance(item, dict) else [item]
            names = [self._texts.read("countries", value) for value in stated if isinstance(value, str)]
            found.append([name for name in names if name])
            if not found[-1]:
                unreadable.append(item)
        if unreadable:
            self._unreadable("countries", unreadable)
        return list(filter(None, found))

    def _id(self) -> str | None:
        value = self._fields.get("id")
        if value is None or (isinstance(value, str) and ID_PATTERN.fullmatch(value)):
            return value
        self._unreadable("id", value)
        return None

    def _date(self, field: str) -> dt.date | None:
        text = self.text(field)
        found = read_date(text) if text else None
        if text and found is None:
            self._unreadable(field, text)
        return found

    def _number(self, field: str) -> int | None:
        value = self._fields.get(field)
        value = self._texts.read(field, value) if isinstance(value, str) else value
        if value is None:
            return None
        found = read_people(value) if field == "people" else read_money(value)
        if found is None:
            self._unreadable(field, value)
        return found

    def _source(self, place: Source) -> Source:
        value = self._fields.get("source")
        if value is not None and not isinstance(value, dict | str):
            self._unreadable("source", value)
        stated = value if isinstance(value, dict) else {"name": value}
        name = stated.get("name")
        return msgspec.structs.replace(
            place,
            name=self._texts.read("source", name) if isinstance(name, str) else None,
            url=self._address(stated.get("url")),
        )

    def _sources(self) -> tuple[Source, ...]:
        """Further sources, as an export of ours has them."""
        value = self._fields.get("sources")
        items = value if isinstance(value, list) else []
        readable = [item for item in items if isinstance(item, dict)]
        if len(readable) < len(items) or (value is not None and not isinstance(value, list)):
            self._unreadable("source", value)
        found = [self._stated_source(item) for item in self._texts.first("source", readable)]
        sources = tuple(dict.fromkeys(source for source in found if source != Source()))
        # One alone is the source.
        return sources if len(sources) > 1 else ()

    def _stated_source(self, stated: Mapping[str, object]) -> Source:
        name, file = (
            self._texts.read("source", value) if isinstance(value := stated.get(field), str) else None
            for field in ("name", "file")
        )
        return Source(name=name, url=self._address(stated.get("url")), file=file)

    def _other_ids(self) -> tuple[str, ...]:
        value = self._fields.get("other_ids")
        items = value if isinstance(value, list) else []
        found = [item for item in items if isinstance(item, str) and ID_PATTERN.fullmatch(item)]
        if len(found) < len(items) or (value is not None and not isinstance(value, list)):
            self._unreadable("id", value)
        return tuple(self._texts.first("id", list(dict.fromkeys(found))))

    def _address(self, value: object) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return None
        address = decoded(value).strip()
        if may_be_linked(address):
            return address
        # A password is not for a notice either.
        self._unreadable("source", "(사용자나 암호가 든 주소)" if "@" in address else address)
        return None

    def _unreadable(self, field: str, value: object) -> None:
        text = (
            f"{heading_of(field)}{particle(heading_of(field), '을/를')} 읽을 수 없어 비워 두었습니다: {_shown(value)}"
        )
        self._notices.append(Notice(f"unreadable_{field}", text))


def _places(text: str) -> list[str]:
    """The places of one text; those in brackets too: `홍콩(구룡), 뉴욕`."""
    stated = split_countries(text)
    return [*stated.countries, *stated.cities]


def _place(names: Sequence[str]) -> Place:
    """The country that the code names, else the name; a place that neither knows keeps its name."""
    country = next(filter(None, map(find_country, names)), None)
    return Place(country.code, country.name) if country else Place(None, names[-1])


def oddities(trip: Trip) -> list[Notice]:
    """What is odd about the whole of a trip, of the kinds in `ODDITIES`."""
    found = []
    if trip.departs and trip.returns and trip.returns < trip.departs:
        text = f"귀국일({trip.returns})이 출발일({trip.departs})보다 앞섭니다."
        found.append(Notice("returns_before_departs", text))
    elif trip.departs and trip.returns and _disagrees(trip, (trip.returns - trip.departs).days + 1):
        text = f"기간({trip.stay})과 출발일·귀국일({trip.departs} ~ {trip.returns})이 서로 다릅니다."
        found.append(Notice("stay_dates_disagree", text))
    if not trip.findings:
        found.append(Notice("no_findings", "핵심 내용이 없습니다."))
    return found


def _disagrees(trip: Trip, calendar_days: int) -> bool:
    """Whether the stay contradicts the dates.

    Days are counted as the calendar does; nights are not: `[7박 9일]` has a night in the air, so nights count only
    where no days are stated, and one less than the calendar's is as good.
    """
    if trip.days is not None:
        return trip.days != calendar_days
    return trip.nights is not None and trip.nights not in {calendar_days - 1, calendar_days - 2}


def _shown(value: object) -> str:
    """The beginning of `value` as it was stated, on one line and without what a terminal would obey."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _json(value)
    return " ".join(shown(text, _SHOWN).split())


def _json(value: object) -> str:
    """No more of `value` as JSON than is shown: it may be a list of a million items, or very deep."""
    text = ""
    try:
        for piece in json.JSONEncoder(ensure_ascii=False, default=repr).iterencode(value):
            text += piece
            if len(text) >= _SHOWN:
                break
    except RecursionError:
        text += "…"
    return text
