"""What a trip (국외출장) is: the frozen record that importers make, engines store and pages show."""

import datetime as dt
import hashlib
import re
import unicodedata
from typing import Final

import msgspec

from search.page_starts import PageStart

# `.` and `..` are left out: browsers make /trips/.. another address.
ID_PATTERN: Final = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}")
ID_DIGITS: Final = 20


class Place(msgspec.Struct, frozen=True):
    """A country as shown; `code` is ISO 3166-1 alpha-2, None for a place we do not know."""

    code: str | None
    name: str

    @property
    def key(self) -> str:
        """What filters and facets use: the code, or the name where there is none."""
        return self.code or self.name


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a record came from; `file` and `position` (from 1) are set by our importer."""

    name: str | None = None
    url: str | None = None
    file: str | None = None
    position: int | None = None


class Notice(msgspec.Struct, frozen=True):
    """Something odd in a record, in neutral words: `code` for programs, `text` (Korean) for people."""

    code: str
    text: str


class Theme(msgspec.Struct, frozen=True):
    """What a trip is about, by our rules: the key of a theme, and the words in the trip that spoke for it."""

    key: str
    words: tuple[str, ...] = ()


class Trip(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One trip as stated by its source; what was not stated stays None or empty."""

    id: str
    title: str
    # The title as its source writes it, where publishing has added to it.
    title_stated: str | None = None
    purpose: str | None = None
    countries: tuple[Place, ...] = ()
    cities: tuple[str, ...] = ()
    organisation: str | None = None
    department: str | None = None
    departs: dt.date | None = None
    returns: dt.date | None = None
    stay: str | None = None
    nights: int | None = None
    days: int | None = None
    people: int | None = None
    cost_krw: int | None = None
    # The cost as its source writes it, where that is more than a number of won.
    cost_stated: str | None = None
    summary: str | None = None
    findings: tuple[str, ...] = ()
    # On which pages of its file they stand, and purpose and summary, in the order of the texts.
    page_starts: tuple[PageStart, ...] = ()
    published: dt.date | None = None
    source: Source | None = None
    # Every source, the winning one first, where there are more than one.
    sources: tuple[Source, ...] = ()
    # Ids that other sources of it would have had; they lead to this one.
    other_ids: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    notices: tuple[Notice, ...] = ()
    # When an index first had it, and since when it has it as it is, in UTC; None where no index has noted that.
    first_seen: dt.datetime | None = None
    last_changed: dt.datetime | None = None

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """Every source, the winning one first."""
        return self.sources or tuple(filter(None, [self.source]))


# The codes of notices that tell of two sources begin with this.
DISAGREEMENT: Final = "sources_disagree_"

# What people call each field that is shown, in the order of a trip's page: one word a thing, wherever it is said.
FIELD_LABELS: Final = {
    "title": "제목",
    "title_stated": "원래 제목",
    "purpose": "목적",
    "organisation": "기관",
    "department": "부서",
    "countries": "방문국",
    "cities": "방문 도시",
    "departs": "출발일",
    "returns": "귀국일",
    "stay": "기간",
    "people": "인원",
    "cost_krw": "경비",
    "cost_stated": "자료의 경비",
    "published": "공개일",
    "themes": "주제",
    "summary": "요약",
    "findings": "핵심 내용",
    "source": "출처",
}

# What a reader would expect a record to state.
GAP_FIELDS: Final = (
    *("countries", "organisation", "departs", "returns", "stay", "people", "cost_krw", "summary", "findings"),
)
# What may be missing in one: purpose is told apart from the title by few.
MISSING_FIELDS: Final = (*GAP_FIELDS, "purpose", "department", "cities", "published", "source")


def fold(text: str) -> str:
    """`text` in NFC with every run of white space as one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def make_id(
    organisation: str | None,
    title: str,
    departs: dt.date | None,
    returns: dt.date | None,
    places: tuple[Place, ...],
) -> str:
    """The id of a record that states none: 20 hex digits of SHA-256 over what identifies it (docs/records.md)."""
    parts = [
        fold(organisation) if organisation else None,
        fold(title),
        departs.isoformat() if departs else None,
        returns.isoformat() if returns else None,
        sorted(fold(place.key) for place in places),
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:ID_DIGITS]


def make_other_id(trip_id: str, address: str) -> str:
    """The id of a record that states the same as another and was published at another address."""
    return hashlib.sha256(msgspec.json.encode([trip_id, address])).hexdigest()[:ID_DIGITS]


def content_digest(trip: Trip) -> bytes:
    """16 bytes that two trips share when their sources state the same; of many trips there is no room for more."""
    return hashlib.blake2b(msgspec.json.encode(stated(trip)), digest_size=16).digest()


def stated(trip: Trip) -> Trip:
    """`trip` without what is ours: nights, days, themes, notices, moments, the file and the position we read it at.

    That its sources disagree is theirs.
    """
    source = trip.source and msgspec.structs.replace(trip.source, file=None, position=None)
    if source == Source():
        source = None
    notices = tuple(notice for notice in trip.notices if notice.code.startswith(DISAGREEMENT))
    sources = tuple(msgspec.structs.replace(one, position=None) for one in trip.sources)
    return msgspec.structs.replace(
        without_moments(trip), nights=None, days=None, themes=(), notices=notices, source=source, sources=sources
    )


def without_moments(trip: Trip) -> Trip:
    """`trip` as it is outside of an index."""
    return msgspec.structs.replace(trip, first_seen=None, last_changed=None)


def with_moments(trip: Trip, before: Trip | None, now: dt.datetime) -> Trip:
    """`trip` as an index takes it in `now` that had the trip as it was `before`, None for a new one.

    It stays first seen when it was, also where nobody knows when; and so does its last change if both state the same.
    """
    if before is None:
        return msgspec.structs.replace(trip, first_seen=now, last_changed=now)
    is_same = content_digest(before) == content_digest(trip)
    return msgspec.structs.replace(
        trip, first_seen=before.first_seen, last_changed=before.last_changed if is_same else now
    )
