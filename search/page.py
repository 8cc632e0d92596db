"""The answer to a search, the same from both engines."""

import datetime as dt
from enum import StrEnum

import msgspec

from search.query import FacetName, Match, Measure, Position
from search.trip import Trip


class Part(msgspec.Struct, frozen=True):
    """A stretch of shown text; `marked` where it matches."""

    text: str
    marked: bool = False


class Passage(msgspec.Struct, frozen=True):
    """A snippet: `paragraph` counts from 1 in findings, None elsewhere; `cut_…` says that its text goes on there.

    `page` is that of the trip's file on which its first mark stands, or its beginning where it has none; None where
    nobody says, and for whole texts, which may stand on several.
    """

    field: str
    paragraph: int | None
    parts: tuple[Part, ...]
    cut_before: bool = False
    cut_after: bool = False
    page: int | None = None


class TripHit(msgspec.Struct, frozen=True):
    """A found trip; `score` is None unless the hits are sorted by relevance.

    `unshown` counts the marks in its text that neither the title nor the passages show.
    """

    trip: Trip
    score: float | None
    title: tuple[Part, ...]
    passages: tuple[Passage, ...]
    unshown: int = 0


class FacetCount(msgspec.Struct, frozen=True):
    """One value of a facet: how many hits have it, its own facet's filter apart."""

    value: str
    label: str
    count: int
    selected: bool


class Reason(StrEnum):
    """Why a word was added to a search."""

    SYNONYM = "synonym"
    NARROWER = "narrower"
    COUNTRY = "country"
    CITY = "city"
    ORGANISATION = "organisation"
    # A trip that departed then, or that is of an office there, fulfils the word.
    YEAR = "year"
    REGION = "region"


class Added(msgspec.Struct, frozen=True):
    """A word that was searched for besides `word`, a stretch of the query, and why."""

    text: str
    word: str
    reason: Reason


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """How the text was read: kept terms, dropped parts, added words, what `match` came to, notes in Korean."""

    terms: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    added: tuple[Added, ...] = ()
    match: Match = Match.ALL
    all_words: int | None = None
    corrected: str | None = None
    notes: tuple[str, ...] = ()
    did_you_mean: str | None = None


class IndexInfo(msgspec.Struct, frozen=True):
    """The served generation: its name, how many trips it holds, when it was built."""

    version: str
    trips: int
    built: dt.datetime


class TripText(msgspec.Struct, frozen=True):
    """A whole trip with the words of a search marked: every section, in the order of the combined text."""

    trip: Trip
    passages: tuple[Passage, ...]
    index: IndexInfo


class Coverage(msgspec.Struct, frozen=True):
    """What a generation holds, counted: `first` and `last` day of departure, how many records lack which field."""

    index: IndexInfo
    first: dt.date | None
    last: dt.date | None
    countries: int
    organisations: int
    gaps: dict[str, int]
    sources: dict[str, int]


class Figures(msgspec.Struct, frozen=True):
    """A measure over some trips: how many state a value, the sum and the median of those; None of no value."""

    stated: int
    sum: int
    median: float | None


class Total(msgspec.Struct, frozen=True):
    """What a measure comes to over some trips: how many state a value, and the sum of those."""

    stated: int = 0
    sum: int = 0


class Row(msgspec.Struct, frozen=True):
    """The trips that share a value of each dimension, None where they have none."""

    values: tuple[str | None, ...]
    count: int
    figures: dict[Measure, Figures]


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """The hits of a search, `total` of them, row by row; a trip with several values is in several rows."""

    total: int
    rows: tuple[Row, ...]
    understood: Understood
    index: IndexInfo


class TripPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of hits; `total` is exact, `next` None on the last page, `totals` are of all hits."""

    total: int
    hits: tuple[TripHit, ...]
    facets: dict[FacetName, tuple[FacetCount, ...]]
    understood: Understood
    next: Position | None
    index: IndexInfo
    totals: dict[Measure, Total] = {}
