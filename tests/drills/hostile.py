"""Requests as somebody sends them who wishes a server ill, or whose program is broken; and what came of each.

All from a seed: the same seed sends the same requests, in the same order for each client.
"""

import random
import string
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException
from typing import Final, NamedTuple
from urllib.parse import quote_from_bytes

from pydantic import BaseModel

from search.query import MAX_KEY, MAX_OFFSET, Match, Position, Sort, TripQuery
from search.trip import MISSING_FIELDS
from webapp.api.exports import TableParameters
from webapp.export.columns import Column
from webapp.request.breakdowns import StatisticsParameters
from webapp.request.conditions import Filtered
from webapp.request.cursor import encode_cursor
from webapp.request.params import (
    FacetPageParameters,
    FacetParameters,
    Listed,
    Ordered,
    SearchPageParameters,
    SimilarParameters,
    SuggestParameters,
    TripPageParameters,
    TripsParameters,
)
from webapp.site.feed import FeedParameters


class _Address(NamedTuple):
    """How often it is asked (the dearest least), and what it reads."""

    weight: int
    model: type[BaseModel] | None = None


_ADDRESSES: Final = {
    "/api/v1/trips": _Address(10, TripsParameters),
    "/api/v1/trips/{id}": _Address(4),
    "/api/v1/trips/{id}/similar": _Address(4, SimilarParameters),
    "/api/v1/facets/{facet}": _Address(5, FacetParameters),
    "/api/v1/suggest": _Address(5, SuggestParameters),
    "/api/v1/statistics": _Address(8, StatisticsParameters),
    "/api/v1/trips.csv": _Address(3, TableParameters),
    "/api/v1/trips.jsonl": _Address(3, Ordered),
    "/api/v1/trips.xlsx": _Address(1, TableParameters),
    "/feed.atom": _Address(6, FeedParameters),
    "/search": _Address(6, SearchPageParameters),
    "/search/facets/{facet}": _Address(3, FacetPageParameters),
    "/statistics": _Address(2, Filtered),
    "/compare": _Address(2, Filtered),
    "/browse/{facet}/{value}": _Address(2, Listed),
    "/trips/{id}": _Address(4, TripPageParameters),
    "/trips/{id}/citation.bib": _Address(1),
    "/taken": _Address(1, SearchPageParameters),
    "/suggestions": _Address(2, SuggestParameters),
    "/sitemaps/trips-{id}.xml": _Address(1),
    "/openapi.json": _Address(1),
    "/readyz": _Address(1),
    "/{value}": _Address(1),
}
# What no address reads, or another one.
_STRANGE: Final = (
    "columns",
    "by",
    "cursor",
    "page",
    "x",
    "utm_source",
    "",
    "q[]",
    "__proto__",
    "페이지",
    "Q",
    " q",
    "size ",
)
_FACETS: Final = ("country", "city", "region", "office_kind", "organisation", "theme", "year", "missing")
# Right somewhere, and seldom where they come.
_MEANT: Final = (
    "탄소중립", "탄소 중립 정책", '"주민 참여"', "-일본", "JP", "독일", "서울", "의회", "climate-energy", "2024", "2024-02-29", "10", "0",
    "true", "false", "2026-11-29T18:30:00+09:00", *Match, *Sort, *_FACETS, *MISSING_FIELDS[:4], *list(Column)[:4],
    "month", "nights", "cost",
)  # fmt: skip
_MALICE: Final = (
    "", " ", "-", '"', '"' * 300, "-" * 200, "*", "?", "~1000", "title:*", "탄소 AND (", "(" * 250, "[* TO *]", "a^1000000",
    "\\", "\x00", "탄소\x00중립", "%00", "\r\nSet-Cookie: a=b", "../../etc/passwd", "' OR 1=1 --", "<script>alert(1)</script>",
    "{{7*7}}", "${jndi:ldap://x}", "\u202e", "\u200b", "\ufeff", "\u0301" * 200, "👨‍👩‍👧‍👦" * 40, "ﷺ" * 150, "İ" * 100, "ㅋ" * 512,
    "각" * 200, "\u1112\u1161\u11ab" * 170, "ㄱㅏ" * 200, "\U000e0041", "\ud7ff", "\U0010ffff", "٢٠٢٤", "２０２４", "²", "1e9", "-1",
    "+1", "0x10", "1_0", "NaN", "Infinity", "9" * 400, "null", "[]", "{}", "2025..", "2025-02-30", "0000-00-00", "9999-12-31",
    "0001-01-01", "10000-01-01", "2024-W01", "24:00:00", "2026-11-29T25:00:00Z", "2026-11-29T00:00:00+99:99", "=cmd|' /C calc'!A0",
)  # fmt: skip
_DAYS: Final = ("2024-02-29", "2025-01-01", "1999-12-31", "9999-12-31")
_FITTING: Final[dict[str, Sequence[str]]] = {
    "country": ("JP", "독일", "de", "🇯🇵"), "region": ("서울", "경기"), "kind": ("의회", "광역"), "theme": ("climate-energy",),
    "year": ("2024", "2025", "0000"), "missing": MISSING_FIELDS, "match": list(Match), "sort": list(Sort), "facets": _FACETS,
    "by": (*_FACETS, "month", "nights", "people"), "measures": ("nights", "people", "cost"), "columns": list(Column),
    "lang": ("ko", "en"), "correct": ("true", "false"), "leave_out": ("true", "false"), "order": ("count", "name"), "from": _DAYS, "to": _DAYS,
    "since": (*_DAYS, "2026-11-29T18:30:00+09:00"), "min": ("0", "3", "1000000"), "max": ("0", "5", "1000000"),
    "size": ("1", "7", "100"), "page": ("1", "2", "500"), "at": ("0", "3"), "paragraph": ("1", "9"), "skip": ("0", "1000000"),
}  # fmt: skip
_RANGES: Final = ("nights", "people", "cost")
_METHODS: Final = (*["GET"] * 30, "HEAD", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "가나다".encode().hex())
_HEADERS: Final = (
    "If-None-Match", "If-Modified-Since", "Accept", "Accept-Encoding", "Accept-Language", "Range", "Origin", "Cookie",
    "X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "Referer", "User-Agent", "Expect-CT", "Content-Type",
)  # fmt: skip
_SENDABLE: Final = string.ascii_letters + string.digits + "!#$%&'*+-./:;<=>?@^_`|~()[]{}\", \t" + "".join(map(chr, range(0xA1, 0x100)))  # fmt: skip
# A query string of more than this is refused before anybody reads it; some are longer.
_LONG: Final = (300, 600, 5_000, 60_000)

