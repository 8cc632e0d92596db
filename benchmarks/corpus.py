"""Trips as files of JSON lines: every side reads the same ones, and no process has to hold them all."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks import generator, speeches
from benchmarks.result import Text
from search.trip import Trip

_TRIP = msgspec.json.Decoder(Trip)


def text_at_hand() -> Text:
    """Real speeches where they lie beside the clone, else generated sentences."""
    return Text.SPEECHES if speeches.SPEECHES.exists() else Text.GENERATED


def write_corpus(path: Path, count: int, text: Text) -> float:
    """Write `count` trips; characters a trip."""
    trips = speeches.trips if text is Text.SPEECHES else generator.trips
    characters = 0
    with path.open("wb") as file:
        for trip in trips(count):
            characters += generator.text_length(trip)
            file.write(msgspec.json.encode(trip) + b"\n")
    return round(characters / count, 1)


def read_corpus(path: Path, limit: int | None = None, step: int = 1) -> Iterator[Trip]:
    """The trips of a file, or the first `limit` of them, or one of each `step`."""
    with path.open("rb") as file:
        yield from map(_TRIP.decode, islice(file, 0, limit, step))


def write_changes(corpus: Path, path: Path, count: int) -> None:
    """Write the first `count` trips of a file as they are after a correction."""
    with path.open("wb") as file:
        for trip in read_corpus(corpus, count):
            changed = msgspec.structs.replace(trip, purpose="다시 적은 목적", people=(trip.people or 0) + 1)
            file.write(msgspec.json.encode(changed) + b"\n")
