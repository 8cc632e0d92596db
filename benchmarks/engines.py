"""Both engines asked directly, below the API, at every level.

Our engines mark every hit and know no lesser search, so what they do without marks is asked of a generation itself: the
same matches, order and counts; hits are read with their analysis, and that is all.
"""

from benchmarks.bare_elastic import SIZE
from benchmarks.result import Level
from benchmarks.timing import Ask
from search.answer.tiers import gather
from search.engine import TripSearch
from search.generation import Generation
from search.korean.analysis import TextAnalyzer
from search.parse import parse
from search.plan.planner import Planner
from search.query import FacetName, TripQuery
from search.words.files import our_words


def query_of(level: Level, text: str) -> TripQuery:
    """What is searched for."""
    facets = () if level is Level.HITS else tuple(FacetName)
    return TripQuery(clauses=parse(text), size=SIZE, facets=facets)


def engine_ask(engine: TripSearch, generation: Generation, level: Level) -> Ask:
    """How `engine`, which serves `generation`, is asked."""
    if level is Level.FULL:
        return lambda text: engine.search(query_of(level, text))
    planner = Planner(TextAnalyzer(generation.words), our_words())

    def ask(text: str) -> object:
        query = query_of(level, text)
        return gather(planner.plan(query.clauses, query.match), query, generation)

    return ask
