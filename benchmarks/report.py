"""results/ → docs/performance.md and its chart: `python -m benchmarks.report`. A test compares the two.

The document is made of the newest result of each size; a size without one is said so, and nothing is filled in.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.aims import Figures, aims_table
from benchmarks.chart import draw
from benchmarks.result import RESULTS, Level, Result, Searching, Side, newest

DOCS: Final = Path(__file__).parents[1] / "docs"
SIZES: Final = (2_840, 20_000, 100_000)

_TEXT: Final = (Path(__file__).parent / "performance.md").read_text(encoding="utf-8")
_NAMES: Final = {
    Side.EMBEDDED: "embedded",
    Side.EMBEDDED_API: "embedded, through the API",
    Side.ELASTICSEARCH: "Elasticsearch engine",
    Side.ELASTICSEARCH_API: "Elasticsearch engine, through the API",
    Side.BARE_ELASTICSEARCH: "bare Elasticsearch",
    Side.OWN_REQUESTS: "the engine's own requests, sent bare",
    Side.BARE_TANTIVY: "bare tantivy",
}
_LEVELS: Final = {Level.HITS: "hits", Level.FACETS: "with facets", Level.FULL: "with facets and snippets"}
_GROWING: Final = (
    Side.EMBEDDED,
    Side.EMBEDDED_API,
    Side.ELASTICSEARCH,
    Side.ELASTICSEARCH_API,
    Side.BARE_ELASTICSEARCH,
)
_NOTHING: Final = "–"


def main() -> None:
    """Write both files."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    options.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER")
    options.add_argument("--docs", type=Path, default=DOCS, metavar="FOLDER")
    chosen = options.parse_args()
    results = newest(chosen.results)
    (chosen.docs / "performance.md").write_text(document(results), encoding="utf-8")
    (chosen.docs / "performance.svg").write_text(draw(results, SIZES), encoding="utf-8")


