"""What one run measured: the form of the files in results/. Numbers are numbers, each with its unit in its name."""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

RESULTS: Final = Path(__file__).parent / "results"


class Level(StrEnum):
    """How much a search is asked for."""

    HITS = "hits"
    FACETS = "facets"
    FULL = "facets_and_snippets"


class Side(StrEnum):
    """Who answers. `_api` is over HTTP, from a `trips serve` of its own; the others are asked directly."""

    EMBEDDED = "embedded"
    EMBEDDED_API = "embedded_api"
    ELASTICSEARCH = "elasticsearch"
    ELASTICSEARCH_API = "elasticsearch_api"
    BARE_ELASTICSEARCH = "bare_elasticsearch"  # bare_elastic.py: what one would write by hand
    OWN_REQUESTS = "own_requests"  # own_requests.py: the Elasticsearch engine's own bodies, sent bare
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
    """A build from nothing. The memory is the resident peak of the process that sends; None where it does more."""

    trips_per_second: float
    index_bytes: int | None = None
    peak_memory_bytes: int | None = None


class Searching(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of one client, and what several clients get in a second."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    samples: int
    searches_per_second: float


class Analyzer(msgspec.Struct, frozen=True, kw_only=True):
    """The Korean analyzer alone; `installed` is compiled where a C compiler was."""

    installed_characters_per_second: float
    plain_characters_per_second: float
    first_token_ms: float
    first_token_memory_bytes: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One run at one size."""

    when: dt.datetime
    quick: bool
    trips: int
    characters_a_trip: float
    queries: int
    clients: int
    machine: Machine
    indexing: dict[Side, Indexing]
    search: dict[Level, dict[Side, Searching]]
    web_memory_bytes: dict[Side, int]
    elasticsearch_peak_memory_bytes: int | None
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
