"""One opened generation: verified files, searcher, and the analyzer its terms were made with."""

import threading
from collections.abc import Generator, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
import tantivy
from cachetools import LRUCache

from mappings.fields import ANALYSIS, ID, TRIP, Field
from mappings.korean import read_user_words
from search.answer.filters import FACET_FIELDS, MEASURE_FIELDS
from search.document.stored import StoredAnalysis
from search.engines.embedded.compile import scored, selected
from search.engines.embedded.counting import value_counts, value_table
from search.engines.embedded.errors import reading
from search.engines.embedded.files import USER_WORDS, Manifest, verify
from search.engines.embedded.hits import Window, by_key, by_score
from search.engines.embedded.searcher import Searcher, Values
from search.engines.embedded.walking import addresses
from search.engines.generations import check_schema
from search.engines.packing import Packing
from search.generation import Facets, Hit, Hits, Selection, Slice, Tier
from search.page import IndexInfo, Total
from search.query import FacetName, Measure, Sort
from search.trip import Trip

_TRIP: Final = msgspec.json.Decoder(Trip)
_ANALYSIS: Final = msgspec.msgpack.Decoder(StoredAnalysis)
_COUNTED_BYTES: Final = 2 << 20
# What Python takes for a value and its count beside the letters.
_ENTRY_BYTES: Final = 160
_EVERYTHING: Final = tantivy.Query.all_query()


_Counts = Mapping[FacetName, Mapping[str, int]]


