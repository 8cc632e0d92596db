"""What is asked of a generation → bodies of Elasticsearch's `_search`; pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from mappings.elastic import NORI_FIELDS
from mappings.fields import (
    ID,
    MAX_TERM_UNITS,
    TIE,
    Field,
)
from mappings.korean import BLANK_READINGS
from search.answer.filters import FACET_FIELDS, MEASURE_FIELDS, chosen, ranges, stored
from search.document.order import SORTS
from search.generation import Facets, Selection, Slice
from search.plan.tree import AllOf, AnyOf, Letters, Node, Row, Score, Term
from search.query import FacetName, Filters, Measure, Sort

Json = dict[str, Any]

EVERYTHING: Final[Json] = {"match_all": {}}
NOTHING: Final[Json] = {"match_none": {}}

# What a facet's aggregation is called inside its filter, and the one that counts the selected values.
VALUES: Final = "values"
SELECTED: Final = "selected"
# What the aggregation of the sums is called.
TOTALS: Final = "totals"

# Elasticsearch answers with 65,536 buckets at most (search.max_buckets); more values come in pages.
_MOST_BUCKETS: Final = 60_000
VALUES_PAGE: Final = 10_000
# What a value is called in a page.
VALUE: Final = "value"

# No limit: the greatest size that Elasticsearch takes.
_ALL_VALUES: Final = 2**31 - 1

# What the aggregations of the least and the greatest value are called, and are.
ENDS: Final = ("min", "max")

# Behind every trip there can be, and a number that Elasticsearch takes.
_DEEPEST: Final = 1_000_000_000


def search_body(selection: Selection, asked: Slice, facets: Facets) -> Json:
    """The body that finds what is asked of the selection, and counts the facets.

    Filters of a facet that is counted stand behind the count (`post_filter`), so that it ignores its own.
    """
    filters = selection.filters
    behind = [name for name in facets.names if filters.selected(name)]
    before = filters
    for name in behind:
        before = before.without(name)
    body: Json = {
        "query": selected(msgspec.structs.replace(selection, filters=before), asked.scoring),
        "size": asked.size,
        "sort": _sort(asked.order),
        "track_total_hits": True,
    }
    if asked.after is not None:
        body["search_after"] = list(asked.after)
    else:
        body["from"] = min(asked.offset, _DEEPEST)
    late = [_selected(filters, name) for name in behind]
    if late or asked.beyond is not None:
        without = [] if asked.beyond is None else [matching(asked.beyond)]
        body["post_filter"] = {"bool": {"filter": late, "must_not": without}}
    counted = {name.value: _facet(filters, name, behind, facets.size) for name in facets.names}
    if facets.measures:
        counted[TOTALS] = _totals(late, facets.measures)
    if counted:
        body["aggs"] = counted
    return body


def selected(selection: Selection, scoring: Sequence[Score] = ()) -> Json:
    """The query for the trips of the selection, each with the sum of its weighted scores."""
    filters = selection.filters
    return {
        "bool": {
            "filter": [matching(selection.base), *_filters(filters)],
            "must_not": [*map(matching, selection.without), *_values(filters.excluded)],
            "should": [*map(_weighted, scoring)],
            "minimum_should_match": 0,
        }
    }


def _totals(late: Sequence[Json], measures: Sequence[Measure]) -> Json:
    """The sums of all hits: every condition holds, those that stand behind the facets too."""
    stats = {measure.value: {"stats": {"field": MEASURE_FIELDS[measure].name}} for measure in measures}
    return {"filter": {"bool": {"filter": [*late]}}, "aggs": stats}


def ends_body(field: Field) -> Json:
    """The body that asks for the least and the greatest value of a number."""
    return {"size": 0, "aggs": {end: {end: {"field": field.name}} for end in ENDS}}


def values_body(found: Json, after: Mapping[Field, Json | None]) -> Json:
    """The body that counts the values of fields in what `found` finds: a page of each, after a key or the first."""

    def page(field: Field, key: Json | None) -> Json:
        asked: Json = {"size": VALUES_PAGE, "sources": [{VALUE: {"terms": {"field": field.name}}}]}
        return {"composite": asked if key is None else {**asked, "after": key}}

    return {"size": 0, "query": found, "aggs": {field.name: page(field, key) for field, key in after.items()}}


def table_body(found: Json, fields: Sequence[Field], after: Json | None) -> Json:
    """The body that counts which values of fields stand together: a page of them, after a key or the first."""
    # Named by their places: a field may stand twice among them.
    sources = [
        {str(place): {"terms": {"field": field.name, "missing_bucket": True}}} for place, field in enumerate(fields)
    ]
    asked: Json = {"size": VALUES_PAGE, "sources": sources} | ({} if after is None else {"after": after})
    return {"size": 0, "query": found, "aggs": {VALUES: {"composite": asked}}}


def matching(node: Node) -> Json:
    """The trips of which `node` is true."""
    match node:
        case Term(field=field, value=value):
            return {"term": {_field_of(field, value): {"value": value}}}
        case Row(field=field, values=values):
            return {"match_phrase": {field.name: {"query": " ".join(values)}}}
        case Letters():
            return matching(node.stored)
        case AllOf(parts=parts):
            return {"bool": {"filter": [matching(part) for part in parts]}} if parts else EVERYTHING
        case AnyOf(parts=parts):
            some = [matching(part) for part in parts]
            return {"bool": {"should": some, "minimum_should_match": 1}} if some else NOTHING


def _field_of(field: Field, value: str) -> str:
    """The nori field where there is one, but for a term that is stored otherwise: there nori has more of it."""
    was_cut = len(value.encode("utf-16-le")) // 2 >= MAX_TERM_UNITS - 1
    return field.name if was_cut or value in BLANK_READINGS else NORI_FIELDS.get(field, field.name)


def _weighted(score: Score) -> Json:
    """A `term` or `match_phrase` whose score counts so many times; a fact has none of use and counts so much."""
    leaf = matching(score.leaf)
    if isinstance(score.leaf, Term) and score.leaf.is_fact:
        return {"constant_score": {"filter": leaf, "boost": score.weight}}
    return {
        kind: {field: {**asked, "boost": score.weight} for field, asked in fields.items()}
        for kind, fields in leaf.items()
    }


def _sort(order: Sort) -> list[Json]:
    if order is Sort.RELEVANCE:
        return [{"_score": "desc"}, {TIE.name: "asc"}, {ID.name: "asc"}]
    field, ascending = SORTS[order]
    return [{field.name: "asc" if ascending else "desc"}, {ID.name: "asc"}]


def _filters(filters: Filters) -> list[Json]:
    found = [*map(matching, chosen(filters)), *_values(filters.selected)]
    for field, first, last in ranges(filters):
        ends = {"gte": first, "lte": last}
        found.append({"range": {field.name: {end: value for end, value in ends.items() if value is not None}}})
    return found


def _values(of: Callable[[FacetName], tuple[str, ...]]) -> list[Json]:
    """One query a facet that has values, `of` which the trips have one at least."""
    return [{"terms": {FACET_FIELDS[name].name: stored(name, of(name))}} for name in FacetName if of(name)]


def _selected(filters: Filters, name: FacetName) -> Json:
    return {"terms": {FACET_FIELDS[name].name: stored(name, filters.selected(name))}}


def _facet(filters: Filters, name: FacetName, behind: Sequence[FacetName], size: int) -> Json:
    """Counts under every condition but the facet's own."""
    others = [_selected(filters, other) for other in behind if other is not name]
    field = FACET_FIELDS[name].name
    # Each shard sends every value that it has, so that counts are exact.
    most = {"field": field, "size": min(size, _MOST_BUCKETS), "shard_size": _ALL_VALUES}
    inside: Json = {VALUES: {"terms": {**most, "order": [{"_count": "desc"}, {"_key": "asc"}]}}}
    if chosen := stored(name, filters.selected(name)):
        inside[SELECTED] = {"terms": {"field": field, "include": chosen, "size": len(chosen)}}
    return {"filter": {"bool": {"filter": others}}, "aggs": inside}
