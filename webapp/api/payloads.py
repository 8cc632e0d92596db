"""TripPage and Trip → the answers of the public API. Their shape never follows an engine."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from search.engine import Suggestions
from search.page import FacetCount, IndexInfo, Part, Passage, TripPage, Understood
from search.query import FacetName, TripQuery
from search.suggestion import Suggestion
from search.trip import Trip
from search.words.themes import theme_name
from webapp.api import answers
from webapp.request.cursor import encode_cursor

Answer = TypeVar("Answer", bound=msgspec.Struct)
TripShape = TypeVar("TripShape", bound=answers.Trip)


def page_payload(page: TripPage, query: TripQuery) -> answers.TripsAnswer:
    """The answer of `GET /api/v1/trips` and of `trips search --json`; `next` as an encoded cursor for `query`."""
    return answers.TripsAnswer(
        total=page.total,
        hits=_hits(page),
        facets={name: _all(answers.FacetValue, counts) for name, counts in page.facets.items()},
        understood=understood_payload(page.understood),
        next=encode_cursor(page.next, query) if page.next else None,
        index=index_payload(page.index),
    )


def trip_payload(whole: Trip, index: IndexInfo) -> answers.TripAnswer:
    """The answer of `GET /api/v1/trips/{id}`: the whole trip."""
    return answers.TripAnswer(trip=trip_record(whole), index=index_payload(index))


def trip_record(whole: Trip) -> answers.WholeTrip:
    """One trip with all of it, as a line of JSON Lines has it, too."""
    return _trip(answers.WholeTrip, whole)


def similar_payload(page: TripPage) -> answers.SimilarAnswer:
    """The answer of `GET /api/v1/trips/{id}/similar`."""
    return answers.SimilarAnswer(hits=_hits(page), terms=page.understood.terms, index=index_payload(page.index))


def facet_payload(name: FacetName, values: Sequence[FacetCount], size: int, index: IndexInfo) -> answers.FacetAnswer:
    """The answer of `GET /api/v1/facets/{name}`: the first `size` of `values`, and how many there are."""
    return answers.FacetAnswer(
        facet=name, total=len(values), values=_all(answers.FacetValue, values[:size]), index=index_payload(index)
    )


def suggestions_payload(suggestions: Suggestions) -> answers.SuggestAnswer:
    """The answer of `GET /api/v1/suggest`."""
    return answers.SuggestAnswer(
        suggestions=tuple(map(_suggestion, suggestions.found)), index=index_payload(suggestions.index)
    )


def understood_payload(understood: Understood) -> answers.Understood:
    """How a search was read."""
    return _as(answers.Understood, understood)


def index_payload(index: IndexInfo) -> answers.Index:
    """The generation that answered."""
    return answers.Index(version=index.version, trips=index.trips, built=index.built.isoformat())


def _as(shape: type[Answer], source: object) -> Answer:
    """`shape` filled with what `source` has under the same names."""
    return msgspec.convert(source, shape, from_attributes=True)


def _all(shape: type[Answer], sources: Iterable[object]) -> tuple[Answer, ...]:
    return tuple(msgspec.convert(source, shape, from_attributes=True) for source in sources)


def _parts(parts: Iterable[Part]) -> tuple[answers.Part, ...]:
    # A page has a hundred of them, and to convert one takes three times as long as to make it.
    return tuple(answers.Part(text=part.text, marked=part.marked) for part in parts)


def _passage(one: Passage) -> answers.Passage:
    return answers.Passage(field=one.field, paragraph=one.paragraph, page=one.page, parts=_parts(one.parts))


def _suggestion(one: Suggestion) -> answers.Suggestion:
    text = one.text
    pieces = ((text[: one.start], False), (text[one.start : one.end], True), (text[one.end :], False))
    parts = tuple(answers.Part(text=piece, marked=marked) for piece, marked in pieces if piece)
    return answers.Suggestion(text=text, kind=one.kind, count=one.count, how=one.how, parts=parts)


def _trip(shape: type[TripShape], stated: Trip) -> TripShape:
    """The whole trip, or one without the `findings` that hits leave out."""
    themes = tuple(answers.Theme(key=one.key, name=theme_name(one.key), words=one.words) for one in stated.themes)
    return _as(shape, msgspec.structs.replace(stated, themes=themes, sources=stated.all_sources))


def _hits(page: TripPage) -> tuple[answers.Hit, ...]:
    return tuple(
        answers.Hit(
            id=hit.trip.id,
            score=hit.score,
            trip=_trip(answers.Trip, hit.trip),
            title=_parts(hit.title),
            passages=tuple(map(_passage, hit.passages)),
        )
        for hit in page.hits
    )
