"""Which records tell of one trip, and how one trip is made of several: pure. docs/import.md says the same in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec

from indexer.clean import ODDITIES, oddities
from indexer.headings import heading_of
from indexer.memory import key_of
from indexer.understanding.titles import is_form_name, without_paper
from search.korean.organisations import organisation_key
from search.korean.particles import particle
from search.page_starts import PageStart
from search.trip import DISAGREEMENT, Notice, Source, Trip

_LETTER: Final = re.compile(r"\w")
# A title of fewer letters tells one trip from another only beside its organisation.
_TELLING: Final = 6
# What an address says of the list that led to a post, and not of the post.
_OF_LIST: Final = re.compile(
    r"page(?:_?(?:index|no|num|unit|size))?|(?:c|curr?|current|now|go)_?page|pg|search\w*|sort(?:_?(?:by|order|type))?"
    r"|order(?:_?by)?|rows|record_?count_?per_?page|keyword|view_?type",
    re.IGNORECASE,
)

# From which source a field is taken: facts are stated shortest in lists and on pages, texts are whole in reports.
# What stands together is taken together.
_FACTS: Final = (
    *(("title", "title_stated"), ("organisation",), ("department",), ("countries",), ("cities",), ("departs",)),
    *(("returns",), ("stay", "nights", "days"), ("people",), ("cost_krw", "cost_stated"), ("published",)),
)
_TEXTS: Final = (("purpose",), ("summary",), ("findings",))


class Told(NamedTuple):
    """A trip as one source states it; `is_report`: in a report of its own, not in a list."""

    trip: Trip
    is_report: bool


def keys_of(trip: Trip) -> list[bytes]:
    """What two records of one trip share at least one of: title and first day, title and address."""
    title = _letters(trip.title)
    keys = [key_of(title, trip.departs.isoformat() if trip.departs else None)]
    if trip.source and trip.source.url:
        keys.append(key_of(title, "", address_key(trip.source.url)))
    return keys


def address_key(address: str) -> str:
    """What the addresses of one post share: without what tells of the list that led there."""
    parts = urlsplit(address)
    asked = sorted(pair for pair in parse_qsl(parts.query) if not _OF_LIST.fullmatch(pair[0]))
    return f"{parts.netloc.lower()}{parts.path}?{asked}"


def is_same(one: Trip, other: Trip) -> bool:
    """Whether two records that share a key tell of one trip.

    Nothing that both state may differ of who, where and when. Beyond that they must share their address; or who went,
    and the first day or all else; or, with a title that tells of this trip alone, both days or the day of publishing.
    """
    if _differ(one, other):
        return False
    addresses = [address_key(trip.source.url) for trip in (one, other) if trip.source and trip.source.url]
    if len(addresses) > 1 and len(set(addresses)) == 1:
        return True
    same_organisation = bool(one.organisation and other.organisation)
    if same_organisation and one.departs and other.departs:
        return True
    if any(len(_letters(trip.title)) < _TELLING or is_form_name(trip.title) for trip in (one, other)):
        return False
    same_days = bool(one.departs and other.departs and one.returns and other.returns)
    return (
        same_days
        or bool(one.published and one.published == other.published)
        or (same_organisation and bool(one.countries and other.countries))
    )


def _differ(one: Trip, other: Trip) -> bool:
    organisations = {organisation_key(trip.organisation) for trip in (one, other) if trip.organisation}
    # Records that share no address share their key by the first day, or by none.
    days = any(a and b and a != b for a, b in ((one.departs, other.departs), (one.returns, other.returns)))
    places = [{place.key for place in trip.countries} for trip in (one, other) if trip.countries]
    return (
        len(organisations) > 1 or days or (len(places) > 1 and not places[0] & places[1]) or _are_two_posts(one, other)
    )


def _are_two_posts(one: Trip, other: Trip) -> bool:
    """Whether one site published them at two addresses."""
    mine, others = _addresses(one), _addresses(other)
    sites = {urlsplit(address).netloc.lower() for address in mine} & {
        urlsplit(address).netloc.lower() for address in others
    }
    return bool(sites) and not {*map(address_key, mine)} & {*map(address_key, others)}


def _addresses(trip: Trip) -> set[str]:
    return {source.url for source in (trip.source, *trip.sources) if source and source.url}


def merged(trip_id: str, told: Sequence[Told]) -> Trip:
    """One trip of what several sources state, given in the order in which they were read.

    Lists and pages say the facts, reports the texts, of two alike the one read later; what one does not state another
    may. Where two state facts that differ a notice says so.
    """
    newest = list(reversed(told))
    lists = [one.trip for one in sorted(newest, key=lambda one: one.is_report)]
    reports = [one.trip for one in sorted(newest, key=lambda one: not one.is_report)]
    fields: dict[str, object] = {}
    pages: list[PageStart] = []
    for groups, order in ((_FACTS, lists), (_TEXTS, reports)):
        for group in groups:
            first = next((trip for trip in order if any(getattr(trip, field) for field in group)), order[0])
            fields |= {field: getattr(first, field) for field in group}
            # A page is one of the file that the text is from.
            pages += [start for start in first.page_starts if start.field in group]
    if fields["purpose"] in {fields["title"], fields["title_stated"]}:
        fields["purpose"] = None
    fields["page_starts"] = tuple(start for start in pages if fields[start.field])
    trip = msgspec.structs.replace(lists[0], **fields, id=trip_id, sources=_sources(lists), other_ids=_ids(told))
    return msgspec.structs.replace(trip, notices=(*_disagreements(lists), *_kept(lists), *oddities(trip)))


def _ids(told: Iterable[Told]) -> tuple[str, ...]:
    """Every id that the sources give the trip."""
    return tuple(dict.fromkeys(stated for one in told for stated in (one.trip.id, *one.trip.other_ids)))


def _sources(trips: Iterable[Trip]) -> tuple[Source, ...]:
    """Every source once, wherever in it the trip stands."""
    found: dict[Source, Source] = {}
    for trip in trips:
        for source in filter(None, (trip.source, *trip.sources)):
            found.setdefault(msgspec.structs.replace(source, position=None), source)
    return tuple(found.values())


def _kept(trips: Iterable[Trip]) -> dict[Notice, None]:
    """The notices of all, without those that the whole trip has or has not."""
    found = (notice for trip in trips for notice in trip.notices)
    return {
        notice: None for notice in found if notice.code not in ODDITIES and not notice.code.startswith(DISAGREEMENT)
    }


def _disagreements(trips: Sequence[Trip]) -> list[Notice]:
    found = []
    for field, compared in _COMPARED.items():
        stated = [(value, trip) for trip in trips if (value := compared(trip))]
        others = [one for one in stated[1:] if not _agree(one[0], stated[0][0])]
        if others:
            values = ", ".join(f"{_SHOWN[field](trip)}({_called(trip.source)})" for _, trip in (stated[0], *others))
            name = heading_of(field)
            text = f"자료마다 {name}{particle(name, '이/가')} 다릅니다: {values}. 앞의 것을 보입니다."
            found.append(Notice(f"{DISAGREEMENT}{field}", text))
    return found


def _agree(one: object, other: object) -> bool:
    """Equal as far as both say it: one list of places may be a part of the other, one stay leave out its nights."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one <= other or other <= one
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(a == b for a, b in zip(one, other, strict=True) if a is not None and b is not None)
    return one == other


def _called(source: Source | None) -> str:
    return (source and (source.name or source.file or source.url)) or "출처 모름"


def _letters(title: str) -> str:
    return "".join(_LETTER.findall(without_paper(title))).casefold()


_COMPARED: Final[Mapping[str, Callable[[Trip], object]]] = {
    "returns": lambda trip: trip.returns,
    "stay": lambda trip: (trip.nights, trip.days) if trip.stay and (trip.nights or trip.days) else None,
    "people": lambda trip: trip.people,
    "cost_krw": lambda trip: trip.cost_krw,
    "countries": lambda trip: frozenset(place.key for place in trip.countries),
}
_SHOWN: Final[Mapping[str, Callable[[Trip], str]]] = {
    "returns": lambda trip: str(trip.returns),
    "stay": lambda trip: trip.stay or "",
    "people": lambda trip: f"{trip.people:,}명",
    "cost_krw": lambda trip: f"{trip.cost_krw:,}원",
    "countries": lambda trip: "·".join(place.name for place in trip.countries),
}
