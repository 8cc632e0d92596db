"""What the values of facets and the reasons for added words are called, and which values a piece of a name means."""

from collections.abc import Iterable
from typing import Final

from search.korean.normalise import normalise
from search.page import FacetCount, Reason
from search.query import FacetName
from search.trip import FIELD_LABELS
from search.words.countries import country_label
from search.words.themes import theme_name

REASON_LABELS: Final = {
    Reason.SYNONYM: "같은 뜻",
    Reason.NARROWER: "더 좁은 뜻",
    Reason.COUNTRY: "국가의 다른 이름",
    Reason.CITY: "도시의 다른 이름",
    Reason.ORGANISATION: "기관의 다른 이름",
    Reason.YEAR: "같은 해에 출발한 출장",
    Reason.REGION: "같은 지역 기관의 출장",
}


def facet_label(name: FacetName, value: str) -> str:
    """The name of a country's code, of a theme's key or of a field; all else is its own label."""
    match name:
        case FacetName.COUNTRY:
            return country_label(value)
        case FacetName.THEME:
            return theme_name(value)
        case FacetName.MISSING:
            return FIELD_LABELS.get(value, value)
        case _:
            return value


def named(counts: Iterable[FacetCount], text: str) -> list[FacetCount]:
    """The values in whose name or label `text` stands, spaces and case apart."""
    wanted = _folded(text)
    return [count for count in counts if wanted in _folded(count.label) or wanted == _folded(count.value)]


def _folded(text: str) -> str:
    return "".join(normalise(text).text.split()).casefold()
