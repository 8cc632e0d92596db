"""What the start page tells: what is here and what is missing, and searches that find something."""

from typing import Final, NamedTuple

from flask import url_for

from search.engine import TripSearch
from search.page import Coverage, FacetCount, TripHit
from search.parse import parse
from search.query import FacetName, TripQuery
from search.trip import FIELD_LABELS
from webapp.language import gettext, is_korean
from webapp.site.labels import SAMPLE
from webapp.site.linked import Linked, website
from webapp.site.search_view import value_label

# Tried in this order; those that find nothing in the served index are not shown.
EXAMPLES: Final = (
    "탄소중립",
    '"Campus Brain"',
    "도시재생",
    "고령친화 돌봄",
    "스마트팜",
    "대중교통 트램",
    "계절근로자",
    "공공도서관 -일본",
)
# Of English pages; each finds Korean words, too.
ENGLISH_EXAMPLES: Final = (
    "net zero",
    "smart city",
    "urban regeneration",
    '"Campus Brain"',
    "public transport",
    "smart farm",
    "hydrogen",
    "Germany -Austria",
)
MAX_EXAMPLES: Final = 6
MAX_COUNTRIES: Final = 12
MAX_THEMES: Final = 30
MAX_LATEST: Final = 5


class Example(NamedTuple):
    """A search to begin with."""

    text: str
    trips: int
    url: str


class FacetLink(NamedTuple):
    """The trips of one value of a facet."""

    label: str
    trips: int
    url: str


class Gap(NamedTuple):
    """How many records lack a field."""

    label: str
    trips: int


class StartView(NamedTuple):
    """Everything the template needs; `made_up` is how many trips are examples."""

    coverage: Coverage
    made_up: int
    examples: tuple[Example, ...]
    themes: tuple[FacetLink, ...]
    countries: tuple[FacetLink, ...]
    years: tuple[FacetLink, ...]
    latest: tuple[TripHit, ...]
    gaps: tuple[Gap, ...]
    linked: list[Linked]


def make_start_view(engine: TripSearch) -> StartView:
    """What the served index holds. Raises SearchUnavailableError."""
    coverage = engine.coverage()
    everything = TripQuery(
        size=MAX_LATEST, facets=(FacetName.THEME, FacetName.COUNTRY, FacetName.YEAR), facet_size=MAX_THEMES
    )
    found = engine.search(everything)
    themes, countries, years = ([_link(name, count) for count in found.facets[name]] for name in everything.facets)
    return StartView(
        coverage,
        made_up=coverage.sources.get(SAMPLE, 0),
        examples=_examples(engine),
        themes=tuple(themes),
        countries=tuple(countries[:MAX_COUNTRIES]),
        years=tuple(sorted(years, key=lambda year: year.label, reverse=True)),
        latest=found.hits,
        gaps=tuple(
            Gap(gettext(FIELD_LABELS[name]), trips)
            for name, trips in sorted(coverage.gaps.items(), key=lambda gap: -gap[1])
        ),
        linked=website(coverage),
    )


def _link(name: FacetName, count: FacetCount) -> FacetLink:
    address = url_for("figures.browse", name=name.value, value=count.value)
    return FacetLink(value_label(name, count.value), count.count, address)


def _examples(engine: TripSearch) -> tuple[Example, ...]:
    found: list[Example] = []
    for text in EXAMPLES if is_korean() else ENGLISH_EXAMPLES:
        if len(found) == MAX_EXAMPLES:
            break
        total = engine.search(TripQuery(clauses=parse(text), size=1, correct=False)).total
        if total:
            found.append(Example(text, total, url_for("pages.search", q=text)))
    return tuple(found)
