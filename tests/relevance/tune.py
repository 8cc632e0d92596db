"""Rankings step by step over the real questions of shared/data/tuning: `python -m tests.relevance.tune`.

Every question names the one page that answers it. The pages carry no licence: they are read where they lie and never
copied; where they are absent there is nothing to measure.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from search.plan import WEIGHTS, Weights
from search.trip import Trip
from tests.relevance.measures import Measured, Outcome, measure
from tests.relevance.ranker import Ranker, ranker_over

TUNING = Path(__file__).resolve().parents[3] / "shared" / "data" / "tuning"
NORI_ALONE = msgspec.structs.replace(WEIGHTS, text_bigrams=0.0, title_bigrams=0.0, compound=0.0, neighbours=0.0)
BIGRAMS_ALONE = msgspec.structs.replace(WEIGHTS, text_terms=0.0, title_terms=0.0, compound=0.0, neighbours=0.0)
BOTH = msgspec.structs.replace(WEIGHTS, compound=0.0, neighbours=0.0)


def main() -> None:
    """Print the steps, or one setting of weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=3_000, metavar="N", help="so many questions, drawn by a seed")
    options.add_argument(
        "--weights", action="append", default=[], metavar="NAME=X,…", help="the product's but for these"
    )
    chosen = options.parse_args()
    if not TUNING.is_dir():
        sys.exit(f"{TUNING} is absent: nothing to measure")
    questions = random.Random(1).sample(_lines("questions.jsonl"), chosen.sample)
    with ranker_over(_pages()) as ranker:
        if chosen.weights:
            for text in chosen.weights:
                changed = {name: float(value) for name, _, value in (part.partition("=") for part in text.split(","))}
                _print(text, _measured(ranker, questions, msgspec.structs.replace(WEIGHTS, **changed)))
            return
        for name, weights, known in (
            ("nori alone", NORI_ALONE, ()),
            ("bigrams alone", BIGRAMS_ALONE, ()),
            ("both", BOTH, ()),
            ("both + expansion", BOTH, None),
            ("final", WEIGHTS, None),
        ):
            _print(name, _measured(ranker, questions, weights, known))


def _measured(
    ranker: Ranker, questions: Sequence[Any], weights: Weights, known: Sequence[Any] | None = None
) -> Measured:
    planner = ranker.planner(weights, known)
    return measure(
        Outcome(ranker.ids(question["question"], planner), {question["passage_id"]: 3}) for question in questions
    )


def _print(name: str, found: Measured) -> None:
    print(f"{name:24} recall@1 {found.first:.3f}  recall@10 {found.recall:.3f}  MRR@10 {found.mrr:.3f}", flush=True)


def _pages() -> Iterator[Trip]:
    for page in _lines("passages.jsonl"):
        yield Trip(id=page["id"], title=page["title"], findings=tuple(page["text"].split("\n\n")))


def _lines(name: str) -> list[Any]:
    text = (TUNING / name).read_text(encoding="utf-8")
    return [msgspec.json.decode(line) for line in text.splitlines() if line]


if __name__ == "__main__":
    main()
