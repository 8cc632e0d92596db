"""What the search page shows beside the hits: the links that change a search, and where lines are drawn."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple, Self

import msgspec
from flask import url_for

from search.cursor import encode_cursor
from search.korean.names import country_label
from search.page import TripHit, TripPage
from search.query import (
    DEFAULT_FACET_SIZE,
    DEFAULT_SIZE,
    MAX_SIZE,
    FacetName,
    Match,
    Sort,
    TripQuery,
)
from webapp.params import TripsParameters

FACET_TITLES: Final = {
    FacetName.COUNTRY: "방문국",
    FacetName.ORGANISATION: "기관",
    FacetName.YEAR: "출발한 해",
}
MATCH_LABELS: Final = {
    Match.AUTO: "모두 든 것을 먼저, 적으면 하나라도 든 것까지",
    Match.ALL: "모두 든 것만",
    Match.ANY: "하나라도 든 것",
    Match.EXACT: "적은 글자 그대로",
}
SORT_LABELS: Final = {
    Sort.RELEVANCE: "관련도순",
    Sort.NEWEST: "최근 출발순",
    Sort.OLDEST: "오래된 출발순",
    Sort.LONGEST: "긴 기간순",
}


class Link(NamedTuple):
    """Where another search is, and what it is called."""

    text: str
    url: str


class FacetLink(NamedTuple):
    """A value of a facet; its link takes the value in or, if `selected`, out."""

    label: str
    trips: int
    selected: bool
    url: str


class FacetBox(NamedTuple):
    """One facet; `more` leads to a longer list of its values."""

    title: str
    values: tuple[FacetLink, ...]
    more: str | None


class Group(NamedTuple):
    """Hits in a row, the first of them number `start`; `line` says what sets them apart from those before."""

    start: int
    hits: tuple[TripHit, ...]
    line: str | None


class Address(msgspec.Struct, frozen=True):
    """What a search page was asked, in the words of its address; always of a first page."""

    values: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, q: str, query: TripQuery) -> Self:
        """The address of `query`; defaults stay unsaid."""
        filters = query.filters
        values = {
            "q": (q,),
            "match": (query.match.value,) if query.match is not Match.AUTO else (),
            "country": filters.country,
            "organisation": filters.organisation,
            "year": filters.year,
            "departs_from": (filters.departs_from.isoformat(),) if filters.departs_from else (),
            "departs_to": (filters.departs_to.isoformat(),) if filters.departs_to else (),
            "sort": (query.sort.value,) if query.sort is not Sort.RELEVANCE else (),
            "size": (str(query.size),) if query.size != DEFAULT_SIZE else (),
            "facet_size": (str(query.facet_size),) if query.facet_size != DEFAULT_FACET_SIZE else (),
        }
        return cls({name: given for name, given in values.items() if any(given)})

    @property
    def url(self) -> str:
        """The address itself."""
        given: dict[str, Any] = {name: list(values) for name, values in self.values.items()}
        return url_for("pages.search", **given)

    def given(self, name: str) -> tuple[str, ...]:
        """What was asked under `name`."""
        return self.values.get(name, ())

    def with_only(self, name: str, *given: str) -> "Address":
        """The same with nothing but `given` under `name`."""
        return Address({**self.values, name: given})

    def toggled(self, name: str, value: str) -> "Address":
        """The same with `value` added under `name`, or taken away if it was there."""
        before = self.given(name)
        after = tuple(other for other in before if other != value) if value in before else (*before, value)
        return self.with_only(name, *after)


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template needs."""

    q: str
    query: TripQuery
    page: TripPage
    address: Address
    groups: tuple[Group, ...]
    facets: tuple[FacetBox, ...]
    filters: tuple[Link, ...]
    unfiltered: str
    looser: str | None
    first: str | None
    next: str | None

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """What the form sends along without showing it: a new text keeps the filters chosen by link."""
        names = (*(name.value for name in FacetName), "size", "facet_size")
        return tuple((name, value) for name in names for value in self.address.given(name))

    @property
    def has_options(self) -> bool:
        """Whether one of the folded parts of the form is in use."""
        return bool({"match", "sort", "departs_from", "departs_to"} & self.address.values.keys())


def make_search_view(parameters: TripsParameters, query: TripQuery, page: TripPage) -> SearchView:
    """The view of `page`, which answers `query`, which was read from `parameters`."""
    address = Address.of(parameters.q, query)
    filters = tuple(_filters(address))
    return SearchView(
        q=parameters.q,
        query=query,
        page=page,
        address=address,
        groups=tuple(_groups(query, page)),
        facets=tuple(_facet_box(address, query, page, name) for name in FACET_TITLES if name in page.facets),
        filters=filters,
        unfiltered=Address({"q": address.given("q")}).url,
        looser=address.with_only("match", Match.ANY.value).url if query.match in {Match.ALL, Match.EXACT} else None,
        first=address.url if query.after else None,
        next=address.with_only("cursor", encode_cursor(page.next, query)).url if page.next else None,
    )


def _groups(query: TripQuery, page: TripPage) -> Iterator[Group]:
    """The hits, parted where those with every word end, if the engine had to relax."""
    start = query.after.offset if query.after else 0
    line_at = _line_at(query, page, start)
    if line_at is None:
        if page.hits:
            yield Group(start + 1, page.hits, None)
        return
    if line_at:
        yield Group(start + 1, page.hits[:line_at], None)
    line = (
        f"여기까지 {page.understood.all_words:,}건에 낱말이 모두 들어 있고, 아래에는 일부가 들어 있습니다."
        if page.understood.all_words
        else "낱말이 모두 든 출장은 없고, 아래에는 일부가 들어 있습니다."
    )
    yield Group(start + line_at + 1, page.hits[line_at:], line)


def _line_at(query: TripQuery, page: TripPage, start: int) -> int | None:
    """How many hits of this page come before the line. Only relevance puts the trips with all words first."""
    understood = page.understood
    relaxed = query.match is Match.AUTO and understood.match is Match.ANY and query.order is Sort.RELEVANCE
    if not relaxed or understood.all_words is None:
        return None
    place = understood.all_words - start
    return place if 0 <= place < len(page.hits) else None


def _facet_box(address: Address, query: TripQuery, page: TripPage, name: FacetName) -> FacetBox:
    counts = page.facets[name]
    links = (
        FacetLink(_label(name, count.label), count.count, count.selected, address.toggled(name.value, count.value).url)
        for count in counts
    )
    is_cut = len(counts) >= query.facet_size < MAX_SIZE
    more = address.with_only("facet_size", str(MAX_SIZE)).url if is_cut else None
    return FacetBox(FACET_TITLES[name], tuple(links), more)


def _filters(address: Address) -> Iterator[Link]:
    """The conditions in force, each with the address of the search without it."""
    for name, title in FACET_TITLES.items():
        for value in address.given(name.value):
            label = country_label(value) if name is FacetName.COUNTRY else _label(name, value)
            yield Link(f"{title}: {label}", address.toggled(name.value, value).url)
    for parameter, words in (("departs_from", "부터"), ("departs_to", "까지")):
        for value in address.given(parameter):
            yield Link(f"출발: {value}{words}", address.with_only(parameter).url)


def _label(name: FacetName, label: str) -> str:
    return f"{label}년" if name is FacetName.YEAR else label
