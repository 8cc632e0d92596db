"""Documents → Elasticsearch, in an index that is being built; and what that answers then."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from elasticsearch import Elasticsearch

from mappings.elastic import NORI_FIELDS
from mappings.fields import ANALYSIS, FIELDS, ID, TEXT_TERMS, TITLE_TERMS, TRIP, Role
from search.document.document import TripDocument
from search.engines.elastic.bulk import Action, Bulk
from search.engines.elastic.errors import writing
from search.engines.elastic.generation import batched, get_trips
from search.engines.elastic.names import Described
from search.engines.packing import Packing
from search.trip import Trip

# So many ids are looked up with one query; `terms` takes 65,536.
_IDS: Final = 5_000
_PACKING: Final = Packing()


class Target:
    """One new generation in its index, which also says what came of it."""

    def __init__(self, client: Elasticsearch, index: str, served: Described | None) -> None:
        """`served` is what is served now, which `index` is a clone of unless it starts empty; None for nothing."""
        self._client = client
        self._index = index
        self._served = served
        self._bulk = Bulk(client, index)

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        """Those of the trips that the generation has which is served now."""
        if self._served is None:
            return {}
        with writing():
            return get_trips(self._client, self._served.index, trip_ids)

    def write(self, document: TripDocument, *, replaces: bool) -> None:  # noqa: ARG002 - so it does in any case
        """Add a document, in the place of another one with its id."""
        with writing():
            self._bulk.add(Action(document.id, encoded(document)))

    def finish(self) -> None:
        """Send everything, and make it searchable."""
        with writing():
            self._bulk.finish()
            self._client.indices.refresh(index=self._index)

    def abandon(self) -> None:
        """Stop sending."""
        self._bulk.abandon()

    def total(self) -> int:
        """How many trips the index holds."""
        return self._count({"match_all": {}})

    def known(self, trip_ids: Collection[str]) -> int:
        """How many of these it holds."""
        return sum(self._count({"terms": {ID.name: some}}) for some in batched(trip_ids, _IDS))

    def is_found(self, trip_id: str, term: str) -> bool:
        """Whether a search for a term finds this trip, where words are looked for."""
        words = [{"term": {name: term}} for name in (TEXT_TERMS.name, NORI_FIELDS[TEXT_TERMS])]
        one = {"term": {ID.name: trip_id}}
        return self._count({"bool": {"filter": [one, {"bool": {"should": words, "minimum_should_match": 1}}]}}) == 1

    def _count(self, query: dict[str, Any]) -> int:
        with writing():
            return int(self._client.count(index=self._index, query=query)["count"])


def encoded(document: TripDocument) -> str:
    """What an index stores of a document: every field, and the texts that Elasticsearch analyses by itself."""
    source: dict[str, object] = {
        field.name: value
        for field in FIELDS
        if field.role is not Role.STORED and (value := getattr(document, field.name)) is not None
    }
    source[NORI_FIELDS[TEXT_TERMS]] = document.sections
    source[NORI_FIELDS[TITLE_TERMS]] = document.sections[0]
    # Nobody searches these: packed they are half of what the index would make of them, and half of what is sent.
    source[TRIP.name] = _PACKING.pack(msgspec.json.encode(document.trip))
    source[ANALYSIS.name] = _PACKING.pack(msgspec.msgpack.encode(document.analysis))
    return msgspec.json.encode(source).decode()
