"""Asks every side the same: four clients of each, then one of all sides in turn; then weighs the web processes."""

import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from typing import Final, NamedTuple

import msgspec

from benchmarks.clients import CLIENTS, Share, rates
from benchmarks.own_requests import OwnRequests
from benchmarks.place import Place
from benchmarks.queries import cold_queries, hot_queries, popular_queries
from benchmarks.result import Load, Searching, Side, Web
from benchmarks.serving import Server, serve, weigh
from benchmarks.sides import Addresses, open_side
from benchmarks.timing import NORMAL, QUICK, Ask, Effort, latencies, warm
from search.settings import EngineName

ENGINES: Final = {Side.EMBEDDED_API: EngineName.EMBEDDED, Side.ELASTICSEARCH_API: EngineName.ELASTICSEARCH}

# More than most sides answer in their time. A client that comes to the end of its share stops: its rate is that of the
# seconds in which it asked.
_COLD: Final = 24_000
_HOT: Final = 4_000
_VISITORS: Final = 10

Searches = dict[Load, dict[Side, Searching]]


class _Queries(NamedTuple):
    """No text of `warm`, `cold`, `visitors` and the shares' own is in another one of them."""

    warm: Sequence[str]
    cold: Sequence[str]
    visitors: Sequence[str]
    popular: Sequence[str]
    shares: Sequence[Share]


def measure(place: Place, count: int, sides: Collection[Side], *, quick: bool) -> tuple[Searches, dict[Side, Web]]:
    """Times of every side under each load; what each web server holds and how it bears a crowd."""
    effort = QUICK if quick else NORMAL
    queries = _draw(place, count, effort)
    with ExitStack() as held:
        servers = {
            side: held.enter_context(serve(place.environment(engine), place.folder / f"{engine.value}.log"))
            for side, engine in ENGINES.items()
            if side in sides
        }
        addresses = {side: server.address for side, server in servers.items()}
        # First, so that Java has compiled what one client then finds compiled.
        by_many = {side: _many_clients(side, place, addresses, queries, effort) for side in sides}
        found = _one_client(place, {side: open_side(side, place, addresses) for side in sides}, queries, effort)
        for (side, rate), load in product(by_many.items(), Load):
            found[load][side] = msgspec.structs.replace(found[load][side], requests_per_second=rate[load])
        return found, _weighed(servers, queries)


def _draw(place: Place, count: int, effort: Effort) -> _Queries:
    popular = popular_queries(place.corpus, count)
    texts = cold_queries(place.corpus, count, _COLD, without=popular)
    timed = warming = effort.queries
    rest = texts[warming + timed + _VISITORS :]
    shares = [Share(rest[number::CLIENTS], hot_queries(popular, _HOT, number)) for number in range(CLIENTS)]
    return _Queries(
        warm=texts[:warming],
        cold=texts[warming : warming + timed],
        visitors=texts[warming + timed : warming + timed + _VISITORS],
        popular=popular,
        shares=shares,
    )


def _many_clients(
    side: Side, place: Place, addresses: Addresses, queries: _Queries, effort: Effort
) -> dict[Load, float]:
    print(f"searching, {CLIENTS} clients: {side.value}", file=sys.stderr)
    return rates(side, place, addresses, queries.shares, effort)


def _one_client(place: Place, sides: Mapping[Side, Ask], queries: _Queries, effort: Effort) -> Searches:
    asked = dict(sides)
    if place.node and Side.ELASTICSEARCH in sides:
        every = (*queries.warm, *queries.cold, *queries.popular)
        asked[Side.OWN_REQUESTS] = OwnRequests(place.node, place, every).ask
    print("searching, one client", file=sys.stderr)
    warm(asked, queries.warm, effort.warm)
    cold = latencies(asked, queries.cold, effort.latency)
    # What is popular has been asked before.
    warm(asked, queries.popular, effort.latency)
    hot = latencies(asked, hot_queries(queries.popular, effort.queries, CLIENTS), effort.latency)
    return {Load.COLD: cold, Load.HOT: hot}


def _weighed(servers: Mapping[Side, Server], queries: _Queries) -> dict[Side, Web]:
    return {side: weigh(server, queries.visitors) for side, server in servers.items()}
