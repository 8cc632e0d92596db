"""Where the next page starts; the same for both engines."""

from collections.abc import Sequence

from search.generation import Hit
from search.page import IndexInfo
from search.query import Position, Sort, TripQuery


def next_position(query: TripQuery, index: IndexInfo, shown: Sequence[Hit], total: int) -> Position | None:
    """Where the page after one of the hits `shown` starts, of `total` in all; None where there is nothing more."""
    end = (query.after.offset if query.after else 0) + len(shown)
    if not shown or end >= total:
        return None
    if query.order is Sort.RELEVANCE:
        return Position(index.version, offset=end)
    return Position(index.version, offset=end, key=int(shown[-1].value), trip_id=shown[-1].trip.id)


def start(query: TripQuery) -> tuple[int, tuple[int, str] | None]:
    """Where a page of a sort by value starts: the hits to leave out, and the sort key and id of the hit it is behind.

    A position that names no hit counts them, as in the order of relevance.
    """
    after = query.after
    if after is None:
        return 0, None
    if after.key is None or after.trip_id is None:
        return after.offset, None
    return 0, (after.key, after.trip_id)
