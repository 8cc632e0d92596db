"""The yardstick does what the engines do: the same trips for a word, the same counts, marks in its hits."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.bare_elastic import BareElastic, write_documents
from benchmarks.engines import query_of
from benchmarks.generator import trips
from benchmarks.node import Node
from benchmarks.result import Level
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.query import FacetName
from tests.stores import NOW

WORDS = ["자율주행", "SDGs", '"주민 참여"']


@pytest.fixture
def engine(root: Path) -> EmbeddedEngine:
    with EmbeddedIndex(root, lambda: NOW).rebuild() as writer:
        for trip in trips(60):
            writer.add(trip)
    return EmbeddedEngine(root)


@pytest.fixture
def bare(cluster: str, root: Path, engine: EmbeddedEngine, tmp_path: Path) -> Iterator[BareElastic]:
    assert engine.served().trips == 60
    node, name, file = Node(cluster), f"bench-{secrets.token_hex(4)}_bare", tmp_path / "documents.jsonl"
    write_documents(EmbeddedIndex(root, lambda: NOW).trips(), file)
    side = BareElastic(node, name)
    side.create()
    side.fill(file)
    yield side
    node.call("DELETE", name)


@pytest.mark.parametrize("text", WORDS)
def test_it_finds_and_counts_what_the_engine_does(text: str, engine: EmbeddedEngine, bare: BareElastic) -> None:
    page = engine.search(query_of(Level.FULL, text))
    answer = bare.search(Level.FULL, text)
    assert answer["hits"]["total"] == {"value": page.total, "relation": "eq"}
    for name in (FacetName.YEAR, FacetName.THEME):
        ours = {count.value: count.count for count in page.facets[name]}
        theirs = {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"][name.value]["buckets"]}
        assert sorted(theirs.values()) == sorted(ours.values())


def test_a_level_has_what_it_is_called_and_no_more(bare: BareElastic) -> None:
    hits, facets, full = (bare.search(level, "자율주행") for level in Level)
    assert "aggregations" not in hits
    assert set(facets["aggregations"]) == set(full["aggregations"]) == {name.value for name in FacetName}
    assert not any("highlight" in hit for hit in (*hits["hits"]["hits"], *facets["hits"]["hits"]))
    assert all("<em>자율" in str(hit["highlight"]) for hit in full["hits"]["hits"])
    assert not any("findings" in hit["_source"] for hit in full["hits"]["hits"])
