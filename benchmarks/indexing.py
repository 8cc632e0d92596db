"""Builds every side's index from the same file, in turn, and keeps the last one of each for the searches."""

import datetime as dt
import statistics
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import bare_tantivy, sqlite_fts5
from benchmarks.bare_elastic import BATCH, write_documents
from benchmarks.build import Built
from benchmarks.corpus import read_corpus, write_changes
from benchmarks.own_requests import own_bulk
from benchmarks.place import Place
from benchmarks.result import Indexing, Side
from benchmarks.timing import timed
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.settings import EngineName

# Up to so many trips, a build is done three times where an aim is about it, and the median counts; the Elasticsearch
# engine's own documents are sent bare, too. Beyond, a build takes minutes.
SMALL: Final = 5_000
_BUILDS: Final = 3
_REPEATED: Final = frozenset({Side.EMBEDDED, Side.TUNED_ELASTICSEARCH})
_CHANGES: Final = 100


def measure_copies(place: Place, count: int, copies: int) -> dict[Side, Indexing]:
    """What indexing `count` trips with the embedded engine came to, of which `copies` each have the same text."""
    print(f"indexing {count:,} trips, {copies} of each text", file=sys.stderr)
    built = _ours(place, EngineName.EMBEDDED, place.corpus, "copies", place.root, str(copies))
    return {Side.EMBEDDED: _indexing(count, _size(place, Side.EMBEDDED), [built])}


def measure(place: Place, count: int, sides: Collection[Side], *, quick: bool) -> dict[Side, Indexing]:
    """What indexing `count` trips came to, on each of the sides that indexes."""
    batch = BATCH
    built: dict[Side, list[Built]] = {}
    for turn in range(1 if quick or count > SMALL else _BUILDS):
        for side in sides:
            if turn and side not in _REPEATED:
                continue
            print(f"indexing {count:,} trips: {side.value}", file=sys.stderr)
            built.setdefault(side, []).append(_build(place, side, batch))
            if side is Side.EMBEDDED and not turn and len(sides) > 1:
                # Themes are in the trips as stored: the bare sides are spared the work of finding them.
                write_documents(EmbeddedIndex(place.root, dt.datetime.now).trips(), place.documents)
                batch = _best_batch(place)
    found = {side: _indexing(count, _size(place, side), some) for side, some in built.items()}
    if Side.TUNED_ELASTICSEARCH in found:
        found[Side.TUNED_ELASTICSEARCH] = msgspec.structs.replace(found[Side.TUNED_ELASTICSEARCH], batch=batch)
    if place.node and Side.ELASTICSEARCH in found and count <= SMALL:
        found[Side.OWN_REQUESTS] = own_bulk(place.node, f"{place.prefix}_own", read_corpus(place.corpus))
    return found


def update_seconds(place: Place) -> float:
    """What a hundred changed trips take in the index that the embedded engine serves."""
    write_changes(place.corpus, place.changes, _CHANGES)
    return round(_ours(place, EngineName.EMBEDDED, place.changes, "update").seconds, 2)


def _best_batch(place: Place) -> int:
    return place.bare(Side.TUNED_ELASTICSEARCH).best_batch(place.documents) if place.node else BATCH


def _build(place: Place, side: Side, batch: int) -> Built:
    builders: dict[Side, Callable[[], Built]] = {
        Side.EMBEDDED: lambda: _ours(place, EngineName.EMBEDDED, place.corpus),
        Side.ELASTICSEARCH: lambda: _ours(place, EngineName.ELASTICSEARCH, place.corpus),
        Side.TUNED_ELASTICSEARCH: lambda: _bare_elastic(place, side, batch),
        Side.BARE_ELASTICSEARCH: lambda: _bare_elastic(place, side, BATCH),
        Side.SQLITE_FTS5: lambda: Built(timed(lambda: sqlite_fts5.build(place.sqlite, place.documents))),
        Side.BARE_TANTIVY: lambda: Built(timed(lambda: bare_tantivy.build(place.bare_tantivy, place.documents))),
    }
    return builders[side]()


def _ours(place: Place, engine: EngineName, *arguments: Path | str) -> Built:
    command = [sys.executable, "-m", "benchmarks.build", *map(str, arguments)]
    done = subprocess.run(command, env=place.environment(engine), stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Built)


def _bare_elastic(place: Place, side: Side, batch: int) -> Built:
    bare = place.bare(side)
    bare.create()
    return Built(timed(lambda: bare.fill(place.documents, batch=batch)))


def _size(place: Place, side: Side) -> int | None:
    """Bytes of an index, when Elasticsearch has merged what it merges by itself."""
    if side is Side.EMBEDDED:
        return EmbeddedEngine(place.root).status().size_bytes
    if side is Side.BARE_TANTIVY:
        return sum(path.stat().st_size for path in place.bare_tantivy.rglob("*"))
    if side is Side.SQLITE_FTS5:
        return place.sqlite.stat().st_size
    assert place.node
    place.node.wait_until_quiet()
    if side is Side.ELASTICSEARCH:
        client = connect(place.settings())
        size = ElasticEngine(client, place.prefix).status().size_bytes
        client.close()
        return size
    return place.bare(side).size()


def _indexing(count: int, size: int | None, built: list[Built]) -> Indexing:
    seconds = statistics.median(one.seconds for one in built)
    peaks = [one.peak_memory_bytes for one in built if one.peak_memory_bytes is not None]
    return Indexing(
        trips_per_second=round(count / seconds, 1),
        index_bytes=size,
        peak_memory_bytes=max(peaks, default=None),
    )
