"""One opened generation: verified files, searcher, and the analyzer its terms were made with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import tantivy

from mappings.fields import ANALYSIS, ID, TRIP
from mappings.korean import read_user_words
from search.document import StoredAnalysis
from search.embedded.compile import SCHEMA
from search.embedded.errors import reading
from search.embedded.generation import USER_WORDS, Manifest, verify
from search.embedded.searcher import Searcher
from search.generations import check_schema
from search.page import IndexInfo
from search.trip import Trip

_TRIP: Final = msgspec.json.Decoder(Trip)
_ANALYSIS: Final = msgspec.msgpack.Decoder(StoredAnalysis)


class Generation:
    """An index folder that verified; its files are mapped, so it can be served on after it was removed."""

    def __init__(self, folder: Path) -> None:
        """Read and compare every file. Raises IndexDamagedError."""
        self.manifest: Manifest = verify(folder)
        self.info = IndexInfo(folder.name, self.manifest.trips, self.manifest.built)
        with reading(folder):
            self.words = read_user_words(folder / USER_WORDS)
        self.searcher = Searcher(folder, self.manifest.files)
        self._folder = folder

    def check_schema(self) -> None:
        """Raises IndexOutdatedError when this program would read the stored terms wrongly."""
        check_schema(self.info.version, self.manifest.schema)

    def find(self, trip_id: str) -> tantivy.DocAddress | None:
        """Where the trip with this id lies."""
        one = tantivy.Query.term_query(SCHEMA, ID.name, trip_id)
        hits = self.searcher.by_score(one, limit=1, counted=False).hits
        return hits[0][1] if hits else None

    def get(self, trip_id: str) -> Trip | None:
        """The trip with this id."""
        address = self.find(trip_id)
        return self.trip(address) if address else None

    def trip(self, address: tantivy.DocAddress) -> Trip:
        """The stored trip."""
        (trip,) = self.searcher.stored(address, TRIP)
        with reading(self._folder):
            return _TRIP.decode(trip)

    def trip_and_analysis(self, address: tantivy.DocAddress) -> tuple[Trip, StoredAnalysis]:
        """The stored trip with the analysis of its text."""
        trip, analysis = self.searcher.stored(address, TRIP, ANALYSIS)
        with reading(self._folder):
            return _TRIP.decode(trip), _ANALYSIS.decode(analysis)

    def trips(self) -> Iterator[Trip]:
        """Every stored trip, also of an outdated schema: the field `trip` is the same in all of them."""
        found = self.searcher.by_score(tantivy.Query.all_query(), limit=max(1, self.searcher.trips), counted=False)
        for _, address in found.hits:
            yield self.trip(address)
