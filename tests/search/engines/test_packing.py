"""Stored trips are packed with what they have in common, and come back as they were whenever they were written."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generator import trips
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.engines.packing import DICTIONARY, SAMPLES, Packing
from search.errors import IndexDamagedError
from search.trip import Trip
from tests.stores import NOW, short

ALIKE = [msgspec.json.encode(trip) for trip in trips(250)]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.binary(max_size=400) | st.text(max_size=200).map(str.encode), max_size=12), few=st.booleans())
def test_whatever_is_packed_comes_back(texts: list[bytes], few: bool) -> None:  # noqa: FBT001
    packing = Packing() if few else SHARED
    assert [packing.unpack(packing.pack(text)) for text in texts] == texts
    # What was packed before there was a dictionary is read beside what is packed with it.
    assert [SHARED.unpack(Packing().pack(text)) for text in texts] == texts


SHARED = Packing.trained(ALIKE)


def test_a_dictionary_makes_trips_smaller_and_few_texts_or_empty_ones_get_none() -> None:
    other = [msgspec.json.encode(trip) for trip in trips(20, seed=9)]
    assert sum(map(len, map(SHARED.pack, other))) < 0.8 * sum(map(len, map(Packing().pack, other)))
    for samples in (ALIKE[:50], [b""] * 500, [b"x"] * 500):
        packing = Packing.trained(samples)
        assert packing.unpack(packing.pack(b"text")) == b"text"


@pytest.mark.parametrize("damaged", [b"", b"x", b"\x28\xb5\x2f\xfd", SHARED.pack(ALIKE[0])[:-4], b"{}"])
def test_what_was_never_packed_is_said_to_be_damaged(damaged: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library's sentence follows
        SHARED.unpack(damaged)


def test_trips_of_before_and_after_the_dictionary_are_read_from_one_index(tmp_path: Path) -> None:
    """A small index has none; it grows, gets one with its next hundreds, and keeps it with every update after that."""
    root, index = tmp_path / "trips", EmbeddedIndex(tmp_path / "trips", lambda: NOW)
    made = list(short(trips(SAMPLES + 60)))
    sizes = (30, SAMPLES + 40, SAMPLES + 60)
    dictionaries = []
    for start, end in zip((0, *sizes), sizes, strict=False):
        with index.update() as writer:
            for trip in made[start:end]:
                writer.add(trip)
        folder = root / EmbeddedEngine(root).served().version
        dictionaries.append((folder / DICTIONARY).read_bytes() if (folder / DICTIONARY).exists() else b"")
    assert not dictionaries[0]
    assert dictionaries[1]
    assert dictionaries[1] == dictionaries[2]
    assert {trip.id: trip.findings for trip in index.trips()} == {trip.id: trip.findings for trip in made}
    assert all(EmbeddedEngine(root).read(trip.id) for trip in made[::40])


def test_a_trip_that_waits_is_replaced_by_the_one_that_comes_after_it(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "trips", lambda: NOW)
    with index.rebuild() as writer:
        for title in ("하나", "둘", "셋"):
            writer.add(Trip(id="one", title=title))
    assert [trip.title for trip in index.trips()] == ["셋"]


def test_a_lost_dictionary_is_damage_that_is_found_when_the_index_is_opened(tmp_path: Path) -> None:
    root, index = tmp_path / "trips", EmbeddedIndex(tmp_path / "trips", lambda: NOW)
    with index.rebuild() as writer:
        for trip in short(trips(SAMPLES)):
            writer.add(trip)
    (root / EmbeddedEngine(root).served().version / DICTIONARY).unlink()
    with pytest.raises(IndexDamagedError, match=DICTIONARY):
        EmbeddedEngine(root).served()
