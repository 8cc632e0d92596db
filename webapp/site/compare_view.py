"""Two searches side by side, each with its own conditions in the address behind `a_` and `b_`."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from flask import url_for

from search.engine import TripSearch
from search.korean.organisations import organisation_key
from search.labels import named
from search.page import Reason
from search.query import ALL_VALUES, Dimension, FacetName, Filters, TripQuery
from search.words.files import our_words
from search.words.offices import our_offices
from webapp.language import gettext, noted
from webapp.request.arguments import read_arguments
from webapp.request.faults import BadParametersError, Fault
from webapp.request.labels import facet_title
from webapp.request.params import Ordered, read_form
from webapp.request.queries import to_whole_query
from webapp.site.address import Address
from webapp.site.charts import Count, Timeline, timeline
from webapp.site.overview import Overview, make_overview

SIDES: Final = ("a", "b")
_NAMES: Final = {"a": noted("왼쪽"), "b": noted("오른쪽")}
# So many offices are offered where none has the name that was typed.
_MOST_OFFERED: Final = 5


class Side(NamedTuple):
    """One of both; `query` is None where nothing was asked on it, and `faults` what is wrong by field."""

    key: str
    values: dict[str, list[str]]
    address: Address | None
    query: TripQuery | None
    faults: tuple[Fault, ...]

    @property
    def name(self) -> str:
        """What the page calls it."""
        return gettext(_NAMES[self.key])

    @property
    def faults_by_field(self) -> dict[str, str]:
        """What is wrong in a field of the form."""
        return {fault.parameter: fault.detail for fault in self.faults if fault.parameter in FIELDS}

    @property
    def other_faults(self) -> tuple[Fault, ...]:
        """What is wrong elsewhere."""
        return tuple(fault for fault in self.faults if fault.parameter not in FIELDS)

    def value(self, field: str) -> str:
        """What was asked in a field."""
        return next(iter(self.values.get(field, ())), "")

    @property
    def called(self) -> str:
        """What was asked, in the words of the form."""
        return ", ".join(text for texts in self.values.values() for text in texts)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a form sends along that none of its fields shows."""
        return [
            (f"{self.key}_{name}", value)
            for name, values in self.values.items()
            for value in (values[1:] if name in FIELDS else values)
        ]


class Way(NamedTuple):
    """Another comparison, and what is different in it."""

    text: str
    url: str


class Compared(NamedTuple):
    """A side with its figures; `ways` lead on where nothing is found by the name of an office."""

    side: Side
    overview: Overview
    ways: tuple[Way, ...]


class Comparison(NamedTuple):
    """Both sides, with their figures where both can be asked, and what is said of them together."""

    sides: tuple[Side, ...]
    compared: tuple[Compared, ...]
    notes: tuple[str, ...]


# The fields of the form; an address may have every condition of a search.
FIELDS: Final = ("q", "region", "organisation", "country", "theme", "year")


def read_sides(query_string: bytes, engine: TripSearch) -> tuple[Side, ...]:
    """What is asked on both sides. Raises BadParametersError for names that belong to neither."""
    arguments = read_arguments(query_string)
    unknown = [name for name in arguments if name[:2] not in {f"{key}_" for key in SIDES}]
    if unknown:
        sentence = gettext("알 수 없는 매개변수입니다. 검색의 매개변수 앞에 a_나 b_를 붙이세요.")
        raise BadParametersError([Fault(name, sentence) for name in unknown])
    return tuple(
        _side(key, {name[2:]: [*values] for name, values in arguments.items() if name.startswith(f"{key}_")}, engine)
        for key in SIDES
    )


def make_comparison(sides: Sequence[Side], engine: TripSearch) -> Comparison:
    """The figures of both sides, where both can be asked. Raises SearchUnavailableError."""
    asked = [(side.query, side.address) for side in sides if side.query and side.address]
    if len(asked) < len(sides):
        return Comparison(tuple(sides), (), tuple(_missing(sides)))
    overviews = _on_one_scale([make_overview(engine, query, address, time=Dimension.YEAR) for query, address in asked])
    compared = tuple(
        Compared(side, overview, () if overview.trips else tuple(_ways(sides, side, engine)))
        for side, overview in zip(sides, overviews, strict=True)
    )
    notes = (gettext("양쪽의 조건이 같습니다. 한쪽을 바꾸세요."),) if asked[0][0] == asked[1][0] else ()
    return Comparison(tuple(sides), compared, notes)


