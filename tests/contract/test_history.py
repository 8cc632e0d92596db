"""Moments of trips through any history of an index, against a model of it."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from search.trip import Trip
from tests.stores import Clock, embedded_store, put, some_trips
from trips.indexing import build_anew

# What a run does, and the trips it is given: numbers, and which of three versions of each.
runs = st.tuples(
    st.sampled_from(["update", "replace", "rebuild", "rollback"]),
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2)), max_size=6),
)
Told = dict[str, tuple[str, dt.datetime, dt.datetime]]


class Model:
    """What is served and what was before: of each trip its title, when it was first seen, and when it last changed."""

    def __init__(self) -> None:
        self.served: Told | None = None
        self.previous: Told | None = None

    def put(self, trips: Sequence[Trip], now: dt.datetime, *, replace: bool) -> None:
        before = self.served or {}
        titles = {} if replace else {trip_id: title for trip_id, (title, *_) in before.items()}
        changed = replace or self.served is None
        for trip in trips:
            changed |= titles.get(trip.id) != trip.title
            titles[trip.id] = trip.title
        if changed:
            self.publish({trip_id: _told(before.get(trip_id), title, now) for trip_id, title in titles.items()})

    def publish(self, told: Told) -> None:
        self.served, self.previous = told, self.served


def _told(
    before: tuple[str, dt.datetime, dt.datetime] | None, title: str, now: dt.datetime
) -> tuple[str, dt.datetime, dt.datetime]:
    if before is None:
        return title, now, now
    return (title, before[1], before[2] if before[0] == title else now)


@given(st.lists(runs, min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_whatever_becomes_of_an_index_its_moments_are_those_of_its_trips(
    history: list[tuple[str, list[tuple[int, int]]]],
) -> None:
    clock, model = Clock(), Model()
    with TemporaryDirectory() as folder:
        store = embedded_store(Path(folder) / "embedded", clock)
        for what, numbers in history:
            clock.now += dt.timedelta(hours=1)
            trips = [some_trips(number, title=f"연수 {version}판")[0] for number, version in numbers]
            if what in {"update", "replace"}:
                put(store.index, trips, replace=what == "replace")
                model.put(trips, clock.now, replace=what == "replace")
            elif what == "rebuild" and model.served is not None:
                build_anew(store.index, store.index, "다시 만들기")
                model.publish(model.served)
            elif model.served is not None and model.previous is not None:
                store.index.rollback()
                model.publish(model.previous)
            if model.served is not None:
                found = {trip.id: (trip.title, trip.first_seen, trip.last_changed) for trip in store.index.trips()}
                assert found == model.served
