"""Trips of real text: as long as reports are, no two alike, whatever their number."""

from pathlib import Path
from statistics import mean

import msgspec
import pytest

from benchmarks.generator import text_length
from benchmarks.speeches import trips

SENTENCES = [f"{number}번째 안건을 상정합니다. 위원님들 의견이 있으십니까?" for number in range(300)]


@pytest.fixture
def speeches(tmp_path: Path) -> Path:
    path = tmp_path / "speeches.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode({"text": text}) + b"\n" for text in SENTENCES))
    return path


def test_a_seed_always_gives_the_same_trips_and_another_one_gives_others(speeches: Path) -> None:
    assert list(trips(20, seed=7, file=speeches)) == list(trips(20, seed=7, file=speeches))
    assert list(trips(20, seed=7, file=speeches)) != list(trips(20, seed=8, file=speeches))


def test_their_text_is_that_of_the_speeches_in_its_order(speeches: Path) -> None:
    spoken = " ".join([*SENTENCES, *SENTENCES])
    for trip in trips(10, file=speeches):
        assert all(passage in spoken for passage in (trip.summary or "", *trip.findings))


def test_the_real_ones_have_about_two_thousand_characters_and_differ(shared: Path) -> None:
    found = list(trips(300, file=shared / "data" / "load" / "speeches.jsonl"))
    assert 1_900 < mean(text_length(trip) for trip in found) < 2_100
    assert len({trip.findings for trip in found}) == len(found)
    assert len({trip.id for trip in found}) == len(found)
