"""Rankings step by step, over the judged queries and the real questions of shared/data/tuning.

`python -m tests.relevance.tune` prints the tables of docs/decisions/0008-ranking.md. Every question names the one page
that answers it. The pages carry no licence: they are read where they lie and never copied; where they are absent only
the judged queries are measured.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from search.plan.tree import WEIGHTS, Weights
from search.trip import Trip
from search.words.files import Words, our_words
from tests.relevance.judged import COLLECTIONS, Collection, queries, sample
from tests.relevance.measures import Outcome, measure
from tests.relevance.ranker import Ranker, ranker_over

TUNING = Path(__file__).resolve().parents[3] / "shared" / "data" / "tuning"


class Step(NamedTuple):
    """A ranking to measure: weights, words (None: ours), and whether mistakes are corrected."""

    name: str
    weights: Weights
    words: Words | None = None
    corrects: bool = True


BOTH = msgspec.structs.replace(WEIGHTS, neighbours=0.0)
NORI_ALONE = msgspec.structs.replace(BOTH, text_bigrams=0.0, title_bigrams=0.0)
BIGRAMS_ALONE = msgspec.structs.replace(BOTH, text_terms=0.0, title_terms=0.0)
UNWIDENED = msgspec.structs.replace(our_words(), groups=())
STEPS = [
    Step("nori alone", NORI_ALONE, UNWIDENED, corrects=False),
    Step("bigrams alone", BIGRAMS_ALONE, UNWIDENED, corrects=False),
    Step("both", BOTH, UNWIDENED, corrects=False),
    Step("both + expansion", BOTH, corrects=False),
    Step("final", WEIGHTS),
]


def main() -> None:
    """Print the steps, or some settings of weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=3_000, metavar="N", help="so many questions, drawn by a seed")
    options.add_argument("--weights", action="append", default=[], metavar="NAME=X,…", help="ours but for these")
    chosen = options.parse_args()
    steps = [Step(text, _changed(text)) for text in chosen.weights] or STEPS
    with ranker_over(sample()) as ranker:
        for collection in COLLECTIONS:
            _print_judged(ranker, steps, collection)
    if not TUNING.is_dir():
        sys.exit(f"{TUNING} is absent: no questions to measure")
    questions = random.Random(1).sample(_lines("questions.jsonl"), chosen.sample)
    with ranker_over(_pages()) as ranker:
        for step in steps:
            planner = ranker.planner(step.weights, step.words)
            found = measure(Outcome(ranker.ids(one["question"], planner), {one["passage_id"]: 3}) for one in questions)
            print(f"{step.name:26} recall@1 {found.first:.3f}  recall@10 {found.recall:.3f}  MRR@10 {found.mrr:.3f}")


def _print_judged(ranker: Ranker, steps: Sequence[Step], collection: Collection) -> None:
    """For each step and class: nDCG@10 / MRR@10 / recall@10."""
    kinds = list(dict.fromkeys(query.kind for query in queries(collection)))
    print(f"{collection:26}", *(f"{kind:>14}" for kind in ("all", *kinds)))
    for step in steps:
        planner = ranker.planner(step.weights, step.words)
        search = ranker.corrected if step.corrects else ranker.ids
        outcomes = [(query.kind, Outcome(search(query.text, planner), query.grades)) for query in queries(collection)]
        row = [measure(found for kind, found in outcomes if wanted in {kind, "all"}) for wanted in ("all", *kinds)]
        print(f"{step.name:26}", *(f"{cell.ndcg:.3f}/{cell.mrr:.2f}/{cell.recall:.2f}" for cell in row))


def _changed(text: str) -> Weights:
    """The product's weights but for those that `text` names."""
    pairs = (part.partition("=") for part in text.split(","))
    return msgspec.structs.replace(WEIGHTS, **{name: float(value) for name, _, value in pairs})


def _pages() -> Iterator[Trip]:
    for page in _lines("passages.jsonl"):
        yield Trip(id=page["id"], title=page["title"], findings=tuple(page["text"].split("\n\n")))


def _lines(name: str) -> list[Any]:
    text = (TUNING / name).read_text(encoding="utf-8")
    return [msgspec.json.decode(line) for line in text.splitlines() if line]


if __name__ == "__main__":
    main()
