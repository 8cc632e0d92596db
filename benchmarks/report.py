"""results/ → docs/performance.md and its chart: `python -m benchmarks.report`. A test compares the two.

The document is made of the newest result of each size; a size without one is said so, and nothing is filled in.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.aims import Figures, aims_table
from benchmarks.chart import draw
from benchmarks.result import RESULTS, Load, Result, Searching, Side, newest

DOCS: Final = Path(__file__).parents[1] / "docs"
SIZES: Final = (2_840, 100_000)
# Measured without anything to compare with.
MILLION: Final = 1_000_000

_TEXT: Final = (Path(__file__).parent / "performance.md").read_text(encoding="utf-8")
_TUNED: Final = Side.TUNED_ELASTICSEARCH
_NAMES: Final = {
    Side.EMBEDDED: "embedded",
    Side.EMBEDDED_API: "embedded, through the API",
    Side.ELASTICSEARCH: "Elasticsearch engine",
    Side.ELASTICSEARCH_API: "Elasticsearch engine, through the API",
    Side.TUNED_ELASTICSEARCH: "**tuned Elasticsearch**",
    Side.BARE_ELASTICSEARCH: "untuned Elasticsearch",
    Side.OWN_REQUESTS: "the engine's own requests, sent bare",
    Side.SQLITE_FTS5: "SQLite FTS5",
    Side.BARE_TANTIVY: "bare tantivy",
}
_LOADS: Final = {Load.COLD: "Cold: no query comes twice", Load.HOT: "Hot: forty popular queries"}
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
    every = (*SIZES, MILLION) if MILLION in results else SIZES
    parts = {
        "missing": _missing(results),
        "aims": aims_table({size: Figures(result) for size, result in results.items()}, every),
        "search": "\n\n".join(_search(load, results, sizes) for load in Load) if sizes else "",
        "between": _between(results, sizes),
        "indexing": _indexing(results, sizes),
        "memory": _memory(results, sizes),
        "growth": _growth(results, sizes),
        "million": _million(results.get(MILLION)),
        "machine": _machine(results, [size for size in every if size in results]),
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


def _search(load: Load, results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = [
        _search_row(size, side, results[size].search[load]) for size in sizes for side in results[size].search[load]
    ]
    head = ("trips", "who answers", "p50, ms", "p95", "p99", "requests/s", "p50 ÷ tuned", "requests/s ÷ tuned")
    return f"### {_LOADS[load]}\n\n{table(head, rows)}"


def _search_row(size: int, side: Side, sides: Mapping[Side, Searching]) -> list[str]:
    found, tuned = sides[side], sides.get(_TUNED)
    times = [_milliseconds(value) for value in (found.p50_ms, found.p95_ms, found.p99_ms)]
    rate = _NOTHING if found.requests_per_second is None else f"{found.requests_per_second:,.0f}"
    ratios = [_NOTHING, _NOTHING]
    if tuned and side is not _TUNED:
        ratios = [_ratio(found.p50_ms, tuned.p50_ms), _ratio(found.requests_per_second, tuned.requests_per_second)]
    return [f"{size:,}", _NAMES[side], *times, rate, *ratios]


def _between(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    """What the Elasticsearch engine takes, as a multiple of its own requests sent bare."""
    rows = []
    for size in sizes:
        search, indexing = results[size].search, results[size].indexing
        if Side.OWN_REQUESTS not in search[Load.COLD]:
            continue
        times = [
            _ratio(search[load][Side.ELASTICSEARCH].p50_ms, search[load][Side.OWN_REQUESTS].p50_ms) for load in Load
        ]
        bulk = indexing.get(Side.OWN_REQUESTS)
        slower = _ratio(bulk.trips_per_second, indexing[Side.ELASTICSEARCH].trips_per_second) if bulk else _NOTHING
        rows.append([f"{size:,}", *times, slower])
    return table(("trips", "p50 cold, ×", "p50 hot, ×", "time to index, ×"), rows) if rows else ""


def _indexing(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = []
    for size in sizes:
        tuned = results[size].indexing.get(_TUNED)
        for side, found in results[size].indexing.items():
            is_compared = tuned and side is not _TUNED
            rows.append([
                f"{size:,}",
                _NAMES[side],
                f"{found.trips_per_second:,.0f}",
                _ratio(found.trips_per_second, tuned.trips_per_second) if tuned and is_compared else _NOTHING,
                _megabytes(found.index_bytes),
                _ratio(found.index_bytes, tuned.index_bytes) if tuned and is_compared else _NOTHING,
                _megabytes(found.peak_memory_bytes),
                _seconds(found.update_seconds),
            ])  # fmt: skip
    head = (
        "trips",
        "who indexes",
        "trips/s",
        "÷ tuned",
        "index, MB",
        "÷ tuned",
        "peak memory of the process, MB",
        "update of 100 trips, s",
    )
    return table(head, rows) if rows else ""


def _memory(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = []
    for size in sizes:
        for side, web in results[size].web.items():
            rows.append([
                f"{size:,}",
                _NAMES[side],
                _megabytes(sum(web.process_bytes)),
                " + ".join(map(_megabytes, web.process_bytes)),
                f"{web.first_suggestion_ms:,.0f}",
                f"{web.crowded_ms:,.0f}",
                _megabytes(results[size].elasticsearch_peak_memory_bytes),
            ])  # fmt: skip
    head = (
        "trips",
        "who serves",
        "all its processes, MB",
        "parent + workers",
        "first suggestion, ms",
        "a visitor beside 500 idle ones, ms",
        "peak of the Elasticsearch node, MB",
    )
    return table(head, rows) if rows else ""


def _growth(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    """How much larger each figure is at the largest size than at the smallest."""
    if len(sizes) < 2:  # noqa: PLR2004 - two ends
        return "It takes the results of two sizes."
    small, large = results[sizes[0]], results[sizes[-1]]
    rows = [
        [_NAMES[side], *(_grown(small, large, load, side) for load in Load), _grown_index(small, large, side)]
        for side in _NAMES
        if side in large.search[Load.COLD]
    ]
    trips = f"{large.trips:,} trips are {_ratio(large.trips, small.trips)} times {small.trips:,}."
    return f"{trips}\n\n{table(('who', 'p50 cold', 'p50 hot', 'index'), rows)}"


def _grown(small: Result, large: Result, load: Load, side: Side) -> str:
    before, after = (result.search[load].get(side) for result in (small, large))
    return f"{_ratio(after.p50_ms, before.p50_ms)} ×" if before and after else _NOTHING


def _grown_index(small: Result, large: Result, side: Side) -> str:
    before, after = (result.indexing.get(side) for result in (small, large))
    return f"{_ratio(after.index_bytes, before.index_bytes)} ×" if before and after else _NOTHING


def _million(result: Result | None) -> str:
    """The embedded engine alone."""
    if result is None:
        return f"No result is recorded. `python -m benchmarks --trips {MILLION} --embedded-only` makes one."
    built, web = result.indexing[Side.EMBEDDED], result.web[Side.EMBEDDED_API]
    times = [result.search[load][Side.EMBEDDED_API] for load in Load]
    figures = {
        "p50 and p95 through the API, cold, ms": _two(times[0]),
        "p50 and p95 through the API, hot, ms": _two(times[1]),
        "build, minutes": f"{result.trips / built.trips_per_second / 60:,.0f}",
        "update of 100 trips, s": _seconds(built.update_seconds),
        "index, MB": _megabytes(built.index_bytes),
        "peak memory of the build, MB": _megabytes(built.peak_memory_bytes),
        "private memory of all web processes, MB": _megabytes(sum(web.process_bytes)),
        "first suggestion, ms": f"{web.first_suggestion_ms:,.0f}",
    }
    if result.copies > 1:
        figures["trips of the same text"] = f"{result.copies}: each text was read once, and stored so often"
    return table(("figure", f"{result.trips:,} trips"), figures.items())


def _two(found: Searching) -> str:
    return f"{_milliseconds(found.p50_ms)}, {_milliseconds(found.p95_ms)}"


def _machine(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    rows = []
    for size in sizes:
        result = results[size]
        machine = result.machine
        heap = f", heap {machine.elasticsearch_heap_bytes / 2**30:.1f} GiB" if machine.elasticsearch_heap_bytes else ""
        batch = result.indexing[_TUNED].batch if _TUNED in result.indexing else None
        rows.append([
            f"{size:,}",
            f"{result.when:%Y-%m-%d}",
            f"{machine.cores} cores of {machine.cpu} ({machine.architecture}), {machine.memory_bytes / 2**30:.0f} GiB",
            f"Python {machine.python}, tantivy {machine.tantivy}, analyzer: {machine.analyzer}",
            f"{machine.elasticsearch or 'none'}{heap}",
            str(batch or _NOTHING),
            f"{result.text.value}, {result.characters_a_trip:,.0f}",
            f"{result.analyzer.installed_characters_per_second:,.0f}",
        ])  # fmt: skip
    head = (
        "trips",
        "when",
        "machine",
        "ours",
        "Elasticsearch",
        "documents a request, tuned",
        "text, characters a trip",
        "analyzer, characters/s",
    )
    return table(head, rows) if rows else ""


def _milliseconds(value: float) -> str:
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004 - three figures are enough


def _megabytes(value: int | None) -> str:
    return _NOTHING if value is None else f"{value / 1e6:,.1f}"


def _seconds(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:,.1f}"


def _ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:.2f}" if one is not None and other else _NOTHING


if __name__ == "__main__":
    main()
