"""Whose mistake it is: what tantivy cannot read is a damaged index, and what this program does wrong is none.

Checksums find a damaged file before it is read; here files are damaged and sealed again, as if a checksum had agreed.
"""

import datetime as dt
import random
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import tantivy

from benchmarks.generator import trips
from mappings.fields import ANALYSIS, ID, TRIP
from search.engine import TripIndex, TripSearch
from search.engines.embedded.compile import SCHEMA
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.files import (
    MANIFEST,
    USER_WORDS,
    Pointer,
    read_manifest,
    read_pointer,
    write_manifest,
    write_pointer,
)
from search.engines.generations import SCHEMA_ID, new_name
from search.errors import IndexDamagedError
from search.parse import parse
from search.query import FacetName, Sort, TripQuery
from tests.stores import NOW, fill, found
from webapp.app import create_app

WAYS: dict[str, Callable[[TripSearch], object]] = {
    "search": lambda engine: engine.search(TripQuery(clauses=parse("연수"), facets=tuple(FacetName))),
    "sorted": lambda engine: engine.search(TripQuery(sort=Sort.NEWEST, size=100)),
    "read": lambda engine: engine.read("t1", parse("연수")),
    "similar": lambda engine: engine.similar("t1", 5),
    "suggest": lambda engine: engine.suggest("연", 5),
    "coverage": lambda engine: engine.coverage(),
}


@pytest.mark.parametrize("way", ["search", "read", "similar"])
def test_a_mistake_of_ours_is_not_blamed_on_the_index(
    index: TripIndex, engine: TripSearch, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    fill(index, 1, 2)

    def wrong(*_: object) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr("search.answer.snippets.Marker.snippets", wrong)
    monkeypatch.setattr("search.answer.snippets.Marker.sections", wrong)
    with pytest.raises(ValueError, match="a mistake of ours"):
        WAYS[way](engine)
    assert engine.status().problem is None


def test_a_mistake_of_ours_is_a_500_and_logged_with_its_traceback(
    index: TripIndex, engine: TripSearch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(index, 1)

    def wrong(*_: object) -> None:
        raise ValueError("a mistake of ours")

    client = create_app(engine).test_client()
    monkeypatch.setattr("search.plan.planner.Planner.plan", wrong)
    assert client.get("/api/v1/trips?q=연수").status_code == 500
    assert "a mistake of ours" in caplog.text
    assert "Traceback" in caplog.text
    assert client.get("/readyz").status_code == 200


def publish_by_hand(root: Path, stored: bytes) -> None:
    """A generation that is whole in every way but for what it stores as the trip t1."""
    folder = root / new_name(NOW)
    folder.mkdir(parents=True)
    (folder / USER_WORDS).touch()
    writer = tantivy.Index(SCHEMA, path=str(folder)).writer(heap_size=15_000_000, num_threads=1)
    document = tantivy.Document()
    document.add_text(ID.name, "t1")
    document.add_bytes(TRIP.name, stored)
    document.add_bytes(ANALYSIS.name, b"")
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    write_manifest(folder, SCHEMA_ID, 1, NOW)
    write_pointer(root, Pointer(folder.name))


@pytest.mark.parametrize("stored", [b"", b"{", b"\xff", b'{"id": "t1"}', b"[]"])
def test_a_stored_trip_that_is_none_is_damage_and_its_cause_is_kept(root: Path, stored: bytes) -> None:
    publish_by_hand(root, stored)
    engine = EmbeddedEngine(root)
    for way in ("sorted", "read", "similar"):
        with pytest.raises(IndexDamagedError, match="읽을 수 없습니다") as refused:
            WAYS[way](engine)
        assert refused.value.__cause__ is not None
        trace = "".join(traceback.format_exception(refused.value))
        assert ("msgspec" if stored.startswith(b"{") else "ZstdError") in trace


def test_what_the_library_said_of_a_refused_generation_is_logged_once(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish_by_hand(root, b"{}")
    pointer = read_pointer(root)
    assert pointer
    (root / pointer.current / "meta.json").write_bytes(b"{}")
    reseal(root / pointer.current)
    engine = EmbeddedEngine(root, retry=0)
    for _ in range(3):
        with pytest.raises(IndexDamagedError):
            engine.search(TripQuery())
    assert caplog.text.count("generation refused") == 3
    assert len([record for record in caplog.records if record.exc_info]) == 1
    assert "missing field" in caplog.text


def reseal(folder: Path) -> None:
    manifest = read_manifest(folder)
    (folder / MANIFEST).unlink()
    write_manifest(folder, manifest.schema, manifest.trips, dt.datetime.now(dt.UTC))


def bend(path: Path, chance: random.Random) -> None:
    """Other bytes, or fewer, in a file of its own."""
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    if chance.random() < 0.3:
        del content[place:]
    else:
        for _ in range(chance.choice([1, 8, 200])):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.unlink()
    path.write_bytes(content)


def answers_or_is_damaged(root: Path, chance: random.Random) -> bool:
    """Whether something in a generation with one bent file was called damaged; anything else raised is a failure."""
    pointer = read_pointer(root)
    assert pointer
    folder = root / pointer.current
    library = [path for path in folder.iterdir() if path.name not in {MANIFEST, USER_WORDS} and path.stat().st_size]
    path = chance.choice(sorted(library))
    kept = path.read_bytes()
    bend(path, chance)
    reseal(folder)
    engine = EmbeddedEngine(root)
    seen = False
    for way in WAYS.values():
        try:
            way(engine)
        except IndexDamagedError:
            seen = True
    path.unlink()
    path.write_bytes(kept)
    reseal(folder)
    return seen


def bent_files(index: TripIndex, root: Path, count: int, seed: int) -> int:
    with index.rebuild() as writer:
        for trip in trips(60, seed=1):
            writer.add(trip)
    chance = random.Random(seed)
    damaged = sum(answers_or_is_damaged(root, chance) for _ in range(count))
    assert len(found(EmbeddedEngine(root))) == 60
    return damaged


def test_a_file_that_tantivy_cannot_read_is_damage_and_never_a_panic(index: TripIndex, root: Path) -> None:
    assert bent_files(index, root, count=30, seed=31) > 5


@pytest.mark.drill
def test_five_hundred_files_that_tantivy_cannot_read(index: TripIndex, root: Path) -> None:
    damaged = bent_files(index, root, count=500, seed=32)
    print(f"\n500 files: {damaged} were called damaged")
    assert damaged > 50
