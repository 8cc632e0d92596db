"""How a trip or a search is cited: as a sentence, for BibTeX and RIS, and by a link that remembers what was found.

The link carries date and count of its search, signed: nobody can make the site say that there were others.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

from search.clock import KOREA
from search.page import IndexInfo, TripPage
from search.query import TripQuery
from search.trip import Trip
from webapp.language import counted, gettext, noted
from webapp.sizes import cut
from webapp.text import long_date, short_period

SITE: Final = noted("국외출장 검색")
_SALT: Final = "cited"
# What has a meaning of its own in BibTeX.
_SPECIAL: Final = re.compile(r"([\\{}%$#&_~^])")
_LINE: Final = re.compile(r"\s+")


class Cited(NamedTuple):
    """What a search found when it was cited."""

    day: dt.date
    total: int


class Citations:
    """Signs what searches found, and reads it again."""

    def __init__(self, secret: str) -> None:
        """Whoever has the same secret reads what this signs."""
        self._signer = URLSafeSerializer(secret, salt=_SALT)

    def token(self, query: TripQuery, page: TripPage) -> str:
        """What a link carries of a search."""
        day = page.index.built.astimezone(KOREA).date()
        return str(self._signer.dumps([query.fingerprint(), day.isoformat(), page.total]))

    def read(self, token: str, query: TripQuery) -> Cited | None:
        """What was signed of this search; None where nobody here has signed it, or it is of another search."""
        try:
            fingerprint, day, total = self._signer.loads(token)
        except (BadSignature, ValueError):
            return None
        return Cited(dt.date.fromisoformat(day), total) if fingerprint == query.fingerprint() else None


def sentence_of_trip(trip: Trip, index: IndexInfo, url: str) -> str:
    """A trip as a footnote names it."""
    parts = [trip.organisation and cut(trip.organisation), f"「{cut(_one_line(trip.title))}」"]
    if trip.departs:
        parts.append(gettext("{period} 국외출장", period=short_period(trip.departs, trip.returns)))
    return f"{', '.join(part for part in parts if part)}. {_of(index)}. {url}"


def sentence_of_search(heading: str, page: TripPage, url: str) -> str:
    """A search as a footnote names it."""
    found = counted("{site}, {heading} {count:,}건", page.total, site=gettext(SITE), heading=heading)
    return f"{found}. {_of(page.index)}. {url}"


def bibtex(trip: Trip, index: IndexInfo, url: str) -> str:
    """A trip as BibTeX takes it."""
    fields = [
        ("title", trip.title),
        ("institution", trip.organisation),
        ("type", gettext("국외출장 보고서")),
        ("year", str(trip.departs.year) if trip.departs else None),
        ("month", str(trip.departs.month) if trip.departs else None),
        ("note", _of(index)),
    ]
    lines = [f"  {name} = {{{_SPECIAL.sub(_escaped, _one_line(value))}}}," for name, value in fields if value]
    # An address is no text: only what would end it is encoded.
    return "\n".join((f"@techreport{{{_key(trip)},", *lines, f"  url = {{{url}}},", "}", ""))


def ris(trip: Trip, index: IndexInfo, url: str) -> str:
    """A trip as RIS takes it."""
    return "\r\n".join(f"{tag}  - {_one_line(value)}" for tag, value in _ris(trip, index, url)) + "\r\nER  - \r\n"


def _ris(trip: Trip, index: IndexInfo, url: str) -> Iterator[tuple[str, str]]:
    yield "TY", "RPRT"
    yield "TI", trip.title
    if trip.organisation:
        yield "AU", f"{trip.organisation},"
        yield "PB", trip.organisation
    if trip.departs:
        yield "PY", str(trip.departs.year)
        yield "DA", f"{trip.departs:%Y/%m/%d}"
    if trip.summary:
        yield "AB", trip.summary
    yield "N1", _of(index)
    yield "LA", "ko"
    yield "UR", url


def _of(index: IndexInfo) -> str:
    said = noted("{site}, 자료 기준 {day}(버전 {version})")
    return gettext(said, site=gettext(SITE), day=long_date(index.built), version=index.version)


def _key(trip: Trip) -> str:
    letters = re.sub(r"[^A-Za-z0-9-]", "", trip.id)
    return f"trip-{letters}" if letters else "trip"


def _escaped(found: re.Match[str]) -> str:
    sign = found[1]
    return {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}.get(sign, f"\\{sign}")


def _one_line(text: str) -> str:
    return _LINE.sub(" ", text).strip()
