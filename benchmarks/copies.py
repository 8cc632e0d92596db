"""An index of many more trips than there are texts: each text is read once and stored several times.

A million trips take hours to read and half an hour to store; what a search of them costs is decided by what is stored.
Each copy has an id and dates of its own, so no two trips are one, and the years stay as full as they were.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from search.document.document import TripDocument, placed
from search.document.workers import Workers
from search.engines.embedded.files import Pointer, write_manifest, write_pointer, write_user_words
from search.engines.embedded.writer import Target
from search.engines.generations import SCHEMA_ID, new_name
from search.trip import Trip
from search.words.files import our_words

# Between the departures of a copy and the next one.
_APART: Final = dt.timedelta(days=37)


def build(root: Path, trips: Iterable[Trip], copies: int) -> None:
    """Put `copies` of every trip into a first generation under `root`, which is empty."""
    now = dt.datetime.now().astimezone()
    folder = root / new_name(now)
    folder.mkdir(parents=True)
    words = our_words()
    write_user_words(folder, words.user)
    target = Target(folder, served=None)
    stored = 0

    def store(document: TripDocument) -> None:
        nonlocal stored
        for copy in copies_of(document, copies):
            target.write(copy, replaces=False)
            stored += 1

    workers = Workers(words, store)
    try:
        for trip in trips:
            workers.add(trip)
        workers.finish()
    finally:
        workers.close()
    target.finish()
    write_manifest(folder, SCHEMA_ID, stored, now)
    write_pointer(root, Pointer(folder.name, None))


def copies_of(document: TripDocument, count: int) -> Iterator[TripDocument]:
    """The document, and copies of it until there are `count`."""
    yield document
    for number in range(1, count):
        yield _copy(document, number)


def _copy(document: TripDocument, number: int) -> TripDocument:
    trip = document.trip
    earlier = number * _APART
    trip = msgspec.structs.replace(
        trip,
        id=f"{trip.id}-{number}",
        departs=trip.departs and trip.departs - earlier,
        returns=trip.returns and trip.returns - earlier,
    )
    return msgspec.structs.replace(document, trip=trip, **placed(trip))
