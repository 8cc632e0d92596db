"""Our Elasticsearch engine beside the same requests sent bare: what it costs to stand between."""

import datetime as dt
import itertools
import secrets
import statistics
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import urllib3

from benchmarks.timing import ratio, shown, timed
from mappings.elastic import index_body
from mappings.korean import read_user_words
from search.elastic.answer import answer
from search.elastic.bulk import Action
from search.elastic.client import connect
from search.elastic.engine import ElasticEngine
from search.elastic.generation import Names, own_alias
from search.elastic.index import ElasticIndex
from search.elastic.writer import encoded
from search.korean.analysis import TextAnalyzer
from search.parse import parse
from search.plan import make_plan
from search.query import FacetName, TripQuery
from search.settings import Settings
from search.trip import Trip

ROUNDS: Final = 5
BULK: Final = 200
JSON: Final = {"content-type": "application/json"}


def measure(url: str, trips: Sequence[Trip], queries: Sequence[str]) -> dict[str, object]:
    """Indexing and searching, ours and bare in turn, on the node at `url`; what was indexed is removed."""
    names = Names(f"bench-{secrets.token_hex(4)}")
    client = connect(Settings(elasticsearch_url=url, elasticsearch_timeout=60))
    index = ElasticIndex(client, names.prefix, 1, lambda: dt.datetime.now().astimezone())
    pool = urllib3.PoolManager()
    bare = f"{url}/{names.prefix}_bare"
    try:
        plain = bare_bulk(pool, bare, trips)
        ours = timed(lambda: fill(index, trips))
        engine = ElasticEngine(client, names.prefix)
        status = engine.status()
        rows: dict[str, object] = {
            "Elasticsearch: indexing, trips/s (bare bulk)": (
                f"{len(trips) / ours:.0f} ({len(trips) / plain:.0f}), {ours / plain:.2f} × the time"
            ),
            "Elasticsearch: index, MB": f"{(status.size_bytes or 0) / 1e6:.1f}",
        }
        search_url = (
            f"{url}/{own_alias(names.index(engine.served().version))}/_search?allow_partial_search_results=false"
        )
        for name, facets in (("with snippets", ()), ("with snippets and facets", tuple(FacetName))):
            asked = [TripQuery(clauses=parse(text), size=10, facets=facets) for text in queries]
            mine, theirs = searches(engine, asked, pool, search_url)
            rows[f"Elasticsearch: {name}, ms p50 / p95 (bare)"] = (
                f"{shown(mine)} ({shown(theirs)}), {ratio(mine, theirs):.2f} ×"
            )
        return rows
    finally:
        client.indices.delete(index=list(client.indices.get_alias(index=f"{names.prefix}_*")))
        client.close()


def fill(index: ElasticIndex, trips: Sequence[Trip]) -> None:
    """A whole build: analysis, bulk, verification, swap."""
    with index.rebuild() as writer:
        for trip in trips:
            writer.add(trip)


def bare_bulk(pool: urllib3.PoolManager, url: str, trips: Sequence[Trip]) -> float:
    """Seconds to send the same documents, made before, and to make them searchable."""
    from search.document import DocumentMaker  # noqa: PLC0415 - for this figure only

    words = read_user_words()
    documents = DocumentMaker(TextAnalyzer(words))
    lines = [Action("index", trip.id, encoded(documents.make(trip))).lines() for trip in trips]
    bodies = ["\n".join([*lines[start : start + BULK], ""]).encode() for start in range(0, len(lines), BULK)]
    pool.request("PUT", url, body=msgspec.json.encode(index_body(words, 1)), headers=JSON)

    def send() -> None:
        for body in bodies:
            taken = pool.request("POST", f"{url}/_bulk", body=body, headers={"content-type": "application/x-ndjson"})
            assert b'"errors":false' in taken.data[:200]
        pool.request("POST", f"{url}/_refresh")

    return timed(send)


def searches(
    engine: ElasticEngine, queries: Sequence[TripQuery], pool: urllib3.PoolManager, url: str
) -> tuple[list[float], list[float]]:
    """Times of each query through our engine, and of its own request bodies sent bare, in turn."""
    info, analyzer = engine.served(), TextAnalyzer(read_user_words())

    def send(body: bytes) -> bytes:
        return pool.request("POST", url, body=body, headers=JSON).data

    def bodies_of(query: TripQuery) -> list[bytes]:
        sent: list[bytes] = []

        def ask(body: dict[str, Any]) -> Mapping[str, Any]:
            sent.append(msgspec.json.encode(body))
            found: Mapping[str, Any] = msgspec.json.decode(send(sent[-1]))
            return found

        answer(query, make_plan(query.clauses, query.match, analyzer), info, ask)
        return sent

    bodies = [bodies_of(query) for query in queries]
    mine, theirs = [], []
    for turn, (query, sent) in itertools.product(range(ROUNDS + 1), zip(queries, bodies, strict=True)):
        one = timed(lambda query=query: engine.search(query))  # type: ignore[misc]
        two = timed(lambda sent=sent: [send(body) for body in sent])  # type: ignore[misc]
        if turn:
            mine.append(one * 1e3)
            theirs.append(two * 1e3)
    assert statistics.median(mine) > 0
    return mine, theirs
