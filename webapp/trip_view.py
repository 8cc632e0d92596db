"""What the page of one trip shows: its text marked, where to go on from here, and trips like it."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from flask import url_for

from search.document import keyword
from search.page import Passage, TripHit, TripPage, TripText
from search.themes import theme_name
from search.trip import Trip
from webapp.address import Address
from webapp.params import TripPageParameters

# So many shared words tell why a trip is similar.
MAX_SHARED: Final = 6


class Onward(NamedTuple):
    """A search that goes on from a trip."""

    text: str
    url: str


class TripView(NamedTuple):
    """Everything the template needs; `marked` has the text of each field but findings."""

    read: TripText
    q: str
    marking: str
    address: Address
    marked: dict[str, Passage]
    findings: tuple[Passage, ...]
    has_marks: bool
    onward: tuple[Onward, ...]
    similar: Sequence[TripHit]
    shared: dict[str, tuple[str, ...]]

    @property
    def carried(self) -> dict[str, tuple[str, ...] | str]:
        """What a link to a similar trip carries along."""
        return {**self.address.values, **({"marked": self.marking} if self.marking else {})}

    @property
    def trip(self) -> Trip:
        """The trip."""
        return self.read.trip


def make_trip_view(read: TripText, similar: TripPage | None, parameters: TripPageParameters) -> TripView:
    """The view of `read`, which was asked for with `parameters`."""
    hits = similar.hits if similar else ()
    return TripView(
        read,
        q=parameters.q,
        marking=parameters.marked,
        address=Address.stated(parameters),
        marked={passage.field: passage for passage in read.passages if passage.paragraph is None},
        findings=tuple(passage for passage in read.passages if passage.paragraph is not None),
        has_marks=any(part.marked for passage in read.passages for part in passage.parts),
        onward=tuple(_onward(read.trip)),
        similar=hits,
        shared={hit.trip.id: _shared(hit) for hit in hits},
    )


def _onward(trip: Trip) -> Iterator[Onward]:
    if trip.organisation:
        name = trip.organisation
        yield Onward(f"{name}의 다른 출장", url_for("pages.search", organisation=keyword(name)))
    for place in trip.countries:
        yield Onward(f"{place.name}에 간 출장", url_for("pages.search", country=keyword(place.key)))
    for theme in trip.themes:
        yield Onward(f"주제가 {theme_name(theme.key)}인 출장", url_for("pages.search", theme=theme.key))


def _shared(hit: TripHit) -> tuple[str, ...]:
    """The words that a similar trip shares, as its snippets show them."""
    parts = (part for passage in hit.passages for part in passage.parts)
    return tuple(dict.fromkeys(part.text for part in (*hit.title, *parts) if part.marked))[:MAX_SHARED]
