"""The yardstick: Elasticsearch as somebody would use it by hand for the same pages, over a kept connection.

The plain JSON of a trip, nori on its texts, keywords for the facets, dates; `_search` with a bool of multi_match
queries, terms aggregations and the unified highlighter; themes are given to it ready. Tuned, as who knows it well has
it, the index keeps the offsets of what is highlighted, so that no hit is analysed again, and nothing is refreshed while
it is loaded, with the batches that were fastest here. The ordinary one is beside it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.node import Node
from benchmarks.timing import timed
from search.answer.snippets import MAX_LENGTH, MAX_PASSAGES
from search.parse import parse
from search.query import DEFAULT_FACET_SIZE, Clause
from search.trip import Trip

Json = dict[str, Any]

SIZE: Final = 10
BATCH: Final = 500
_BATCHES: Final = (250, 500, 1_000, 2_000)
_TRIED_TRIPS: Final = 2_000
# Two requests on their way at once: as many as the cores that the figures are for, and as the clients' helpers do.
_SENDERS: Final = 2
_KOREAN: Final[Json] = {"type": "text", "analyzer": "korean"}
_KEYWORD: Final[Json] = {"type": "keyword"}
_NAME: Final[Json] = {**_KOREAN, "fields": {"keyword": _KEYWORD}}
_OFFSETS: Final[Json] = {**_KOREAN, "index_options": "offsets"}
_SETTINGS: Final[Json] = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    # What the ready-made analyzer `nori` is, which the node of our tests has not.
    "analysis": {
        "analyzer": {
            "korean": {
                "type": "custom",
                "tokenizer": "nori_tokenizer",
                "filter": ["nori_part_of_speech", "nori_readingform", "lowercase"],
            }
        }
    },
}
_PROPERTIES: Final[Json] = {
    "id": _KEYWORD,
    "title": _KOREAN,
    "purpose": _KOREAN,
    "countries": {"properties": {"code": _KEYWORD, "name": _NAME}},
    "cities": _KOREAN,
    "organisation": _NAME,
    "departs": {"type": "date"},
    "returns": {"type": "date"},
    "stay": _KEYWORD,
    "nights": {"type": "integer"},
    "days": {"type": "integer"},
    "people": {"type": "integer"},
    "summary": _KOREAN,
    "findings": _KOREAN,
    "themes": {"properties": {"key": _KEYWORD, "words": {"type": "keyword", "index": False, "doc_values": False}}},
    "year": _KEYWORD,
}
_SEARCHED: Final = ("title^2", "purpose", "organisation", "countries.name", "cities", "summary", "findings")
_FACETS: Final = {
    "country": "countries.code",
    "organisation": "organisation.keyword",
    "theme": "themes.key",
    "year": "year",
}
_MARKED: Final = {"title": {"number_of_fragments": 0}, "summary": {}, "findings": {}}


class BareElastic:
    """One index on a node, written and searched without any of our code."""

    def __init__(self, node: Node, name: str, *, tuned: bool) -> None:
        """Asks nothing yet."""
        self._node = node
        self._name = name
        self._tuned = tuned

    def create(self) -> None:
        """An empty index in place of what was there."""
        settings, properties = _SETTINGS, _PROPERTIES
        if self._tuned:
            settings = {**settings, "refresh_interval": "-1"}
            properties = {**properties, **dict.fromkeys(_MARKED, _OFFSETS)}
        self._node.call("DELETE", f"{self._name}?ignore_unavailable=true")
        self._node.call("PUT", self._name, msgspec.json.encode({
            "settings": settings, "mappings": {"properties": properties},
        }))  # fmt: skip

    def fill(self, file: Path, limit: int | None = None, batch: int = BATCH) -> None:
        """Send the documents of a file that `write_documents` made, and make them searchable."""
        with file.open("rb") as lines, ThreadPoolExecutor(_SENDERS) as senders:
            waiting: deque[Future[None]] = deque()
            for body in _bodies(islice(lines, limit), batch):
                if len(waiting) == _SENDERS:
                    waiting.popleft().result()
                waiting.append(senders.submit(self._send, body))
            for sent in waiting:
                sent.result()
        self._node.call("POST", f"{self._name}/_refresh")
        self._node.call("POST", f"{self._name}/_flush")

    def best_batch(self, file: Path) -> int:
        """How many documents in a request are loaded fastest, tried out with the first ones of a file."""
        # Java compiles what it does often; an Elasticsearch that runs for days has done it before.
        self._tried(file, BATCH)
        return min(_BATCHES, key=lambda batch: self._tried(file, batch))

    def size(self) -> int:
        """Bytes in the store."""
        return self._node.store_size(self._name)

    def search(self, text: str) -> Json:
        """The decoded answer."""
        return self._node.call("POST", f"{self._name}/_search", msgspec.json.encode(_search_body(text)))

    def _tried(self, file: Path, batch: int) -> float:
        self.create()
        return timed(lambda: self.fill(file, _TRIED_TRIPS, batch))

    def _send(self, body: bytes) -> None:
        assert not self._node.call("POST", f"{self._name}/_bulk", body)["errors"]


def write_documents(trips: Iterator[Trip], file: Path) -> None:
    """The trips as this side indexes them: their own JSON, with the year for its facet."""
    with file.open("wb") as out:
        for trip in trips:
            document: Json = msgspec.to_builtins(trip)
            if trip.departs:
                document["year"] = str(trip.departs.year)
            out.write(msgspec.json.encode(document) + b"\n")


def _search_body(text: str) -> Json:
    """A page of hits without their findings, which a list does not show."""
    return {
        "size": SIZE,
        "query": _query(parse(text)),
        "track_total_hits": True,
        "_source": {"excludes": ["findings"]},
        "aggs": {name: {"terms": {"field": field, "size": DEFAULT_FACET_SIZE}} for name, field in _FACETS.items()},
        "highlight": {
            "type": "unified",
            "number_of_fragments": MAX_PASSAGES,
            "fragment_size": MAX_LENGTH,
            "fields": _MARKED,
        },
    }


def _query(clauses: Sequence[Clause]) -> Json:
    words = " ".join(clause.text for clause in clauses if not clause.quoted and not clause.excluded)
    wanted = [_match(words)] if words else []
    wanted += [_match(clause.text, quoted=True) for clause in clauses if clause.quoted and not clause.excluded]
    unwanted = [_match(clause.text, quoted=clause.quoted) for clause in clauses if clause.excluded]
    return {"bool": {"must": wanted, "must_not": unwanted}}


def _match(text: str, *, quoted: bool = False) -> Json:
    kind: Json = {"type": "phrase"} if quoted else {"type": "cross_fields", "operator": "and"}
    return {"multi_match": {"query": text, "fields": _SEARCHED, **kind}}


def _bodies(lines: Iterator[bytes], batch: int) -> Iterator[bytes]:
    while some := list(islice(lines, batch)):
        yield b"".join(b'{"index":{}}\n' + line for line in some)
