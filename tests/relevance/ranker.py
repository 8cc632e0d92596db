"""Trips in an embedded index of their own, searched with other weights or words than the product's."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from search.correction import search_corrected
from search.embedded.answer import Answer, counts
from search.embedded.reader import Generation
from search.korean.analysis import TextAnalyzer
from search.korean.expand import Group
from search.page import TripPage
from search.parse import parse
from search.plan import WEIGHTS, Planner, Weights
from search.query import TripQuery
from search.trip import Trip
from search.vocabulary import Typing
from tests.relevance.measures import DEPTH
from tests.stores import embedded_store


class Ranker:
    """One generation that any number of planners may ask."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._analyzer = TextAnalyzer(generation.words)
        self._typing = Typing(generation.info.trips, partial(counts, generation))

    def planner(self, weights: Weights = WEIGHTS, known: Sequence[Group] | None = None) -> Planner:
        """Who reads queries with `weights`, and with the groups of words `known`."""
        return Planner(self._analyzer, weights, known)

    def corrected(self, text: str, planner: Planner) -> list[str]:
        """The same, searched for as it was probably meant where nothing has every word."""

        def search(query: TripQuery) -> TripPage:
            return Answer(
                self._generation, planner.plan(query.clauses, query.match), query, self._typing.spellings
            ).page()

        page = search_corrected(TripQuery(clauses=parse(text), size=DEPTH), search, lambda: self._typing.suggester)
        return [hit.trip.id for hit in page.hits]

    def ids(self, text: str, planner: Planner) -> list[str]:
        """The first ten ids for `text`."""
        query = TripQuery(clauses=parse(text), size=DEPTH)
        plan = planner.plan(query.clauses, query.match)
        page = Answer(self._generation, plan, query, self._typing.spellings).page()
        return [hit.trip.id for hit in page.hits]


@contextmanager
def ranker_over(trips: Iterable[Trip]) -> Iterator[Ranker]:
    """A ranker over `trips`, in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="relevance-") as folder:
        store = embedded_store(Path(folder))
        with store.index.rebuild() as writer:
            for trip in trips:
                writer.add(trip)
        yield Ranker(Generation(Path(folder) / store.engine.served().version))
