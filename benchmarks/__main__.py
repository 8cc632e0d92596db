"""Builds and searches our index and a bare one in the same run, and prints both beside each other."""

import argparse
import datetime as dt
import http.client
import itertools
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec
import tantivy

from benchmarks import analyzer, bare, elastic, generator
from benchmarks.timing import ratio, shown, timed
from search.embedded.engine import EmbeddedEngine
from search.embedded.index import EmbeddedIndex
from search.embedded.reader import Generation
from search.korean.analysis import TextAnalyzer
from search.korean.nori import COMPILED
from search.parse import parse
from search.plan import make_plan
from search.query import FacetName, TripQuery
from search.trip import Trip

RESULTS = Path(__file__).parent / "results"
ROUNDS = 5


def main() -> None:
    """Measure, print, record."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trips", type=int, default=2_840)
    options.add_argument("--elasticsearch", metavar="URL", help="measure that engine, too: `make node` runs one")
    chosen = options.parse_args()
    count = chosen.trips
    trips = list(generator.trips(count))
    rows: dict[str, object] = {
        "when": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "analyzer": "compiled" if COMPILED else "plain Python",
        "trips": count,
        "characters_a_trip": sum(len(msgspec.json.encode(trip).decode()) for trip in trips[:200]) // min(200, count),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ["TRIPS_DATA"] = str(root)
        rows |= measure(root, trips)
    rows |= analyzer.measure(trips)
    if chosen.elasticsearch:
        rows |= elastic.measure(chosen.elasticsearch, trips, generator.queries())
    for name, value in rows.items():
        print(f"{name:34} {value}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{dt.date.today():%Y-%m-%d}-{count}.json").write_bytes(msgspec.json.format(msgspec.json.encode(rows)))  # noqa: DTZ011


def measure(root: Path, trips: list[Trip]) -> dict[str, object]:
    """Every figure, ours beside bare tantivy's."""
    ours = timed(lambda: build_ours(root / "embedded" / "trips", trips))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    plain = timed(lambda: bare.build(root / "bare", trips))
    engine = EmbeddedEngine(root / "embedded" / "trips")
    searcher = tantivy.Index.open(str(root / "bare")).searcher()
    queries = generator.queries()
    rows: dict[str, object] = {
        "indexing, trips/s (bare)": f"{len(trips) / ours:.0f} ({len(trips) / plain:.0f})",
        "index, MB (bare)": f"{size(root / 'embedded') / 1e6:.1f} ({size(root / 'bare') / 1e6:.1f})",
        "peak memory while indexing, MB": memory,
    }
    rows |= below_the_api(engine, searcher, queries)
    rows |= through_the_api(queries)
    return rows


def build_ours(root: Path, trips: list[Trip]) -> None:
    with EmbeddedIndex(root, lambda: dt.datetime.now().astimezone()).rebuild() as writer:
        for trip in trips:
            writer.add(trip)


def below_the_api(engine: EmbeddedEngine, searcher: object, queries: list[str]) -> dict[str, object]:
    """Hits; hits and facets; hits, facets and snippets, in one process, the two in turn."""
    assert isinstance(searcher, tantivy.Searcher)
    facets = tuple(FacetName)
    steps: dict[str, tuple[Callable[[str], object], Callable[[str], object]]] = {
        "hits": (hits_only(engine), lambda text: bare.search(searcher, text, facets=False, snippets=False)),
        "with snippets": (
            lambda text: engine.search(TripQuery(clauses=parse(text), size=10)),
            lambda text: bare.search(searcher, text, facets=False, snippets=True),
        ),
        "with snippets and facets": (
            lambda text: engine.search(TripQuery(clauses=parse(text), size=10, facets=facets)),
            lambda text: bare.search(searcher, text, facets=True, snippets=True),
        ),
    }
    rows: dict[str, object] = {}
    for name, (ours, other) in steps.items():
        mine, theirs = both(ours, other, queries)
        rows[f"{name}, ms p50 / p95 (bare)"] = f"{shown(mine)} ({shown(theirs)}), {ratio(mine, theirs):.2f} ×"
    own = TextAnalyzer(generation_of(engine).words)
    plans = times(lambda text: make_plan(parse(text), TripQuery().match, own), queries)
    rows["of which reading the query, ms p50"] = f"{statistics.median(plans):.3f}"
    return rows


def hits_only(engine: EmbeddedEngine) -> Callable[[str], object]:
    """The engine's own search without documents, snippets and facets."""
    from search.embedded.compile import matching, restricted, scored  # noqa: PLC0415 - internals, for this figure only
    from search.embedded.hits import by_score  # noqa: PLC0415 - the same

    generation = generation_of(engine)
    text_analyzer = TextAnalyzer(generation.words)

    def search(text: str) -> object:
        query = TripQuery(clauses=parse(text), size=10)
        plan = make_plan(query.clauses, query.match, text_analyzer)
        found = restricted(matching(plan.any_word or plan.all_words), plan.excluded, query.filters)
        return by_score(generation.searcher, scored(found, plan), 0, 10)

    return search


def generation_of(engine: EmbeddedEngine) -> Generation:
    index = engine.status().index
    assert index
    return Generation(Path(os.environ["TRIPS_DATA"]) / "embedded" / "trips" / index.version)


def through_the_api(queries: list[str]) -> dict[str, object]:
    """The same searches over HTTP, one client on a kept connection; and what the server's process holds."""
    command = [sys.executable, "-m", "trips", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().split("http://")[1].split("/")[0]
            connection = http.client.HTTPConnection(address, timeout=30)

            def ask(text: str, extra: str) -> None:
                connection.request("GET", f"/api/v1/trips?q={quote(text)}&size=10{extra}")
                answer = connection.getresponse()
                answer.read()
                assert answer.status == http.HTTPStatus.OK

            facets = "".join(f"&facets={name.value}" for name in FacetName)
            plain = times(lambda text: ask(text, ""), queries)
            full = times(lambda text: ask(text, facets), queries)
            private = next(
                int(line.split()[1]) // 1024
                for line in Path(f"/proc/{server.pid}/status").read_text(encoding="ascii").splitlines()
                if line.startswith("RssAnon")
            )
        finally:
            server.terminate()
    return {
        "API with snippets, ms p50 / p95": shown(plain),
        "API with snippets and facets": shown(full),
        "private memory of the server, MB": private,
    }


def both(
    ours: Callable[[str], object], other: Callable[[str], object], queries: list[str]
) -> tuple[list[float], list[float]]:
    """Times of the two in turn, after one round that does not count."""
    mine, theirs = [], []
    for turn, text in itertools.product(range(ROUNDS + 1), queries):
        one, two = timed(lambda text=text: ours(text)), timed(lambda text=text: other(text))  # type: ignore[misc]
        if turn:
            mine.append(one * 1e3)
            theirs.append(two * 1e3)
    return mine, theirs


def times(action: Callable[[str], object], queries: list[str]) -> list[float]:
    return [
        timed(lambda text=text: action(text)) * 1e3  # type: ignore[misc]
        for turn, text in itertools.product(range(ROUNDS + 1), queries)
    ][len(queries) :]


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
