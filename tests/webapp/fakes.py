"""A strict fake engine and the few values that the tests of this room share."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from search.engine import EngineStatus, Listing, Suggestions
from search.errors import SearchUnavailableError
from search.page import (
    Coverage,
    FacetCount,
    IndexInfo,
    Part,
    Passage,
    Statistics,
    TripHit,
    TripPage,
    TripText,
    Understood,
)
from search.query import Breakdown, Clause, FacetName, Match, Position, TripQuery
from search.suggestion import Suggestion
from search.trip import Notice, Place, Source, Theme, Trip
from tests.memory.engine import MemoryEngine

KST = dt.timezone(dt.timedelta(hours=9))
INDEX = IndexInfo("g1", 2840, dt.datetime(2026, 11, 22, 10, 0, tzinfo=KST))

TRIP = Trip(
    id="trip-1",
    title="탄소중립 연구센터 방문",
    purpose="정책 사례 수집",
    countries=(Place("CN", "중국"), Place(None, "어느섬")),
    cities=("광저우",),
    organisation="서울특별시",
    departs=dt.date(2025, 11, 9),
    returns=dt.date(2025, 11, 12),
    stay="3박 4일",
    nights=3,
    days=4,
    people=2,
    cost_krw=3_675_980,
    summary="요약입니다.",
    findings=("첫 문단.", "둘째 문단."),
    themes=(Theme("climate-energy", ("탄소중립",)),),
    published=dt.date(2025, 12, 1),
    source=Source(name="예시 자료", url="https://example.org/1", file="a.txt", position=1),
    notices=(Notice("no_findings", "핵심 내용이 없습니다."),),
    first_seen=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
)
BARE = Trip(id="bare", title="제목뿐")


def hit(trip: Trip, score: float | None = 1.5) -> TripHit:
    title = (Part("탄소중립", marked=True), Part(" 연구센터 방문")) if trip is TRIP else (Part(trip.title),)
    passages = (Passage("findings", 2, (Part("둘째 "), Part("문단", marked=True), Part("."))),) if trip is TRIP else ()
    return TripHit(trip, score, title, passages)


def page(
    *hits: TripHit,
    total: int | None = None,
    understood: Understood | None = None,
    facets: Mapping[FacetName, tuple[FacetCount, ...]] | None = None,
    follows: Position | None = None,
) -> TripPage:
    return TripPage(
        total=len(hits) if total is None else total,
        hits=hits,
        facets=dict(facets or {}),
        understood=understood or Understood(terms=("탄소", "중립"), match=Match.ALL, all_words=len(hits)),
        next=follows,
        index=INDEX,
    )


def _parts(text: str, words: Sequence[str]) -> tuple[Part, ...]:
    """`text` with the first place of the first of `words` marked."""
    for word in words:
        before, found, after = text.partition(word)
        if found:
            return tuple(part for part in (Part(before), Part(found, marked=True), Part(after)) if part.text)
    return (Part(text),)


# What pages show beside their hits is asked for with so few.
_FEW = 5


@cache
def _truth(trips: tuple[Trip, ...]) -> MemoryEngine:
    """What searches of these trips; made once, as most tests share them and its words take a while to read."""
    return MemoryEngine(trips)


class FakeEngine:
    """Answers the queries it was told, fails the test on any other, and raises what it was told to raise.

    How many trips there would be, as the start page and an empty result page ask, is answered truly: of `trips`.
    """

    def __init__(self, *trips: Trip) -> None:
        self.begin(*trips)

    def begin(self, *trips: Trip) -> None:
        """Know these trips and nothing of what was told before."""
        self.pages: dict[TripQuery, TripPage] = {}
        self.trips = {trip.id: trip for trip in trips}
        self.index: IndexInfo | None = INDEX
        self.problem: str | None = None
        self.error: BaseException | None = None
        self.searched = 0
        self.suggestions: dict[str, tuple[Suggestion, ...]] = {}
        self.spellings: dict[str, str] = {}

    def search(self, query: TripQuery) -> TripPage:
        if self.error:
            raise self.error
        if query.size <= _FEW and query not in self.pages:
            return _truth(tuple(self.trips.values())).search(query)
        assert query in self.pages, f"unexpected: {query}"
        self.searched += 1
        return self.pages[query]

    def every(self, query: TripQuery) -> Listing:
        """Of the page that was told, its trips; of none, an error as a search has it."""
        found = self.search(query)
        return Listing(found.total, found.understood, found.index, (hit.trip for hit in found.hits))

    def statistics(self, query: TripQuery, breakdown: Breakdown) -> Statistics:
        if self.error:
            raise self.error
        return _truth(tuple(self.trips.values())).statistics(query, breakdown)

    def read(self, trip_id: str, clauses: Sequence[Clause] = (), match: Match = Match.AUTO) -> TripText | None:  # noqa: ARG002
        if self.error:
            raise self.error
        self.searched += 1
        trip = self.trips.get(trip_id)
        if trip is None:
            return None
        texts = {"title": trip.title, "organisation": trip.organisation, "summary": trip.summary}
        texts["countries"] = ", ".join(place.name for place in trip.countries)
        texts["cities"] = ", ".join(trip.cities)
        texts["purpose"] = trip.purpose
        words = [clause.text for clause in clauses]
        fields = [Passage(field, None, _parts(text, words)) for field, text in texts.items() if text]
        findings = [Passage("findings", number, _parts(text, words)) for number, text in enumerate(trip.findings, 1)]
        return TripText(trip, (*fields, *findings), self.served())

    def similar(self, trip_id: str, size: int) -> TripPage | None:
        if self.error:
            raise self.error
        if trip_id not in self.trips:
            return None
        others = [hit(trip) for other, trip in self.trips.items() if other != trip_id]
        return page(*others[:size])

    def suggest(self, typed: str, size: int) -> Suggestions:
        if self.error:
            raise self.error
        return Suggestions(self.suggestions.get(typed, ())[:size], self.served())

    def spelling(self, organisation: str) -> str:
        if self.error:
            raise self.error
        return self.spellings.get(organisation, organisation)

    def coverage(self) -> Coverage:
        if self.error:
            raise self.error
        return Coverage(self.served(), dt.date(2019, 1, 2), dt.date(2026, 3, 4), 30, 50, {"people": 12}, {})

    def served(self) -> IndexInfo:
        if self.index is None:
            raise SearchUnavailableError(self.problem or "")
        return self.index

    def status(self) -> EngineStatus:
        return EngineStatus(engine="fake", index=self.index, problem=self.problem)


def plain(answer: msgspec.Struct) -> Any:  # noqa: ANN401 - whatever JSON holds
    """An answer as its readers get it."""
    return msgspec.json.decode(msgspec.json.encode(answer))
