"""What the engines are compared with does what they do: the same trips for a word, the same counts, marks in its hits."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from benchmarks import bare_tantivy, sqlite_fts5
from benchmarks.bare_elastic import BareElastic, write_documents
from benchmarks.bare_tantivy import BareTantivy
from benchmarks.engines import FACETS, query_of
from benchmarks.generator import trips
from benchmarks.node import Node
from benchmarks.own_requests import OwnRequests
from benchmarks.place import Place
from benchmarks.sqlite_fts5 import SqliteFts5
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.index import ElasticIndex
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.query import FacetName
from search.words.files import our_words
from tests.stores import NOW

WORDS = ["자율주행", "SDGs", '"주민 참여"', "자율주행 -도쿄"]
COUNT = 60


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the trips lie, in our index."""
    root = tmp_path_factory.mktemp("embedded") / "trips"
    with EmbeddedIndex(root, lambda: NOW).rebuild() as writer:
        for trip in trips(COUNT):
            writer.add(trip)
    return root


@pytest.fixture(scope="module")
def engine(root: Path) -> EmbeddedEngine:
    return EmbeddedEngine(root)


@pytest.fixture(scope="module")
def documents(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("documents") / "documents.jsonl"
    write_documents(EmbeddedIndex(root, lambda: NOW).trips(), file)
    return file


@pytest.fixture(scope="module", params=[True, False], ids=["tuned", "untuned"])
def bare(request: pytest.FixtureRequest, cluster: str, documents: Path) -> Iterator[BareElastic]:
    node, name = Node(cluster), f"bench-{secrets.token_hex(4)}_bare"
    side = BareElastic(node, name, tuned=request.param)
    side.create()
    side.fill(documents)
    yield side
    node.call("DELETE", name)


@pytest.fixture(scope="module")
def sqlite(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteFts5]:
    file = tmp_path_factory.mktemp("sqlite") / "fts5.sqlite"
    sqlite_fts5.build(file, documents)
    side = SqliteFts5(file)
    yield side
    side.close()


@pytest.fixture(scope="module")
def tantivy(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> BareTantivy:
    folder = tmp_path_factory.mktemp("tantivy") / "bare"
    bare_tantivy.build(folder, documents)
    return BareTantivy(folder)


def counts(engine: EmbeddedEngine, text: str, name: FacetName) -> list[int]:
    return sorted(count.count for count in engine.search(query_of(text)).facets[name])


@pytest.mark.parametrize("text", WORDS)
def test_elasticsearch_finds_and_counts_what_the_engine_does(
    text: str, engine: EmbeddedEngine, bare: BareElastic
) -> None:
    answer = bare.search(text)
    assert answer["hits"]["total"] == {"value": engine.search(query_of(text)).total, "relation": "eq"}
    for name in (FacetName.YEAR, FacetName.THEME):
        buckets = answer["aggregations"][name.value]["buckets"]
        assert sorted(bucket["doc_count"] for bucket in buckets) == counts(engine, text, name)


def test_elasticsearch_marks_every_hit_and_sends_no_findings(bare: BareElastic) -> None:
    answer = bare.search("자율주행")
    assert set(answer["aggregations"]) == {name.value for name in FACETS}
    assert all("<em>자율" in str(hit["highlight"]) for hit in answer["hits"]["hits"])
    assert not any("findings" in hit["_source"] for hit in answer["hits"]["hits"])


def test_tuned_keeps_the_offsets_of_what_it_highlights(cluster: str) -> None:
    node, name = Node(cluster), f"bench-{secrets.token_hex(4)}_bare"
    BareElastic(node, name, tuned=True).create()
    found = node.call("GET", f"{name}/_mapping")[name]["mappings"]["properties"]
    node.call("DELETE", name)
    assert {field for field, how in found.items() if how.get("index_options") == "offsets"} == {
        "title",
        "summary",
        "findings",
    }


def test_the_best_batch_is_one_that_was_tried(cluster: str, documents: Path) -> None:
    node, name = Node(cluster), f"bench-{secrets.token_hex(4)}_bare"
    side = BareElastic(node, name, tuned=True)
    assert side.best_batch(documents) in {250, 500, 1_000, 2_000}
    node.call("DELETE", name)


def test_the_engines_own_requests_find_what_it_finds(cluster: str, tmp_path: Path) -> None:
    place = Place(tmp_path, f"bench-{secrets.token_hex(4)}", Node(cluster))
    assert place.node
    client = connect(place.settings())
    with ElasticIndex(client, place.prefix, 1, lambda: NOW, our_words).rebuild() as writer:
        for trip in trips(10):
            writer.add(trip)
    total = ElasticEngine(client, place.prefix).search(query_of(WORDS[0])).total
    answers = OwnRequests(place.node, place, WORDS).ask(WORDS[0])
    client.close()
    place.clean()
    assert total > 0
    assert total in {msgspec.json.decode(answer)["hits"]["total"]["value"] for answer in answers}


@pytest.mark.parametrize("text", [*WORDS, "AI", "도쿄", "SDGs 도쿄", "-도쿄"])
def test_fts5_finds_every_trip_that_has_the_letters_and_counts_them(text: str, sqlite: SqliteFts5) -> None:
    wanted = [clause.text for clause in query_of(text).clauses if not clause.excluded]
    unwanted = [clause.text for clause in query_of(text).clauses if clause.excluded]

    def is_found(letters: str) -> bool:
        lower = letters.lower()
        return all(word.lower() in lower for word in wanted) and not any(word.lower() in lower for word in unwanted)

    found = [
        trip
        for trip in trips(COUNT)
        if is_found("\n".join((trip.title, trip.organisation or "", *trip.cities, trip.summary or "", *trip.findings)))
    ]
    answer = sqlite.search(text)
    assert found
    assert answer["total"] == len(found)
    assert sum(answer["facets"]["year"].values()) == sum(trip.departs is not None for trip in found)


@pytest.mark.parametrize("text", ["자율주행", "SDGs", '"주민 참여"'])
def test_fts5_marks_its_hits(text: str, sqlite: SqliteFts5) -> None:
    hits = sqlite.search(text)["hits"]
    assert hits
    assert all("<mark>" in str(hit["snippets"]) for hit in hits)


def test_fts5_counts_what_the_engine_does(engine: EmbeddedEngine, sqlite: SqliteFts5) -> None:
    for name in FACETS:
        ours = {count.value: count.count for count in engine.search(query_of("자율주행")).facets[name]}
        assert sorted(sqlite.search("자율주행")["facets"][name.value].values()) == sorted(ours.values())


def test_bare_tantivy_finds_whole_words_counts_and_marks_them(tantivy: BareTantivy) -> None:
    answer = tantivy.search("자율주행")
    assert 0 < answer["total"] < COUNT
    assert set(answer["facets"]) == {name.value for name in FACETS}
    assert all("<b>자율주행</b>" in str(snippets) for _, snippets in answer["hits"])
    assert tantivy.search("자율주행 -자율주행")["total"] == 0
    assert 0 < tantivy.search('"시설 운영"')["total"] <= tantivy.search("시설 운영")["total"]
