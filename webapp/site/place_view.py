"""Where a trip stands in the list that led to it, and its neighbours there."""

from typing import Any, NamedTuple

import msgspec
from flask import url_for

from search.engine import TripSearch
from search.errors import PagesGoneError
from search.query import Position
from webapp.request.faults import BadParametersError
from webapp.request.params import TripPageParameters
from webapp.request.queries import to_query
from webapp.site.address import Address


class Place(NamedTuple):
    """Number `at` of `total` hits; the neighbours and the page of the list, by their addresses."""

    at: int
    total: int
    previous: str | None
    next: str | None
    listed: str


def find_place(engine: TripSearch, trip_id: str, parameters: TripPageParameters) -> Place | None:
    """Where the trip stands in the search of `parameters`; None where it does not stand there any more.

    Raises SearchUnavailableError.
    """
    if not parameters.at:
        return None
    before = max(0, parameters.at - 2)
    version = parameters.version or engine.served().version
    try:
        query = to_query(parameters, engine)
        page = engine.search(msgspec.structs.replace(query, size=3, facets=(), after=Position(version, offset=before)))
    except (BadParametersError, PagesGoneError):
        # An address that somebody changed, or an index that is kept no more: the trip is shown without its list.
        return None
    around = [hit.trip.id for hit in page.hits]
    here = parameters.at - 1 - before
    if here >= len(around) or around[here] != trip_id:
        return None
    address = Address.stated(parameters)
    number = (parameters.at - 1) // parameters.size + 1
    listed = address.with_only("page", str(number)).with_only("version", version) if number > 1 else address
    return Place(
        parameters.at,
        page.total,
        _beside(around[here - 1], parameters, version, -1) if here else None,
        _beside(around[here + 1], parameters, version, 1) if here + 1 < len(around) else None,
        f"{listed.url}#results",
    )


def _beside(trip_id: str, parameters: TripPageParameters, version: str, step: int) -> str:
    asked: dict[str, Any] = {name: list(values) for name, values in Address.stated(parameters).values.items()}
    if parameters.marked:
        asked["marked"] = parameters.marked
    return url_for("pages.trip", trip_id=trip_id, **asked, at=parameters.at + step, version=version)
