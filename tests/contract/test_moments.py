"""When an index first had a trip and when it last changed: through all that becomes of an index, on every engine."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pytest

import mappings.embedded
from mappings.fields import FIELDS
from search.engines.elastic.client import connect
from search.engines.embedded.compile import matching
from search.errors import IndexOutdatedError
from search.query import Filters, Sort, TripQuery
from search.settings import Settings
from search.trip import Notice, Trip
from tests.conftest import ENGINES
from tests.stores import Clock, Store, elastic_store, embedded_store, put, some_trips
from trips.indexing import build_anew

KOREA: Final = dt.timezone(dt.timedelta(hours=9))
DAYS: Final = [dt.datetime(2026, 11, day, 9, 0, 0, 125, KOREA) for day in range(1, 9)]
Moments = tuple[dt.datetime | None, dt.datetime | None]


@pytest.fixture
def clock() -> Clock:
    return Clock(DAYS[0])


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, root: Path, clock: Clock) -> Iterator[Store]:
    """An empty index of each engine, written by `clock`."""
    if request.param == "embedded":
        yield embedded_store(root, clock)
        return
    with elastic_store(request.getfixturevalue("cluster"), now=clock) as store:
        yield store


def moments(store: Store) -> dict[str, Moments]:
    return {trip.id: (trip.first_seen, trip.last_changed) for trip in store.index.trips()}


def other(number: int) -> Trip:
    return some_trips(number, title="스마트시티 연수")[0]


def test_every_trip_of_a_run_was_seen_and_changed_at_the_moment_it_began(store: Store) -> None:
    put(store.index, some_trips(1, 2))
    assert moments(store) == {"t1": (DAYS[0], DAYS[0]), "t2": (DAYS[0], DAYS[0])}
    read = store.engine.read("t1")
    assert read
    assert read.trip.first_seen == DAYS[0]
    assert read.trip.first_seen.utcoffset() == dt.timedelta(0), "told in UTC, wherever it was written"


def test_an_update_keeps_what_was_seen_and_dates_what_changes(store: Store, clock: Clock) -> None:
    put(store.index, some_trips(1, 2))
    clock.now = DAYS[1]
    assert put(store.index, [*some_trips(1), other(2), *some_trips(3)]) == ["unchanged", "updated", "added"]
    clock.now = DAYS[2]
    put(store.index, [*some_trips(1), other(2), *some_trips(3, 4)])
    assert moments(store) == {
        "t1": (DAYS[0], DAYS[0]),
        "t2": (DAYS[0], DAYS[1]),
        "t3": (DAYS[1], DAYS[1]),
        "t4": (DAYS[2], DAYS[2]),
    }


def test_what_we_derive_changes_no_moment(store: Store, clock: Clock) -> None:
    put(store.index, some_trips(1))
    clock.now = DAYS[1]
    noted = msgspec.structs.replace(some_trips(1)[0], notices=(Notice("no_findings", "없음"),), nights=3)
    put(store.index, [noted, *some_trips(2)])
    assert moments(store)["t1"] == (DAYS[0], DAYS[0])


def test_a_trip_cannot_state_its_moments_itself(store: Store, clock: Clock) -> None:
    told = msgspec.structs.replace(some_trips(1)[0], first_seen=DAYS[7], last_changed=DAYS[7])
    put(store.index, [told])
    assert moments(store)["t1"] == (DAYS[0], DAYS[0])
    clock.now = DAYS[1]
    assert put(store.index, [told]) == ["unchanged"], "and they are no difference"


@pytest.mark.parametrize("replace", [False, True], ids=["update", "replace"])
def test_what_ends_a_run_as_it_was_has_not_changed(store: Store, clock: Clock, replace: bool) -> None:  # noqa: FBT001
    """As a trip of two sources: the first one read makes another trip of it, the second the old one."""
    put(store.index, some_trips(1, 2))
    clock.now = DAYS[1]
    put(store.index, [other(1), *some_trips(1), *some_trips(2), other(2)], replace=replace)
    assert moments(store) == {"t1": (DAYS[0], DAYS[0]), "t2": (DAYS[0], DAYS[1])}


def test_a_replaced_index_keeps_the_moments_of_what_stays(store: Store, clock: Clock) -> None:
    put(store.index, some_trips(1, 2, 3))
    clock.now = DAYS[1]
    assert put(store.index, [*some_trips(1), other(2), *some_trips(4)], replace=True) == ["added"] * 3
    assert moments(store) == {"t1": (DAYS[0], DAYS[0]), "t2": (DAYS[0], DAYS[1]), "t4": (DAYS[1], DAYS[1])}
    clock.now = DAYS[2]
    put(store.index, some_trips(1, 3), replace=True)
    assert moments(store) == {"t1": (DAYS[0], DAYS[0]), "t3": (DAYS[2], DAYS[2])}, "what was gone is new again"


def test_a_rebuild_keeps_every_moment(store: Store, clock: Clock) -> None:
    put(store.index, some_trips(1, 2))
    clock.now = DAYS[1]
    put(store.index, [other(2), *some_trips(3)])
    before = moments(store)
    clock.now = DAYS[2]
    assert build_anew(store.index, store.index, "다시 만들기") == 3
    assert moments(store) == before


def test_a_copy_takes_the_moments_along_whatever_the_target_knows(store: Store, clock: Clock, tmp_path: Path) -> None:
    source = embedded_store(tmp_path / "source", clock)
    put(store.index, some_trips(1, 2))
    clock.now = DAYS[1]
    put(source.index, some_trips(1))
    clock.now = DAYS[2]
    put(source.index, [other(1), *some_trips(3)])
    for there, here in ((store, source), (source, store)):
        build_anew(there.index, here.index, "옮기기")
        assert moments(there) == {"t1": (DAYS[1], DAYS[2]), "t3": (DAYS[2], DAYS[2])}


def test_a_rollback_brings_the_moments_back(store: Store, clock: Clock) -> None:
    put(store.index, some_trips(1))
    clock.now = DAYS[1]
    put(store.index, [other(1)])
    store.index.rollback()
    assert moments(store) == {"t1": (DAYS[0], DAYS[0])}
    clock.now = DAYS[2]
    put(store.index, [other(1)])
    assert moments(store) == {"t1": (DAYS[0], DAYS[2])}


OUTDATED: Final = ("search.engines.embedded.index", "search.engines.elastic.index", "search.engines.generations")


def fill_older(store: Store, trips: Sequence[Trip], patched: pytest.MonkeyPatch) -> None:
    """An index as the program made it that knew no moments, its fields in another order."""
    with patched.context() as older:
        for name in OUTDATED:
            older.setattr(f"{name}.SCHEMA_ID", "7/0/0")
        older.setattr(mappings.embedded, "FIELDS", FIELDS[::-1])
        for name in ("compile", "writer"):
            older.setattr(f"search.engines.embedded.{name}.SCHEMA", mappings.embedded.build_schema())
        matching.cache_clear()
        with store.index.rebuild() as writer:
            for trip in trips:
                writer.carry_over(trip)
    matching.cache_clear()


def test_of_trips_of_an_older_index_nothing_is_known_until_they_change(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_older(store, some_trips(1, 2), monkeypatch)
    with pytest.raises(IndexOutdatedError), store.index.update():
        pass
    build_anew(store.index, store.index, "다시 만들기")
    assert moments(store) == {"t1": (None, None), "t2": (None, None)}
    clock.now = DAYS[1]
    put(store.index, [*some_trips(1), other(2), *some_trips(3)])
    assert moments(store) == {"t1": (None, None), "t2": (None, DAYS[1]), "t3": (DAYS[1], DAYS[1])}


def test_an_older_index_that_is_replaced_tells_what_is_new(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_older(store, some_trips(1, 2), monkeypatch)
    clock.now = DAYS[1]
    put(store.index, [*some_trips(1), other(2), *some_trips(3)], replace=True)
    assert moments(store) == {"t1": (None, None), "t2": (None, DAYS[1]), "t3": (DAYS[1], DAYS[1])}


def damage(request: pytest.FixtureRequest, store: Store, root: Path) -> None:
    """Lose a trip of what is served."""
    (version,) = store.versions()
    if root.exists():
        file = max((root / version).glob("*.store"), key=lambda path: path.stat().st_size)
        file.write_bytes(bytes(reversed(file.read_bytes())))
        return
    with connect(Settings(elasticsearch_url=request.getfixturevalue("cluster"), elasticsearch_timeout=60)) as client:
        (index,) = client.indices.get_alias(index=f"*_{version}")
        client.indices.put_settings(index=index, settings={"index.blocks.write": None})
        client.delete(index=index, id="t1", refresh=True)


def test_what_replaces_a_damaged_index_is_all_new(
    request: pytest.FixtureRequest, store: Store, root: Path, clock: Clock
) -> None:
    put(store.index, some_trips(1, 2))
    damage(request, store, root)
    clock.now = DAYS[1]
    put(store.index, some_trips(1, 2), replace=True)
    assert moments(store) == {"t1": (DAYS[1], DAYS[1]), "t2": (DAYS[1], DAYS[1])}


def days_apart(store: Store, clock: Clock) -> list[str]:
    """Trips that came on three days, published or not; their ids as the most recent sort has them."""
    old = [msgspec.structs.replace(trip, published=dt.date(2026, 12, 31)) for trip in some_trips(0)]
    with store.index.rebuild() as writer:
        for trip in (*old, *some_trips(90)):
            writer.carry_over(trip)
    expected = ["t0", "t90"]
    for place, numbers in enumerate(((1, 2, 3), (4, 5), (6, 7, 8))):
        clock.now = DAYS[place]
        days = [dt.date(2026, 1, number) for number in numbers[:-1]]
        new = [
            msgspec.structs.replace(trip, published=day)
            for trip, day in zip(some_trips(*numbers), [*days, None], strict=True)
        ]
        put(store.index, new)
        expected = [*(trip.id for trip in (*new[-2::-1], new[-1])), *expected]
    return expected


def test_the_most_recent_come_first_then_the_latest_published_and_unknown_ones_last(store: Store, clock: Clock) -> None:
    expected = days_apart(store, clock)
    query = TripQuery(sort=Sort.RECENT, size=3)
    page = store.engine.search(query)
    found = [hit.trip.id for hit in page.hits]
    while page.next:
        page = store.engine.search(msgspec.structs.replace(query, after=page.next))
        found += [hit.trip.id for hit in page.hits]
    assert found == expected
    assert [trip.id for trip in store.engine.every(query).trips] == expected


def test_since_finds_what_came_or_changed_after_a_moment(store: Store, clock: Clock) -> None:
    days_apart(store, clock)
    clock.now = DAYS[4]
    put(store.index, [other(2), other(90)])

    def since(moment: dt.datetime) -> set[str]:
        found = store.engine.search(TripQuery(filters=Filters(since=moment.astimezone(dt.UTC)), size=100))
        assert found.total == len(found.hits)
        return {hit.trip.id for hit in found.hits}

    changed = {"t2", "t90"}
    second = dt.timedelta(microseconds=1)
    assert since(DAYS[4]) == set(), "after it, not at it"
    assert since(DAYS[4] - second) == changed
    assert since(DAYS[1]) == changed | {"t6", "t7", "t8"}
    assert since(DAYS[1] - second) == changed | {"t4", "t5", "t6", "t7", "t8"}
    everything_known = {f"t{number}" for number in range(1, 9)} | changed
    assert since(dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) == everything_known
    assert since(dt.datetime(1, 1, 2, tzinfo=dt.UTC)) == everything_known
    assert since(dt.datetime(9999, 1, 1, tzinfo=dt.UTC)) == set()


def test_what_was_built_before_is_never_asked_for_again(store: Store, clock: Clock) -> None:
    """Who asks for what is new since the index of the last answer was built misses nothing and gets nothing twice."""
    put(store.index, some_trips(1))
    got: list[str] = []
    since = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    for number in range(2, 5):
        page = store.engine.search(TripQuery(filters=Filters(since=since)))
        got += [hit.trip.id for hit in page.hits]
        since = page.index.built.astimezone(dt.UTC)
        clock.now += dt.timedelta(microseconds=1)
        put(store.index, some_trips(number))
    assert got == ["t1", "t2", "t3"]


def test_who_writes_sees_trips_as_they_were_stated_and_none_where_it_begins_anew(store: Store) -> None:
    put(store.index, some_trips(1))
    with store.index.update() as writer:
        (served,) = writer.served(["t1"]).values()
        assert (served.first_seen, served.last_changed) == (None, None)
    with store.index.rebuild() as writer:
        writer.expect(["t1"])
        assert writer.served(["t1"]) == {}
        writer.add(some_trips(1)[0])
