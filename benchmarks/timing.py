"""How times are taken: warm, the sides in turn, and with several clients at once."""

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple

from benchmarks.result import Searching, Side

CLIENTS: Final = 4

# Asks one side for what a text finds.
Ask = Callable[[str], object]


class Effort(NamedTuple):
    """How long is measured. A round asks every query of every side once."""

    warm_seconds: float  # at least one round; Java compiles what is asked often
    least_rounds: int
    most_rounds: int
    seconds: float  # after these no further round begins
    burst_seconds: float  # all clients against one side
    bursts: int


NORMAL: Final = Effort(10.0, 3, 12, 30.0, 2.0, 2)
QUICK: Final = Effort(0.0, 1, 2, 5.0, 0.3, 1)


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def search_times(sides: Mapping[Side, Ask], queries: Sequence[str], effort: Effort) -> dict[Side, Searching]:
    """Latency and throughput of every side, all of them in turn."""
    _warm(sides, queries, effort.warm_seconds)
    milliseconds = _latencies(sides, queries, effort)
    rates: dict[Side, list[float]] = {side: [] for side in sides}
    for _ in range(effort.bursts):
        for side, ask in sides.items():
            rates[side].append(_burst(ask, queries, effort.burst_seconds))
    return {side: _searching(milliseconds[side], statistics.mean(rates[side])) for side in sides}


def _warm(sides: Mapping[Side, Ask], queries: Sequence[str], seconds: float) -> None:
    end = time.perf_counter() + seconds
    while True:
        for text in queries:
            for ask in sides.values():
                ask(text)
        if time.perf_counter() >= end:
            return


def _latencies(sides: Mapping[Side, Ask], queries: Sequence[str], effort: Effort) -> dict[Side, list[float]]:
    taken: dict[Side, list[float]] = {side: [] for side in sides}
    order = list(sides.items())
    end = time.perf_counter() + effort.seconds
    for turn in range(effort.most_rounds):
        if turn >= effort.least_rounds and time.perf_counter() > end:
            break
        for text in queries:
            # Each side follows each other one in time: what the one before leaves in the caches is shared out.
            order.append(order.pop(0))
            for side, ask in order:
                taken[side].append(timed(lambda ask=ask, text=text: ask(text)) * 1e3)  # type: ignore[misc]
    return taken


def _burst(ask: Ask, queries: Sequence[str], seconds: float) -> float:
    """Searches a second of CLIENTS threads, each with its own place in the queries."""
    done = [0] * CLIENTS
    failures: list[BaseException] = []
    start = time.perf_counter()

    def client(number: int) -> None:
        try:
            for turn in count(number * len(queries) // CLIENTS):
                if time.perf_counter() - start >= seconds:
                    return
                ask(queries[turn % len(queries)])
                done[number] += 1
        except BaseException as error:  # noqa: BLE001 - raised below, where the measurement ends
            failures.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(done) / (time.perf_counter() - start)


def _searching(milliseconds: Sequence[float], rate: float) -> Searching:
    hundredths = statistics.quantiles(milliseconds, n=100, method="inclusive")
    return Searching(
        p50_ms=round(hundredths[49], 3),
        p95_ms=round(hundredths[94], 3),
        p99_ms=round(hundredths[98], 3),
        samples=len(milliseconds),
        searches_per_second=round(rate, 1),
    )
