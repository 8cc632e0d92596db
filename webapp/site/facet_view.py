"""What the page of one facet shows: its values to pick, those in whose name a text stands, a page at a time."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from search.labels import named
from search.page import FacetCount, IndexInfo, TripPage
from search.query import NOT, FacetName
from webapp.language import gettext, noted
from webapp.request.labels import facet_title
from webapp.request.params import FacetPageParameters, ValueOrder
from webapp.site.address import Address
from webapp.site.search_view import Condition, FacetValue, condition_links, facet_values, in_order
from webapp.sizes import Budget

ORDERS: Final = {ValueOrder.COUNT: noted("건수순"), ValueOrder.NAME: noted("가나다순")}

_PLACES: Final = frozenset((FacetName.COUNTRY, FacetName.CITY, FacetName.REGION, FacetName.ORGANISATION))
# Bytes of a page that its values may take.
_VALUES: Final = 120_000


class OrderLink(msgspec.Struct, frozen=True):
    """An order of the values; no address: they are in it."""

    text: str
    url: str | None


class FacetView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template needs; `values` begin with number `start` of `total`.

    `parameter` is what picked values are sent as, `carried` all else that the search was asked.
    """

    name: FacetName
    q: str
    find: str
    leaves_out: bool
    address: Address
    parameter: str
    carried: tuple[tuple[str, str], ...]
    filters: tuple[Condition, ...]
    orders: tuple[OrderLink, ...]
    values: tuple[FacetValue, ...]
    start: int
    total: int
    first: str | None
    next: str | None
    other_way: str
    index: IndexInfo

    @property
    def title(self) -> str:
        """What people call the facet."""
        return facet_title(self.name)

    @property
    def counts_places(self) -> bool:
        """Whether its values are places and offices, which Korean counts apart from the rest."""
        return self.name in _PLACES


def make_facet_view(name: FacetName, parameters: FacetPageParameters, address: Address, page: TripPage) -> FacetView:
    """The view of `page`, which counts every value of the facet, for the search at `address`."""
    parameter = NOT + name.value if parameters.leave_out else name.value
    chosen = frozenset(address.given(parameter))
    picked = (msgspec.structs.replace(count, selected=count.value in chosen) for count in page.facets[name])
    counts = _ordered(name, named(picked, parameters.find), parameters.order)
    rest = counts[parameters.skip :]
    # One at least, or the next page would be the same.
    values = facet_values(name, rest, Budget(_VALUES)) or facet_values(name, rest[:1], Budget(_VALUES * 2))
    end = parameters.skip + len(values)
    here = _Here(name, parameters, address)
    return FacetView(
        name=name,
        q=parameters.q,
        find=parameters.find,
        leaves_out=parameters.leave_out,
        address=address,
        parameter=parameter,
        carried=_carried(address, parameter, values),
        # The conditions are named here, and taken away on the page of results.
        filters=tuple(condition_links(address, Budget(0))),
        orders=tuple(
            OrderLink(gettext(text), None if order is parameters.order else here.url(order=order.value))
            for order, text in ORDERS.items()
        ),
        values=values,
        start=parameters.skip + 1,
        total=len(counts),
        first=here.url() if parameters.skip else None,
        next=here.url(skip=str(end)) if end < len(counts) else None,
        other_way=here.url(leave_out="" if parameters.leave_out else "true"),
        index=page.index,
    )


class _Here(msgspec.Struct, frozen=True):
    """Where this page is."""

    name: FacetName
    parameters: FacetPageParameters
    address: Address

    def url(self, **changed: str) -> str:
        """The first page of the same values with something changed."""
        now = {
            "find": self.parameters.find,
            "order": self.parameters.order.value if self.parameters.order is not ValueOrder.COUNT else "",
            "leave_out": "true" if self.parameters.leave_out else "",
        }
        asked = {name: value for name, value in {**now, **changed}.items() if value}
        return self.address.to("pages.facet", name=self.name.value, **asked)


def _ordered(name: FacetName, counts: Sequence[FacetCount], order: ValueOrder) -> list[FacetCount]:
    if order is ValueOrder.NAME:
        counts = sorted(counts, key=lambda count: count.label)
    return in_order(name, counts)


def _carried(address: Address, parameter: str, shown: Iterable[FacetValue]) -> tuple[tuple[str, str], ...]:
    """What a form of the values sends along: everything but what its boxes say."""
    boxes = {value.value for value in shown}
    return tuple((name, value) for name, value in address.pairs if name != parameter or value not in boxes)
