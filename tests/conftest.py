"""Fixture policy.

Tests use real engines, never a mock of one: the embedded engine on an index in a temporary folder, and Elasticsearch on
a real node (tests/elastic_node/), which is started beside the first tests and stopped at the end. A test brings the
smallest corpus that shows its behaviour, written inline; shared real inputs are read from `shared/` beside the
repository and a test that needs them skips, with that reason, where they are absent (never under CI). Each index has a
folder or a prefix of its own, so tests run in any order and in parallel.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from search.engine import TripIndex, TripSearch
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.trip import Trip
from tests import memory_disk
from tests.memory.engine import MemoryEngine
from tests.stores import NOW, SLOW_MACHINE, Store, elastic_store, embedded_store

# Before anything asks where temporary files go.
memory_disk.use()

pytest_plugins = ["tests.elastic_node.session", "tests.browser.session"]

# A shell has what it starts in the background ignore Ctrl+C, and whatever that starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests start the command line some hundred times: compiled anew each time, it takes a second and a half longer.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Every day a short form, of other examples each time; `make drills` asks for the long one.
settings.register_profile("everyday", max_examples=40, deadline=None)
settings.register_profile("drill", max_examples=3_000, deadline=None)
settings.load_profile("everyday")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two a core: half of the time tests wait, for Elasticsearch, for a process, for seconds to pass."""
    return 2 * (os.cpu_count() or 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What is recorded again: the ranking by tests/relevance/test_ranking.py, promises by tests/webapp/api/test_contract.py."""
    parser.addoption("--rewrite-statistics", action="store_true", help="record how good the ranking is")
    parser.addoption("--rewrite-openapi", action="store_true", help="record what the API promises")


SHARED = Path(__file__).resolve().parents[2] / "shared"
ENGINES = ["embedded", "elasticsearch"]

MakeEngine = Callable[[Iterable[Trip]], TripSearch]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing: under CI the real inputs must be there")
        pytest.skip(f"the real inputs are not here: {SHARED} is absent")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each application compiles its templates, and nearly each test makes an application: here only the first does."""
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where a test's embedded index lies."""
    return tmp_path / "embedded" / "trips"


@pytest.fixture
def index(root: Path) -> TripIndex:
    """An empty embedded index."""
    return EmbeddedIndex(root, lambda: NOW)


@pytest.fixture
def engine(root: Path) -> TripSearch:
    """The engine over `index`."""
    return EmbeddedEngine(root, patience=SLOW_MACHINE)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, root: Path) -> Iterator[Store]:
    """An empty index of each engine."""
    if request.param == "embedded":
        yield embedded_store(root)
        return
    with elastic_store(request.getfixturevalue("cluster")) as store:
        yield store


@pytest.fixture(scope="session", params=ENGINES)
def make_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeEngine]:
    """Per engine, and in memory where a test asks for it: given trips, an engine that serves a fresh index of them."""
    with ExitStack() as open_stores:

        def make(trips: Iterable[Trip]) -> TripSearch:
            if request.param == "memory":
                return MemoryEngine(trips)
            if request.param == "embedded":
                store = embedded_store(tmp_path_factory.mktemp("embedded"))
            else:
                store = open_stores.enter_context(elastic_store(request.getfixturevalue("cluster")))
            with store.index.rebuild() as writer:
                for trip in trips:
                    writer.add(trip)
            return store.engine

        yield make
