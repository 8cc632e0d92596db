"""How good a ranking is: nDCG@10, MRR@10, recall@10 and the share of queries without a hit."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import msgspec

DEPTH = 10
# A trip with this grade answers the query; with less it only touches it.
RELEVANT = 2


class Measured(msgspec.Struct, frozen=True):
    """Means over the queries, each from 0 to 1."""

    queries: int
    ndcg: float
    mrr: float
    recall: float
    first: float
    no_hits: float


class Outcome(msgspec.Struct, frozen=True):
    """The ids that a query found, best first, and what people judged."""

    found: Sequence[str]
    grades: Mapping[str, int]

    @property
    def ndcg(self) -> float:
        """Gain 2^grade - 1, discount log2 of the place + 1, beside the best order that there is."""
        best = sorted(self.grades.values(), reverse=True)[:DEPTH]
        return _gain([self.grades.get(trip_id, 0) for trip_id in self.found[:DEPTH]]) / _gain(best)

    @property
    def reciprocal_rank(self) -> float:
        """1 / place of the first relevant one, 0 beyond the tenth."""
        places = (place for place, trip_id in enumerate(self.found[:DEPTH], start=1) if self._is_relevant(trip_id))
        return 1 / next(places, math.inf)

    @property
    def recall(self) -> float:
        """The share of the relevant ones among the first ten, of as many as have room there."""
        relevant = sum(grade >= RELEVANT for grade in self.grades.values())
        return sum(map(self._is_relevant, self.found[:DEPTH])) / min(relevant, DEPTH)

    def _is_relevant(self, trip_id: str) -> bool:
        return self.grades.get(trip_id, 0) >= RELEVANT


def measure(outcomes: Iterable[Outcome]) -> Measured:
    """The means, to four digits."""
    outcomes = list(outcomes)

    def mean(values: Iterable[float]) -> float:
        return round(fmean(values), 4)

    return Measured(
        queries=len(outcomes),
        ndcg=mean(outcome.ndcg for outcome in outcomes),
        mrr=mean(outcome.reciprocal_rank for outcome in outcomes),
        recall=mean(outcome.recall for outcome in outcomes),
        first=mean(float(outcome.reciprocal_rank == 1) for outcome in outcomes),
        no_hits=mean(float(not outcome.found) for outcome in outcomes),
    )


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
