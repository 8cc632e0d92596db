"""Adds and removes trips in a generation that is being built, and checks the result."""

from pathlib import Path
from typing import Final

import msgspec
import tantivy

from mappings.fields import ANALYSIS, FIELDS, ID, TEXT_TERMS, TRIP, Role
from search.document import TripDocument, make_document
from search.embedded.compile import SCHEMA
from search.embedded.errors import writing
from search.embedded.reader import Generation
from search.engine import Change
from search.errors import VerificationFailedError
from search.korean.analysis import TextAnalyzer
from search.trip import Trip, same_content

# One indexing thread writes one segment at a time; 64 MB hold some thousands of trips.
_HEAP_BYTES: Final = 64_000_000


class Writer:
    """Adds and removes trips in one new generation."""

    def __init__(self, folder: Path, served: Generation | None, analyzer: TextAnalyzer) -> None:
        """`served` is what `folder` is a copy of, None where it starts empty."""
        self._folder = folder
        self._served = served
        self._analyzer = analyzer
        self._mine: dict[str, bool] = {}
        self._probe: TripDocument | None = None
        self.count = served.info.trips if served else 0
        with writing(folder):
            index = tantivy.Index(SCHEMA, path=str(folder))
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    @property
    def changed(self) -> bool:
        """Whether anything was added or removed."""
        return bool(self._mine)

    def add(self, trip: Trip) -> Change:
        """Put `trip` in, whole, in place of one with the same id; the same content again changes nothing."""
        before = self._before(trip.id)
        if isinstance(before, Trip) and same_content(before, trip):
            return Change.UNCHANGED
        document = make_document(trip, self._analyzer)
        with writing(self._folder):
            if before:
                self._writer.delete_documents_by_term(ID.name, trip.id)
            self._writer.add_document(_tantivy_document(document))
        self.count += not before
        self._mine[trip.id] = True
        self._probe = document
        return Change.UPDATED if before else Change.ADDED

    def remove(self, trip_id: str) -> bool:
        """Take a trip out; whether it was there."""
        before = self._before(trip_id)
        if not before:
            return False
        with writing(self._folder):
            self._writer.delete_documents_by_term(ID.name, trip_id)
        self.count -= 1
        self._mine[trip_id] = False
        if self._probe and self._probe.trip.id == trip_id:
            self._probe = None
        return True

    def _before(self, trip_id: str) -> Trip | bool:
        """The served trip with this id; for one this writer touched, only whether it is there."""
        if trip_id in self._mine:
            return self._mine[trip_id]
        address = self._served.find(trip_id) if self._served else None
        return self._served.trip(address) if self._served and address else False

    def finish(self) -> None:
        """Commit and wait until every file is whole; tantivy's lock files go."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        del self._writer
        for lock in self._folder.glob(".tantivy-*.lock"):
            lock.unlink()

    def abandon(self) -> None:
        """Stop tantivy's threads before the folder goes."""
        del self._writer

    def check(self, built: Generation) -> None:
        """Counts, ids and a probe query. Raises VerificationFailedError."""
        lost = [trip_id for trip_id, there in self._mine.items() if (built.find(trip_id) is not None) is not there]
        if built.searcher.num_docs != self.count or lost or not self._probe_found(built):
            found = built.searcher.num_docs
            message = (
                f"새 색인이 검증을 통과하지 못해 공개하지 않았습니다(출장 {found}건, 예상 {self.count}건, "
                f"어긋난 id {len(lost)}개). 제공 중인 색인은 그대로입니다. 다시 실행해도 같으면 알려 주세요."
            )
            raise VerificationFailedError(message)

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
        return len(built.searcher.search(both, limit=1, count=False).hits) == 1


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
