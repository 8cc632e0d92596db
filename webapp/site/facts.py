"""What a trip states in a line, in the language of the page: places, how long, on which pages of its file."""

from search.page_starts import page_range
from search.query import FacetName
from search.trip import Place, Trip
from webapp.language import counted, gettext, is_korean
from webapp.request.labels import value_name


def place_name(place: Place) -> str:
    """A country by its name; another place as it is stated."""
    return place.name if is_korean() or not place.code else value_name(FacetName.COUNTRY, place.code)


def places_in_words(trip: Trip) -> str:
    """The countries of a trip."""
    return ", ".join(map(place_name, trip.countries))


def stay_in_words(trip: Trip) -> str | None:
    """How long: as it is stated, on English pages by its numbers where they are known."""
    if is_korean() or trip.nights is None:
        return trip.stay
    nights = counted("{count}박", trip.nights)
    if trip.days is None:
        return nights
    days = counted("{count}일", trip.days)
    return f"{nights}, {days}"


def in_english(trip: Trip, field: str) -> str | None:
    """What English pages say of a field in their own words; None of what stays as it is stated."""
    match field:
        case "countries" if any(place.code for place in trip.countries):
            return places_in_words(trip)
        case "stay" if trip.nights is not None:
            return stay_in_words(trip)
        case _:
            return None


def pages_in_words(first: int, last: int | None = None) -> str:
    """Pages of a file: `13쪽`, `13–14쪽`; `page 13`, `pages 13 to 14`."""
    if is_korean():
        return page_range(first, last)
    if last in {None, first}:
        return gettext("{page:,}쪽", page=first)
    return gettext("{first:,}–{last:,}쪽", first=first, last=last)
