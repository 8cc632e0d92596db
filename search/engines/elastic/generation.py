"""One opened generation in a cluster, and what is read of others: stored trips, one, some, all."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
from elasticsearch import Elasticsearch, NotFoundError

from mappings.fields import ANALYSIS, TRIP, Field
from mappings.korean import UserWord
from search.answer.filters import FACET_FIELDS
from search.document.stored import StoredAnalysis
from search.engines.elastic.compile import (
    ENDS,
    EVERYTHING,
    SELECTED,
    TOTALS,
    VALUE,
    VALUES,
    VALUES_PAGE,
    ends_body,
    search_body,
    selected,
    table_body,
    values_body,
)
from search.engines.elastic.errors import CLIENT_ERRORS, MISSING, NO_INDEX, error_type, reading
from search.engines.elastic.names import Described, Names, describe, own_alias
from search.engines.generations import REPLACE, check_schema
from search.engines.packing import Packing
from search.errors import IndexDamagedError, IndexMissingError
from search.generation import Facets, GenerationGoneError, Hit, Hits, Selection, Slice, Tier
from search.korean.particles import particle
from search.page import IndexInfo, Total
from search.query import FacetName, Measure, Sort
from search.trip import Trip

Json = dict[str, Any]

# So many trips come with one request while all are read.
_PAGE: Final = 500
_KEEP_ALIVE: Final = "2m"

_LOST: Final = (
    "읽는 동안 색인이 지워졌거나 읽기를 오래 멈추어, Elasticsearch에서 이어 읽을 수 없습니다. 처음부터 다시 요청하세요."
)

_Kind = TypeVar("_Kind")

_TRIP: Final = msgspec.json.Decoder(Trip)
_ANALYSIS: Final = msgspec.msgpack.Decoder(StoredAnalysis)
_PACKING: Final = Packing()
_Decoder = msgspec.json.Decoder[_Kind] | msgspec.msgpack.Decoder[_Kind]


class Generation:
    """One generation: the served one, asked by the alias that it has as long as it is served, or one that is kept."""

    def __init__(self, client: Elasticsearch, described: Described, *, served: bool = True) -> None:
        """Raises IndexOutdatedError when this program would read the stored terms wrongly."""
        check_schema(described.info.version, described.schema)
        self._client = client
        self._alias = own_alias(described.index) if served else described.index
        self._described = described
        # Scores by the words of all shards together; on one shard that is what they are anyhow.
        self._search_type = "dfs_query_then_fetch" if described.shards > 1 else "query_then_fetch"

    @property
    def info(self) -> IndexInfo:
        """Which generation this is."""
        return self._described.info

    @property
    def words(self) -> tuple[UserWord, ...]:
        """The user words that its texts were read with."""
        return self._described.words

    def check_served(self) -> None:
        """Raises GenerationGoneError where another generation is served by now."""
        with _reading_served():
            self._client.indices.get_alias(name=self._alias)

    def hits(self, selection: Selection, asked: Slice, facets: Facets) -> Hits:
        """Some of the selected trips in order, with one request where no facet has very many values."""
        found = self._ask(search_body(selection, asked, facets))
        hits = [_hit(hit, by_score=asked.order is Sort.RELEVANCE) for hit in found["hits"]["hits"]]
        counts = {name: self._facet(selection, name, facets.size, found["aggregations"]) for name in facets.names}
        return Hits(hits, found["hits"]["total"]["value"], counts, _totals(found, facets.measures))

    def every(self, order: Sort, tiers: Sequence[Tier]) -> Generator[Trip]:
        """Every trip of the tiers, one after the other, of a point in time that is opened now."""
        with _reading_served():
            reader = self._client.open_point_in_time(index=self._alias, keep_alive=_KEEP_ALIVE)["id"]
        return self._every(reader, order, tiers)

    def _every(self, reader: str, order: Sort, tiers: Sequence[Tier]) -> Generator[Trip]:
        try:
            for tier in tiers:
                asked = Slice(order=order, size=_PAGE, beyond=tier.beyond, scoring=tier.scoring)
                body = search_body(tier.selection, asked, Facets())
                body |= {"track_total_hits": False, "_source": [TRIP.name]}
                while hits := self._read(reader, body):
                    yield from (_trip_of(hit["_source"]) for hit in hits)
                    body["search_after"] = hits[-1]["sort"]
        finally:
            # One that cannot be closed now ends by itself.
            with suppress(*CLIENT_ERRORS):
                self._client.close_point_in_time(id=reader)

    def _read(self, reader: str, body: Json) -> list[Json]:
        """One page; a cluster that cannot read on with what it had opened has lost it."""
        pit = {"pit": {"id": reader, "keep_alive": _KEEP_ALIVE}}
        with reading():
            try:
                found = self._client.search(body=body | pit, search_type=self._search_type)
            except NotFoundError as error:
                raise IndexMissingError(_LOST) from error
        hits: list[Json] = found["hits"]["hits"]
        return hits

    def find(self, trip_id: str) -> tuple[Trip, StoredAnalysis] | None:
        """The trip with this id and the analysis of its text, or None."""
        with _reading_served():
            try:
                found = self._client.get(index=self._alias, id=trip_id, source_includes=[TRIP.name, ANALYSIS.name])
            except NotFoundError as error:
                if error_type(error) == NO_INDEX:
                    raise
                return None
        return _trip_of(found["_source"]), _analysis_of(found["_source"])

    def count(self, fields: Sequence[Field]) -> Mapping[Field, Mapping[str, int]]:
        """For each field: every value and how many trips have it."""
        return self._count(fields, EVERYTHING)

    def table(self, selection: Selection, fields: Sequence[Field]) -> Mapping[tuple[str | int | None, ...], int]:
        """How many of the selected trips have which values together, a page of rows a request."""
        counted: dict[tuple[str | int | None, ...], int] = {}
        found, after = selected(selection), None
        while True:
            page = self._ask(table_body(found, fields, after))["aggregations"][VALUES]
            for bucket in page["buckets"]:
                counted[tuple(bucket["key"][str(place)] for place in range(len(fields)))] = bucket["doc_count"]
            after = page.get("after_key")
            if after is None or len(page["buckets"]) < VALUES_PAGE:
                return counted

    def ends(self, field: Field) -> tuple[int, int] | None:
        """The least and the greatest value of a number, or None where no trip has one."""
        found = self._ask(ends_body(field))["aggregations"]
        least, greatest = (found[end]["value"] for end in ENDS)
        return None if least is None else (int(least), int(greatest))

    def _facet(self, selection: Selection, name: FacetName, size: int, found: Mapping[str, Any]) -> Mapping[str, int]:
        """The counts of a facet; more requests where there are more values than one answer holds."""
        most = found[name.value][VALUES]
        counts = _buckets(most)
        if most["sum_other_doc_count"] and len(counts) < size:
            own_off = msgspec.structs.replace(selection, filters=selection.filters.without(name))
            field = FACET_FIELDS[name]
            return self._count([field], selected(own_off))[field]
        chosen = found[name.value].get(SELECTED)
        return counts | _buckets(chosen) if chosen else counts

    def _count(self, fields: Sequence[Field], query: Json) -> dict[Field, Mapping[str, int]]:
        """Value → trips of `query`, a page of values a request."""
        counted: dict[Field, dict[str, int]] = {field: {} for field in fields}
        after: dict[Field, Json | None] = dict.fromkeys(fields)
        while after:
            pages = self._ask(values_body(query, after))["aggregations"]
            for field in list(after):
                page = pages[field.name]
                counted[field] |= {bucket["key"][VALUE]: bucket["doc_count"] for bucket in page["buckets"]}
                after[field] = page.get("after_key")
                if len(page["buckets"]) < VALUES_PAGE:
                    del after[field]
        return {**counted}

    def _ask(self, body: Json) -> Mapping[str, Any]:
        with _reading_served():
            found = self._client.search(
                index=self._alias, body=body, search_type=self._search_type, allow_partial_search_results=False
            )
        answer: Mapping[str, Any] = found.body
        return answer


@contextmanager
def _reading_served() -> Iterator[None]:
    """The client's errors as ours; the alias is missing where another generation is served by now."""
    with reading():
        try:
            yield
        except NotFoundError as error:
            raise GenerationGoneError(MISSING) from error


