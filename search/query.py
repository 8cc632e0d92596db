"""A search as both engines understand it: frozen, made by the doors, passed whole."""

import datetime as dt
import hashlib
import re
from enum import StrEnum
from typing import Annotated, Final

import msgspec

MAX_QUERY_LENGTH: Final = 512
MAX_SIZE: Final = 100
DEFAULT_SIZE: Final = 20
DEFAULT_FACET_SIZE: Final = 10
# As a `facet_size`: every value there is.
ALL_VALUES: Final = 2**31 - 1
# What a cursor may hold: anybody can write one.
MAX_OFFSET: Final = 10**9
MAX_KEY: Final = 2**63 - 1

# Before the name of a facet: the values that no hit may have.
NOT: Final = "not_"

_LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")


class Match(StrEnum):
    """How many of the words a trip must have; see docs/query-syntax.md."""

    AUTO = "auto"
    ALL = "all"
    ANY = "any"
    EXACT = "exact"


class Sort(StrEnum):
    """Order of the hits; relevance without a word to search for means newest."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    # By when the index first had them.
    RECENT = "recent"


class FacetName(StrEnum):
    """What can be counted and filtered by value; the field of an index has the same name."""

    COUNTRY = "country"
    CITY = "city"
    REGION = "region"
    OFFICE_KIND = "office_kind"
    ORGANISATION = "organisation"
    THEME = "theme"
    YEAR = "year"
    # What a record does not state, by the names of its fields.
    MISSING = "missing"


class Dimension(StrEnum):
    """What trips can be counted by, one or two at a time; the field of an index has the same name."""

    COUNTRY = "country"
    CITY = "city"
    REGION = "region"
    OFFICE_KIND = "office_kind"
    ORGANISATION = "organisation"
    THEME = "theme"
    YEAR = "year"
    MONTH = "month"
    NIGHTS = "nights"
    PEOPLE = "people"


# Of these a trip may have several values, so that rows overlap.
MANY_VALUED: Final = frozenset([Dimension.COUNTRY, Dimension.CITY, Dimension.REGION, Dimension.THEME])


class Measure(StrEnum):
    """What is summed up of the trips of a row, beside their number; the field of an index has the same name."""

    NIGHTS = "nights"
    PEOPLE = "people"
    COST = "cost"


class Breakdown(msgspec.Struct, frozen=True):
    """What is asked of the hits of a search: rows by one or two dimensions, and what is measured of each.

    Without a dimension all hits are one row.
    """

    by: tuple[Dimension, ...]
    measures: tuple[Measure, ...] = ()


# What can be filtered from one value to another: the field of an index, and its two ends in `Filters`.
RANGES: Final = {
    "departs": ("departs_from", "departs_to"),
    "nights": ("nights_min", "nights_max"),
    "people": ("people_min", "people_max"),
    "cost": ("cost_min", "cost_max"),
    "published": ("published_from", "published_to"),
}


class Clause(msgspec.Struct, frozen=True):
    """One word or phrase as typed (normalised, not analysed: the index brings its own analyzer)."""

    text: str
    quoted: bool = False
    excluded: bool = False

    @property
    def searchable(self) -> bool:
        """Whether there is a letter or a digit to look for."""
        return _LETTER_OR_DIGIT.search(self.text) is not None


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """OR inside one, AND between, `not_…` leaves out; ranges inclusive and without the trips that lack the value."""

    country: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    office_kind: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_country: tuple[str, ...] = ()
    not_city: tuple[str, ...] = ()
    not_region: tuple[str, ...] = ()
    not_office_kind: tuple[str, ...] = ()
    not_organisation: tuple[str, ...] = ()
    not_theme: tuple[str, ...] = ()
    not_year: tuple[str, ...] = ()
    not_missing: tuple[str, ...] = ()
    # Trips by their ids, those of other sources too.
    ids: tuple[str, ...] = ()
    departs_from: dt.date | None = None
    departs_to: dt.date | None = None
    nights_min: int | None = None
    nights_max: int | None = None
    people_min: int | None = None
    people_max: int | None = None
    cost_min: int | None = None
    cost_max: int | None = None
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    # Trips that came to the index, or changed in it, after this moment (UTC).
    since: dt.datetime | None = None

    def selected(self, facet: FacetName) -> tuple[str, ...]:
        """The values chosen for `facet`."""
        values: tuple[str, ...] = getattr(self, facet.value)
        return values

    def excluded(self, facet: FacetName) -> tuple[str, ...]:
        """The values of `facet` that no hit may have."""
        values: tuple[str, ...] = getattr(self, NOT + facet.value)
        return values

    def ends(self, name: str) -> tuple[dt.date | int | None, dt.date | int | None]:
        """The first and the last value of the range `name`; None: no end on that side."""
        first, last = RANGES[name]
        return getattr(self, first), getattr(self, last)

    def without(self, facet: FacetName) -> "Filters":
        """The same filters with `facet` free: its counts ignore its own filter, but not what it leaves out."""
        return msgspec.structs.replace(self, **{facet.value: ()})


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where the next page starts: `index` is the generation it was made on.

    Relevance goes on at `offset`. The sorts by value go on behind the hit with `key` and `trip_id`.
    """

    index: str
    offset: Annotated[int, msgspec.Meta(ge=0, le=MAX_OFFSET)] = 0
    key: Annotated[int, msgspec.Meta(ge=0, le=MAX_KEY)] | None = None
    trip_id: str | None = None


class TripQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one search asks for."""

    clauses: tuple[Clause, ...] = ()
    match: Match = Match.AUTO
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    size: int = DEFAULT_SIZE
    after: Position | None = None
    facets: tuple[FacetName, ...] = ()
    facet_size: int = DEFAULT_FACET_SIZE
    # What is summed up of all hits, beside their number.
    measures: tuple[Measure, ...] = ()
    # Whether a search that finds nothing as typed may be answered as it was probably meant.
    correct: bool = True

    @property
    def order(self) -> Sort:
        """The sort that applies: relevance needs a clause that scores."""
        scores = any(clause.searchable and not clause.excluded for clause in self.clauses)
        if self.sort is Sort.RELEVANCE and not scores:
            return Sort.NEWEST
        return self.sort

    def fingerprint(self) -> str:
        """Eight hex digits that a cursor carries: the same for every page of the same list of hits."""
        what = (self.clauses, self.match, self.filters, self.order, self.correct)
        return hashlib.sha256(msgspec.json.encode(what)).hexdigest()[:8]
