"""A third engine, over plain lists: the proof of how little an engine has to say, and the fake of tests above it.

It looks through every trip for every question and keeps nothing between two, so that it is as plain as what a search
means: docs/query-syntax.md in some two hundred lines.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Final

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS, Field, Role
from mappings.korean import UserWord
from search.answer.filters import FACET_FIELDS, MEASURE_FIELDS, chosen, ranges, stored
from search.document.document import DocumentMaker, TripDocument
from search.document.order import SORTS
from search.document.stored import StoredAnalysis
from search.engine import EngineStatus
from search.engines.served import Engine
from search.engines.serving import Serving
from search.errors import IndexMissingError
from search.generation import Facets, Hit, Hits, Selection, Slice, Tier
from search.page import IndexInfo, Total
from search.plan.tree import AllOf, AnyOf, Letters, Node, Row, Score, Term
from search.query import FacetName, Filters, Measure, Sort
from search.trip import Trip, with_moments
from search.words.files import Words, our_words

# Of BM25, as Lucene has them.
_K1: Final = 1.2
_B: Final = 0.75


class MemoryEngine(Engine):
    """Serves the trips that it was filled with last."""

    def __init__(self, trips: Iterable[Trip] | None = None, words: Words | None = None) -> None:
        self._words = words or our_words()
        self._now: Serving | None = None
        self._before: Serving | None = None
        self._version = 0
        if trips is not None:
            self.fill(trips)

    def fill(self, trips: Iterable[Trip]) -> None:
        """Serve a new generation of these trips, of two with one id the last."""
        self._version += 1
        built = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))
        make = DocumentMaker(self._words).make
        documents = {trip.id: make(with_moments(trip, None, built.astimezone(dt.UTC))) for trip in trips}
        info = IndexInfo(f"g{self._version}", len(documents), built)
        self._before = self._now
        self._now = Serving(MemoryGeneration(list(documents.values()), info, self._words.user), self._words)

    def status(self) -> EngineStatus:
        index = self._now.generation.info if self._now else None
        return EngineStatus(engine="memory", index=index, problem=None if index else "색인이 없습니다.")

    def _serving(self) -> Serving:
        if self._now is None:
            raise IndexMissingError("색인이 없습니다.")
        return self._now

    def _kept(self, version: str) -> Serving | None:
        return self._before if self._before and self._before.generation.info.version == version else None

    def _forget(self, serving: Serving) -> None:  # noqa: ARG002 - none is ever gone
        raise AssertionError("a generation in memory is never gone")


class MemoryGeneration:
    """Documents in a list."""

    def __init__(self, documents: list[TripDocument], info: IndexInfo, words: tuple[UserWord, ...]) -> None:
        self.info = info
        self.words = words
        self._documents = documents

    def check_served(self) -> None:
        """It is."""

    def find(self, trip_id: str) -> tuple[Trip, StoredAnalysis] | None:
        return next(((one.trip, one.analysis) for one in self._documents if one.id == trip_id), None)

    def count(self, fields: Sequence[Field]) -> Mapping[Field, Mapping[str, int]]:
        return {field: _counted(self._documents, field) for field in fields}

    def table(self, selection: Selection, fields: Sequence[Field]) -> Mapping[tuple[str | int | None, ...], int]:
        return Counter(
            values
            for one in self._selected(selection)
            for values in product(*(_values_or_none(one, field) for field in fields))
        )

    def ends(self, field: Field) -> tuple[int, int] | None:
        values = [value for document in self._documents for value in _numbers(document, field)]
        return (min(values), max(values)) if values else None

    def hits(self, selection: Selection, asked: Slice, facets: Facets) -> Hits:
        found = [one for one in self._selected(selection) if asked.beyond is None or not _is_true(asked.beyond, one)]
        ordered = self._by_score(found, asked.scoring) if asked.order is Sort.RELEVANCE else _by_key(found, asked)
        hits = [hit for hit in ordered if asked.after is None or _is_behind(hit, asked.after, asked.order)]
        window = hits[asked.offset : asked.offset + asked.size]
        counts = {name: self._facet(selection, name) for name in facets.names}
        return Hits(window, len(found), counts, {one: self._total(selection, one) for one in facets.measures})

    def every(self, order: Sort, tiers: Sequence[Tier]) -> Generator[Trip]:
        for tier in tiers:
            every = Slice(order=order, size=len(self._documents), beyond=tier.beyond, scoring=tier.scoring)
            yield from (hit.trip for hit in self.hits(tier.selection, every, Facets()).hits)

    def _selected(self, selection: Selection) -> list[TripDocument]:
        return [
            one
            for one in self._documents
            if _is_true(selection.base, one)
            and not any(_is_true(node, one) for node in selection.without)
            and _passes(selection.filters, one)
        ]

    def _facet(self, selection: Selection, name: FacetName) -> Counter[str]:
        filters = selection.filters.without(name)
        found = self._selected(Selection(base=selection.base, without=selection.without, filters=filters))
        return _counted(found, FACET_FIELDS[name])

    def _total(self, selection: Selection, measure: Measure) -> Total:
        numbers = [one for found in self._selected(selection) for one in _numbers(found, MEASURE_FIELDS[measure])]
        return Total(len(numbers), sum(numbers))

    def _by_score(self, found: list[TripDocument], scoring: tuple[Score, ...]) -> list[Hit]:
        scores = [(one.leaf, one.weight, self._bm25(one.leaf)) for one in scoring]
        scored = {
            document.id: sum(weight * bm25(document) for leaf, weight, bm25 in scores if _is_true(leaf, document))
            for document in found
        }
        found = sorted(found, key=lambda one: (-scored[one.id], one.tie, one.id))
        return [Hit(one.trip, one.analysis, scored[one.id]) for one in found]

    def _bm25(self, leaf: Term | Row) -> Callable[[TripDocument], float]:
        """The score of a leaf, by how rare its terms are here and how often they stand in a document."""
        if isinstance(leaf, Term) and leaf.is_fact:
            return lambda _: 1.0
        values = (leaf.value,) if isinstance(leaf, Term) else leaf.values
        lengths = {one.id: sum(len(terms) for terms in _sections(one, leaf.field)) for one in self._documents}
        mean = sum(lengths.values()) / len(lengths)
        weight = 0.0
        for value in values:
            having = sum(_is_true(Term(leaf.field, value), one) for one in self._documents)
            weight += math.log(1 + (len(lengths) - having + 0.5) / (having + 0.5))

        def score(document: TripDocument) -> float:
            often = sum(_places(terms, values) for terms in _sections(document, leaf.field))
            norm = _K1 * (1 - _B + _B * lengths[document.id] / mean)
            return weight * often / (often + norm)

        return score


def _is_true(node: Node, document: TripDocument) -> bool:
    match node:
        case Term(field=field, value=value):
            return any(value in terms for terms in _sections(document, field))
        case Row(field=field, values=values):
            return any(_places(terms, values) for terms in _sections(document, field))
        case Letters():
            return _is_true(node.stored, document)
        case AllOf(parts=parts):
            return all(_is_true(part, document) for part in parts)
        case AnyOf(parts=parts):
            return any(_is_true(part, document) for part in parts)


def _sections(document: TripDocument, field: Field) -> list[list[str]]:
    """The terms of a field, a list a section, which no row crosses."""
    if field.role is Role.KEYWORD:
        return [list(_values(document, field))]
    if field in {TEXT_TERMS, TEXT_BIGRAMS}:
        texts: tuple[str, ...] = getattr(document, field.name)
        return [_terms(text) for text in texts]
    text: str = getattr(document, field.name)
    return [_terms(text)]


# Every question asks every trip for its terms.
@cache
def _terms(text: str) -> list[str]:
    return text.split()


def _places(terms: list[str], values: tuple[str, ...]) -> int:
    # Most terms are not there, which a list says much sooner.
    if values[0] not in terms:
        return 0
    row = list(values)
    return sum(terms[start : start + len(row)] == row for start, term in enumerate(terms) if term == row[0])


def _values(document: TripDocument, field: Field) -> tuple[str, ...]:
    value: tuple[str, ...] | str | None = getattr(document, field.name)
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _values_or_none(document: TripDocument, field: Field) -> tuple[str | int | None, ...]:
    if field.role is Role.NUMBER:
        return tuple(_numbers(document, field)) or (None,)
    return _values(document, field) or (None,)


def _numbers(document: TripDocument, field: Field) -> Iterator[int]:
    value: int | None = getattr(document, field.name)
    if value is not None:
        yield value


def _counted(documents: Iterable[TripDocument], field: Field) -> Counter[str]:
    return Counter(value for document in documents for value in _values(document, field))


def _passes(filters: Filters, document: TripDocument) -> bool:
    for name, field in FACET_FIELDS.items():
        values = set(_values(document, field))
        wanted, unwanted = stored(name, filters.selected(name)), stored(name, filters.excluded(name))
        if (wanted and values.isdisjoint(wanted)) or not values.isdisjoint(unwanted):
            return False
    if not all(_is_true(node, document) for node in chosen(filters)):
        return False
    return all(
        any(_is_between(value, found.first, found.last) for value in _numbers(document, found.field))
        for found in ranges(filters)
    )


def _is_between(value: int, first: int | None, last: int | None) -> bool:
    return (first is None or first <= value) and (last is None or value <= last)


def _by_key(found: list[TripDocument], asked: Slice) -> list[Hit]:
    field = SORTS[asked.order].field
    hits = [Hit(one.trip, one.analysis, next(_numbers(one, field))) for one in found]
    return sorted(hits, key=lambda hit: _place(hit, asked.order))


def _place(hit: Hit, order: Sort) -> tuple[float, str]:
    return (hit.value if SORTS[order].ascending else -hit.value), hit.trip.id


def _is_behind(hit: Hit, after: tuple[int, str], order: Sort) -> bool:
    key, trip_id = after
    return _place(hit, order) > ((key if SORTS[order].ascending else -key), trip_id)
