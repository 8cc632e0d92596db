"""The report on a collection is the same from every engine, in whichever order it hands out its trips."""

import datetime as dt

from benchmarks.generator import trips as generated
from indexer.quality.report import Quality, examine
from search.trip import Notice, Trip
from tests.stores import Store, short

TODAY = dt.date(2026, 11, 29)


def corpus() -> list[Trip]:
    """Made-up trips, some of them twice and some with notices; more than one page of Elasticsearch's answers."""
    made = list(short(generated(600)))
    again = [
        Trip(id=f"{trip.id}-x", title=f"[붙임] {trip.title}", organisation=trip.organisation, departs=trip.departs)
        for trip in made[::7]
    ]
    odd = [
        Trip(
            id=f"odd{number}",
            title=f"항만 견학 {number}",
            people=400 + number,
            notices=(Notice("z", f"{number}"), *([Notice("a", "")] if number < 5 else [])),
        )
        for number in range(20)
    ]
    return [*made, *again, *odd]


def report(store: Store, trips: list[Trip]) -> Quality:
    with store.index.rebuild() as writer:
        for trip in trips:
            writer.add(trip)
    return examine(store.index.trips(), store.engine.coverage(), TODAY)


def test_a_collection_is_reported_alike_whatever_holds_it(store: Store) -> None:
    trips = corpus()
    found = report(store, trips)
    assert found.index.trips == len(trips)
    assert found.gaps["findings"] == sum(not trip.findings for trip in trips)
    assert [(notice.code, notice.trips) for notice in found.notices] == [("z", 20), ("a", 5)]
    assert found.duplicates.trips >= len(trips[:600:7])
    expected = examine(reversed(trips), store.engine.coverage(), TODAY)
    assert (found.notices, found.oddities, found.duplicates) == (
        expected.notices,
        expected.oddities,
        expected.duplicates,
    )
