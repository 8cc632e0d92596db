"""Our engines asked directly, below the API, for what a page of the API has."""

from typing import Final

from benchmarks.bare_elastic import SIZE
from search.parse import parse
from search.query import FacetName, TripQuery

# What every side counts beside its hits; those of them that know more are asked for no more.
FACETS: Final = (FacetName.COUNTRY, FacetName.ORGANISATION, FacetName.THEME, FacetName.YEAR)


def query_of(text: str) -> TripQuery:
    """What is searched for: ten hits with their marks, every facet."""
    return TripQuery(clauses=parse(text), size=SIZE, facets=FACETS)