Chance = random.Random


class Request(NamedTuple):
    """What is sent."""

    method: str
    target: str
    headers: dict[str, str]


class Answered(NamedTuple):
    """What came of a request: the status (0: the connection was cut), and after how many seconds all of it was here."""

    request: Request
    status: int
    seconds: float


def requests(seed: int, ids: Sequence[str]) -> Iterator[Request]:
    """Without end; `ids` are of trips that are there."""
    chance = Chance(seed)
    addresses, weights = list(_ADDRESSES), [one.weight for one in _ADDRESSES.values()]
    while True:
        address = chance.choices(addresses, weights)[0]
        path = (
            address.replace("{id}", _part(chance, ids))
            .replace("{facet}", _part(chance, _FACETS))
            .replace("{value}", _part(chance, _MEANT))
        )
        pairs = "&".join(f"{_quoted(name)}={value}" for name, value in _pairs(chance, address))
        headers = {name: _header(chance) for name in chance.sample(_HEADERS, chance.choice((0, 0, 1, 3)))}
        yield Request(chance.choice(_METHODS), f"{path}?{pairs}" if pairs else path, headers)


def send(host: str, asked: Iterator[Request], amount: int, told: Callable[[Answered], object]) -> None:
    """`amount` requests one after the other, each told with what came of it."""
    connection = HTTPConnection(host, timeout=30)
    for _ in range(amount):
        request = next(asked)
        began = time.monotonic()
        try:
            connection.request(request.method, request.target, headers=request.headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (HTTPException, OSError):
            connection.close()
            status = 0
        told(Answered(request, status, time.monotonic() - began))
    connection.close()


def storm(host: str, ids: Sequence[str], seed: int, amount: int, clients: int) -> list[Answered]:
    """What came of `amount` requests by so many clients at once."""
    answered: list[Answered] = []
    threads = [
        threading.Thread(target=send, args=(host, requests(seed + one, ids), amount // clients, answered.append))
        for one in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


def counted(answered: Sequence[Answered]) -> str:
    """How many there were of each status, and how long they took."""
    seconds = sorted(one.seconds for one in answered)
    statuses = ", ".join(
        f"{status}: {times:,}" for status, times in sorted(Counter(o.status for o in answered).items())
    )
    p99 = seconds[len(seconds) * 99 // 100]
    return f"{len(answered):,} requests ({statuses}), p99 {p99 * 1_000:.0f} ms, slowest {seconds[-1] * 1_000:.0f} ms"


def _part(chance: Chance, known: Sequence[str]) -> str:
    """A part of a path."""
    return _quoted(chance.choice(known)) if chance.random() < 0.7 else _value(chance)[:2_000]


def _pairs(chance: Chance, address: str) -> Iterator[tuple[str, str]]:
    """Parameters and their values, as a query string has them."""
    most = chance.choice((1, 2, 3, 5, 12))
    model = _ADDRESSES[address].model
    names = list(model.model_fields) if model else _STRANGE
    for name in chance.choices(names, k=chance.randrange(most + 1)):
        for _ in range(chance.choices((1, 2, 3, 120), (90, 5, 4, 1))[0]):
            yield name, _fitting(chance, name) if chance.random() < 0.5 else _value(chance)
    if chance.random() < 0.1:
        yield chance.choice(_STRANGE), _value(chance)
    if chance.random() < 0.2:
        yield "lang", chance.choice(("en", "en", "ko", "EN", "", "fr"))
    if "statistics" in address and chance.random() < 0.8:
        for _ in range(chance.choice((1, 1, 2, 3))):
            yield "by", chance.choice((*_FACETS, "month", "nights", "people"))
    if chance.random() < 0.15:
        name = chance.choice(_RANGES)
        yield f"{name}_min", str(chance.randrange(10))
        yield f"{name}_max", str(chance.randrange(10))
    if chance.random() < 0.15:
        yield "cursor", _forged(chance)


def _fitting(chance: Chance, name: str) -> str:
    """A value that a parameter of this name may have."""
    kind = name.removeprefix("not_")
    for ending, known in _FITTING.items():
        if kind.endswith(ending):
            return _quoted(chance.choice(known))
    return _value(chance) if kind in {"q", "find", "within"} else _quoted(chance.choice(_MEANT))


def _value(chance: Chance) -> str:
    """Any value, percent-encoded as far as it must be."""
    match chance.randrange(10):
        case 0:
            return quote_from_bytes(chance.randbytes(chance.choice((1, 3, 20, 200))))
        case 1:
            return _quoted("".join(map(chr, (_code(chance) for _ in range(chance.choice((1, 3, 30, 512)))))))
        case 2:
            return _quoted(
                chance.choice(("가", "a", "ㅌ", "1", "-", "탄소 ")) * chance.choices(_LONG, (40, 40, 15, 1))[0]
            )
        case 3:
            return chance.choice(("%", "%%", "%zz", "%u0041", "%ED%A0%80", "%C0%AF", "%FF", "+", "%2B", "a=b", ";"))
        case 4 | 5 | 6:
            return _quoted(chance.choice(_MALICE))
        case _:
            return _quoted(chance.choice(_MEANT))


def _code(chance: Chance) -> int:
    """Of any character that may be sent."""
    code = chance.randrange(chance.choice((0x80, 0x800, 0x3400, 0xD800, 0x110000)))
    return code if not 0xD800 <= code < 0xE000 else 0xFFFD


def _forged(chance: Chance) -> str:
    """A cursor with a checksum that is right, of a search that is not."""
    index = chance.choice(("", "g1", "g20261130t021149z-bc2e81f4", "../x", "가" * 40))
    key = chance.choice((None, 0, MAX_KEY, chance.randrange(MAX_KEY)))
    position = Position(index, chance.choice((0, 1, 20, MAX_OFFSET)), key, chance.choice((None, "", "x", "가" * 50)))
    return encode_cursor(position, TripQuery(sort=chance.choice(list(Sort))))[: chance.choice((None, None, 10, -1))]


def _header(chance: Chance) -> str:
    return "".join(chance.choices(_SENDABLE, k=chance.choice((0, 1, 10, 200, 4_000)))).strip()


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
