"""Builds every side's index from the same file, in turn, and keeps the last one of each for the searches."""

import datetime as dt
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Final

import msgspec

from benchmarks import bare_tantivy
from benchmarks.bare_elastic import BareElastic, write_documents
from benchmarks.build import Built
from benchmarks.corpus import read_corpus
from benchmarks.own_requests import own_bulk
from benchmarks.place import Place
from benchmarks.result import Indexing, Side
from benchmarks.timing import timed
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.settings import EngineName

# Up to so many trips every build is done three times, and the median counts; the Elasticsearch engine's own documents
# are sent bare, too. Beyond, a build takes minutes.
SMALL: Final = 5_000
_BUILDS: Final = 3
_WARM_TRIPS: Final = 2_000


def measure(place: Place, count: int, *, quick: bool) -> dict[Side, Indexing]:
    """What indexing `count` trips came to, on every side there is."""
    builds = _BUILDS if count <= SMALL and not quick else 1
    built: dict[Side, list[Built]] = {}
    for turn in range(builds):
        for side, build in _builders(place, first=turn == 0).items():
            print(f"indexing {count:,} trips: {side.value} ({turn + 1} of {builds})", file=sys.stderr)
            built.setdefault(side, []).append(build())
    sizes = _sizes(place)
    found = {side: _indexing(count, sizes[side], some) for side, some in built.items()}
    if place.node and count <= SMALL:
        found[Side.OWN_REQUESTS] = own_bulk(place.node, f"{place.prefix}_own", read_corpus(place.corpus))
    return found


def _builders(place: Place, *, first: bool) -> dict[Side, Callable[[], Built]]:
    """In the order of a turn; bare Elasticsearch's documents are what the embedded engine has just stored."""
    found: dict[Side, Callable[[], Built]] = {
        Side.EMBEDDED: lambda: _ours(place, EngineName.EMBEDDED),
        Side.BARE_TANTIVY: lambda: _bare_tantivy(place),
    }
    if place.node:
        bare = BareElastic(place.node, place.bare_index)
        found[Side.BARE_ELASTICSEARCH] = lambda: _bare_elastic(place, bare, first=first)
        found[Side.ELASTICSEARCH] = lambda: _ours(place, EngineName.ELASTICSEARCH)
    return found


def _ours(place: Place, engine: EngineName) -> Built:
    command = [sys.executable, "-m", "benchmarks.build", str(place.corpus)]
    done = subprocess.run(command, env=place.environment(engine), stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Built)


def _bare_tantivy(place: Place) -> Built:
    shutil.rmtree(place.bare_tantivy, ignore_errors=True)
    seconds = timed(lambda: bare_tantivy.build(place.bare_tantivy, read_corpus(place.corpus)))
    return Built(seconds)


def _bare_elastic(place: Place, bare: BareElastic, *, first: bool) -> Built:
    if first:
        # Themes are in the trips as stored: this side is spared the work of finding them.
        write_documents(EmbeddedIndex(place.root, dt.datetime.now).trips(), place.documents)
        # Java compiles what it does often; an Elasticsearch that runs for days has done it before.
        bare.create()
        bare.fill(place.documents, _WARM_TRIPS)
    bare.create()
    return Built(timed(lambda: bare.fill(place.documents)))


def _sizes(place: Place) -> dict[Side, int | None]:
    """Bytes of each index, when Elasticsearch has merged what it merges by itself."""
    found: dict[Side, int | None] = {
        Side.EMBEDDED: EmbeddedEngine(place.root).status().size_bytes,
        Side.BARE_TANTIVY: sum(path.stat().st_size for path in place.bare_tantivy.rglob("*")),
    }
    if place.node:
        place.node.wait_until_quiet()
        client = connect(place.settings())
        found[Side.ELASTICSEARCH] = ElasticEngine(client, place.prefix).status().size_bytes
        client.close()
        found[Side.BARE_ELASTICSEARCH] = BareElastic(place.node, place.bare_index).size()
    return found


def _indexing(count: int, size: int | None, built: list[Built]) -> Indexing:
    seconds = statistics.median(one.seconds for one in built)
    peaks = [one.peak_memory_bytes for one in built if one.peak_memory_bytes is not None]
    return Indexing(
        trips_per_second=round(count / seconds, 1),
        index_bytes=size,
        peak_memory_bytes=max(peaks, default=None),
    )
