"""Parameters of a request → TripQuery: names resolved, ranges checked, one normal form."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from search.parse import parse
from search.query import ALL_VALUES, NOT, RANGES, FacetName, Filters, Sort, TripQuery
from search.trip import fold
from search.words.countries import find_country, similar_countries
from search.words.files import our_words
from search.words.offices import our_offices
from search.words.shapes import OFFICE_KINDS
from search.words.themes import find_theme
from webapp.language import gettext, is_korean, noted
from webapp.request.conditions import MISSING_LABELS, Filtered
from webapp.request.cursor import decode_cursor
from webapp.request.faults import BadParametersError, Fault
from webapp.request.labels import value_name
from webapp.request.params import Listed, Ordered, TripsParameters
from webapp.text import repeated


def to_query(parameters: Listed, engine: TripSearch) -> TripQuery:
    """What to search for, in one normal form: the same search written otherwise gives the same query.

    Raises BadParametersError for an unknown country or theme or a range that ends before it starts, InvalidQueryError
    for a cursor that does not fit, SearchUnavailableError.
    """
    query = msgspec.structs.replace(
        to_whole_query(parameters, engine),
        size=parameters.size,
        facets=tuple(dict.fromkeys(parameters.facets)),
        facet_size=parameters.facet_size,
    )
    if not isinstance(parameters, TripsParameters) or parameters.cursor is None:
        return query
    return msgspec.structs.replace(query, after=decode_cursor(parameters.cursor, query))


def to_whole_query(parameters: Filtered, engine: TripSearch) -> TripQuery:
    """What to search for where all of it is wanted, in order where there is one. Raises as `to_query` does."""
    return TripQuery(
        clauses=parse(parameters.q),
        match=parameters.match,
        correct=parameters.correct,
        filters=_filters(parameters, engine),
        sort=parameters.sort if isinstance(parameters, Ordered) else Sort.RELEVANCE,
    )


def facet_of(name: str) -> FacetName:
    """The facet that a part of an address names. Raises NotFound."""
    if name not in set(FacetName):
        known = ", ".join(FacetName)
        raise NotFound(
            gettext("‘{value}’{value:은/는} 없는 항목입니다. 있는 항목: {known}.", value=repeated(name), known=known)
        )
    return FacetName(name)


def read_value(name: FacetName, text: str, engine: TripSearch) -> str:
    """A value of a facet as filters have it. Raises BadParametersError for one that cannot be."""
    return _READERS.get(name, _plain)(name.value, text, engine)


def to_facet_query(q: str, parameters: Filtered, name: FacetName, engine: TripSearch) -> TripQuery:
    """The search for `q` that counts every value of the facet `name`. Raises as `to_query` does."""
    return TripQuery(
        clauses=parse(q),
        match=parameters.match,
        correct=parameters.correct,
        filters=_filters(parameters, engine),
        size=1,
        facets=(name,),
        facet_size=ALL_VALUES,
    )


def _filters(parameters: Filtered, engine: TripSearch) -> Filters:
    faults = list(_faults_of_ranges(parameters))
    if faults:
        raise BadParametersError(faults)
    stated = {name: getattr(parameters, name) for name in Filters.__struct_fields__}
    chosen = {
        prefix + name: _sorted(
            _READERS.get(name, _plain)(prefix + name, text, engine) for text in stated[prefix + name]
        )
        for prefix in ("", NOT)
        for name in FacetName
    }
    return Filters(**{**stated, **chosen, "ids": _sorted(parameters.ids)})


def _faults_of_ranges(parameters: Filtered) -> Iterator[Fault]:
    for first, last in RANGES.values():
        low, high = getattr(parameters, first), getattr(parameters, last)
        if low is not None and high is not None and low > high:
            is_date = isinstance(low, dt.date)
            too_far = noted("{last}보다 뒤인 날짜입니다.") if is_date else noted("{last}보다 큰 수입니다.")
            yield Fault(first, gettext(too_far, last=last))


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _plain(_parameter: str, text: str, _engine: TripSearch) -> str:
    return fold(text)


def _organisation(_parameter: str, text: str, engine: TripSearch) -> str:
    """The spelling of most trips."""
    return engine.spelling(fold(text))


def _theme(parameter: str, text: str, _engine: TripSearch) -> str:
    """The key of a theme."""
    key = find_theme(text)
    if key is None:
        known = _listed(FacetName.THEME, (theme.key for theme in our_words().themes))
        unknown = noted("‘{value}’{value:은/는} 알 수 없는 주제입니다. 쓸 수 있는 주제: {known}.")
        raise _unknown(parameter, text, unknown, known)
    return key


def _region(parameter: str, text: str, _engine: TripSearch) -> str:
    """The short name of a region, which may also be called as its government is."""
    regions = our_offices().regions_named(text)
    if len(regions) == 1:
        return regions[0]
    if regions:
        several = noted("‘{value}’{value:은/는} 여러 지역에 걸칩니다. 지역을 하나씩 따로 쓰세요: {known}.")
        raise _unknown(parameter, text, several, ", ".join(regions))
    known = _listed(FacetName.REGION, our_words().offices.regions)
    unknown = noted("‘{value}’{value:은/는} 알 수 없는 지역입니다. 쓸 수 있는 지역: {known}.")
    raise _unknown(parameter, text, unknown, known)


def _office_kind(parameter: str, text: str, _engine: TripSearch) -> str:
    """A kind of office, which may also be called otherwise."""
    kinds = our_words().offices.kinds.items()
    called = {name: kind for kind, entry in kinds for name in (kind, *entry.also)}
    if kind := called.get(fold(text)):
        return kind
    known = _listed(FacetName.OFFICE_KIND, OFFICE_KINDS)
    unknown = noted("‘{value}’{value:은/는} 알 수 없는 기관 유형입니다. 쓸 수 있는 유형: {known}.")
    raise _unknown(parameter, text, unknown, known)


def _missing(parameter: str, text: str, _engine: TripSearch) -> str:
    """The name of a field, which may also be called as people call it."""
    wanted = fold(text)
    for name, label in MISSING_LABELS.items():
        if wanted in {name, label}:
            return name
    known = _listed(FacetName.MISSING, MISSING_LABELS)
    unknown = noted("‘{value}’{value:은/는} 알 수 없는 항목입니다. 쓸 수 있는 항목: {known}.")
    raise _unknown(parameter, text, unknown, known)


def _country(parameter: str, text: str, engine: TripSearch) -> str:
    """The code of a country; or the name itself of a place without a code, as facets give it."""
    country = find_country(text)
    if country is not None:
        return country.code
    place = fold(text)
    if engine.search(TripQuery(filters=Filters(country=(place,)), size=1)).total:
        return place
    similar = filter(None, map(find_country, similar_countries(text)))
    near = ", ".join(value_name(FacetName.COUNTRY, country.code) for country in similar)
    if near:
        unknown = noted("‘{value}’{value:은/는} 알 수 없는 국가입니다. 비슷한 이름: {known}.")
        raise _unknown(parameter, text, unknown, near)
    unknown = noted("‘{value}’{value:은/는} 알 수 없는 국가입니다. 국가 이름이나 두 글자 코드(ISO 3166-1)를 쓰세요.")
    raise _unknown(parameter, text, unknown)


def _listed(name: FacetName, values: Iterable[str]) -> str:
    """The values that may be sent, each with what people call it where that is not itself."""
    called = ((value, value_name(name, value)) for value in values)
    return ", ".join(value if value == label else _called(name, value, label) for value, label in called)


def _called(name: FacetName, value: str, label: str) -> str:
    if is_korean():
        return f"{label}({value})" if name is FacetName.THEME else f"{value}({label})"
    return f"{value} ({label})"


def _unknown(parameter: str, text: str, sentence: str, known: str = "") -> BadParametersError:
    """`text` is none of the `known`, as `sentence` says."""
    return BadParametersError([Fault(parameter, gettext(sentence, value=repeated(text), known=known))])


# How a value of a facet is read, where it is not simply what was written.
_READERS: Final[dict[FacetName, Callable[[str, str, TripSearch], str]]] = {
    FacetName.COUNTRY: _country,
    FacetName.REGION: _region,
    FacetName.OFFICE_KIND: _office_kind,
    FacetName.ORGANISATION: _organisation,
    FacetName.THEME: _theme,
    FacetName.MISSING: _missing,
}
