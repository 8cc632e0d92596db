"""Parameters of a request → TripQuery: names resolved, ranges checked, one normal form."""

from collections.abc import Iterable, Iterator

import msgspec
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from search.parse import parse
from search.query import ALL_VALUES, FacetName, Filters, TripQuery
from search.trip import fold
from search.words.countries import find_country, similar_countries
from search.words.files import our_words
from search.words.themes import find_theme
from webapp.cursor import decode_cursor
from webapp.faults import BadParametersError, Fault
from webapp.params import Filtered, Listed, TripsParameters
from webapp.text import quoted


def to_query(parameters: Listed, engine: TripSearch) -> TripQuery:
    """What to search for, in one normal form: the same search written otherwise gives the same query.

    Raises BadParametersError for an unknown country or theme or a range that ends before it starts, InvalidQueryError
    for a cursor that does not fit, SearchUnavailableError.
    """
    query = TripQuery(
        clauses=parse(parameters.q),
        match=parameters.match,
        correct=parameters.correct,
        filters=_filters(parameters, engine),
        sort=parameters.sort,
        size=parameters.size,
        facets=tuple(dict.fromkeys(parameters.facets)),
        facet_size=parameters.facet_size,
    )
    if not isinstance(parameters, TripsParameters) or parameters.cursor is None:
        return query
    return msgspec.structs.replace(query, after=decode_cursor(parameters.cursor, query))


def facet_of(name: str) -> FacetName:
    """The facet that a part of an address names. Raises NotFound."""
    if name not in set(FacetName):
        raise NotFound(f"{quoted(name)}은(는) 없는 항목입니다. 있는 항목: {', '.join(FacetName)}.")
    return FacetName(name)


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
    return Filters(
        country=_sorted(_country("country", text, engine) for text in parameters.country),
        organisation=_sorted(engine.spelling(fold(name)) for name in parameters.organisation),
        theme=_sorted(_theme("theme", text) for text in parameters.theme),
        year=_sorted(parameters.year),
        not_country=_sorted(_country("not_country", text, engine) for text in parameters.not_country),
        not_organisation=_sorted(engine.spelling(fold(name)) for name in parameters.not_organisation),
        not_theme=_sorted(_theme("not_theme", text) for text in parameters.not_theme),
        not_year=_sorted(parameters.not_year),
        departs_from=parameters.departs_from,
        departs_to=parameters.departs_to,
        nights_min=parameters.nights_min,
        nights_max=parameters.nights_max,
        people_min=parameters.people_min,
        people_max=parameters.people_max,
    )


def _faults_of_ranges(parameters: Filtered) -> Iterator[Fault]:
    departs = (parameters.departs_from, parameters.departs_to)
    if departs[0] and departs[1] and departs[0] > departs[1]:
        yield Fault("departs_from", "departs_to보다 뒤인 날짜입니다.")
    for name in ("nights", "people"):
        low, high = getattr(parameters, f"{name}_min"), getattr(parameters, f"{name}_max")
        if low is not None and high is not None and low > high:
            yield Fault(f"{name}_min", f"{name}_max보다 큰 수입니다.")


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _theme(parameter: str, text: str) -> str:
    """The key of a theme."""
    key = find_theme(text)
    if key is None:
        known = ", ".join(f"{theme.name}({theme.key})" for theme in our_words().themes)
        sentence = f"{quoted(text)}은(는) 모르는 주제입니다. 쓸 수 있는 주제: {known}."
        raise BadParametersError([Fault(parameter, sentence)])
    return key


def _country(parameter: str, text: str, engine: TripSearch) -> str:
    """The code of a country; or the name itself of a place without a code, as facets give it."""
    country = find_country(text)
    if country is not None:
        return country.code
    place = fold(text)
    if engine.search(TripQuery(filters=Filters(country=(place,)), size=1)).total:
        return place
    near = ", ".join(similar_countries(text))
    advice = f"비슷한 이름: {near}." if near else "나라 이름이나 두 글자 코드(ISO 3166-1)를 쓰세요."
    raise BadParametersError([Fault(parameter, f"{quoted(text)}은(는) 모르는 나라입니다. {advice}")])
