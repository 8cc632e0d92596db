"""What the page of one facet shows: its values, those in whose name a text stands, a page at a time."""

from typing import Final

import msgspec

from search.labels import named
from search.page import IndexInfo, TripPage
from search.query import FacetName
from webapp.request.conditions import FACET_TITLES
from webapp.request.params import FacetPageParameters
from webapp.site.address import Address
from webapp.site.search_view import Condition, FacetLink, condition_links, facet_link, facet_links
from webapp.sizes import Budget

_PLACES: Final = frozenset((FacetName.COUNTRY, FacetName.CITY, FacetName.REGION, FacetName.ORGANISATION))
# Bytes of a page that its values may take.
_VALUES: Final = 120_000


class FacetView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template needs; `values` begin with number `start` of `total`."""

    name: FacetName
    q: str
    find: str
    address: Address
    filters: tuple[Condition, ...]
    values: tuple[FacetLink, ...]
    start: int
    total: int
    first: str | None
    next: str | None
    index: IndexInfo

    @property
    def title(self) -> str:
        """What people call the facet."""
        return FACET_TITLES[self.name]

    @property
    def unit(self) -> str:
        """What its values are counted in: places and offices apart from the rest."""
        return "곳" if self.name in _PLACES else "개"


def make_facet_view(name: FacetName, parameters: FacetPageParameters, address: Address, page: TripPage) -> FacetView:
    """The view of `page`, which counts every value of the facet, for the search at `address`."""
    counts = named(page.facets[name], parameters.find)
    rest = counts[parameters.skip :]
    # One at least, or the next page would be the same.
    values = facet_links(address, name, rest, Budget(_VALUES)) or tuple(
        facet_link(address, name, count) for count in rest[:1]
    )
    end = parameters.skip + len(values)
    find = {"find": parameters.find} if parameters.find else {}
    return FacetView(
        name=name,
        q=parameters.q,
        find=parameters.find,
        address=address,
        # The conditions are named here, and taken away on the page of results.
        filters=tuple(condition_links(address, Budget(0))),
        values=values,
        start=parameters.skip + 1,
        total=len(counts),
        first=address.to("pages.facet", name=name.value, **find) if parameters.skip else None,
        next=address.to("pages.facet", name=name.value, skip=str(end), **find) if end < len(counts) else None,
        index=page.index,
    )
