"""The Elasticsearch engine's own requests sent bare: what it costs to stand between."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from elasticsearch import Elasticsearch

from benchmarks.engines import query_of
from benchmarks.node import Node
from benchmarks.place import Place
from benchmarks.result import Indexing
from benchmarks.timing import timed
from mappings.elastic import index_body
from search.document.document import DocumentMaker
from search.engines.elastic.bulk import Action
from search.engines.elastic.client import connect
from search.engines.elastic.generation import Generation, find_described
from search.engines.elastic.names import Described, Names, own_alias
from search.engines.elastic.writer import encoded
from search.engines.serving import Serving
from search.trip import Trip
from search.words.files import our_words

_BULK: Final = 200


class _Recorded(Generation):
    """A generation that keeps the bodies it sends."""

    def __init__(self, client: Elasticsearch, described: Described) -> None:
        super().__init__(client, described)
        self.sent: list[bytes] = []

    def _ask(self, body: dict[str, Any]) -> Mapping[str, Any]:
        self.sent.append(msgspec.json.encode(body))
        return super()._ask(body)


class OwnRequests:
    """What the engine would send for texts, recorded beforehand; answers are not read."""

    def __init__(self, node: Node, place: Place, texts: Iterable[str]) -> None:
        """Asks the engine for every text once."""
        client, names = connect(place.settings()), Names(place.prefix)
        described = find_described(client, names, names.served)
        assert described is not None
        self._node = node
        self._path = f"{own_alias(described.index)}/_search?allow_partial_search_results=false"
        generation = _Recorded(client, described)
        serving = Serving(generation, our_words())
        # What is counted once for a generation is no part of a search.
        serving.spelling("")
        self._known: dict[str, list[bytes]] = {}
        for text in texts:
            generation.sent = []
            serving.page(query_of(text))
            self._known[text] = generation.sent
        client.close()

    def ask(self, text: str) -> list[bytes]:
        """The answers to what the engine would send, as they come."""
        return [self._node.send("POST", self._path, body) for body in self._known[text]]


def own_bulk(node: Node, index: str, trips: Iterable[Trip]) -> Indexing:
    """How fast the same documents, made before, are sent and made searchable."""
    words = our_words()
    documents = DocumentMaker(words)
    lines = [Action(trip.id, encoded(documents.make(trip))).lines() for trip in trips]
    bodies = ["\n".join([*lines[start : start + _BULK], ""]).encode() for start in range(0, len(lines), _BULK)]
    node.call("PUT", index, msgspec.json.encode(index_body(words.user, 1)))

    def send() -> None:
        for body in bodies:
            assert not node.call("POST", f"{index}/_bulk", body)["errors"]
        node.call("POST", f"{index}/_refresh")

    seconds = timed(send)
    node.call("POST", f"{index}/_flush")
    return Indexing(trips_per_second=round(len(lines) / seconds, 1), index_bytes=node.store_size(index))
