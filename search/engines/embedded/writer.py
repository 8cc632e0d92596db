"""Documents → tantivy, in the folder of a generation that is being built; and what that answers then."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import tantivy

from mappings.fields import ANALYSIS, FIELDS, ID, TEXT_TERMS, TRIP, Role
from search.document.document import TripDocument
from search.engines.embedded.compile import SCHEMA
from search.engines.embedded.errors import writing
from search.engines.embedded.generation import Generation
from search.engines.packing import DICTIONARY, SAMPLE_CHARACTERS, SAMPLES, Packing
from search.generation import Facets, Selection, Slice
from search.plan.tree import AllOf, Term
from search.query import Sort
from search.trip import Trip

# One indexing thread writes one segment at a time; 64 MB hold some thousands of trips.
_HEAP_BYTES: Final = 64_000_000


class Target:
    """One new generation in its folder."""

    def __init__(self, folder: Path, served: Generation | None) -> None:
        """`served` is what is served now, which `folder` is a copy of unless it starts empty; None for nothing."""
        self._folder = folder
        self._served = served
        packing = Packing.of(folder)
        # None until so many trips have come that they show what they share.
        self._packing = packing if packing.dictionary else None
        self._waiting: list[tuple[TripDocument, bool]] = []
        self._characters = 0
        with writing(folder):
            index = tantivy.Index(SCHEMA, path=str(folder))
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        """Those of the trips that the generation has which is served now."""
        if self._served is None:
            return {}
        found = ((trip_id, self._served.trip(trip_id)) for trip_id in trip_ids)
        return {trip_id: trip for trip_id, trip in found if trip}

    def write(self, document: TripDocument, *, replaces: bool) -> None:
        """Add a document; one that `replaces` another takes its place."""
        if self._packing:
            self._write(document, self._packing, replaces=replaces)
            return
        self._waiting.append((document, replaces))
        self._characters += len(document.analysis.terms)
        if len(self._waiting) == SAMPLES or self._characters > SAMPLE_CHARACTERS:
            self._begin()

    def finish(self) -> None:
        """Commit and wait until every file is whole; tantivy's lock files go."""
        self._begin()
        with writing(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
            del self._writer
            for lock in self._folder.glob(".tantivy-*.lock"):
                lock.unlink()

    def _begin(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        waiting, self._waiting, self._characters = self._waiting, [], 0
        packing = Packing.trained([part for document, _ in waiting for part in _stored(document)])
        if packing.dictionary:
            self._packing = packing
            with writing(self._folder):
                (self._folder / DICTIONARY).write_bytes(packing.dictionary)
        for document, replaces in waiting:
            self._write(document, packing, replaces=replaces)

    def _write(self, document: TripDocument, packing: Packing, *, replaces: bool) -> None:
        made = _tantivy_document(document, packing)
        with writing(self._folder):
            if replaces:
                self._writer.delete_documents_by_term(ID.name, document.id)
            self._writer.add_document(made)

    def abandon(self) -> None:
        """Stop tantivy's threads."""
        del self._writer


class Built:
    """What a new generation answers."""

    def __init__(self, generation: Generation) -> None:
        """A generation that is not served yet."""
        self._generation = generation

    def total(self) -> int:
        """How many trips it holds."""
        return self._generation.searcher.trips

    def known(self, trip_ids: Collection[str]) -> int:
        """How many of these it holds."""
        return sum(self._generation.trip(trip_id) is not None for trip_id in trip_ids)

    def is_found(self, trip_id: str, term: str) -> bool:
        """Whether a search for a term in the text finds this trip."""
        both = Selection(base=AllOf((Term(TEXT_TERMS, term), Term(ID, trip_id))))
        return self._generation.hits(both, Slice(order=Sort.RELEVANCE, size=0), Facets()).total == 1


def _stored(document: TripDocument) -> tuple[bytes, bytes]:
    """The trip and the analysis of its text."""
    return msgspec.json.encode(document.trip), msgspec.msgpack.encode(document.analysis)


def _tantivy_document(document: TripDocument, packing: Packing) -> tantivy.Document:
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
    for field, part in zip((TRIP, ANALYSIS), _stored(document), strict=True):
        made.add_bytes(field.name, packing.pack(part))
    return made
