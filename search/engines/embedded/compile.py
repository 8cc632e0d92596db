"""What is asked of a generation → tantivy queries; pure."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import tantivy

from mappings.embedded import build_schema
from mappings.fields import Field
from search.answer.filters import FACET_FIELDS, chosen, ranges, stored
from search.generation import Selection
from search.plan.tree import AllOf, AnyOf, Letters, Node, Row, Score, Term
from search.query import FacetName, Filters

SCHEMA = build_schema()

_KEPT: Final = 2_048
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


# The tiers of one search share most of their nodes.
@lru_cache(maxsize=_KEPT)
def matching(node: Node) -> tantivy.Query:
    """The trips of which `node` is true."""
    match node:
        case Term(field=field, value=value):
            return _term(field, value)
        case Row(field=field, values=values):
            return tantivy.Query.phrase_query(SCHEMA, field.name, list(values))
        case Letters():
            return matching(node.stored)
        case AllOf(parts=parts):
            every = [(_MUST, matching(part)) for part in parts]
            return tantivy.Query.boolean_query(every) if every else tantivy.Query.all_query()
        case AnyOf(parts=parts):
            some = [(_SHOULD, matching(part)) for part in parts]
            return tantivy.Query.boolean_query(some) if some else tantivy.Query.empty_query()


def selected(selection: Selection, beyond: Node | None = None) -> tantivy.Query:
    """The trips of `selection`, without those of which `beyond` is true."""
    filters = selection.filters
    kept = [matching(selection.base), *_filters(filters)]
    without = selection.without if beyond is None else (*selection.without, beyond)
    left_out = [*map(matching, without), *_values(filters.excluded)]
    return tantivy.Query.boolean_query([*((_MUST, part) for part in kept), *((_NOT, part) for part in left_out)])


def scored(found: tantivy.Query, scoring: Sequence[Score]) -> tantivy.Query:
    """The trips of `found`, each with the sum of its weighted BM25 scores and nothing for the match itself."""
    silent = tantivy.Query.const_score_query(found, 0.0)
    return tantivy.Query.boolean_query(
        [
            (_MUST, silent),
            *((_SHOULD, _weighted(score)) for score in scoring),
        ]
    )


def _weighted(score: Score) -> tantivy.Query:
    """The trips with a leaf: a fact has no BM25 that both engines would compute alike."""
    found = matching(score.leaf)
    if isinstance(score.leaf, Term) and score.leaf.is_fact:
        return tantivy.Query.const_score_query(found, score.weight)
    return tantivy.Query.boost_query(found, score.weight)


def behind(base: tantivy.Query, field: Field, key: int, *, ascending: bool) -> tantivy.Query:
    """The trips of `base` from `key` on in the order of a sort, the one with `key` included."""
    bounds = (key, None) if ascending else (None, key)
    return both(base, between(field, *bounds))


def both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """The trips that both find."""
    return tantivy.Query.boolean_query([(_MUST, one), (_MUST, other)])


def _filters(filters: Filters) -> list[tantivy.Query]:
    return [
        *map(matching, chosen(filters)),
        *_values(filters.selected),
        *(between(*found) for found in ranges(filters)),
    ]


def _values(of: Callable[[FacetName], tuple[str, ...]]) -> list[tantivy.Query]:
    """One query a facet that has values, `of` which the trips have one at least."""
    return [
        tantivy.Query.term_set_query(SCHEMA, field.name, stored(name, of(name)))
        for name, field in FACET_FIELDS.items()
        if of(name)
    ]


def _term(field: Field, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, field.name, value)


def between(field: Field, first: int | None, last: int | None) -> tantivy.Query:
    """The trips whose value is from `first` to `last`, both included; None: no end on that side."""
    return tantivy.Query.range_query(SCHEMA, field.name, tantivy.FieldType.Unsigned, first, last)
