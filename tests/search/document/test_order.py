"""Keys of sorts: any two trips stand as their values say, whatever their hashes are."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from search.document.order import TIE_BITS, microseconds, recent_key, tie_hash
from search.trip import Trip

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
seen = st.none() | st.integers(10**6, 10**6 * (2**32 - 1)).map(lambda past: EPOCH + dt.timedelta(microseconds=past))
published = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2258, 1, 1))
trips = st.builds(Trip, id=st.text("abc", min_size=1, max_size=5), title=st.just("제목"), first_seen=seen, published=published)  # fmt: skip


def told(trip: Trip) -> tuple[int, dt.date]:
    """What the order goes by: unknown is before everything."""
    second = (trip.first_seen - EPOCH) // dt.timedelta(seconds=1) if trip.first_seen else 0
    return second, trip.published or dt.date.min


def key(trip: Trip) -> int:
    return recent_key(trip, tie_hash(trip.id))


@given(trips, trips)
def test_the_later_seen_has_the_greater_key_then_the_later_published(one: Trip, other: Trip) -> None:
    if told(one) > told(other):
        assert key(one) > key(other)
    elif told(one) == told(other) and tie_hash(one.id) <= tie_hash(other.id):
        assert key(one) >= key(other)


@given(
    st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    st.none() | st.dates(),
    st.integers(0, (1 << TIE_BITS) - 1),
)
@example(dt.datetime.max.replace(tzinfo=dt.UTC), dt.date.max, 0)
def test_any_moment_and_any_day_make_a_key_that_a_signed_number_holds(
    moment: dt.datetime | None, day: dt.date | None, tie: int
) -> None:
    found = recent_key(Trip(id="t", title="제목", first_seen=moment, published=day), tie)
    assert 0 <= found < 1 << TIE_BITS
    if moment:
        assert 0 <= microseconds(moment) < 1 << TIE_BITS
