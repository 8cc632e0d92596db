"""The Elasticsearch engine's own requests sent bare: what it costs to stand between."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from benchmarks.engines import query_of
from benchmarks.node import Node
from benchmarks.result import Indexing, Level
from benchmarks.timing import Ask, timed
from mappings.elastic import index_body
from search.document import DocumentMaker
from search.elastic.answer import answer, counts
from search.elastic.bulk import Action
from search.elastic.writer import encoded
from search.korean.analysis import TextAnalyzer
from search.page import IndexInfo
from search.plan import Planner
from search.trip import Trip
from search.vocabulary import Spellings
from search.words import our_words

_BULK: Final = 200


def own_requests_ask(node: Node, info: IndexInfo, alias: str) -> Ask:
    """Sends what the engine would send for a full page and reads no answer; bodies are made at the first time."""
    path = f"{alias}/_search?allow_partial_search_results=false"
    planner = Planner(TextAnalyzer(our_words().user), our_words())
    known: dict[str, list[bytes]] = {}

    def ask_once(body: dict[str, Any]) -> Mapping[str, Any]:
        return node.call("POST", path, msgspec.json.encode(body))

    spellings = Spellings(lambda field: counts(field, ask_once))

    def made(text: str) -> list[bytes]:
        sent: list[bytes] = []

        def ask(body: dict[str, Any]) -> Mapping[str, Any]:
            sent.append(msgspec.json.encode(body))
            return node.call("POST", path, sent[-1])

        query = query_of(Level.FULL, text)
        answer(query, planner.plan(query.clauses, query.match), info, spellings, ask)
        return sent

    def ask_again(text: str) -> object:
        if text not in known:
            known[text] = made(text)
        return [node.send("POST", path, body) for body in known[text]]

    return ask_again


def own_bulk(node: Node, index: str, trips: Iterable[Trip]) -> Indexing:
    """How fast the same documents, made before, are sent and made searchable."""
    words = our_words()
    documents = DocumentMaker(words)
    lines = [Action("index", trip.id, encoded(documents.make(trip))).lines() for trip in trips]
    bodies = ["\n".join([*lines[start : start + _BULK], ""]).encode() for start in range(0, len(lines), _BULK)]
    node.call("PUT", index, msgspec.json.encode(index_body(words.user, 1)))

    def send() -> None:
        for body in bodies:
            assert not node.call("POST", f"{index}/_bulk", body)["errors"]
        node.call("POST", f"{index}/_refresh")

    seconds = timed(send)
    node.call("POST", f"{index}/_flush")
    return Indexing(trips_per_second=round(len(lines) / seconds, 1), index_bytes=node.store_size(index))
