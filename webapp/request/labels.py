"""What the choices of a search are called, on the pages and in what is taken away."""

from collections.abc import Callable
from typing import Final

from search.labels import facet_label
from search.query import FacetName, Match, Sort
from search.words.countries import english_country_label
from search.words.files import our_words
from search.words.themes import english_theme_name
from webapp.language import gettext, is_korean, noted
from webapp.request.conditions import FACET_TITLES

MATCH_LABELS: Final = {
    Match.AUTO: noted("자동(모두 포함 우선)"),
    Match.ALL: noted("모두 포함"),
    Match.ANY: noted("하나 이상 포함"),
    Match.EXACT: noted("입력한 그대로"),
}
SORT_LABELS: Final = {
    Sort.RELEVANCE: noted("관련도순"),
    Sort.NEWEST: noted("최신순"),
    Sort.OLDEST: noted("오래된순"),
    Sort.LONGEST: noted("기간 긴 순"),
    Sort.RECENT: noted("최근 등록순"),
}


def facet_title(name: FacetName) -> str:
    """What people call a facet."""
    return gettext(FACET_TITLES[name])


def value_name(name: FacetName, value: str) -> str:
    """What people call a value of a facet; those that only data name are called so in every language."""
    label = facet_label(name, value)
    if is_korean():
        return label
    if name is FacetName.MISSING:
        return gettext(label)
    return (_ENGLISH[name](value) or label) if name in _ENGLISH else label


def _region(value: str) -> str:
    entry = our_words().offices.regions.get(value)
    return entry.english if entry else ""


def _office_kind(value: str) -> str:
    return next((entry.english for kind, entry in our_words().offices.kinds.items() if kind == value), "")


_ENGLISH: Final[dict[FacetName, Callable[[str], str]]] = {
    FacetName.COUNTRY: english_country_label,
    FacetName.THEME: english_theme_name,
    FacetName.REGION: _region,
    FacetName.OFFICE_KIND: _office_kind,
}
