"""Fixture policy.

Tests use the real embedded engine on an index in a temporary folder, never a mock of it. A test brings the smallest
corpus that shows its behaviour, written inline; shared real inputs are read from `shared/` beside the repository and
a test that needs them skips, with that reason, where they are absent (never under CI). Each index has a folder of its
own, so tests run in any order and in parallel.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import settings

from search.embedded.engine import EmbeddedEngine
from search.embedded.index import EmbeddedIndex
from search.engine import TripIndex, TripSearch
from search.trip import Trip

# `make drills` asks for this one.
settings.register_profile("drill", max_examples=3_000, deadline=None)

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))

MakeEngine = Callable[[Iterable[Trip]], TripSearch]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing: under CI the real inputs must be there")
        pytest.skip(f"the real inputs are not here: {SHARED} is absent")
    return SHARED


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
    return EmbeddedEngine(root)


@pytest.fixture(scope="session", params=["embedded"])
def make_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MakeEngine:
    """Per engine: given trips, an engine that serves a fresh index of them."""

    def make(trips: Iterable[Trip]) -> TripSearch:
        folder = tmp_path_factory.mktemp(str(request.param))
        with EmbeddedIndex(folder, lambda: NOW).rebuild() as writer:
            for trip in trips:
                writer.add(trip)
        return EmbeddedEngine(folder)

    return make
