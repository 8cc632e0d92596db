"""Adds and removes trips in a generation that is being built, and checks the result."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import tantivy

from mappings.fields import ANALYSIS, FIELDS, ID, TEXT_TERMS, TRIP, Role
from search.changes import Changes
from search.document import TripDocument
from search.embedded.compile import SCHEMA
from search.embedded.errors import writing
from search.embedded.reader import Generation
from search.engine import Change
from search.making import Making
from search.trip import Trip
from search.words import Words

# One indexing thread writes one segment at a time; 64 MB hold some thousands of trips.
_HEAP_BYTES: Final = 64_000_000


class Writer:
    """Adds and removes trips in one new generation."""

    def __init__(self, folder: Path, served: Generation | None, words: Words) -> None:
        """`served` is what `folder` is a copy of, None where it starts empty; `words` are those of the generation."""
        self._folder = folder
        self._making = Making(words, self._write)
        self._replaced: set[str] = set()
        self._probe: TripDocument | None = None
        self.changes = Changes(served.info.trips if served else 0, served.get if served else lambda _: None)
        with writing(folder):
            index = tantivy.Index(SCHEMA, path=str(folder))
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def expect(self, trip_ids: Sequence[str]) -> None:
        """Nothing to do: a trip is looked up where it lies, on this disk."""

    def add(self, trip: Trip) -> Change:
        """Put `trip` in, whole, in place of one with the same id; the same content again changes nothing."""
        change = self.changes.judge(trip)
        if change is Change.UNCHANGED:
            return change
        if change is Change.UPDATED:
            self._replaced.add(trip.id)
        self._making.add(trip)
        self.changes.added(trip, change)
        return change

    def remove(self, trip_id: str) -> bool:
        """Take a trip out; whether it was there."""
        if not self.changes.holds(trip_id):
            return False
        self._making.finish()
        with writing(self._folder):
            self._writer.delete_documents_by_term(ID.name, trip_id)
        self.changes.removed(trip_id)
        if self._probe and self._probe.trip.id == trip_id:
            self._probe = None
        return True

    def finish(self) -> None:
        """Commit and wait until every file is whole; tantivy's lock files go."""
        try:
            self._making.finish()
        finally:
            self._making.close()
        with writing(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
            del self._writer
            for lock in self._folder.glob(".tantivy-*.lock"):
                lock.unlink()

    def abandon(self) -> None:
        """Stop processes and tantivy's threads before the folder goes."""
        self._making.close()
        del self._writer

    def _write(self, document: TripDocument) -> None:
        made = _tantivy_document(document)
        with writing(self._folder):
            if document.id in self._replaced:
                self._writer.delete_documents_by_term(ID.name, document.id)
            self._writer.add_document(made)
        self._probe = document

    def check(self, built: Generation) -> None:
        """Counts, ids and a probe query. Raises VerificationFailedError."""
        touched = self.changes.touched
        wrong = sum((built.find(trip_id) is None) is not (content is None) for trip_id, content in touched.items())
        self.changes.check(count=built.searcher.trips, wrong_ids=wrong, probe_found=self._probe_found(built))

    def _probe_found(self, built: Generation) -> bool:
        """Whether the last trip added is found by the first term of its title."""
        if self._probe is None or not self._probe.title_terms:
            return True
        term = self._probe.title_terms.split(" ")[0]
        both = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.term_query(SCHEMA, TEXT_TERMS.name, term)),
                (tantivy.Occur.Must, tantivy.Query.term_query(SCHEMA, ID.name, self._probe.trip.id)),
            ]
        )
        return built.searcher.by_score(both, limit=1, counted=True).total == 1


def _tantivy_document(document: TripDocument) -> tantivy.Document:
    """Field by field of mappings/fields.py: a document's attributes have the fields' names."""
    made = tantivy.Document()
    for field in FIELDS:
        if field.role is Role.STORED:
            continue
        value = getattr(document, field.name)
        add = made.add_unsigned if field.role is Role.NUMBER else made.add_text
        for single in value if isinstance(value, tuple) else (value,):
            if single is not None:
                add(field.name, single)
    made.add_bytes(TRIP.name, msgspec.json.encode(document.trip))
    made.add_bytes(ANALYSIS.name, msgspec.msgpack.encode(document.analysis))
    return made
