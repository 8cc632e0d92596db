"""The parts of a page add up to the page."""

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.corpus import read_corpus, write_corpus
from benchmarks.phases import phases
from benchmarks.queries import cold_queries
from benchmarks.result import Text
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex


def test_the_parts_of_a_page_add_up_to_it(tmp_path: Path) -> None:
    corpus = tmp_path / "trips.jsonl"
    write_corpus(corpus, 30, Text.GENERATED)
    with EmbeddedIndex(tmp_path / "trips", dt.datetime.now).rebuild() as writer:
        for trip in read_corpus(corpus):
            writer.add(trip)
    found = phases(EmbeddedEngine(tmp_path / "trips"), cold_queries(corpus, 30, 80))
    whole = found.pop("in all")
    assert found.keys() >= {"the plan", "marks and snippets", "the library: hits", "the library: facets"}
    assert sum(found.values()) == pytest.approx(whole, rel=0.2)
