"""How often one client may ask: counted over all processes, said in every answer, refused with when to come back.

RateLimit and RateLimit-Policy are those of the IETF's draft (draft-ietf-httpapi-ratelimit-headers). A client is an IPv4
address or the half of an IPv6 address that names a network. Behind a proxy it is what the proxy says (`hops` of them
are trusted); without one, loopback and private addresses are people of the house or a proxy that nobody told us of,
and are not limited.
"""

import ipaddress
import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import Flask, request
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from search.errors import SettingsError
from search.korean.particles import particle
from webapp.added_headers import adding
from webapp.language import counted
from webapp.shared_counts import SharedCounts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where a request's environment names the client that is limited, and says how many seconds it has to wait.
CLIENT: Final = "trips.client"
_WAIT: Final = "trips.wait"

# As a rate: none.
UNLIMITED: Final = "none"

# What takes seconds of work, and what takes next to none and is never refused.
_COSTLY: Final = frozenset(
    ("/api/v1/trips.csv", "/api/v1/trips.xlsx", "/api/v1/trips.jsonl", "/api/v1/statistics", "/statistics", "/compare")
)
_FREE: Final = frozenset(("/healthz", "/readyz"))
_STATIC: Final = "/static/"
# Whoever has a network of this size has all of its addresses.
_IPV6_NETWORK: Final = 64


def read_rate(text: str) -> RateLimitItem | None:
    """`600/minute` as the library has it; None for `none`. Raises SettingsError."""
    if text == UNLIMITED:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise SettingsError(
            f"요청 한도(TRIPS_RATE_LIMIT, TRIPS_RATE_LIMIT_COSTLY) ‘{text}’: 600/minute, 10/second처럼 쓰세요. "
            f"한도를 두지 않으려면 {UNLIMITED}{particle(UNLIMITED, '이라/라')}고 쓰세요."
        ) from error


class Rate(NamedTuple):
    """So many requests in a time, by the name that answers tell it by."""

    name: str
    item: RateLimitItem

    @property
    def policy(self) -> str:
        """As RateLimit-Policy says it."""
        return f'"{self.name}";q={self.item.amount};w={self.item.get_expiry()}'


class Rates:
    """What one client may ask of all processes."""

    def __init__(self, every: RateLimitItem | None, costly: RateLimitItem | None, hops: int = 0) -> None:
        """`every` counts all requests, `costly` those that take seconds; None: as many as anybody wants."""
        self.hops = hops
        self._every = Rate("default", every) if every else None
        self._costly = Rate("costly", costly) if costly else None
        self._limiter = FixedWindowRateLimiter(SharedCounts())

    def client(self, environ: "WSGIEnvironment") -> str | None:
        """Whom a request is counted for, or None for whom nothing is counted."""
        try:
            address = ipaddress.ip_address(environ.get("REMOTE_ADDR", ""))
        except ValueError:
            # A socket of this machine has no address.
            return None
        if isinstance(address, ipaddress.IPv6Address):
            address = address.ipv4_mapped or address
        if not self.hops and (address.is_private or address.is_loopback or address.is_link_local):
            return None
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False).network_address)
        return str(address)

    def applying(self, path: str) -> tuple[Rate, ...]:
        """What a request for `path` counts for."""
        if path in _FREE or path.startswith(_STATIC):
            return ()
        rates = (self._every, self._costly if path in _COSTLY else None)
        return tuple(rate for rate in rates if rate)

    def count(self, rate: Rate, client: str) -> "State":
        """Count one more request."""
        allowed = self._limiter.hit(rate.item, client)
        stats = self._limiter.get_window_stats(rate.item, client)
        return State(rate, allowed, stats.remaining, max(1, math.ceil(stats.reset_time - time.time())))


class State(NamedTuple):
    """Where a client stands: how many requests are left for so many seconds."""

    rate: Rate
    allowed: bool
    left: int
    seconds: int

    @property
    def header(self) -> str:
        """As RateLimit says it."""
        return f'"{self.rate.name}";r={self.left};t={self.seconds}'


def limit_requests(app: Flask, rates: Rates, fresh: "WSGIApplication") -> None:
    """Put `rates` in front of all that `app` does by now; `fresh` is the application without what is kept."""
    app.before_request(_refuse)
    # The place that Flask has for it; mypy takes it for a method.
    app.wsgi_app = limited(app.wsgi_app, fresh, rates)  # type: ignore[assignment, method-assign]


def limited(app: "WSGIApplication", fresh: "WSGIApplication", rates: Rates) -> "WSGIApplication":
    """`app` behind `rates` and the proxies that they trust; `fresh` refuses."""
    counted: WSGIApplication = _Limited(app, fresh, rates)
    if not rates.hops:
        return counted
    return ProxyFix(counted, x_for=rates.hops, x_proto=rates.hops, x_host=0, x_port=0, x_prefix=0)


def _refuse() -> None:
    seconds = request.environ.get(_WAIT)
    if seconds is not None:
        raise TooManyRequests(
            counted(
                "짧은 시간에 요청이 많아 잠시 멈춥니다. {count}초 뒤에 다시 요청하세요. 한도는 응답의 RateLimit 헤더에 "
                "있습니다.",
                seconds,
            ),
            retry_after=seconds,
        )


class _Limited:
    def __init__(self, app: "WSGIApplication", fresh: "WSGIApplication", rates: Rates) -> None:
        self._app = app
        self._fresh = fresh
        self._rates = rates

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        applying = self._rates.applying(environ["PATH_INFO"])
        client = self._rates.client(environ) if applying else None
        if client is None:
            return self._app(environ, start_response)
        environ[CLIENT] = client
        states = [self._rates.count(rate, client) for rate in applying]
        told = [
            ("RateLimit-Policy", ", ".join(state.rate.policy for state in states)),
            ("RateLimit", ", ".join(state.header for state in states)),
        ]
        refusing = [state.seconds for state in states if not state.allowed]
        if not refusing:
            return self._app(environ, adding(start_response, told))
        environ[_WAIT] = max(refusing)
        return self._fresh(environ, adding(start_response, told))
