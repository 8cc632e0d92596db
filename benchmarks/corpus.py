"""Trips as files of JSON lines: every side reads the same ones, and no process has to hold them all."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.generator import text_length, trips
from search.trip import Trip

_TRIP = msgspec.json.Decoder(Trip)


def write_corpus(path: Path, count: int) -> float:
    """Write `count` trips; characters a trip."""
    characters = 0
    with path.open("wb") as file:
        for trip in trips(count):
            characters += text_length(trip)
            file.write(msgspec.json.encode(trip) + b"\n")
    return round(characters / count, 1)


def read_corpus(path: Path, limit: int | None = None) -> Iterator[Trip]:
    """The trips of a file, or the first `limit` of them."""
    with path.open("rb") as file:
        yield from map(_TRIP.decode, islice(file, limit))
