"""What the project aims at, and whether the recorded figures reach it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from benchmarks.result import Indexing, Load, Result, Searching, Side, Web

_EVERY: Final = None
_TUNED: Final = Side.TUNED_ELASTICSEARCH

Bounds = Mapping[int | None, float]


class Figures(NamedTuple):
    """The figures of one result that aims speak of; each is None where a side was not measured."""

    result: Result

    def latency(self, side: Side, load: Load, other: Side = _TUNED) -> float | None:
        """The p50 of a side, as a part of another's."""
        return _ratio(*(self._searching(one, load, lambda found: found.p50_ms) for one in (side, other)))

    def rate(self, side: Side, load: Load) -> float | None:
        """Requests a second, as a multiple of tuned Elasticsearch's."""
        return _ratio(*(self._searching(one, load, lambda found: found.requests_per_second) for one in (side, _TUNED)))

    def indexing(self, of: Callable[[Indexing], float | None]) -> float | None:
        """A figure of the embedded engine's build, as a part of tuned Elasticsearch's."""
        found = (self.result.indexing.get(side) for side in (Side.EMBEDDED, _TUNED))
        return _ratio(*(of(one) if one else None for one in found))

    def build_memory(self) -> float | None:
        """Megabytes of the process that builds the embedded engine's index, at their peak."""
        peak = self.result.indexing[Side.EMBEDDED].peak_memory_bytes
        return peak / 1e6 if peak else None

    def web(self, of: Callable[[Web], float | None]) -> float | None:
        """A figure of the web server over the embedded engine."""
        found = self.result.web.get(Side.EMBEDDED_API)
        return of(found) if found else None

    def p95(self) -> float | None:
        """Milliseconds through the API over the embedded engine, the popular queries."""
        return self._searching(Side.EMBEDDED_API, Load.HOT, lambda found: found.p95_ms)

    def _searching(self, side: Side, load: Load, of: Callable[[Searching], float | None]) -> float | None:
        found = self.result.search[load].get(side)
        return of(found) if found else None


class Aim(NamedTuple):
    """A bound for a figure, by size; the size None stands for every one."""

    what: str
    of: Callable[[Figures], float | None]
    bounds: Bounds
    at_most: bool
    unit: str = "×"

    def bound(self, size: int) -> float | None:
        """What is aimed at for so many trips."""
        return self.bounds.get(size, self.bounds.get(_EVERY))


def _all_processes(web: Web) -> float:
    return sum(web.process_bytes) / 1e6


def _each_worker(web: Web) -> float | None:
    """None where the parent serves alone."""
    return web.worker_bytes / 1e6 if web.worker_bytes else None


AIMS: Final = (
    Aim(
        "p50 through the API ÷ tuned, cold",
        lambda f: f.latency(Side.EMBEDDED_API, Load.COLD),
        {2_840: 0.6, 100_000: 0.8},
        at_most=True,
    ),
    Aim(
        "p50 through the API ÷ tuned, hot",
        lambda f: f.latency(Side.EMBEDDED_API, Load.HOT),
        {_EVERY: 0.25},
        at_most=True,
    ),
    Aim(
        "requests/s through the API ÷ tuned, cold",
        lambda f: f.rate(Side.EMBEDDED_API, Load.COLD),
        {_EVERY: 1.5},
        at_most=False,
    ),
    Aim(
        "requests/s through the API ÷ tuned, hot",
        lambda f: f.rate(Side.EMBEDDED_API, Load.HOT),
        {_EVERY: 4.0},
        at_most=False,
    ),
    Aim(
        "p50 below the API ÷ bare tantivy, cold",
        lambda f: f.latency(Side.EMBEDDED, Load.COLD, Side.BARE_TANTIVY),
        {_EVERY: 1.5},
        at_most=True,
    ),
    Aim("index ÷ tuned", lambda f: f.indexing(lambda built: built.index_bytes), {_EVERY: 1.2}, at_most=True),
    Aim(
        "trips/s indexed ÷ tuned",
        lambda f: f.indexing(lambda built: built.trips_per_second),
        {_EVERY: 1.2},
        at_most=False,
    ),
    Aim("peak memory of the indexing process", Figures.build_memory, {_EVERY: 250.0}, at_most=True, unit="MB"),
    Aim(
        "private memory of all web processes",
        lambda f: f.web(_all_processes),
        {_EVERY: 150.0},
        at_most=True,
        unit="MB",
    ),
    Aim(
        "memory that one worker more costs",
        lambda f: f.web(_each_worker),
        {_EVERY: 40.0},
        at_most=True,
        unit="MB",
    ),
    Aim(
        "Elasticsearch engine, p50 ÷ its own requests sent bare, cold",
        lambda f: f.latency(Side.ELASTICSEARCH, Load.COLD, Side.OWN_REQUESTS),
        {_EVERY: 1.2},
        at_most=True,
    ),
    Aim(
        "a new visitor's answer beside 500 idle connections",
        lambda f: f.web(lambda web: web.crowded_ms),
        {_EVERY: 100.0},
        at_most=True,
        unit="ms",
    ),
    Aim("p95 through the API, hot", Figures.p95, {1_000_000: 50.0}, at_most=True, unit="ms"),
)


def aims_table(figures: Mapping[int, Figures], sizes: Sequence[int]) -> str:
    """Each aim with what was measured at each of `sizes`, and whether that reaches it."""
    head = ["the embedded engine, where no other is named", *(f"{size:,} trips" for size in sizes)]
    lines = [head, ["---"] * len(head)]
    lines += [[aim.what, *(_cell(aim, figures.get(size), size) for size in sizes)] for aim in AIMS]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(aim: Aim, figures: Figures | None, size: int) -> str:
    found = aim.of(figures) if figures else None
    bound = aim.bound(size)
    measured = "not measured" if found is None else f"{found:,.2f} {aim.unit}"
    if bound is None:
        return measured
    wanted = f"aim: {'at most' if aim.at_most else 'at least'} {bound:g} {aim.unit}"
    if found is None:
        return f"{measured} ({wanted})"
    is_reached = found <= bound if aim.at_most else found >= bound
    return f"{'✓' if is_reached else '✗ **missed**'} {measured} ({wanted})"


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None
