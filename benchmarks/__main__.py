"""Measures both engines and what they are compared with in one run, at one size, and records it: `make bench`."""

import argparse
import datetime as dt
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks import analyzer, indexing, machine, searching
from benchmarks.clients import CLIENTS
from benchmarks.corpus import read_corpus, text_at_hand, write_corpus
from benchmarks.node import Node, started_node
from benchmarks.place import Place
from benchmarks.result import RESULTS, Result, Side, write
from tests.elastic_node.errors import NodeError

# Beyond so many trips the Elasticsearch engine is measured only if asked for: its index takes twenty minutes at
# 100,000.
_ENGINE_TRIPS: Final = 20_000
_OPTIONAL: Final = (Side.BARE_ELASTICSEARCH, Side.SQLITE_FTS5)
_ALONE: Final = (Side.EMBEDDED, Side.EMBEDDED_API)
_BARE: Final = (Side.BARE_TANTIVY, Side.SQLITE_FTS5)
_BARE_NODE: Final = (Side.TUNED_ELASTICSEARCH, Side.BARE_ELASTICSEARCH)
_ENGINE_NODE: Final = (Side.ELASTICSEARCH, Side.ELASTICSEARCH_API)


def main() -> None:
    """Measure, record, print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--trips", type=int, default=2_840, metavar="N")
    options.add_argument(
        "--elasticsearch", metavar="URL", help="a running one (default: one is started, without Docker)"
    )
    options.add_argument("--embedded-only", action="store_true", help="nothing but the embedded engine")
    options.add_argument(
        "--copies",
        type=int,
        default=1,
        metavar="N",
        help="with --embedded-only: read each text once and store it N times, each time as a trip of its own",
    )
    options.add_argument(
        "--without",
        type=Side,
        choices=_OPTIONAL,
        action="append",
        default=[],
        metavar="SIDE",
        help=f"leave one out that no aim needs: {', '.join(_OPTIONAL)}",
    )
    options.add_argument(
        "--both-engines", action="store_true", help=f"the Elasticsearch engine, too, beyond {_ENGINE_TRIPS:,} trips"
    )
    options.add_argument("--quick", action="store_true", help="to see that it works: the report leaves the result out")
    options.add_argument("--into", type=Path, default=RESULTS, metavar="FOLDER", help="where the result goes")
    chosen = options.parse_args()
    if chosen.copies < 1 or chosen.trips % chosen.copies:
        options.error("--copies: every text is stored equally often, so it must divide the number of trips")
    if chosen.copies > 1 and not chosen.embedded_only:
        options.error("--copies: only the embedded engine stores them (--embedded-only)")
    try:
        with TemporaryDirectory(prefix="benchmarks-") as folder, _node(chosen) as node:
            place = Place(Path(folder), f"bench-{secrets.token_hex(4)}", node)
            try:
                result = _measure(place, chosen, _sides(chosen))
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
        with started_node() as node:
            yield node


def _sides(chosen: argparse.Namespace) -> tuple[Side, ...]:
    """Who is measured; the order is that of the tables."""
    if chosen.embedded_only:
        return _ALONE
    both = chosen.both_engines or chosen.trips <= _ENGINE_TRIPS
    every = (*_ALONE, *(_ENGINE_NODE if both else ()), *_BARE_NODE, *_BARE)
    return tuple(side for side in every if side not in chosen.without)


def _measure(place: Place, chosen: argparse.Namespace, sides: Sequence[Side]) -> Result:
    text, count, quick = text_at_hand(), chosen.trips, chosen.quick
    texts = count // chosen.copies
    characters = write_corpus(place.corpus, texts, text)
    if chosen.copies > 1:
        builds = indexing.measure_copies(place, count, chosen.copies)
    else:
        builds = indexing.measure(place, count, [side for side in sides if side not in searching.ENGINES], quick=quick)
    searches, webs = searching.measure(place, texts, sides, quick=quick)
    builds[Side.EMBEDDED] = msgspec.structs.replace(
        builds[Side.EMBEDDED], update_seconds=indexing.update_seconds(place)
    )
    node = place.node
    return Result(
        when=dt.datetime.now().astimezone(),
        quick=quick,
        trips=count,
        text=text,
        characters_a_trip=characters,
        clients=CLIENTS,
        machine=machine.describe(*((node.version, node.heap_bytes) if node else ())),
        indexing=builds,
        search=searches,
        web=webs,
        elasticsearch_peak_memory_bytes=node.peak_memory() if node else None,
        copies=chosen.copies,
        analyzer=analyzer.measure(list(read_corpus(place.corpus, analyzer.COMPILED_TRIPS))),
    )


if __name__ == "__main__":
    main()
