"""Words that were typed rightly are not replaced: nouns of real speeches that the example trips do not have."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engine import TripSearch
from search.korean.analysis import TextAnalyzer
from search.korean.hangul import RUN
from search.korean.normalise import normalise
from search.parse import parse
from search.query import TripQuery
from search.trip import Trip
from tests.relevance.judged import sample

SPEECHES = 300
WORDS = 500
# Nearly all of what is left is cut out of a longer word or mistyped by the stenographer: 감영병, 지역벌.
MOST_REPLACED = 0.01


@pytest.fixture(scope="module")
def nouns(shared: Path) -> list[str]:
    """Nouns of two to four syllables that speakers said."""
    with (shared / "data/load/speeches.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    chance = random.Random(12)
    analyzer = TextAnalyzer()
    found = {
        noun
        for text in chance.sample(texts, SPEECHES)
        for noun in analyzer.terms_and_nouns(normalise(text).text)[1]
        if RUN.fullmatch(noun) and len(noun) in range(2, 5)
    }
    return chance.sample(sorted(found), WORDS)


def test_words_that_the_index_lacks_are_hardly_ever_replaced(
    nouns: list[str], make_engine: Callable[[list[Trip]], TripSearch]
) -> None:
    engine = make_engine(list(sample()))
    pages = {noun: engine.search(TripQuery(clauses=parse(noun), size=1)) for noun in nouns}
    replaced = {noun: page.understood.corrected for noun, page in pages.items() if page.understood.corrected}
    assert len(replaced) <= MOST_REPLACED * WORDS, replaced