def document(results: Mapping[int, Result]) -> str:
    """The text of docs/performance.md."""
    sizes = [size for size in SIZES if size in results]
    parts = {
        "missing": _missing(results),
        "aims": aims_table({size: Figures(results[size]) for size in sizes}, SIZES),
        "search": "\n\n".join(_search(level, results, sizes) for level in Level) if sizes else "",
        "between": _between(results, sizes),
        "indexing": _indexing(results, sizes),
        "memory": _memory(results, sizes),
        "growth": _growth(results, sizes),
        "machine": _machine(results, sizes),
    }
    text = _TEXT
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->", part or "No result is recorded.")
    return text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, figures to the right."""
    lines = [head, ["---", *("--:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _missing(results: Mapping[int, Result]) -> str:
    lines = [
        f"**No result is recorded for {size:,} trips.** `python -m benchmarks --trips {size}` makes one."
        for size in SIZES
        if size not in results
    ]
    return "\n\n".join(lines) or f"Recorded for {', '.join(f'{size:,}' for size in SIZES)} trips."


def _search(level: Level, results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = [
        _search_row(size, side, results[size].search[level]) for size in sizes for side in results[size].search[level]
    ]
    head = ("trips", "who answers", "p50, ms", "p95", "p99", "searches/s", "p50 ÷ bare", "searches/s ÷ bare")
    return f"### {_LEVELS[level].capitalize()}\n\n{table(head, rows)}"


def _search_row(size: int, side: Side, sides: Mapping[Side, Searching]) -> list[str]:
    found, bare = sides[side], sides.get(Side.BARE_ELASTICSEARCH)
    times = [_milliseconds(value) for value in (found.p50_ms, found.p95_ms, found.p99_ms)]
    ratios = [_NOTHING, _NOTHING]
    if bare and side is not Side.BARE_ELASTICSEARCH:
        ratios = [_ratio(found.p50_ms, bare.p50_ms), _ratio(found.searches_per_second, bare.searches_per_second)]
    return [f"{size:,}", _NAMES[side], *times, f"{found.searches_per_second:,.0f}", *ratios]


def _between(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    """What the Elasticsearch engine takes, as a multiple of its own requests sent bare."""
    rows = []
    for size in sizes:
        search, indexing = results[size].search[Level.FULL], results[size].indexing
        if Side.OWN_REQUESTS not in search:
            continue
        engine, sent = search[Side.ELASTICSEARCH], search[Side.OWN_REQUESTS]
        bulk = indexing.get(Side.OWN_REQUESTS)
        slower = _ratio(bulk.trips_per_second, indexing[Side.ELASTICSEARCH].trips_per_second) if bulk else _NOTHING
        rows.append([f"{size:,}", _ratio(engine.p50_ms, sent.p50_ms), slower])
    return table(("trips", "p50 with facets and snippets, ×", "time to index, ×"), rows) if rows else ""


def _indexing(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = []
    for size in sizes:
        bare = results[size].indexing.get(Side.BARE_ELASTICSEARCH)
        for side, found in results[size].indexing.items():
            is_compared = bare and side is not Side.BARE_ELASTICSEARCH
            rows.append([
                f"{size:,}",
                _NAMES[side],
                f"{found.trips_per_second:,.0f}",
                _ratio(found.trips_per_second, bare.trips_per_second) if bare and is_compared else _NOTHING,
                _megabytes(found.index_bytes),
                _ratio(found.index_bytes, bare.index_bytes) if bare and is_compared else _NOTHING,
                _megabytes(found.peak_memory_bytes),
            ])  # fmt: skip
    head = ("trips", "who indexes", "trips/s", "÷ bare", "index, MB", "÷ bare", "peak memory of the process, MB")
    return table(head, rows) if rows else ""


def _memory(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = []
    for size in sizes:
        webs = results[size].web_memory_bytes
        node = results[size].elasticsearch_peak_memory_bytes
        found = (webs.get(Side.EMBEDDED_API), webs.get(Side.ELASTICSEARCH_API), node)
        rows.append([f"{size:,}", *map(_megabytes, found)])
    head = ("trips", "web process, embedded, MB", "web process, Elasticsearch engine", "peak of the Elasticsearch node")
    return table(head, rows) if rows else ""


def _growth(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    """How much larger each figure is at the largest size than at the smallest."""
    if len(sizes) < 2:  # noqa: PLR2004 - two ends
        return "It takes the results of two sizes."
    small, large = results[sizes[0]], results[sizes[-1]]
    rows = [
        [
            _NAMES[side],
            _grown(small, large, lambda found, side=side: found.search[Level.HITS].get(side)),  # type: ignore[misc]
            _grown(small, large, lambda found, side=side: found.search[Level.FULL].get(side)),  # type: ignore[misc]
            _grown_index(small, large, side),
        ]
        for side in _GROWING
    ]
    head = ("who", "p50 of hits", "p50 with facets and snippets", "index")
    trips = f"{large.trips:,} trips are {_ratio(large.trips, small.trips)} times {small.trips:,}."
    return f"{trips}\n\n{table(head, rows)}"


def _grown(small: Result, large: Result, of: Callable[[Result], Searching | None]) -> str:
    before, after = of(small), of(large)
    return f"{_ratio(after.p50_ms, before.p50_ms)} ×" if before and after else _NOTHING


def _grown_index(small: Result, large: Result, side: Side) -> str:
    before, after = (result.indexing.get(side) for result in (small, large))
    return f"{_ratio(after.index_bytes, before.index_bytes)} ×" if before and after else _NOTHING


def _machine(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = []
    for size in sizes:
        result = results[size]
        machine = result.machine
        heap = f", heap {machine.elasticsearch_heap_bytes / 2**30:.1f} GiB" if machine.elasticsearch_heap_bytes else ""
        rows.append([
            f"{size:,}",
            f"{result.when:%Y-%m-%d}",
            f"{machine.cores} cores of {machine.cpu} ({machine.architecture}), {machine.memory_bytes / 2**30:.0f} GiB",
            f"Python {machine.python}, tantivy {machine.tantivy}, analyzer: {machine.analyzer}",
            f"{machine.elasticsearch or 'none'}{heap}",
            f"{result.characters_a_trip:,.0f}",
            f"{result.analyzer.installed_characters_per_second:,.0f}",
        ])  # fmt: skip
    head = ("trips", "when", "machine", "ours", "Elasticsearch", "characters a trip", "analyzer, characters/s")
    return table(head, rows) if rows else ""


def _milliseconds(value: float) -> str:
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004 - three figures are enough


def _megabytes(value: int | None) -> str:
    return _NOTHING if value is None else f"{value / 1e6:,.1f}"


def _ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:.2f}" if one is not None and other else _NOTHING


if __name__ == "__main__":
    main()
