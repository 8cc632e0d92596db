"""What one run measured: the form of the files in results/. Numbers are numbers, each with its unit in its name."""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

RESULTS: Final = Path(__file__).parent / "results"


class Load(StrEnum):
    """What is asked, always for a page with facets and snippets."""

    COLD = "cold"  # no query comes twice to a side
    HOT = "hot"  # forty popular ones, drawn by Zipf


class Text(StrEnum):
    """What stands in the trips."""

    SPEECHES = "speeches"  # speeches.py: real Korean
    GENERATED = "generated"  # generator.py: where there are no speeches


class Side(StrEnum):
    """Who answers. `_api` is over HTTP, from a `trips serve` of its own; the others are asked directly."""

    EMBEDDED = "embedded"
    EMBEDDED_API = "embedded_api"
    ELASTICSEARCH = "elasticsearch"
    ELASTICSEARCH_API = "elasticsearch_api"
    TUNED_ELASTICSEARCH = "tuned_elasticsearch"  # bare_elastic.py: what an expert would write; the yardstick
    BARE_ELASTICSEARCH = "bare_elasticsearch"  # bare_elastic.py: the same with the ordinary mapping
    OWN_REQUESTS = "own_requests"  # own_requests.py: the Elasticsearch engine's own bodies, sent bare
    SQLITE_FTS5 = "sqlite_fts5"  # sqlite_fts5.py: trigrams, facets by SQL
    BARE_TANTIVY = "bare_tantivy"  # bare_tantivy.py: no Korean, an afternoon's work


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures were measured on; nothing that tells which machine it was."""

    architecture: str
    cpu: str
    cores: int
    memory_bytes: int
    python: str
    tantivy: str
    analyzer: str
    elasticsearch: str | None = None
    elasticsearch_heap_bytes: int | None = None


class Indexing(msgspec.Struct, frozen=True, kw_only=True):
    """A build from nothing. The memory is the resident peak of the process that sends; None where it does more.

    `batch` is how many documents a request had where that was tried out; `update_seconds` is for a hundred trips that
    changed, None where it was not measured.
    """

    trips_per_second: float
    index_bytes: int | None = None
    peak_memory_bytes: int | None = None
    batch: int | None = None
    update_seconds: float | None = None


class Searching(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of one client, and what several clients get in a second, None where only one asked."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    samples: int
    requests_per_second: float | None = None


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """A `trips serve`, after its searches and suggestions: the private bytes of its processes, the parent's first.

    `worker_bytes` is what the largest worker shares with none, which one more would cost; older results lack it.
    `crowded_ms` is the slowest answer to a new visitor while `idle_connections` others say nothing.
    """

    process_bytes: tuple[int, ...]
    worker_bytes: int | None = None
    first_suggestion_ms: float
    idle_connections: int
    crowded_ms: float


class Analyzer(msgspec.Struct, frozen=True, kw_only=True):
    """The Korean analyzer alone; `installed` is compiled where a C compiler was."""

    installed_characters_per_second: float
    plain_characters_per_second: float
    first_token_ms: float
    first_token_memory_bytes: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One run at one size; `copies` of the trips have the same text."""

    when: dt.datetime
    quick: bool
    trips: int
    text: Text
    characters_a_trip: float
    clients: int
    machine: Machine
    indexing: dict[Side, Indexing]
    search: dict[Load, dict[Side, Searching]]
    web: dict[Side, Web]
    elasticsearch_peak_memory_bytes: int | None
    copies: int = 1
    analyzer: Analyzer


def write(result: Result, folder: Path) -> Path:
    """Record a result; a quick one is told apart by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.when:%Y-%m-%d}-{result.trips}{'-quick' if result.quick else ''}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(result)) + b"\n")
    return path


def newest(folder: Path) -> dict[int, Result]:
    """The latest result of each size, quick ones apart. Raises msgspec.ValidationError for another form."""
    found = [msgspec.json.decode(path.read_bytes(), type=Result) for path in folder.glob("*.json")]
    full = sorted((result for result in found if not result.quick), key=lambda result: result.when)
    return {result.trips: result for result in full}
