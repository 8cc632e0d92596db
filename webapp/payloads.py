"""TripPage and Trip → the JSON of the public API. Every key is always there; its shape never follows an engine."""

from collections.abc import Sequence
from typing import Any

from search.engine import Suggestions
from search.page import FacetCount, IndexInfo, Part, Passage, TripHit, TripPage, Understood
from search.query import FacetName, TripQuery
from search.suggestion import Suggestion
from search.trip import Source, Theme, Trip
from search.words.themes import theme_name
from webapp.cursor import encode_cursor

# Plain JSON values: str, int, float, bool, None, list and dict with str keys.
Json = dict[str, Any]


def page_payload(page: TripPage, query: TripQuery) -> Json:
    """The answer of `GET /api/v1/trips` and of `trips search --json`; `next` as an encoded cursor for `query`."""
    return {
        "total": page.total,
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {name.value: [_facet(count) for count in counts] for name, counts in page.facets.items()},
        "understood": _understood(page.understood),
        "next": encode_cursor(page.next, query) if page.next else None,
        "index": index_payload(page.index),
    }


def trip_payload(trip: Trip, index: IndexInfo) -> Json:
    """The answer of `GET /api/v1/trips/{id}`: the whole trip."""
    return {"trip": {**_trip(trip), "findings": list(trip.findings)}, "index": index_payload(index)}


def similar_payload(page: TripPage) -> Json:
    """The answer of `GET /api/v1/trips/{id}/similar`."""
    return {
        "hits": [_hit(hit) for hit in page.hits],
        "terms": list(page.understood.terms),
        "index": index_payload(page.index),
    }


def facet_payload(name: FacetName, values: Sequence[FacetCount], size: int, index: IndexInfo) -> Json:
    """The answer of `GET /api/v1/facets/{name}`: the first `size` of `values`, and how many there are."""
    return {
        "facet": name.value,
        "total": len(values),
        "values": [_facet(count) for count in values[:size]],
        "index": index_payload(index),
    }


def suggestions_payload(suggestions: Suggestions) -> Json:
    """The answer of `GET /api/v1/suggest`."""
    return {
        "suggestions": [_suggestion(one) for one in suggestions.found],
        "index": index_payload(suggestions.index),
    }


def _suggestion(one: Suggestion) -> Json:
    text = one.text
    pieces = ((text[: one.start], False), (text[one.start : one.end], True), (text[one.end :], False))
    return {
        "text": text,
        "kind": one.kind.value,
        "count": one.count,
        "how": one.how.value,
        "parts": [{"text": piece, "marked": marked} for piece, marked in pieces if piece],
    }


def index_payload(index: IndexInfo) -> Json:
    """The generation that answered."""
    return {"version": index.version, "trips": index.trips, "built": index.built.isoformat()}


def _trip(trip: Trip) -> Json:
    """Every field but `findings`, which hits leave out."""
    return {
        "id": trip.id,
        "title": trip.title,
        "purpose": trip.purpose,
        "countries": [{"code": place.code, "name": place.name} for place in trip.countries],
        "cities": list(trip.cities),
        "organisation": trip.organisation,
        "departs": trip.departs.isoformat() if trip.departs else None,
        "returns": trip.returns.isoformat() if trip.returns else None,
        "stay": trip.stay,
        "nights": trip.nights,
        "days": trip.days,
        "people": trip.people,
        "cost_krw": trip.cost_krw,
        "summary": trip.summary,
        "published": trip.published.isoformat() if trip.published else None,
        "source": _source(trip.source) if trip.source else None,
        "themes": [_theme(theme) for theme in trip.themes],
        "notices": [{"code": notice.code, "text": notice.text} for notice in trip.notices],
    }


def _theme(theme: Theme) -> Json:
    return {"key": theme.key, "name": theme_name(theme.key), "words": list(theme.words)}


def _source(source: Source) -> Json:
    return {"name": source.name, "url": source.url, "file": source.file, "position": source.position}


def _hit(hit: TripHit) -> Json:
    return {
        "id": hit.trip.id,
        "score": hit.score,
        "trip": _trip(hit.trip),
        "title": _parts(hit.title),
        "passages": [_passage(passage) for passage in hit.passages],
    }


def _passage(passage: Passage) -> Json:
    return {"field": passage.field, "paragraph": passage.paragraph, "parts": _parts(passage.parts)}


def _parts(parts: tuple[Part, ...]) -> list[Json]:
    return [{"text": part.text, "marked": part.marked} for part in parts]


def _facet(count: FacetCount) -> Json:
    return {"value": count.value, "label": count.label, "count": count.count, "selected": count.selected}


def _understood(understood: Understood) -> Json:
    return {
        "terms": list(understood.terms),
        "dropped": list(understood.dropped),
        "added": [{"text": one.text, "word": one.word, "reason": one.reason} for one in understood.added],
        "match": understood.match.value,
        "all_words": understood.all_words,
        "corrected": understood.corrected,
        "notes": list(understood.notes),
        "did_you_mean": understood.did_you_mean,
    }
