"""What the page of one trip shows: its text marked, where to go on from here, and trips like it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from flask import url_for

from search.korean.particles import stems
from search.korean.units import keyword
from search.page import Part, Passage, TripHit, TripPage, TripText
from search.page_starts import pages_of
from search.query import FacetName
from search.trip import FIELD_LABELS, Trip
from search.words.offices import Office, office_of
from webapp.language import counted, gettext, is_korean, noted
from webapp.request.labels import facet_title, value_name
from webapp.request.params import TripPageParameters
from webapp.site.address import Address
from webapp.site.facts import in_english, pages_in_words, place_name
from webapp.site.labels import UNITS
from webapp.site.place_view import Place
from webapp.sizes import Budget, cut, cut_parts, html_size
from webapp.text import long_date

# So many shared words tell why a trip is similar.
MAX_SHARED: Final = 6
MAX_ONWARD: Final = 30
# Bytes of a page that a field, the summary and the paragraphs may take.
_FIELD: Final = 4_000
_SUMMARY: Final = 30_000
_FINDINGS: Final = 80_000
# Markup around a paragraph, and around one of a text with pages.
_PARAGRAPH: Final = 160
_PARAGRAPH_OF_PAGES: Final = 220
# What was asked stands in so many places beside the paragraphs: the form, and the links back, on, to the first and to
# the neighbours in the list.
_LINKS: Final = 6
# What it may take in the links to similar trips.
_SIMILAR: Final = 20_000
# Fields that have a place of their own on the page.
# Beside a paragraph of which nobody says where it stands, below one of which that is known.
_NO_PAGE: Final = noted("쪽 알 수 없음")
_TEXTS: Final = frozenset(("summary", "findings"))
_APART: Final = frozenset(("title", "themes", "summary", "findings", "source"))
_UNMISSED: Final = frozenset(("purpose", "title_stated", "department", "cost_stated"))


class Onward(NamedTuple):
    """A search that goes on from a trip."""

    text: str
    url: str


class Fact(NamedTuple):
    """A field of the trip as one line; no parts: the source does not say it."""

    label: str
    parts: Sequence[Part]
    pages: str | None = None


class TripView(NamedTuple):
    """Everything the template needs; `marked` has the text of each field but findings, `facts` what takes one line.

    `place` is where it stands in the list that led here. `carried` is what a link to a similar trip carries along;
    `next` and `first` lead to the paragraphs that have no room on this page; `missing` are the fields without a value;
    `found` counts the marks of its texts; `is_cut` says that a text was shortened. `pages` has what to say beside a
    text of the pages of its file that it stands on, by field and paragraph: for a paragraph only where that is not
    what the one above says.
    """

    read: TripText
    q: str
    address: Address
    carried: dict[str, tuple[str, ...]]
    marked: dict[str, Passage]
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]
    findings: tuple[Passage, ...]
    next: str | None
    first: str | None
    pages: dict[tuple[str, int | None], str]
    is_cut: bool
    found: int
    place: Place | None
    onward: tuple[Onward, ...]
    similar: Sequence[TripHit]
    shared: dict[str, tuple[str, ...]]

    @property
    def trip(self) -> Trip:
        """The trip."""
        return self.read.trip


def make_trip_view(
    read: TripText, similar: TripPage | None, place: Place | None, parameters: TripPageParameters
) -> TripView:
    """The view of `read`, which was asked for with `parameters` and stands at `place` in their search."""
    hits = similar.hits if similar else ()
    address = Address.stated(parameters)
    asked = {**address.values, **({"marked": (parameters.marked,)} if parameters.marked else {})}
    taken = html_size(urlencode(asked, doseq=True))
    room = _FINDINGS - _LINKS * taken
    whole = [passage for passage in read.passages if passage.paragraph is None]
    around = _around(read.trip)
    fields = [
        _shortened(passage, Budget(_SUMMARY if passage.field == "summary" else _FIELD), around) for passage in whole
    ]
    paragraphs = [passage for passage in read.passages if passage.paragraph is not None]
    findings, start = tuple(_fitting(paragraphs, room, around)), 0
    if len(findings) < len(paragraphs):
        start = min(parameters.paragraph, len(paragraphs)) - 1
        findings = tuple(_fitting(paragraphs[start:], room, around))
    end = start + len(findings)
    marked = {passage.field: passage for passage in fields}
    pages = dict(_pages(read.trip, [*fields, *findings]))
    shown, meant = [*fields, *findings], [*whole, *paragraphs[start:end]]
    facts = tuple(_facts(read.trip, marked, pages))
    return TripView(
        read,
        q=parameters.q,
        address=address,
        carried=asked if taken * len(hits) <= _SIMILAR else {},
        marked=marked,
        facts=tuple(fact for fact in facts if fact.parts),
        missing=tuple(fact.label for fact in facts if not fact.parts),
        findings=findings,
        next=_paragraphs(read.trip, asked, end + 1) if end < len(paragraphs) else None,
        first=_paragraphs(read.trip, asked, None) if start else None,
        pages=pages,
        is_cut=shown != meant,
        found=sum(part.marked for passage in shown if passage.field in _TEXTS for part in passage.parts),
        place=place,
        onward=tuple(islice(_onward(read.trip), MAX_ONWARD)),
        similar=hits,
        shared={hit.trip.id: _shared(hit) for hit in hits},
    )


def paragraph_address(address: str, trip: Trip, paragraph: int) -> str:
    """Where a paragraph of `trip`, whose page is at `address`, is shown: a page may have no room for all of them."""
    begins = ""
    if _takes_pages(trip):
        begins = f"{'&' if '?' in address else '?'}paragraph={paragraph}"
    return f"{address}{begins}#paragraph-{paragraph}"


def _takes_pages(trip: Trip) -> bool:
    around = _around(trip) * len(trip.findings)
    # Marks and what was asked take room, too.
    room = _FINDINGS // 4
    # No character takes more than five bytes, &amp; for one: most trips need no closer look.
    return around + 5 * sum(map(len, trip.findings)) > room and around + sum(map(html_size, trip.findings)) > room


def _around(trip: Trip) -> int:
    """Bytes that stand around a paragraph."""
    return _PARAGRAPH_OF_PAGES if trip.page_starts else _PARAGRAPH


def _pages(trip: Trip, passages: Iterable[Passage]) -> Iterator[tuple[tuple[str, int | None], str]]:
    """What to say of the pages of the texts that `passages` show, by field and paragraph."""
    if not trip.page_starts:
        return
    above = None
    for passage in passages:
        stated = getattr(trip, passage.field)
        text = stated[passage.paragraph - 1] if passage.paragraph else stated
        pages = pages_of(trip.page_starts, passage.field, passage.paragraph, len(text))
        if passage.paragraph is None:
            if pages:
                yield (passage.field, None), pages_in_words(*pages)
        elif pages != above:
            yield (passage.field, passage.paragraph), pages_in_words(*pages) if pages else gettext(_NO_PAGE)
            above = pages


def _facts(trip: Trip, marked: Mapping[str, Passage], pages: Mapping[tuple[str, int | None], str]) -> Iterator[Fact]:
    for name, label in FIELD_LABELS.items():
        # Nobody misses these where nothing is said: a purpose that says no more than the title is none.
        if name in _APART or (name in _UNMISSED and getattr(trip, name) is None):
            continue
        text = None if name in marked else _written(name, getattr(trip, name))
        parts = marked[name].parts if name in marked else (Part(text),) if text else ()
        if not is_korean() and (said := in_english(trip, name)):
            parts = (Part(said),)
        yield Fact(gettext(label), parts, pages.get((name, None)))
        if name == "organisation":
            yield from _told_by_the_name(office_of(trip.organisation))


def _told_by_the_name(office: Office) -> Iterator[Fact]:
    """The regions and the kind of the organisation, each with the piece of its name that tells them."""
    for name, values, by in (
        (FacetName.REGION, office.regions, office.region_by),
        (FacetName.OFFICE_KIND, (office.kind,) if office.kind else (), office.kind_by),
    ):
        if values:
            value = ", ".join(value_name(name, one) for one in values)
            told = gettext("{value} (기관 이름의 ‘{by}’에 따라 자동 분류)", value=value, by=by)
            yield Fact(facet_title(name), (Part(told),))


def _written(name: str, value: object) -> str | None:
    """A value as people read it; None: there is none."""
    match value:
        case dt.date() as day:
            return long_date(day)
        case int() as number:
            return counted(UNITS[name], number)
        case str() as text:
            return cut(text)
        case _:
            return None


def _fitting(paragraphs: Iterable[Passage], room: int, around: int) -> Iterator[Passage]:
    """As many as there is room for; the first is shortened if need be, for the next page would be the same."""
    budget = Budget(room)
    for place, passage in enumerate(paragraphs):
        shortened = _shortened(passage, budget, around)
        if place and shortened != passage:
            return
        yield shortened


def _shortened(passage: Passage, budget: Budget, around: int) -> Passage:
    budget.left -= around
    return msgspec.structs.replace(passage, parts=cut_parts(passage.parts, budget))


def _paragraphs(trip: Trip, asked: dict[str, Any], start: int | None) -> str:
    """The page of `trip` from paragraph `start` on."""
    address = url_for("pages.trip", trip_id=trip.id, paragraph=start, **asked)
    return f"{address}#paragraph-{start or 1}"


def _onward(trip: Trip) -> Iterator[Onward]:
    if trip.organisation:
        text = gettext("{name}의 다른 출장", name=cut(trip.organisation))
        yield Onward(text, url_for("pages.search", organisation=keyword(trip.organisation)))
    for place in trip.countries:
        text = gettext("{name}에 간 출장", name=cut(place_name(place)))
        yield Onward(text, url_for("pages.search", country=keyword(place.key)))
    for theme in trip.themes:
        text = gettext("주제가 {name}인 출장", name=value_name(FacetName.THEME, theme.key))
        yield Onward(text, url_for("pages.search", theme=theme.key))


def _shared(hit: TripHit) -> tuple[str, ...]:
    """The words that a similar trip shares, as its snippets show them, whole."""
    texts = (hit.title, *(passage.parts for passage in hit.passages))
    return tuple(dict.fromkeys(word for parts in texts for word in _whole_words(parts)))[:MAX_SHARED]


def _whole_words(parts: Sequence[Part]) -> Iterator[str]:
    """The words that marks stand in, without the particle behind what is marked: `기후` in `기후변화에` is 기후변화."""
    text = "".join(part.text for part in parts)
    start = 0
    for part in parts:
        end = start + len(part.text)
        if part.marked:
            first, last = start, end
            while first and text[first - 1].isalnum():
                first -= 1
            while last < len(text) and text[last].isalnum():
                last += 1
            word = text[first:last]
            yield next((word[:stem] for stem in stems(word) if first + stem >= end), word)
        start = end
