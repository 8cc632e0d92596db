"""Search behaviour as data: every case of cases/*.toml on every engine, also on a third one that only the tests have.

No engine has exceptions.
"""

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from search.engine import TripSearch
from search.page import TripHit, TripPage
from search.parse import parse
from search.query import Filters, TripQuery
from search.trip import Place, Trip
from search.words.countries import find_country
from tests.conftest import ENGINES

CASES = Path(__file__).parent / "cases"
# `ids` of a case are those that it expects.
FILTERS = set(Filters.__struct_fields__) - {"ids"}
EXPECTATIONS = {
    "ids", "ordered", "total", "all_words", "understood", "marks", "first", "before", "same_as", "terms", "dropped",
    "facet_counts", "notes", "added", "corrected", "did_you_mean",
}  # fmt: skip
QUERY = {"q", "match", "sort", "size", "facets", "facet_size", "correct"}


class Case(NamedTuple):
    file: Path
    case: dict[str, Any]


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]:
            yield pytest.param(Case(file, case), id=f"{file.stem}: {case['name']}")


def _trip(raw: dict[str, Any], number: int) -> Trip:
    places = []
    for name in raw.pop("countries", []):
        country = find_country(name)
        places.append(Place(country.code, country.name) if country else Place(None, name))
    return msgspec.convert({"id": f"t{number}", **raw, "countries": msgspec.to_builtins(places)}, Trip)


@pytest.fixture(scope="session")
def engine_for(make_engine: Callable[[list[Trip]], TripSearch]) -> Callable[[Path], TripSearch]:
    @cache
    def engine(file: Path) -> TripSearch:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))["trips"]
        return make_engine([_trip(trip, number) for number, trip in enumerate(raw)])

    return engine


def _query(case: dict[str, Any], text: str | None = None) -> TripQuery:
    filters = {
        name: tuple(case[name]) if isinstance(case[name], list) else case[name] for name in FILTERS & case.keys()
    }
    window = {name: case[name] for name in ("match", "sort", "size", "facets", "facet_size", "correct") if name in case}
    return msgspec.structs.replace(
        msgspec.convert(window, TripQuery),
        clauses=parse(case.get("q", "") if text is None else text),
        filters=msgspec.convert(filters, Filters),
    )


def _marked(hit: TripHit) -> list[str]:
    parts = [*hit.title, *(part for passage in hit.passages for part in passage.parts)]
    return list(dict.fromkeys(part.text for part in parts if part.marked))


def _outcome(case: dict[str, Any], page: TripPage) -> dict[str, Any]:
    """What the page says about each expectation of the case."""
    ids = [hit.trip.id for hit in page.hits]
    ordered = case.get("ordered", False)
    by_id = {hit.trip.id: hit for hit in page.hits}
    return {
        "ids": ids if ordered else sorted(ids),
        "ordered": ordered,
        "total": page.total,
        "all_words": page.understood.all_words,
        "understood": page.understood.match.value,
        "marks": {trip_id: _marked(by_id[trip_id]) for trip_id in case.get("marks", {}) if trip_id in by_id},
        "first": ids[0] if ids else None,
        "before": [pair for pair in case.get("before", []) if ids.index(pair[0]) < ids.index(pair[1])],
        "terms": list(page.understood.terms),
        "dropped": list(page.understood.dropped),
        "notes": len(page.understood.notes),
        # Those that the case names: the files of words grow.
        "added": [added.text for added in page.understood.added if added.text in case["added"]]
        if case.get("added")
        else [added.text for added in page.understood.added],
        "corrected": page.understood.corrected or "-",
        "did_you_mean": page.understood.did_you_mean or "-",
        "facet_counts": {
            name.value: {count.value: count.count for count in counts} for name, counts in page.facets.items()
        },
    }


@pytest.mark.parametrize("make_engine", [*ENGINES, "memory"], indirect=True, scope="session")
@pytest.mark.parametrize("case", list(_cases()))
def test_every_engine_answers_as_the_case_says(case: Case, engine_for: Callable[[Path], TripSearch]) -> None:
    expected = dict(case.case)
    unknown = expected.keys() - EXPECTATIONS - QUERY - FILTERS - {"name", "requirements"}
    assert not unknown, f"a case may not say {unknown}"
    engine = engine_for(case.file)
    page = engine.search(_query(expected))
    if "ids" in expected and not expected.get("ordered"):
        expected["ids"] = sorted(expected["ids"])
    outcome = _outcome(expected, page)
    asked = EXPECTATIONS & expected.keys() - {"same_as"}
    assert {key: outcome[key] for key in asked} == {key: expected[key] for key in asked}
    if other := expected.get("same_as"):
        found = engine.search(_query(expected, other))
        assert {hit.trip.id for hit in found.hits} == {hit.trip.id for hit in page.hits}
    assert asked or other, "a case without an expectation cannot fail"


def test_the_design_asks_for_sixty_cases_and_more() -> None:
    assert len(list(_cases())) >= 60
