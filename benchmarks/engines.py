"""Both engines asked directly, below the API, at every level.

Our engines mark every hit and know no lesser search, so what they do without marks is put together here from their own
parts: the same matches, order and facets; hits are read as trips, and that is all.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bare_elastic import SIZE
from benchmarks.result import Level
from benchmarks.timing import Ask
from mappings.fields import TRIP
from search.elastic.compile import Wanted, search_body
from search.elastic.reader import trip_of
from search.embedded.answer import Answer, counts
from search.embedded.engine import EmbeddedEngine
from search.embedded.hits import Hit
from search.embedded.reader import Generation
from search.engine import TripSearch
from search.korean.analysis import TextAnalyzer
from search.page import TripHit
from search.parse import parse
from search.plan import Planner
from search.query import FacetName, TripQuery
from search.tiers import Found, Part, gather
from search.trip import Trip
from search.vocabulary import Spellings
from search.words import our_words

Json = dict[str, Any]


def query_of(level: Level, text: str) -> TripQuery:
    """What is searched for."""
    facets = () if level is Level.HITS else tuple(FacetName)
    return TripQuery(clauses=parse(text), size=SIZE, facets=facets)


def embedded_ask(engine: EmbeddedEngine, root: Path, level: Level) -> Ask:
    """How the embedded engine under `root` is asked."""
    if level is Level.FULL:
        return lambda text: engine.search(query_of(level, text))
    generation = Generation(root / engine.served().version)
    planner = Planner(TextAnalyzer(generation.words), our_words())
    spellings = Spellings(partial(counts, generation))

    def ask(text: str) -> object:
        query = query_of(level, text)
        return _UnmarkedAnswer(generation, planner.plan(query.clauses, query.match), query, spellings).page()

    return ask


class _UnmarkedAnswer(Answer):
    """An answer without marks, which reads no analysis."""

    def _shown(self, hits: Sequence[Hit]) -> tuple[TripHit, ...]:
        return tuple(TripHit(self._generation.trip(address), value, (), ()) for value, address in hits)


def elastic_ask(engine: TripSearch, send: Callable[[Json], Mapping[str, Any]], level: Level) -> Ask:
    """How the Elasticsearch engine is asked; `send` is its own client's way to the served index."""
    if level is Level.FULL:
        return lambda text: engine.search(query_of(level, text))
    planner = Planner(TextAnalyzer(our_words().user), our_words())

    def ask(text: str) -> list[Trip]:
        query = query_of(level, text)
        plan = planner.plan(query.clauses, query.match)

        def part(part: Part) -> Found[Json]:
            wanted = Wanted(part.base, part.size, part.offset, beyond=part.beyond, counted=not part.is_inner)
            found = send(search_body(query, plan, wanted) | {"_source": [TRIP.name]})["hits"]
            return Found(found["hits"], found["total"]["value"])

        shown = gather(plan, query, part).hits
        return [trip_of(hit["_source"]) for hit in shown]

    return ask
