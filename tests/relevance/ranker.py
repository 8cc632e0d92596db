"""Trips in an embedded index of their own, searched with other weights or words than the product's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from search.correction import search_corrected
from search.embedded.answer import Answer, counts
from search.embedded.reader import Generation
from search.korean.analysis import TextAnalyzer
from search.page import TripPage
from search.parse import parse
from search.plan import Planner
from search.query import TripQuery
from search.tree import WEIGHTS, Weights
from search.trip import Trip
from search.vocabulary import Typing
from search.words import Words, our_words
from tests.relevance.measures import DEPTH
from tests.stores import embedded_store


class Ranker:
    """One generation that any number of planners may ask."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._analyzer = TextAnalyzer(generation.words)
        self._typing = Typing(partial(counts, generation), our_words().common)

    def planner(self, weights: Weights = WEIGHTS, words: Words | None = None) -> Planner:
        """Who reads queries with `weights`, and with `words`, ours if none are given."""
        return Planner(self._analyzer, words or our_words(), weights)

    def corrected(self, text: str, planner: Planner) -> list[str]:
        """The same, searched for as it was probably meant where nothing has every word."""
        return [hit.trip.id for hit in self.page(text, planner).hits]

    def page(self, text: str, planner: Planner) -> TripPage:
        """The first page as a visitor gets it, with how the text was understood."""

        def search(query: TripQuery) -> TripPage:
            return Answer(
                self._generation, planner.plan(query.clauses, query.match), query, self._typing.spellings
            ).page()

        return search_corrected(TripQuery(clauses=parse(text), size=DEPTH), search, lambda: self._typing.suggester)

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
