"""One damaged byte in a generation: refused by checksum, and the way out that the message names works."""

import datetime as dt
import os
import random
import shutil
from pathlib import Path

import pytest

from benchmarks.generator import trips
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.files import read_pointer
from search.engines.embedded.index import EmbeddedIndex
from search.errors import IndexDamagedError
from search.query import TripQuery
from webapp.app import create_app


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def copy_with_links(source: Path, target: Path) -> None:
    """A copy in which files shared by two generations stay shared: the damage is one to both, as on a disk."""
    seen: dict[int, Path] = {}
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True)
        elif path.stat().st_ino in seen:
            os.link(seen[path.stat().st_ino], place)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            seen[path.stat().st_ino] = place


def damage(folder: Path, chance: random.Random) -> str:
    path = chance.choice(sorted(path for path in folder.iterdir() if path.stat().st_size))
    place = chance.randrange(path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ (1 << chance.randrange(8))]))
    return path.name


def damage_and_recover(tmp_path: Path, count: int, seed: int) -> dict[str, int]:
    """How often each way out was named; each was gone."""
    original = tmp_path / "original"
    index = EmbeddedIndex(original, now)
    with index.update() as writer:
        for trip in trips(60, seed=1):
            writer.add(trip)
    with index.update() as writer:
        for trip in trips(20, seed=2):
            writer.add(trip)
    chance = random.Random(seed)
    ways = {"trips rollback": 0, "trips index --replace": 0}
    for number in range(count):
        root = tmp_path / f"copy{number}"
        copy_with_links(original, root)
        pointer = read_pointer(root)
        assert pointer
        name = damage(root / pointer.current, chance)
        engine = EmbeddedEngine(root)
        with pytest.raises(IndexDamagedError, match="체크섬") as refused:
            engine.search(TripQuery())
        client = create_app(engine).test_client()
        ready = client.get("/readyz")
        assert ready.status_code == 503, name
        (way,) = [way for way in ways if way in str(refused.value)]
        assert way in ready.text
        assert client.get("/api/v1/trips?q=x").status_code == 503
        ways[way] += 1
        if way == "trips rollback":
            EmbeddedIndex(root, now).rollback()
        else:
            with EmbeddedIndex(root, now).rebuild() as writer:
                for trip in trips(60, seed=1):
                    writer.add(trip)
        assert engine.search(TripQuery()).total == 60
        assert client.get("/readyz").status_code == 200
        shutil.rmtree(root)
    return ways


def test_a_damaged_byte_is_refused_and_the_named_way_out_works(tmp_path: Path) -> None:
    assert sum(damage_and_recover(tmp_path, count=12, seed=21).values()) == 12


@pytest.mark.drill
def test_two_hundred_damaged_bytes_are_refused_and_recovered_from(tmp_path: Path) -> None:
    ways = damage_and_recover(tmp_path, count=200, seed=22)
    print(f"\n200 damages: {ways}")
    assert all(ways.values())
