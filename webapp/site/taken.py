"""Where a suggestion leads that somebody takes: a name sets its condition, a title opens its trip."""

from typing import Annotated, Final

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field

from search.engine import TripSearch
from search.parse import parse, typed
from search.query import MAX_QUERY_LENGTH, Clause, FacetName, TripQuery
from search.suggestion import Kind
from webapp.request.faults import BadParametersError
from webapp.request.queries import read_value
from webapp.request.values import one_of
from webapp.site.address import Address

_FACETS: Final = {
    Kind.COUNTRY: FacetName.COUNTRY,
    Kind.CITY: FacetName.CITY,
    Kind.ORGANISATION: FacetName.ORGANISATION,
    Kind.THEME: FacetName.THEME,
}
# So many hits of a title are looked at for the trip that is called so.
_LOOKED_AT: Final = 5


class TakenParameters(BaseModel):
    """A suggestion."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[Kind, one_of(Kind)]
    text: Annotated[str, Field(min_length=1, max_length=MAX_QUERY_LENGTH)]


def taken_address(taken: TakenParameters, engine: TripSearch) -> str:
    """Where the suggestion leads; what is no name by now is searched for as a word. Raises SearchUnavailableError."""
    if facet := _FACETS.get(taken.kind):
        try:
            value = read_value(facet, taken.text, engine)
        except BadParametersError:
            return _search(taken.text)
        return Address({}).with_only(facet.value, value).url
    if taken.kind is Kind.TITLE:
        return _trip(taken.text, engine)
    return _search(taken.text)


def _trip(title: str, engine: TripSearch) -> str:
    """The trip with this title, or all of them where there are more."""
    phrase = tuple(Clause(clause.text, quoted=True) for clause in parse(f'"{title}"'))
    hits = engine.search(TripQuery(clauses=phrase, size=_LOOKED_AT, correct=False)).hits
    called = [hit.trip.id for hit in hits if hit.trip.title == title]
    return url_for("pages.trip", trip_id=called[0]) if len(called) == 1 else _search(typed(phrase))


def _search(text: str) -> str:
    return Address({}).with_only("q", text).url
