"""TripQuery and plan → bodies of Elasticsearch's `_search`; pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from mappings.elastic import NORI_FIELDS
from mappings.fields import (
    ID,
    LONGEST,
    MAX_TERM_UNITS,
    NEWEST,
    OLDEST,
    TIE,
    Field,
)
from mappings.korean import BLANK_READINGS
from search.coverage import ENDS
from search.facets import ALL_VALUES
from search.filters import FACET_FIELDS, ranges, stored
from search.query import FacetName, Filters, Sort, TripQuery
from search.tree import AllOf, AnyOf, Letters, Node, Plan, Row, Term

Json = dict[str, Any]

EVERYTHING: Final[Json] = {"match_all": {}}

# What a facet's aggregation is called inside its filter, and the one that counts the selected values.
VALUES: Final = "values"
SELECTED: Final = "selected"

# Elasticsearch answers with 65,536 buckets at most (search.max_buckets); more values come in pages.
_MOST_BUCKETS: Final = 60_000
VALUES_PAGE: Final = 10_000
# What a value is called in a page.
VALUE: Final = "value"

# Behind every trip there can be, and a number that Elasticsearch takes.
_DEEPEST: Final = 1_000_000_000

_SORT_FIELDS: Final = {Sort.NEWEST: (NEWEST, "desc"), Sort.OLDEST: (OLDEST, "asc"), Sort.LONGEST: (LONGEST, "desc")}


class Wanted(NamedTuple):
    """Which hits: `size` trips of which `base` is true, from `offset` or behind the sort values `after`.

    Those of `beyond` are left out of the hits, but not of the facets, which `counted` asks for.
    """

    base: Node
    size: int
    offset: int = 0
    after: tuple[int, str] | None = None
    beyond: Node | None = None
    counted: bool = True


def search_body(query: TripQuery, plan: Plan, wanted: Wanted) -> Json:
    """The body that finds what is `wanted`, and counts the facets.

    Filters of a facet that is counted stand behind the count (`post_filter`), so that it ignores its own.
    """
    behind = [name for name in query.facets if query.filters.selected(name)]
    before = query.filters
    for name in behind:
        before = before.without(name)
    body: Json = {
        "query": {
            "bool": {
                "filter": [matching(wanted.base), *_filters(before)],
                "must_not": [*map(matching, plan.excluded), *_values(query.filters.excluded)],
                "should": _scoring(plan) if query.order is Sort.RELEVANCE else [],
                "minimum_should_match": 0,
            }
        },
        "size": wanted.size,
        "sort": _sort(query.order),
        "track_total_hits": True,
    }
    if wanted.after is not None:
        body["search_after"] = list(wanted.after)
    else:
        body["from"] = min(wanted.offset, _DEEPEST)
    late = [_selected(query.filters, name) for name in behind]
    if late or wanted.beyond is not None:
        without = [] if wanted.beyond is None else [matching(wanted.beyond)]
        body["post_filter"] = {"bool": {"filter": late, "must_not": without}}
    if query.facets and wanted.counted:
        body["aggs"] = {name.value: _facet(query, name, behind) for name in query.facets}
    return body


def ends_body() -> Json:
    """The body that asks for the first and the last departure."""
    return {"size": 0, "aggs": ENDS}


def values_body(found: Json, after: Mapping[Field, Json | None]) -> Json:
    """The body that counts the values of fields in what `found` finds: a page of each, after a key or the first."""

    def page(field: Field, key: Json | None) -> Json:
        asked: Json = {"size": VALUES_PAGE, "sources": [{VALUE: {"terms": {"field": field.name}}}]}
        return {"composite": asked if key is None else {**asked, "after": key}}

    return {"size": 0, "query": found, "aggs": {field.name: page(field, key) for field, key in after.items()}}


def facet_query(body: Json, name: FacetName) -> Json:
    """What finds the trips that the body of a search counts for a facet."""
    return {"bool": {"filter": [body["query"], body["aggs"][name.value]["filter"]]}}


def matching(node: Node) -> Json:
    """The trips of which `node` is true."""
    match node:
        case Term(field=field, value=value):
            return {"term": {_field_of(field, value): {"value": value}}}
        case Row(field=field, values=values):
            return {"match_phrase": {field.name: {"query": " ".join(values)}}}
        case Letters():
            return matching(node.stored)
        case AllOf(parts=()):
            return EVERYTHING
        case AllOf(parts=parts):
            return {"bool": {"filter": [matching(part) for part in parts]}}
        case AnyOf(parts=parts):
            return {"bool": {"should": [matching(part) for part in parts], "minimum_should_match": 1}}


def _field_of(field: Field, value: str) -> str:
    """The nori field where there is one, but for a term that is stored otherwise: there nori has more of it."""
    was_cut = len(value.encode("utf-16-le")) // 2 >= MAX_TERM_UNITS - 1
    return field.name if was_cut or value in BLANK_READINGS else NORI_FIELDS.get(field, field.name)


def _scoring(plan: Plan) -> list[Json]:
    return [_boosted(matching(score.leaf), score.weight) for score in plan.scoring]


def _boosted(leaf: Json, weight: float) -> Json:
    """A `term` or `match_phrase` whose score counts `weight` times."""
    return {
        kind: {field: {**asked, "boost": weight} for field, asked in fields.items()} for kind, fields in leaf.items()
    }


def _sort(order: Sort) -> list[Json]:
    if order is Sort.RELEVANCE:
        return [{"_score": "desc"}, {TIE.name: "asc"}, {ID.name: "asc"}]
    field, direction = _SORT_FIELDS[order]
    return [{field.name: direction}, {ID.name: "asc"}]


def _filters(filters: Filters) -> list[Json]:
    found = _values(filters.selected)
    for field, first, last in ranges(filters):
        ends = {"gte": first, "lte": last}
        found.append({"range": {field.name: {end: value for end, value in ends.items() if value is not None}}})
    return found


def _values(of: Callable[[FacetName], tuple[str, ...]]) -> list[Json]:
    """One query a facet that has values, `of` which the trips have one at least."""
    return [{"terms": {FACET_FIELDS[name].name: stored(name, of(name))}} for name in FacetName if of(name)]


def _selected(filters: Filters, name: FacetName) -> Json:
    return {"terms": {FACET_FIELDS[name].name: stored(name, filters.selected(name))}}


def _facet(query: TripQuery, name: FacetName, behind: Sequence[FacetName]) -> Json:
    """Counts under every condition but the facet's own."""
    others = [_selected(query.filters, other) for other in behind if other is not name]
    field = FACET_FIELDS[name].name
    # Each shard sends every value that it has, so that counts are exact.
    most = {"field": field, "size": min(query.facet_size, _MOST_BUCKETS), "shard_size": ALL_VALUES}
    inside: Json = {VALUES: {"terms": {**most, "order": [{"_count": "desc"}, {"_key": "asc"}]}}}
    if chosen := stored(name, query.filters.selected(name)):
        inside[SELECTED] = {"terms": {"field": field, "include": chosen, "size": len(chosen)}}
    return {"filter": {"bool": {"filter": others}}, "aggs": inside}
