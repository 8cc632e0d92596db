"""The Elasticsearch engine's own requests sent bare: what it costs to stand between."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from elasticsearch import Elasticsearch

from benchmarks.engines import query_of
from benchmarks.node import Node
from benchmarks.result import Indexing, Level
from benchmarks.timing import Ask, timed
from mappings.elastic import index_body
from search.document.document import DocumentMaker
from search.engines.elastic.bulk import Action
from search.engines.elastic.generation import Generation
from search.engines.elastic.names import Described, own_alias
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


def own_requests_ask(node: Node, client: Elasticsearch, described: Described) -> Ask:
    """Sends what the engine would send for a full page and reads no answer; bodies are made at the first time."""
    path = f"{own_alias(described.index)}/_search?allow_partial_search_results=false"
    generation = _Recorded(client, described)
    serving = Serving(generation, our_words())
    known: dict[str, list[bytes]] = {}
    # What is counted once for a generation is no part of a search.
    serving.spelling("")

    def ask_again(text: str) -> object:
        if text not in known:
            generation.sent = []
            serving.page(query_of(Level.FULL, text))
            known[text] = generation.sent
        return [node.send("POST", path, body) for body in known[text]]

    return ask_again


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
