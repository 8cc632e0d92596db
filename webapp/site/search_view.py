"""What the search page shows beside the hits: what changes a search, what it comes to, and where lines are drawn."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final, NamedTuple
from urllib.parse import urlencode

import msgspec

from search.labels import REASON_LABELS
from search.page import FacetCount, Reason, TripHit, TripPage
from search.query import DEFAULT_FACET_SIZE, MAX_SIZE, NOT, FacetName, Match, Sort, TripQuery
from webapp.language import counted, gettext, names, noted
from webapp.request.conditions import ENDS, FACET_TITLES, IDS_TITLE, SINCE_TITLE, since_in_words, with_conditions
from webapp.request.labels import SORT_LABELS, facet_title, value_name
from webapp.request.params import TripsParameters
from webapp.site.address import Address
from webapp.site.alternatives import Alternative
from webapp.site.form import SearchForm
from webapp.site.narrowing import Narrowing, all_narrowed, narrowings
from webapp.site.paging import Paging
from webapp.site.totals import in_a_line
from webapp.sizes import Budget, html_size

# Bytes of a page that its links may take, in the order: what leads on, conditions, ways out, facets.
_LINKS: Final = 110_000
_LEADING_ON: Final = 26
_FACET: Final = 20_000
_FACET_ROW: Final = 150
# So many values of a facet are shown where nobody asked for another number.
_VALUES: Final = 7
# What the links to trips may take with the words to mark; a hit has up to four.
_MARKING: Final = 80_000
_LINKS_OF_A_HIT: Final = 4
# Bytes that tell where in the list a hit stands.
_AT: Final = 50


class Link(NamedTuple):
    """Where another search is, and what it is called."""

    text: str
    url: str


class Condition(NamedTuple):
    """A condition in force; `url` is the search without it, None where a page has no room for so many addresses."""

    text: str
    url: str | None


class AddedWords(NamedTuple):
    """What else was searched for in the place of `word`, and why."""

    word: str
    reason: str
    others: tuple[str, ...]


class FacetValue(NamedTuple):
    """A value of a facet that can be picked, or is."""

    value: str
    label: str
    trips: int
    selected: bool


class FacetBox(NamedTuple):
    """One facet: the values to pick, `more` leads to all of them, `without` to those that can be left out."""

    name: FacetName
    title: str
    values: tuple[FacetValue, ...]
    more: str | None
    without: str


class Group(NamedTuple):
    """Hits in a row, the first of them number `start`; `line` says what sets them apart from those before."""

    start: int
    hits: tuple[TripHit, ...]
    line: str | None


# The files that all hits of a search can be taken away in, by their addresses.
_FILES: Final = {"exports.csv": "CSV", "exports.xlsx": noted("엑셀(XLSX)"), "exports.jsonl": "JSON Lines"}
# What a page is asked for and a file, which has all of it, is not.
_OF_PAGES: Final = ("size", "facets", "facet_size")


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template needs."""

    q: str
    query: TripQuery
    page: TripPage
    address: Address
    groups: tuple[Group, ...]
    facets: tuple[FacetBox, ...]
    filters: tuple[Condition, ...]
    unfiltered: str
    alternatives: tuple[Alternative, ...]
    narrowings: tuple[Narrowing, ...]
    narrowed: str | None
    paging: Paging
    # What a link to a trip carries along.
    marks: dict[str, tuple[str, ...]]

    @property
    def heading(self) -> str:
        """What is shown, with the conditions: the first of them, and how many there are beside it."""
        return heading_of_search(self.q, self.filters)

    @property
    def name(self) -> str:
        """How the heading begins, without the conditions, which stand once more in the chips below it."""
        return heading_of_search(self.q, ())

    @property
    def sorts(self) -> dict[Sort, str]:
        """The orders to choose from: of relevance only where words are searched for."""
        sort_of_none = msgspec.structs.replace(self.query, sort=Sort.RELEVANCE).order
        return {
            sort: gettext(label)
            for sort, label in SORT_LABELS.items()
            if sort_of_none is Sort.RELEVANCE or sort is not Sort.RELEVANCE
        }

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What a new search keeps that stands in no field and no box of this page."""
        return self.form.carried({(box.name.value, value.value) for box in self.facets for value in box.values})

    @property
    def totals(self) -> tuple[str, ...]:
        """What all hits come to."""
        return tuple(in_a_line(self.page))

    @property
    def as_typed(self) -> str:
        """The same search without any correction."""
        return self.address.with_only("correct", "false").url

    @property
    def meant(self) -> str:
        """The search for what may have been meant."""
        return self.address.with_only("q", self.page.understood.did_you_mean or "").url

    @property
    def switch(self) -> Link:
        """The other way to read words: by their parts, or letter by letter."""
        if self.query.match is Match.EXACT:
            return Link(gettext("단어 단위로 검색"), self.address.with_only("match").url)
        return Link(gettext("입력한 그대로 검색"), self.address.with_only("match", Match.EXACT.value).url)

    @property
    def statistics(self) -> str:
        """The same search in figures."""
        return self.address.to("figures.overview")

    @property
    def files(self) -> tuple[Link, ...]:
        """All hits to take away."""
        address = self.address
        for name in _OF_PAGES:
            address = address.with_only(name)
        return tuple(Link(gettext(text), address.to(endpoint)) for endpoint, text in _FILES.items())

    @property
    def added(self) -> tuple[AddedWords, ...]:
        """The words added to the search, by the word they were added to."""
        found: dict[tuple[str, Reason], list[str]] = {}
        for added in self.page.understood.added:
            found.setdefault((added.word, added.reason), []).append(added.text)
        reasons = names(REASON_LABELS)
        return tuple(AddedWords(word, reasons[reason], tuple(others)) for (word, reason), others in found.items())

    @property
    def form(self) -> SearchForm:
        """The form that asks for this page."""
        return SearchForm(self.address)

    def link_at(self, number: int) -> dict[str, tuple[str, ...]]:
        """What the link to hit `number` carries along: where it stands in the list, if the list fits into it."""
        if not self.address.values.keys() <= self.marks.keys():
            return self.marks
        return {**self.marks, "at": (str(number),), "version": (self.page.index.version,)}


def make_search_view(
    parameters: TripsParameters, query: TripQuery, page: TripPage, alternatives: tuple[Alternative, ...] = ()
) -> SearchView:
    """The view of `page`, which answers `query`, which was read from `parameters`."""
    address = Address.of(parameters.q, query)
    budget = Budget(_LINKS - _LEADING_ON * len(address.url))
    ways = tuple(way for way in narrowings(address, query, page) if budget.takes(way.url))
    return SearchView(
        q=parameters.q,
        query=query,
        page=page,
        address=address,
        groups=tuple(_groups(query, page)),
        paging=Paging.of(address, query, page),
        filters=tuple(condition_links(address, budget)),
        unfiltered=address.unfiltered.url,
        alternatives=tuple(way for way in alternatives if budget.takes(way.url)),
        narrowings=ways,
        narrowed=all_narrowed(address, query, ways),
        facets=tuple(_facet_boxes(address, query, page, budget)),
        marks=_marks(address, page),
    )


def _marks(address: Address, page: TripPage) -> dict[str, tuple[str, ...]]:
    """What a link to a trip carries along: its page marks the words that were searched for, and leads back here.

    Where a page has no room for so much in every link, it carries the words alone, those to mark, or nothing.
    """
    corrected = page.understood.corrected
    marked: dict[str, tuple[str, ...]] = {"marked": (corrected,)} if corrected else {}
    words = {name: address.given(name) for name in ("q", "match") if address.given(name)}
    links = _LINKS_OF_A_HIT * len(page.hits)
    ways = ({**address.values, **marked}, {**words, **marked}, marked)
    return next((way for way in ways if links * (_AT + html_size(urlencode(way, doseq=True))) <= _MARKING), {})


def heading_of_search(q: str, conditions: Sequence[Condition]) -> str:
    """What a search for `q` is called, with the first of its conditions and how many there are beside it."""
    shown = gettext("‘{q}’ 검색 결과", q=q.strip()) if q.strip() else gettext("전체 출장")
    return with_conditions(shown, [condition.text for condition in conditions])


def condition_links(address: Address, budget: Budget) -> Iterator[Condition]:
    """The conditions in force, each with the address of the search without it, as far as `budget` goes."""

    def condition(text: str, without: Address) -> Condition:
        return Condition(text, without.url if budget.takes(without.url) else None)

    for name in FACET_TITLES:
        for prefix, said in (("", noted("{title}: {value}")), (NOT, noted("{title}: {value} 제외"))):
            for value in address.given(prefix + name.value):
                text = gettext(said, title=facet_title(name), value=value_label(name, value))
                yield condition(text, address.toggled(prefix + name.value, value))
    if ids := address.given("ids"):
        yield condition(counted("{title}: {count}개", len(ids), title=gettext(IDS_TITLE)), address.with_only("ids"))
    for since in address.given("since"):
        yield condition(f"{gettext(SINCE_TITLE)}: {since_in_words(since)}", address.with_only("since"))
    for parameter, end in ENDS.items():
        for value in address.given(parameter):
            yield condition(gettext(end.condition, value=value), address.with_only(parameter))


def facet_values(name: FacetName, counts: Iterable[FacetCount], budget: Budget) -> tuple[FacetValue, ...]:
    """The first of `counts`, as far as `budget` goes."""
    values = (FacetValue(count.value, value_label(name, count.value), count.count, count.selected) for count in counts)
    return tuple(takewhile(lambda one: budget.takes(one.value, one.label, markup=_FACET_ROW), values))


def value_label(name: FacetName, value: str) -> str:
    """A value as people read it."""
    label = value_name(name, value)
    return gettext("{year}년", year=label) if name is FacetName.YEAR else label


def values_label(name: FacetName, values: Sequence[str]) -> str:
    """A row of values as people read it: by its ends."""
    ends = (values[0], values[-1]) if len(values) > 1 else values
    return "~".join(value_label(name, value) for value in ends)


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
    whole = page.understood.all_words
    line = (
        counted("여기까지 {count:,}건은 모든 단어를 포함하고, 아래는 일부만 포함합니다.", whole)
        if whole
        else gettext("모든 단어를 포함한 출장이 없어 일부만 포함한 결과를 보여 드립니다.")
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


def in_order(name: FacetName, counts: Sequence[FacetCount]) -> list[FacetCount]:
    """The chosen values first; years as years go, the newest first."""
    ordered = sorted(counts, key=lambda count: count.value, reverse=True) if name is FacetName.YEAR else counts
    return sorted(ordered, key=lambda count: not count.selected)


def _facet_boxes(address: Address, query: TripQuery, page: TripPage, budget: Budget) -> Iterator[FacetBox]:
    each = min(_FACET, budget.left // len(FACET_TITLES))
    for name in FACET_TITLES:
        if name in page.facets:
            counts = in_order(name, page.facets[name])
            most = max(_VALUES, sum(count.selected for count in counts))
            shown = counts[:most] if query.facet_size == DEFAULT_FACET_SIZE else counts
            values = facet_values(name, shown, Budget(each))
            is_cut = len(values) < len(counts) or len(counts) >= query.facet_size < MAX_SIZE
            more = address.to("pages.facet", name=name.value) if is_cut else None
            yield FacetBox(
                name, facet_title(name), values, more, address.to("pages.facet", name=name.value, leave_out="true")
            )
