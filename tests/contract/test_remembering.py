"""What stays with a generation for whoever writes it, and trips that are known under several ids, on every engine."""

from pathlib import Path

import msgspec
import pytest

from search.engine import Change
from tests.stores import Store, fill, found, some_trips

# Longer than one piece of it in a cluster.
LONG = bytes(range(256)) * 40_000


def remember(store: Store, content: bytes) -> bytes | None:
    """Keep `content` with a new generation; what the one before kept."""
    with store.index.update() as writer:
        before = writer.memory.read_bytes() if writer.memory.exists() else None
        writer.memory.write_bytes(content)
        writer.remember()
    return before


def give_up(store: Store) -> None:
    with store.index.update() as writer:
        writer.memory.write_bytes(b"half")
        writer.remember()
        raise RuntimeError("given up")


def remembered(store: Store, tmp_path: Path) -> bytes | None:
    target = tmp_path / "copy"
    target.unlink(missing_ok=True)
    store.index.copy_memory(target)
    return target.read_bytes() if target.exists() else None


def test_what_is_remembered_stays_with_its_generation(store: Store, tmp_path: Path) -> None:
    fill(store.index, 1)
    assert remembered(store, tmp_path) is None
    assert remember(store, LONG) is None
    assert remember(store, b"second") == LONG
    assert remembered(store, tmp_path) == b"second"
    assert found(store.engine) == {"t1"}
    store.index.rollback()
    assert remembered(store, tmp_path) == LONG
    fill(store.index, 2)
    assert remembered(store, tmp_path) == LONG, "an update takes it along"
    with store.index.rebuild() as writer:
        assert not writer.memory.exists(), "a new beginning remembers nothing"
        writer.add(some_trips(3)[0])
    assert remembered(store, tmp_path) is None


def test_who_gives_up_leaves_the_memory_as_it_was(store: Store, tmp_path: Path) -> None:
    fill(store.index, 1)
    remember(store, b"first")
    before = store.versions()
    with pytest.raises(RuntimeError, match="given up"):
        give_up(store)
    assert remembered(store, tmp_path) == b"first"
    with store.index.update() as writer:
        writer.memory.write_bytes(b"changed, and nobody said that it is worth it")
    assert remembered(store, tmp_path) == b"first"
    assert store.versions() == before


def test_a_trip_is_read_under_every_id_it_is_known_by_and_its_own_goes_first(store: Store) -> None:
    one, other = some_trips(1, 2)
    with store.index.update() as writer:
        writer.add(msgspec.structs.replace(one, other_ids=("old", "t2")))
        writer.add(other)
    for trip_id, own in (("t1", "t1"), ("old", "t1"), ("t2", "t2")):
        read = store.engine.read(trip_id)
        assert read, trip_id
        assert read.trip.id == own
        similar = store.engine.similar(trip_id, 5)
        assert similar is not None
        assert own not in {hit.trip.id for hit in similar.hits}
    assert store.engine.read("ol") is None
    with store.index.update() as writer:
        assert writer.add(one) is Change.UPDATED
        assert {trip.id for trip in writer.served(["t1", "t2", "old"]).values()} == {"t1", "t2"}
    assert store.engine.read("old") is None
