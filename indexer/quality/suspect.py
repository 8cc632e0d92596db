"""What is shown of a trip that may have come in twice."""

import datetime as dt

import msgspec

from search.trip import Trip


class Suspect(msgspec.Struct, frozen=True):
    """Enough to tell a trip from another: `source` is the address, else the file, else the name of where it is from."""

    id: str
    title: str
    organisation: str | None
    departs: dt.date | None
    returns: dt.date | None
    source: str | None


def suspect_of(trip: Trip) -> Suspect:
    """What is shown of `trip`."""
    source = (trip.source.url or trip.source.file or trip.source.name) if trip.source else None
    return Suspect(trip.id, trip.title, trip.organisation, trip.departs, trip.returns, source)
