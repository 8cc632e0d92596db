"""What the project aims at, and whether the recorded figures reach it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from benchmarks.result import Level, Result, Side

_EVERY: Final = None

Bounds = Mapping[int | None, float]


class Figures(NamedTuple):
    """The figures of one result that aims speak of; each is None where a side was not measured."""

    result: Result

    def latency(self, side: Side) -> float | None:
        """The p50 with facets and snippets, as a part of bare Elasticsearch's."""
        sides = self.result.search[Level.FULL]
        bare = sides.get(Side.BARE_ELASTICSEARCH)
        return sides[side].p50_ms / bare.p50_ms if bare and side in sides else None

    def throughput(self, side: Side) -> float | None:
        """Searches a second with facets and snippets, as a multiple of bare Elasticsearch's."""
        sides = self.result.search[Level.FULL]
        bare = sides.get(Side.BARE_ELASTICSEARCH)
        return sides[side].searches_per_second / bare.searches_per_second if bare and side in sides else None

    def indexing(self) -> float | None:
        """The embedded engine's trips a second, as a multiple of bare Elasticsearch's."""
        bare = self.result.indexing.get(Side.BARE_ELASTICSEARCH)
        return self.result.indexing[Side.EMBEDDED].trips_per_second / bare.trips_per_second if bare else None

    def size(self) -> float | None:
        """The embedded engine's index, as a part of bare Elasticsearch's."""
        ours, bare = (self.result.indexing.get(side) for side in (Side.EMBEDDED, Side.BARE_ELASTICSEARCH))
        if ours is None or bare is None or not ours.index_bytes or not bare.index_bytes:
            return None
        return ours.index_bytes / bare.index_bytes

    def memory(self) -> float | None:
        """Private megabytes of the web process over the embedded engine."""
        found = self.result.web_memory_bytes.get(Side.EMBEDDED_API)
        return found / 1e6 if found is not None else None


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


_LATENCY: Final[Bounds] = {2_840: 0.3, 100_000: 0.4}
_THROUGHPUT: Final[Bounds] = {2_840: 4.0, 100_000: 2.5}
AIMS: Final = (
    Aim("p50 ÷ bare, embedded", lambda f: f.latency(Side.EMBEDDED), _LATENCY, at_most=True),
    Aim("p50 ÷ bare, embedded through the API", lambda f: f.latency(Side.EMBEDDED_API), _LATENCY, at_most=True),
    Aim("searches/s ÷ bare, embedded", lambda f: f.throughput(Side.EMBEDDED), _THROUGHPUT, at_most=False),
    Aim(
        "searches/s ÷ bare, embedded through the API",
        lambda f: f.throughput(Side.EMBEDDED_API),
        _THROUGHPUT,
        at_most=False,
    ),
    Aim("indexing ÷ bare, embedded", Figures.indexing, {_EVERY: 1.5}, at_most=False),
    Aim("index ÷ bare, embedded", Figures.size, {_EVERY: 0.9}, at_most=True),
    Aim("private memory of the web process, embedded", Figures.memory, {_EVERY: 150.0}, at_most=True, unit="MB"),
)


def aims_table(figures: Mapping[int, Figures], sizes: Sequence[int]) -> str:
    """Each aim with what was measured at each of `sizes`, and whether that reaches it."""
    head = ["with facets and snippets, where it is about searches", *(f"{size:,} trips" for size in sizes)]
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
