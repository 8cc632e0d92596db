"""Stored trips out of an index: one, those of a page of hits, all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
from elasticsearch import Elasticsearch, NotFoundError

from mappings.fields import ANALYSIS, TRIP, Field
from search.document import StoredAnalysis
from search.elastic.errors import CLIENT_ERRORS, NO_INDEX, error_type, reading
from search.elastic.generation import Described, Names, describe
from search.errors import IndexDamagedError
from search.trip import Trip

# So many trips come with one request while all are read.
_PAGE: Final = 500
_KEEP_ALIVE: Final = "2m"

_Kind = TypeVar("_Kind")


def find_described(client: Elasticsearch, names: Names, alias: str) -> Described | None:
    """The generation behind an alias of ours, or None. Raises SearchUnavailableError."""
    with reading():
        try:
            found = client.indices.get(index=alias)
        except NotFoundError as error:
            if error_type(error) != NO_INDEX:
                raise  # A web server in the place of Elasticsearch.
            return None
    if len(found.body) != 1:
        raise IndexDamagedError(
            f"Elasticsearch의 별칭 {alias}이(가) 색인 여럿을 가리킵니다({', '.join(found.body)}). "
            "하나만 남기거나, 별칭을 모두 지우고 `trips index --replace 경로…`로 만드세요."
        )
    ((index, answer),) = found.body.items()
    return describe(names, index, answer)


def trip_of(source: Mapping[str, Any]) -> Trip:
    """The trip in a stored document. Raises IndexDamagedError."""
    return _stored(source, TRIP, Trip)


def analysis_of(source: Mapping[str, Any]) -> StoredAnalysis:
    """The analysis in a stored document. Raises IndexDamagedError."""
    return _stored(source, ANALYSIS, StoredAnalysis)


def _stored(source: Mapping[str, Any], field: Field, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.convert(source.get(field.name), kind)
    except msgspec.ValidationError as error:
        # We never store one: somebody else has written to the index.
        raise IndexDamagedError(
            f"Elasticsearch의 색인에 저장된 출장을 알아볼 수 없습니다({error}). `trips rollback`으로 이전 색인을 "
            "제공하거나, `trips index --replace 경로…`로 원본 파일에서 색인을 다시 만드세요."
        ) from error


def get_trip(client: Elasticsearch, index: str, trip_id: str) -> Trip | None:
    """The trip with this id, or None; errors of the client for everything else, a missing index too."""
    source = _get(client, index, trip_id, TRIP)
    return None if source is None else trip_of(source)


def get_trip_and_analysis(client: Elasticsearch, index: str, trip_id: str) -> tuple[Trip, StoredAnalysis] | None:
    """The same with the analysis of the trip's text."""
    source = _get(client, index, trip_id, TRIP, ANALYSIS)
    return None if source is None else (trip_of(source), analysis_of(source))


def get_trips(client: Elasticsearch, index: str, trip_ids: Sequence[str]) -> dict[str, Trip]:
    """Those of `trip_ids` that the index has; errors of the client for everything else, a missing index too."""
    found: dict[str, Trip] = {}
    for some in batched(trip_ids, _PAGE):
        answer = client.search(
            index=index,
            query={"ids": {"values": some}},
            size=len(some),
            source_includes=[TRIP.name],
            track_total_hits=False,
            allow_partial_search_results=False,
        )
        found |= {hit["_id"]: trip_of(hit["_source"]) for hit in answer["hits"]["hits"]}
    return found


def batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """`values`, so many at a time."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def _get(client: Elasticsearch, index: str, trip_id: str, *fields: Field) -> Mapping[str, Any] | None:
    try:
        found = client.get(index=index, id=trip_id, source_includes=[field.name for field in fields])
    except NotFoundError as error:
        if error_type(error) == NO_INDEX:
            raise
        return None
    source: Mapping[str, Any] = found["_source"]
    return source


def all_trips(client: Elasticsearch, index: str) -> Iterator[Trip]:
    """Every stored trip, also of an outdated schema: the field `trip` is the same in all of them."""
    reader = client.open_point_in_time(index=index, keep_alive=_KEEP_ALIVE)["id"]
    after: list[Any] | None = None
    try:
        while True:
            answer = client.search(
                pit={"id": reader, "keep_alive": _KEEP_ALIVE},
                size=_PAGE,
                sort=[{"_shard_doc": "asc"}],
                search_after=after,
                source_includes=[TRIP.name],
                track_total_hits=False,
            )
            reader = answer["pit_id"]
            hits = answer["hits"]["hits"]
            if not hits:
                return
            after = hits[-1]["sort"]
            yield from (trip_of(hit["_source"]) for hit in hits)
    finally:
        # One that cannot be closed now ends by itself.
        with suppress(*CLIENT_ERRORS):
            client.close_point_in_time(id=reader)