class Generation:
    """An index folder that verified; its files are mapped, so it can be served on after it was removed."""

    def __init__(self, folder: Path) -> None:
        """Read and compare every file. Raises IndexDamagedError."""
        self.manifest: Manifest = verify(folder)
        self.info = IndexInfo(folder.name, self.manifest.trips, self.manifest.built)
        with reading(folder):
            self.words = read_user_words(folder / USER_WORDS)
            self._packing = Packing.of(folder)
        self.searcher = Searcher(folder, self.manifest.files)
        self._folder = folder
        # What was counted last: the next page, another order and the other door have the same counts.
        self._counted: MutableMapping[object, _Counts] = LRUCache(_COUNTED_BYTES, getsizeof=_size)
        self._counting = threading.Lock()

    def check_schema(self) -> None:
        """Raises IndexOutdatedError when this program would read the stored terms wrongly."""
        check_schema(self.info.version, self.manifest.schema)

    def check_served(self) -> None:
        """Nothing to do: whoever serves this one looks at the pointer before every question."""

    def hits(self, selection: Selection, asked: Slice, facets: Facets) -> Hits:
        """Some of the selected trips in order."""
        window = self._by_score(selection, asked) if asked.order is Sort.RELEVANCE else self._by_key(selection, asked)
        hits = [Hit(*self._trip_and_analysis(address), value) for value, address in window.matches]
        return Hits(
            hits,
            window.total,
            self._facets(selection, facets.names),
            self._totals(selection, facets.measures) if facets.measures else {},
        )

    def every(self, order: Sort, tiers: Sequence[Tier]) -> Generator[Trip]:
        """Every trip of the tiers, one after the other."""
        for tier in tiers:
            for address in addresses(self.searcher, order, tier, self._id):
                yield self._trip(address)

    def find(self, trip_id: str) -> tuple[Trip, StoredAnalysis] | None:
        """The trip with this id and the analysis of its text, or None."""
        address = self._address(trip_id)
        return self._trip_and_analysis(address) if address else None

    def trip(self, trip_id: str) -> Trip | None:
        """The trip with this id, of whichever schema, or None."""
        address = self._address(trip_id)
        return self._trip(address) if address else None

    def trips(self) -> Iterator[Trip]:
        """Every stored trip, also of an outdated schema: the field `trip` is the same in all of them."""
        found = self.searcher.by_score(_EVERYTHING, limit=max(1, self.searcher.trips), counted=False)
        for _, address in found.hits:
            yield self._trip(address)

    def count(self, fields: Sequence[Field]) -> Mapping[Field, Mapping[str, int]]:
        """For each field: every value and how many trips have it."""
        return value_counts(self.searcher, _EVERYTHING, fields)

    def table(self, selection: Selection, fields: Sequence[Field]) -> Mapping[Values, int]:
        """How many of the selected trips have which values together."""
        return value_table(self.searcher, selected(selection), fields)

    def ends(self, field: Field) -> tuple[int, int] | None:
        """The least and the greatest value of a number, or None where no trip has one."""
        return self.searcher.ends(field)

    def _by_score(self, selection: Selection, asked: Slice) -> Window:
        query = scored(selected(selection, asked.beyond), asked.scoring)
        # One at least, for the count: a page that is full already still tells how many there are.
        window = by_score(self.searcher, query, asked.offset, max(1, asked.size))
        return Window(window.matches[: asked.size], window.total)

    def _by_key(self, selection: Selection, asked: Slice) -> Window:
        query = selected(selection, asked.beyond)
        total = self.searcher.by_score(query, limit=1, counted=True).total
        return Window(by_key(self.searcher, query, asked, self._id), total)

    def _facets(self, selection: Selection, names: Sequence[FacetName]) -> dict[FacetName, Mapping[str, int]]:
        """Counts with each facet's own filter off; facets without a filter share one pass."""
        filters = selection.filters
        free = [name for name in names if not filters.selected(name)]
        counts = self._counts(selection, free) if free else {}
        for name in names:
            if name not in counts:
                counts |= self._counts(msgspec.structs.replace(selection, filters=filters.without(name)), [name])
        return counts

    def _totals(self, selection: Selection, measures: Sequence[Measure]) -> dict[Measure, Total]:
        totals = self.searcher.totals(selected(selection), [MEASURE_FIELDS[measure] for measure in measures])
        return {measure: totals[MEASURE_FIELDS[measure]] for measure in measures}

    def _counts(self, selection: Selection, names: Sequence[FacetName]) -> dict[FacetName, Mapping[str, int]]:
        key = (selection, tuple(names))
        with self._counting:
            kept = self._counted.get(key)
        if kept is None:
            counts = value_counts(self.searcher, selected(selection), [FACET_FIELDS[name] for name in names])
            kept = {name: counts[FACET_FIELDS[name]] for name in names}
            # Counts that alone take more than all may take are not kept.
            with self._counting, suppress(ValueError):
                self._counted[key] = kept
        return dict(kept)

    def _address(self, trip_id: str) -> tantivy.DocAddress | None:
        one = tantivy.Query.term_query(self.searcher.schema, ID.name, trip_id)
        hits = self.searcher.by_score(one, limit=1, counted=False).hits
        return hits[0][1] if hits else None

    def _id(self, address: tantivy.DocAddress) -> str:
        return self._trip(address).id

    def _trip(self, address: tantivy.DocAddress) -> Trip:
        (trip,) = self.searcher.stored(address, TRIP)
        with reading(self._folder):
            return _TRIP.decode(self._unpacked(trip))

    def _trip_and_analysis(self, address: tantivy.DocAddress) -> tuple[Trip, StoredAnalysis]:
        trip, analysis = self.searcher.stored(address, TRIP, ANALYSIS)
        with reading(self._folder):
            return _TRIP.decode(self._unpacked(trip)), _ANALYSIS.decode(self._packing.unpack(analysis))

    def _unpacked(self, trip: bytes) -> bytes:
        """A stored trip's JSON, of whichever schema: those before the seventh store it as it is."""
        return trip if trip.startswith(b"{") else self._packing.unpack(trip)


def _size(counts: _Counts) -> int:
    return sum(_ENTRY_BYTES * len(found) + 2 * sum(map(len, found)) for found in counts.values())
