"""Our engines asked directly, below the API, for what a page of the API has."""

from benchmarks.bare_elastic import SIZE
from search.parse import parse
from search.query import FacetName, TripQuery


def query_of(text: str) -> TripQuery:
    """What is searched for: ten hits with their marks, every facet."""
    return TripQuery(clauses=parse(text), size=SIZE, facets=tuple(FacetName))
