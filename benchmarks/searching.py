"""Asks every side the same queries, level by level, and weighs the web processes when they have answered."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

import tantivy

from benchmarks import bare_tantivy
from benchmarks.bare_elastic import BareElastic
from benchmarks.engines import engine_ask
from benchmarks.own_requests import own_requests_ask
from benchmarks.place import Place
from benchmarks.result import Level, Searching, Side
from benchmarks.serving import serve
from benchmarks.timing import NORMAL, QUICK, Ask, search_times
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.generation import Generation as ElasticGeneration
from search.engines.elastic.generation import find_described
from search.engines.elastic.names import Names
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.generation import Generation as EmbeddedGeneration
from search.settings import EngineName

_ENGINES = {Side.EMBEDDED_API: EngineName.EMBEDDED, Side.ELASTICSEARCH_API: EngineName.ELASTICSEARCH}

Levels = dict[Level, dict[Side, Searching]]


def measure(place: Place, queries: Sequence[str], *, quick: bool) -> tuple[Levels, dict[Side, int]]:
    """Times of every level and side; private bytes of each web process after its searches."""
    levels: Levels = {}
    with ExitStack() as held:
        webs = {
            side: held.enter_context(serve(place.environment(engine), place.folder / f"{engine.value}.log"))
            for side, engine in _ENGINES.items()
            if place.node or engine is EngineName.EMBEDDED
        }
        for level in Level:
            print(f"searching: {level.value}", file=sys.stderr)
            sides = _embedded_sides(place, level) | held.enter_context(_elastic_sides(place, level))
            # The API has no hits without snippets: facets alone would be the full level once more.
            if level is not Level.FACETS:
                sides |= {side: partial(web.search, level) for side, web in webs.items()}
            levels[level] = search_times(sides, queries, QUICK if quick else NORMAL)
        return levels, {side: web.private_memory() for side, web in webs.items()}


def _embedded_sides(place: Place, level: Level) -> dict[Side, Ask]:
    searcher = tantivy.Index.open(str(place.bare_tantivy)).searcher()
    engine = EmbeddedEngine(place.root)
    generation = EmbeddedGeneration(place.root / engine.served().version)
    return {
        Side.EMBEDDED: engine_ask(engine, generation, level),
        Side.BARE_TANTIVY: partial(bare_tantivy.search, searcher, level),
    }


@contextmanager
def _elastic_sides(place: Place, level: Level) -> Iterator[dict[Side, Ask]]:
    if place.node is None:
        yield {}
        return
    client = connect(place.settings())
    engine = ElasticEngine(client, place.prefix)
    names = Names(place.prefix)
    described = find_described(client, names, names.served)
    assert described is not None
    sides: dict[Side, Ask] = {
        Side.ELASTICSEARCH: engine_ask(engine, ElasticGeneration(client, described), level),
        Side.BARE_ELASTICSEARCH: partial(BareElastic(place.node, place.bare_index).search, level),
    }
    if level is Level.FULL:
        sides[Side.OWN_REQUESTS] = own_requests_ask(place.node, client, described)
    yield sides
    client.close()