def _missing(sides: Sequence[Side]) -> Iterator[str]:
    """What is still to be filled in, where the other side is."""
    empty = [side for side in sides if not side.values]
    if len(empty) < len(sides):
        yield from (gettext("{side}에도 조건을 입력하세요.", side=side.name) for side in empty)


def _on_one_scale(overviews: Sequence[Overview]) -> list[Overview]:
    """The same with the same years in both pictures, and bars of one height for one number."""
    charts = [overview.years for overview in overviews if overview.years]
    years = [int(bar.counted.label) for chart in charts for bar in chart.bars]
    labels = [f"{year:04}" for year in range(min(years), max(years) + 1)] if years else []
    most = max((chart.peak.trips for chart in charts), default=0)
    return [overview._replace(years=_redrawn(overview.years, labels, most)) for overview in overviews]


def _redrawn(chart: Timeline | None, labels: Sequence[str], most: int) -> Timeline | None:
    if chart is None:
        return None
    counted = {bar.counted.label: bar.counted for bar in chart.bars}
    return timeline([counted.get(label, Count(label, 0)) for label in labels], most)


def _ways(sides: Sequence[Side], side: Side, engine: TripSearch) -> Iterator[Way]:
    """What may be meant by the name of an office that no trip has: its region, or offices with it in their name."""
    typed = side.value(FacetName.ORGANISATION)
    if not typed:
        return
    for region in our_offices().regions_named(typed):
        yield _with_office(sides, side, FacetName.REGION, region)
    every = TripQuery(size=1, facets=(FacetName.ORGANISATION,), facet_size=ALL_VALUES)
    counts = engine.search(every).facets[FacetName.ORGANISATION]
    offices = dict.fromkeys(count.label for name in _names(typed) for count in named(counts, name))
    for office in islice(offices, _MOST_OFFERED):
        yield _with_office(sides, side, FacetName.ORGANISATION, office)


def _with_office(sides: Sequence[Side], side: Side, name: FacetName, value: str) -> Way:
    """The same comparison with another condition in the place of the office of one `side`."""
    kept = {key: given for key, given in side.values.items() if key != FacetName.ORGANISATION}
    changed = side._replace(values={**kept, name.value: [value]})
    asked: dict[str, Any] = {
        f"{each.key}_{key}": given
        for each in (changed if each is side else each for each in sides)
        for key, given in each.values.items()
    }
    return Way(f"{facet_title(name)}: {value}", url_for("figures.compare", **asked))


def _names(typed: str) -> list[str]:
    """A name, and the others of the same office."""
    key = organisation_key(typed)
    groups = (group.words for group in our_words().groups if group.reason is Reason.ORGANISATION)
    return next(([*words] for words in groups if key in map(organisation_key, words)), [typed])


def to_compare(address: Address) -> dict[str, Any]:
    """The parameters of a comparison whose left side is the search at `address`."""
    names = {"q", "match", "correct", *Filters.__struct_fields__}
    return {f"a_{name}": [*values] for name, values in address.values.items() if name in names}


def _side(key: str, values: dict[str, list[str]], engine: TripSearch) -> Side:
    filled = {name: [text for text in texts if text.strip()] for name, texts in values.items()}
    filled = {name: texts for name, texts in filled.items() if texts}
    if not filled:
        return Side(key, {}, None, None, ())
    try:
        parameters = read_form(urlencode(filled, doseq=True).encode(), Ordered)
        query = to_whole_query(parameters, engine)
    except BadParametersError as error:
        return Side(key, filled, None, None, tuple(error.faults))
    return Side(key, filled, Address.of(parameters.q, query), query, ())
