"""A page for every country, region, office, theme and year: how much there is, over time, the newest, partners."""

from typing import Final, NamedTuple

import msgspec

from search.engine import TripSearch
from search.page import TripHit
from search.query import FacetName, Filters, Sort, TripQuery
from webapp.request.labels import facet_title
from webapp.site.address import Address
from webapp.site.overview import SHOWN, Overview, make_overview
from webapp.site.search_view import value_label

# What has pages of its own: what people look for by name.
BROWSED: Final = (FacetName.COUNTRY, FacetName.REGION, FacetName.ORGANISATION, FacetName.THEME, FacetName.YEAR)
_LATEST: Final = 10


class BrowsePage(NamedTuple):
    """Everything the template needs; `latest` are the newest trips of the value."""

    name: FacetName
    value: str
    label: str
    address: Address
    overview: Overview
    latest: tuple[TripHit, ...]

    @property
    def title(self) -> str:
        """What people call the facet."""
        return facet_title(self.name)


def make_browse_page(engine: TripSearch, name: FacetName, value: str) -> BrowsePage | None:
    """The page of one value, or None where no trip has it. Raises SearchUnavailableError."""
    filters = msgspec.structs.replace(Filters(), **{name.value: (value,)})
    query = TripQuery(filters=filters, sort=Sort.NEWEST, size=_LATEST)
    latest = engine.search(query)
    if not latest.total:
        return None
    address = Address.of("", query).with_only("sort").with_only("size")
    # By itself it is one row.
    others = [shown for shown in SHOWN if shown is not name]
    overview = make_overview(engine, query, address, others)
    return BrowsePage(name, value, value_label(name, value), address, overview, latest.hits)
