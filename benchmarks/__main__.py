"""Measures both engines and bare Elasticsearch in one run, at one size, and records it: `make bench`."""

import argparse
import datetime as dt
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import analyzer, generator, indexing, machine, searching
from benchmarks.corpus import read_corpus, write_corpus
from benchmarks.node import Node
from benchmarks.place import Place
from benchmarks.result import RESULTS, Result, write
from benchmarks.timing import CLIENTS
from tests.elastic_node.errors import NodeError
from tests.elastic_node.node import start_nodes

# As docker-compose.yml has it: the node of the tests gets half of that.
_HEAP: Final = "1g"


def main() -> None:
    """Measure, record, print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--trips", type=int, default=2_840, metavar="N")
    options.add_argument(
        "--elasticsearch", metavar="URL", help="a running one (default: one is started, without Docker)"
    )
    options.add_argument("--embedded-only", action="store_true", help="without any Elasticsearch")
    options.add_argument("--quick", action="store_true", help="to see that it works: the report leaves the result out")
    options.add_argument("--into", type=Path, default=RESULTS, metavar="FOLDER", help="where the result goes")
    chosen = options.parse_args()
    try:
        with TemporaryDirectory(prefix="benchmarks-") as folder, _node(chosen) as node:
            place = Place(Path(folder), f"bench-{secrets.token_hex(4)}", node)
            try:
                result = _measure(place, chosen.trips, quick=chosen.quick)
            finally:
                place.clean()
    except NodeError as error:
        sys.exit(f"{error}\n--elasticsearch names a running one, --embedded-only measures without.")
    path = write(result, chosen.into)
    print(path.read_text(encoding="utf-8"), end="")
    print(f"{path}: `python -m benchmarks.report` puts it into docs/performance.md", file=sys.stderr)


@contextmanager
def _node(chosen: argparse.Namespace) -> Iterator[Node | None]:
    if chosen.embedded_only:
        yield None
    elif chosen.elasticsearch:
        yield Node(chosen.elasticsearch)
    else:
        with start_nodes(heap=_HEAP) as (started,):
            yield Node(started.url)


def _measure(place: Place, count: int, *, quick: bool) -> Result:
    characters = write_corpus(place.corpus, count)
    queries = generator.queries()
    builds = indexing.measure(place, count, quick=quick)
    levels, web_memory = searching.measure(place, queries, quick=quick)
    node = place.node
    return Result(
        when=dt.datetime.now().astimezone(),
        quick=quick,
        trips=count,
        characters_a_trip=characters,
        queries=len(queries),
        clients=CLIENTS,
        machine=machine.describe(*((node.version, node.heap_bytes) if node else ())),
        indexing=builds,
        search=levels,
        web_memory_bytes=web_memory,
        elasticsearch_peak_memory_bytes=node.peak_memory() if node else None,
        analyzer=analyzer.measure(list(read_corpus(place.corpus, analyzer.COMPILED_TRIPS))),
    )


if __name__ == "__main__":
    main()
