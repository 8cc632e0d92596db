"""Trips in an embedded index of their own, searched with other weights or words than the product's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from search.engines.correction import search_corrected
from search.engines.embedded.generation import Generation
from search.engines.serving import Serving
from search.korean.analysis import TextAnalyzer
from search.page import TripPage
from search.parse import parse
from search.plan.planner import Planner
from search.plan.tree import WEIGHTS, Weights
from search.query import TripQuery
from search.trip import Trip
from search.words.files import Words, our_words
from tests.relevance.measures import DEPTH
from tests.stores import embedded_store


class Ranker:
    """One generation that any number of planners may ask."""

    def __init__(self, generation: Generation) -> None:
        self._analyzer = TextAnalyzer(generation.words)
        self._serving = Serving(generation, our_words())

    def planner(self, weights: Weights = WEIGHTS, words: Words | None = None) -> Planner:
        """Who reads queries with `weights`, and with `words`, ours if none are given."""
        return Planner(self._analyzer, words or our_words(), weights)

    def corrected(self, text: str, planner: Planner) -> list[str]:
        """The same, searched for as it was probably meant where nothing has every word."""
        return [hit.trip.id for hit in self.page(text, planner).hits]

    def page(self, text: str, planner: Planner) -> TripPage:
        """The first page as a visitor gets it, with how the text was understood."""
        self._serving.planner = planner
        return search_corrected(TripQuery(clauses=parse(text), size=DEPTH), self._serving)

    def ids(self, text: str, planner: Planner) -> list[str]:
        """The first ten ids for `text`."""
        self._serving.planner = planner
        page = self._serving.page(TripQuery(clauses=parse(text), size=DEPTH))
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
