"""Where the time of a page goes, below the API: the CPU of each part of a cold search with facets and snippets.

python -m benchmarks.phases --trips 2840
"""

import datetime as dt
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

import click

from benchmarks.corpus import read_corpus, text_at_hand, write_corpus
from benchmarks.engines import query_of
from benchmarks.queries import cold_queries
from search.answer import page
from search.answer.snippets import Marker
from search.engines import correction
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.generation import Generation
from search.engines.embedded.index import EmbeddedIndex
from search.engines.embedded.searcher import Searcher
from search.engines.serving import Serving
from search.plan.planner import Planner

# What is called, by the part of the work that it is; what a part calls of another is counted there.
_PARTS: Final[tuple[tuple[str, Any, str], ...]] = (
    ("the library: hits", Searcher, "by_score"),
    ("the library: ties", Searcher, "ties"),
    ("the library: facets", Searcher, "counts"),
    ("the library: stored bytes", Searcher, "stored"),
    ("stored trips, unpacked and decoded", Generation, "_trip_and_analysis"),
    ("queries for the library, windows", Generation, "hits"),
    ("the plan", Planner, "plan"),
    ("marks: the leaves of the plan", Marker, "__init__"),
    ("marks and snippets", Marker, "snippets"),
    ("facet values in order", page, "facet_counts"),
    ("the page around them", Serving, "page"),
    ("corrections looked for", correction, "search_corrected"),
)
_WARM: Final = 60


class Clock:
    """Seconds of CPU by part, each without those of the parts that it calls."""

    def __init__(self) -> None:
        """Nothing is measured yet."""
        self.seconds: dict[str, float] = defaultdict(float)
        self._within: list[float] = []

    def measured(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, measured as `part`."""

        def timed(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever is called
            begun = time.thread_time()
            self._within.append(0.0)
            try:
                return call(*given, **named)
            finally:
                taken = time.thread_time() - begun
                self.seconds[part] += taken - self._within.pop()
                if self._within:
                    self._within[-1] += taken

        return timed


@click.command(help=__doc__)
@click.option("--trips", "count", default=2_840, show_default=True)
@click.option("--queries", default=400, show_default=True)
def main(count: int, queries: int) -> None:
    with TemporaryDirectory(prefix="phases-") as folder:
        corpus, root = Path(folder) / "trips.jsonl", Path(folder) / "trips"
        write_corpus(corpus, count, text_at_hand())
        with EmbeddedIndex(root, dt.datetime.now).rebuild() as writer:
            for trip in read_corpus(corpus):
                writer.add(trip)
        texts = cold_queries(corpus, count, queries + _WARM)
        for part, milliseconds in phases(EmbeddedEngine(root), texts).items():
            click.echo(f"{part:<36}{milliseconds:6.2f} ms")


def phases(engine: EmbeddedEngine, texts: list[str]) -> dict[str, float]:
    """Milliseconds of CPU a page by part, the greatest first, and in all; the first texts only warm."""
    clock = Clock()
    pages = []
    with ExitStack() as patches:
        for part, owner, name in _PARTS:
            patches.enter_context(patch.object(owner, name, clock.measured(part, getattr(owner, name))))
        for text in texts[:_WARM]:
            engine.search(query_of(text))
        clock.seconds.clear()
        for text in texts[_WARM:]:
            begun = time.thread_time()
            engine.search(query_of(text))
            pages.append(time.thread_time() - begun)
    found = {part: seconds / len(pages) * 1e3 for part, seconds in clock.seconds.items()}
    ordered = dict(sorted(found.items(), key=lambda pair: -pair[1]))
    return {**ordered, "in all": statistics.fmean(pages) * 1e3}


if __name__ == "__main__":
    main()
