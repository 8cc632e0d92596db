"""How good the ranking is for each class of judged queries, and which queries it answers worst.

`python -m tests.relevance.worst` prints nDCG@10, MRR@10, recall@10 and the share of queries without a hit, then the
forty worst queries: how each was understood, what should have come and what came, with titles and grades.
"""

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.page import TripPage, Understood
from tests.relevance.judged import COLLECTIONS, Judged, queries, sample
from tests.relevance.measures import Outcome, measure
from tests.relevance.ranker import ranker_over

TITLES = {trip.id: trip.title for trip in sample()}


class Answered(NamedTuple):
    """A judged query and the first page that it was answered with."""

    query: Judged
    page: TripPage

    @property
    def outcome(self) -> Outcome:
        """What came beside what was judged."""
        return Outcome([hit.trip.id for hit in self.page.hits], self.query.grades)


def main() -> None:
    """Print the tables, then the worst queries."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=40, metavar="N", help="so many queries, the worst first")
    options.add_argument("--below", type=float, default=1.0, metavar="X", help="only those with an nDCG under this")
    options.add_argument("--shown", type=int, default=3, metavar="N", help="so many of the trips that came")
    chosen = options.parse_args()
    with ranker_over(sample()) as ranker:
        planner = ranker.planner()
        answered = {
            collection: [Answered(query, ranker.page(query.text, planner)) for query in queries(collection)]
            for collection in COLLECTIONS
        }
    for collection, found in answered.items():
        _print_table(collection, found)
    worst = sorted((one for found in answered.values() for one in found), key=lambda one: one.outcome.ndcg)
    for one in [one for one in worst if one.outcome.ndcg < chosen.below][: chosen.count]:
        print("\n".join(_described(one, chosen.shown)))


def _print_table(collection: str, answered: Sequence[Answered]) -> None:
    print(f"{collection:14} queries   nDCG    MRR  recall  no hit")
    for kind in ("all", *dict.fromkeys(one.query.kind for one in answered)):
        row = measure(one.outcome for one in answered if kind in {"all", one.query.kind})
        print(f"{kind:14} {row.queries:7} {row.ndcg:6.3f} {row.mrr:6.3f} {row.recall:7.3f} {row.no_hits:7.3f}")
    print()


def _described(one: Answered, shown: int) -> Iterator[str]:
    query, outcome = one.query, one.outcome
    yield f"{outcome.ndcg:.3f} {query.kind}: {query.text}" + (f" (meant: {query.meant})" if query.meant else "")
    yield f"      understood: {_understood(one.page.understood)}"
    for trip_id, grade in query.grades.items():
        place = outcome.found.index(trip_id) + 1 if trip_id in outcome.found else "-"
        yield f"      should: {grade} at {place:>2}  {trip_id} {TITLES[trip_id]}"
    for trip_id in outcome.found[:shown]:
        yield f"      came:   {query.grades.get(trip_id, 0)}        {trip_id} {TITLES[trip_id]}"


def _understood(how: Understood) -> str:
    parts = {
        "": " ".join(how.terms),
        "dropped": " ".join(how.dropped),
        "added": ", ".join(f"{added.word}→{added.text}" for added in how.added),
        "match": f"{how.match} ({how.all_words} with every word)",
        "corrected": how.corrected,
        "did you mean": how.did_you_mean,
    }
    return "; ".join(f"{name} {value}".strip() for name, value in parts.items() if value)


if __name__ == "__main__":
    main()