def _hit(hit: Mapping[str, Any], *, by_score: bool) -> Hit:
    source = hit["_source"]
    return Hit(_trip_of(source), _analysis_of(source), hit["_score"] if by_score else hit["sort"][0])


def _totals(found: Mapping[str, Any], measures: Sequence[Measure]) -> dict[Measure, Total]:
    if not measures:
        return {}
    stats = found["aggregations"][TOTALS]
    return {measure: Total(stats[measure.value]["count"], int(stats[measure.value]["sum"])) for measure in measures}


def _buckets(aggregation: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in aggregation["buckets"]}


def _trip_of(source: Mapping[str, Any]) -> Trip:
    return _stored(source, TRIP, _TRIP)


def _analysis_of(source: Mapping[str, Any]) -> StoredAnalysis:
    return _stored(source, ANALYSIS, _ANALYSIS)


def _stored(source: Mapping[str, Any], field: Field, decoder: _Decoder[_Kind]) -> _Kind:
    value = source.get(field.name)
    try:
        if isinstance(value, str):
            return decoder.decode(_PACKING.unpack(msgspec.convert(value, bytes)))
        # Before the ninth schema both were stored as the JSON they are.
        return msgspec.convert(value, decoder.type)
    except ValueError as error:
        # We never store one: somebody else has written to the index.
        raise IndexDamagedError(
            f"Elasticsearch의 색인에 저장된 출장을 알아볼 수 없습니다({error}). `trips rollback`으로 이전 색인을 "
            f"제공하거나, {REPLACE}"
        ) from error


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
            f"Elasticsearch의 별칭 {alias}{particle(alias, '이/가')} 색인 여럿을 가리킵니다({', '.join(found.body)}). "
            f"하나만 남기거나, 별칭을 모두 지우고 {REPLACE}"
        )
    ((index, answer),) = found.body.items()
    return describe(names, index, answer)


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
        found |= {hit["_id"]: _trip_of(hit["_source"]) for hit in answer["hits"]["hits"]}
    return found


def batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """`values`, so many at a time."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def all_trips(client: Elasticsearch, index: str) -> Iterator[Trip]:
    """Every stored trip, also of an outdated schema: however it lies in the field `trip`, it is read."""
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
            yield from (_trip_of(hit["_source"]) for hit in hits)
    finally:
        # One that cannot be closed now ends by itself.
        with suppress(*CLIENT_ERRORS):
            client.close_point_in_time(id=reader)
