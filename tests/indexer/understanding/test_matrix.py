"""Every format with every oddity: what stands in the file is what comes out, and nothing else."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.clean import clean
from indexer.record import Raw
from indexer.sources.files import read
from search.trip import Trip
from tests.indexer.understanding.listings import FORMATS, ODDITIES, TRIPS, write_json

FIELDS = (
    "title",
    "organisation",
    "countries",
    "cities",
    "departs",
    "returns",
    "stay",
    "people",
    "cost_krw",
    "published",
)


class Compared(NamedTuple):
    counts: Counter[str]
    faults: list[str]


def compare(path: Path) -> Compared:
    """The values of a generated file: right, wrong and missing."""
    found = [clean(item) for item in read([path]) if isinstance(item, Raw)]
    trips = [trip for trip in found if isinstance(trip, Trip)]
    counts: Counter[str] = Counter(wrong=max(0, len(found) - len(TRIPS)))
    faults = [f"{len(found)} records"] if len(found) != len(TRIPS) else []
    by_title = {trip.title: trip for trip in trips}
    for made in TRIPS:
        trip = by_title.get(made.title)
        for field in FIELDS:
            stated, read_value = getattr(made, field), value_of(trip, field) if trip else None
            outcome = "right" if read_value == stated else "missing" if read_value in {None, ()} else "wrong"
            counts[outcome] += 1
            if outcome != "right":
                faults.append(f"{made.title[:8]} {field}: {read_value!r} for {stated!r}")
    return Compared(counts, faults)


def value_of(trip: Trip, field: str) -> object:
    if field == "countries":
        return tuple(place.name for place in trip.countries)
    return getattr(trip, field)


@pytest.mark.parametrize("oddity", ODDITIES)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_value_of_a_table_is_read_in_every_format(kind: str, oddity: str, tmp_path: Path) -> None:
    path = tmp_path / f"출장 현황.{kind.rpartition('.')[2].split(maxsplit=1)[0]}"
    FORMATS[kind](ODDITIES[oddity](), path)
    assert compare(path).faults == []


@pytest.mark.parametrize("oddity", ["plain", "real_days_and_numbers", "two_fields_in_one_column", "planned_and_real_period", "people_by_name"])  # fmt: skip
def test_every_value_of_a_portals_answer_is_read_by_the_names_of_its_fields(oddity: str, tmp_path: Path) -> None:
    path = tmp_path / "답.json"
    write_json(ODDITIES[oddity](), path)
    assert compare(path).faults == []


def test_a_table_without_a_value_lacks_that_value_and_no_other(tmp_path: Path) -> None:
    head, *rows = ODDITIES["plain"]()
    gap = head.index("방문국")
    FORMATS["csv utf-8"]([head, *([*row[:gap], "", *row[gap + 1 :]] for row in rows)], tmp_path / "빈칸.csv")
    assert compare(tmp_path / "빈칸.csv").counts == {"right": 25, "missing": 5, "wrong": 0}
