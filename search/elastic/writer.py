"""Adds and removes trips in an index that is being built, and checks the result."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from elasticsearch import Elasticsearch

from mappings.elastic import NORI_FIELDS
from mappings.fields import ANALYSIS, FIELDS, ID, TEXT_TERMS, TITLE_TERMS, TRIP, Role
from search.changes import Changes
from search.document import TripDocument
from search.elastic.bulk import Action, Bulk
from search.elastic.errors import writing
from search.elastic.generation import Described
from search.elastic.reader import batched, get_trips
from search.engine import Change
from search.making import Making
from search.trip import Trip
from search.words import Words

# So many ids are looked up with one query; `terms` takes 65,536.
_IDS: Final = 5_000


class Writer:
    """Adds and removes trips in one new generation."""

    def __init__(self, client: Elasticsearch, index: str, served: Described | None, words: Words) -> None:
        """`served` is what `index` is a clone of, None where it starts empty; `words` are those of the generation."""
        self._client = client
        self._index = index
        self._making = Making(words, self._write)
        self._bulk = Bulk(client, index)
        self._probe: TripDocument | None = None
        self._served = served
        self._expected: dict[str, Trip | None] = {}
        self.changes = Changes(served.info.trips if served else 0, self._look_up)

    def expect(self, trip_ids: Sequence[str]) -> None:
        """Look trips up that will be added next, with one request for all of them."""
        self._expected = self._looked_up(trip_ids)

    def add(self, trip: Trip) -> Change:
        """Put `trip` in, whole, in place of one with the same id; the same content again changes nothing."""
        change = self.changes.judge(trip)
        if change is Change.UNCHANGED:
            return change
        self._making.add(trip)
        self.changes.added(trip, change)
        return change

    def remove(self, trip_id: str) -> bool:
        """Take a trip out; whether it was there."""
        if not self.changes.holds(trip_id):
            return False
        self._making.finish()
        with writing():
            self._bulk.add(Action("delete", trip_id))
        self.changes.removed(trip_id)
        if self._probe and self._probe.id == trip_id:
            self._probe = None
        return True

    def _look_up(self, trip_id: str) -> Trip | None:
        """The served trip with this id; a request, unless it was expected."""
        known = self._expected if trip_id in self._expected else self._looked_up([trip_id])
        return known[trip_id]

    def _looked_up(self, trip_ids: Sequence[str]) -> dict[str, Trip | None]:
        if self._served is None:
            return dict.fromkeys(trip_ids)
        with writing():
            found = get_trips(self._client, self._served.index, trip_ids)
        return {trip_id: found.get(trip_id) for trip_id in trip_ids}

    def finish(self) -> None:
        """Wait for every document, and make them searchable."""
        try:
            self._making.finish()
        finally:
            self._making.close()
        self._bulk.finish()
        self._client.indices.refresh(index=self._index)

    def abandon(self) -> None:
        """Stop reading and sending before the index goes."""
        self._making.close()
        self._bulk.abandon()

    def _write(self, document: TripDocument) -> None:
        with writing():
            self._bulk.add(Action("index", document.id, encoded(document)))
        self._probe = document

    def check(self) -> None:
        """Counts, ids and a probe query. Raises VerificationFailedError."""
        touched = self.changes.touched
        there = [trip_id for trip_id, content in touched.items() if content is not None]
        gone = [trip_id for trip_id, content in touched.items() if content is None]
        self.changes.check(
            count=self._count({"match_all": {}}),
            wrong_ids=len(there) - self._known(there) + self._known(gone),
            probe_found=self._probe_found(),
        )

    def _known(self, ids: list[str]) -> int:
        """How many of `ids` the index holds."""
        return sum(self._count({"terms": {ID.name: some}}) for some in batched(ids, _IDS))

    def _count(self, query: dict[str, Any]) -> int:
        return int(self._client.count(index=self._index, query=query)["count"])

    def _probe_found(self) -> bool:
        """Whether the last trip added is found by the first term of its title, where words are looked for."""
        if self._probe is None or not self._probe.title_terms:
            return True
        term = self._probe.title_terms.split(" ")[0]
        words = [{"term": {name: term}} for name in (TEXT_TERMS.name, NORI_FIELDS[TEXT_TERMS])]
        one = {"term": {ID.name: self._probe.id}}
        return self._count({"bool": {"filter": [one, {"bool": {"should": words, "minimum_should_match": 1}}]}}) == 1


def encoded(document: TripDocument) -> str:
    """What an index stores of a document: every field, and the texts that Elasticsearch analyses by itself."""
    source: dict[str, object] = {
        field.name: value
        for field in FIELDS
        if field.role is not Role.STORED and (value := getattr(document, field.name)) is not None
    }
    source[NORI_FIELDS[TEXT_TERMS]] = document.sections
    source[NORI_FIELDS[TITLE_TERMS]] = document.sections[0]
    source[TRIP.name] = document.trip
    source[ANALYSIS.name] = document.analysis
    return msgspec.json.encode(source).decode()
