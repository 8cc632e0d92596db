"""Raw record → Trip, or a refusal with its reason; pure. The rules are api.md's, "One trip, as JSON".

Only the title is needed. A value that cannot be read leaves its field missing and is kept, as stated, in a notice.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import msgspec

from indexer.record import Raw, Refusal
from indexer.values import Stay, read_date, read_money, read_people, read_stay
from search.korean.names import find_country, split_countries
from search.trip import ID_PATTERN, Notice, Place, Source, Trip, make_id

MAX_TRIP: Final = 8 << 20
# What a record may state; everything else is ignored and listed in the report.
STATED: Final = frozenset(
    "id title purpose countries cities organisation departs returns stay people cost_krw summary findings published "
    "source".split()
)
# Ours: an export has them, an import ignores them without a word.
DERIVED: Final = frozenset(("nights", "days", "themes", "notices"))

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_LABELS: Final = {
    "id": "id",
    "purpose": "목적",
    "countries": "국가",
    "cities": "도시",
    "organisation": "기관",
    "departs": "출발일",
    "returns": "도착일",
    "stay": "여행 기간",
    "people": "인원",
    "cost_krw": "비용",
    "summary": "요약",
    "findings": "핵심 내용",
    "published": "등록일",
    "source": "출처",
}
_SHOWN: Final = 100


def clean(raw: Raw) -> Trip | Refusal:
    """The trip that `raw` states, or why it is none."""
    reader = _Reader(raw.fields)
    title = reader.text("title")
    if title is None:
        stated = raw.fields.get("title")
        none = stated is None or isinstance(stated, str)
        reason = "제목이 없습니다." if none else f"제목이 글이 아닙니다({_shown(stated)})."
        return Refusal(raw.place, "title", reason, _shown(dict(raw.fields)))
    trip = reader.trip(title, Source(file=raw.place.file, position=raw.place.line))
    if len(msgspec.json.encode(trip)) > MAX_TRIP:
        return Refusal(raw.place, None, f"기록 하나가 {MAX_TRIP >> 20} MiB를 넘습니다.", title[:_SHOWN])
    return trip


class _Reader:
    """Reads field by field and collects what could not be read."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self._notices: list[Notice] = []

    def trip(self, title: str, place: Source) -> Trip:
        purpose = self.text("purpose")
        countries, cities = self._countries()
        organisation = self.text("organisation")
        departs, returns = self._date("departs"), self._date("returns")
        stay = self.text("stay")
        length = read_stay(stay) if stay else Stay(None, None)
        trip = Trip(
            id=self._id() or make_id(organisation, title, departs, returns, countries),
            title=title,
            purpose=None if purpose == title else purpose,
            countries=countries,
            cities=tuple(dict.fromkeys((*cities, *self._texts("cities")))),
            organisation=organisation,
            departs=departs,
            returns=returns,
            stay=stay,
            nights=length.nights,
            days=length.days,
            people=self._number("people"),
            cost_krw=self._number("cost_krw"),
            summary=self.text("summary"),
            findings=self._texts("findings"),
            published=self._date("published"),
            source=self._source(place),
        )
        return msgspec.structs.replace(trip, notices=(*self._notices, *_oddities(trip)))

    def text(self, field: str) -> str | None:
        value = self._fields.get(field)
        if value is None:
            return None
        if isinstance(value, str):
            return _text(value)
        self._unreadable(field, value)
        return None

    def _texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, or one text: paragraphs between blank lines, cities between commas."""
        value = self._fields.get(field)
        if isinstance(value, str):
            value = _BLANK_LINE.split(value) if field == "findings" else _places(value)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._unreadable(field, value)
            return ()
        unreadable = [item for item in value if not isinstance(item, str)]
        if unreadable:
            self._unreadable(field, unreadable)
        found = (_text(item) for item in value if isinstance(item, str))
        return tuple(text for text in found if text is not None)

    def _countries(self) -> tuple[tuple[Place, ...], list[str]]:
        value = self._fields.get("countries")
        cities: list[str] = []
        if isinstance(value, str):
            stated = split_countries(value)
            value, cities = stated.countries, stated.cities
        if value is not None and not isinstance(value, list):
            self._unreadable("countries", value)
            value = None
        places = [place for item in value or () if (place := self._place(item))]
        unique: dict[str, Place] = {}
        for place in places:
            unique.setdefault(place.key, place)
        return tuple(unique.values()), cities

    def _place(self, item: object) -> Place | None:
        """The country that the code names, else the name; a place that neither knows keeps its name."""
        stated = [item.get("code"), item.get("name")] if isinstance(item, dict) else [item]
        names = [name for value in stated if isinstance(value, str) and (name := _text(value))]
        if not names:
            self._unreadable("countries", item)
            return None
        country = next(filter(None, map(find_country, names)), None)
        return Place(country.code, country.name) if country else Place(None, names[-1])

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
        value = _text(value) if isinstance(value, str) else value
        if value is None:
            return None
        found = read_people(value) if field == "people" else read_money(value)
        if found is None:
            self._unreadable(field, value)
        return found

    def _source(self, place: Source) -> Source:
        value = self._fields.get("source")
        if value is not None and not isinstance(value, dict):
            self._unreadable("source", value)
        stated = value if isinstance(value, dict) else {}
        name, url = stated.get("name"), stated.get("url")
        if isinstance(url, str) and not re.match(r"https?://", url):
            self._unreadable("source", url)
            url = None
        return msgspec.structs.replace(
            place, name=_text(name) if isinstance(name, str) else None, url=url if isinstance(url, str) else None
        )

    def _unreadable(self, field: str, value: object) -> None:
        text = f"{_LABELS.get(field, field)}을(를) 읽을 수 없어 비워 두었습니다: {_shown(value)}"
        self._notices.append(Notice(f"unreadable_{field}", text))


def _places(text: str) -> list[str]:
    """The places of one text; those in brackets too: `홍콩(구룡), 뉴욕`."""
    stated = split_countries(text)
    return [*stated.countries, *stated.cities]


def _oddities(trip: Trip) -> list[Notice]:
    found = []
    if trip.departs and trip.returns and trip.returns < trip.departs:
        text = f"도착일({trip.returns})이 출발일({trip.departs})보다 앞섭니다."
        found.append(Notice("returns_before_departs", text))
    elif trip.departs and trip.returns and _disagrees(trip, (trip.returns - trip.departs).days + 1):
        text = f"여행 기간({trip.stay})과 출발일·도착일({trip.departs} ~ {trip.returns})이 서로 다릅니다."
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


def _text(value: str) -> str | None:
    """`value` in NFC without white space at its ends, half characters made visible; None where nothing is left."""
    text = _SURROGATE.sub("\ufffd", unicodedata.normalize("NFC", value)).strip()
    return text or None


def _shown(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=repr).decode()
    return _SURROGATE.sub("\ufffd", text)[:_SHOWN]
