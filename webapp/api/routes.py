"""The public API: one search, one trip, and the two questions that a process manager asks."""

from http import HTTPStatus
from typing import Final

import msgspec
from flask import Response, request, url_for
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag
from pydantic import BaseModel, Field
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from search.labels import named
from search.query import FacetName
from webapp.api.answers import FacetAnswer, Health, Readiness, SimilarAnswer, SuggestAnswer, TripAnswer, TripsAnswer
from webapp.api.docs import described
from webapp.api.payloads import (
    facet_payload,
    index_payload,
    page_payload,
    similar_payload,
    suggestions_payload,
    trip_payload,
)
from webapp.api.views import BAD, GONE, LIMITED, MOVED, NO_FACET, NO_TRIP, UNAVAILABLE, UNCHANGED, strictly_read
from webapp.errors import unavailable_response
from webapp.language import gettext
from webapp.request.params import (
    FacetParameters,
    SimilarParameters,
    SuggestParameters,
    TripsParameters,
    read_no_parameters,
)
from webapp.request.queries import facet_of, to_facet_query, to_query
from webapp.revalidation import tagged, unchanged
from webapp.text import repeated

_TRIPS: Final = Tag(name="trips", description="출장을 검색하고 읽습니다.")
_OPERATION: Final = Tag(name="operation", description="프로그램과 색인의 상태.")


class TripPath(BaseModel):
    """Where one trip is."""

    trip_id: str = Field(description="출장의 id.")


class FacetPath(BaseModel):
    """Which facet."""

    name: str = Field(description="항목.", examples=[FacetName.ORGANISATION.value])


def api_blueprint(engine: TripSearch) -> APIBlueprint:
    """`/api/v1` over `engine`."""
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_tags=[_TRIPS])

    @api.get(
        "/trips",
        operation_id="searchTrips",
        summary="출장 검색",
        description="한 조건 안에서는 하나라도, 조건끼리는 모두 맞아야 합니다. 빈 값은 `q`에만 쓸 수 있습니다.",
        responses={200: described(TripsAnswer), 304: UNCHANGED, 400: BAD, 410: GONE, 429: LIMITED, 503: UNAVAILABLE},
    )
    @strictly_read(TripsParameters)
    def trips(query: TripsParameters) -> Response:
        return _search(engine, query)

    @api.get(
        "/trips/<trip_id>",
        operation_id="getTrip",
        summary="출장 한 건",
        description="밝혀진 모든 것과 핵심 내용 전체. 다른 출처에 따른 id는 이 출장의 주소로 이어집니다.",
        responses={
            200: described(TripAnswer),
            301: MOVED,
            304: UNCHANGED,
            400: BAD,
            404: NO_TRIP,
            429: LIMITED,
            503: UNAVAILABLE,
        },
    )
    def trip(path: TripPath) -> Response:
        return _get(engine, path.trip_id)

    @api.get(
        "/trips/<trip_id>/similar",
        operation_id="similarTrips",
        summary="비슷한 출장",
        description="그 출장을 특징짓는 단어를 많이 포함한 다른 출장.",
        responses={
            200: described(SimilarAnswer),
            304: UNCHANGED,
            400: BAD,
            404: NO_TRIP,
            429: LIMITED,
            503: UNAVAILABLE,
        },
    )
    @strictly_read(SimilarParameters)
    def similar(path: TripPath, query: SimilarParameters) -> Response:
        return _similar(engine, path.trip_id, query)

    @api.get(
        "/facets/<name>",
        operation_id="facetValues",
        summary="한 항목의 값 찾기",
        description="긴 항목에서 값을 이름으로 찾고 건수를 셉니다. 건수에는 그 항목 자신의 조건을 넣지 않습니다.",
        responses={
            200: described(FacetAnswer),
            304: UNCHANGED,
            400: BAD,
            404: NO_FACET,
            429: LIMITED,
            503: UNAVAILABLE,
        },
    )
    @strictly_read(FacetParameters)
    def facet(path: FacetPath, query: FacetParameters) -> Response:
        return _facet(engine, path.name, query)

    @api.get(
        "/suggest",
        operation_id="suggest",
        summary="검색어 자동완성",
        description="단어, 국가, 도시, 기관, 주제, 제목에서 찾습니다.",
        responses={200: described(SuggestAnswer), 304: UNCHANGED, 400: BAD, 429: LIMITED, 503: UNAVAILABLE},
    )
    @strictly_read(SuggestParameters)
    def suggest(query: SuggestParameters) -> Response:
        return _suggest(engine, query)

    return api


def health_blueprint(engine: TripSearch) -> APIBlueprint:
    """`/healthz`: the process lives. `/readyz`: what is published is what answers."""
    health = APIBlueprint("health", __name__, abp_tags=[_OPERATION])

    @health.get(
        "/healthz",
        operation_id="health",
        summary="서버 동작 확인",
        description="색인과 상관없이 응답합니다.",
        responses={200: described(Health)},
    )
    def healthz() -> Response:
        return _unkept(Health(status="ok"))

    @health.get(
        "/readyz",
        operation_id="readiness",
        summary="공개한 색인으로 응답하는지",
        description="아니라면 이유와 할 일을 `detail`에 적습니다.",
        responses={200: described(Readiness), 503: UNAVAILABLE},
    )
    def readyz() -> Response:
        status = engine.status()
        if status.problem is not None or status.index is None:
            return unavailable_response(status.problem or "색인이 없습니다. `trips index 경로…`로 만드세요.")
        return _unkept(Readiness(status="ok", index=index_payload(status.index)))

    return health


def _search(engine: TripSearch, parameters: TripsParameters) -> Response:
    query = to_query(parameters, engine)
    key = ("api", query)
    if (known := unchanged(engine, key)) is not None:
        return known
    page = engine.search(query)
    return tagged(_json(page_payload(page, query)), page.index, key)


def _get(engine: TripSearch, trip_id: str) -> Response:
    read_no_parameters(request.query_string)
    key = ("api", trip_id)
    if (known := unchanged(engine, key)) is not None:
        return known
    text = engine.read(trip_id)
    if text is None:
        raise _no_trip(trip_id)
    if text.trip.id != trip_id:
        return Response(
            status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": url_for("api.trip", trip_id=text.trip.id)}
        )
    return tagged(_json(trip_payload(text.trip, text.index)), text.index, key)


def _similar(engine: TripSearch, trip_id: str, parameters: SimilarParameters) -> Response:
    key = ("similar", trip_id, parameters.size)
    if (known := unchanged(engine, key)) is not None:
        return known
    page = engine.similar(trip_id, parameters.size)
    if page is None:
        raise _no_trip(trip_id)
    return tagged(_json(similar_payload(page)), page.index, key)


def _facet(engine: TripSearch, name: str, parameters: FacetParameters) -> Response:
    facet = facet_of(name)
    query = to_facet_query(parameters.within, parameters, facet, engine)
    key = ("facet", parameters.q, parameters.size, query)
    if (known := unchanged(engine, key)) is not None:
        return known
    page = engine.search(query)
    values = named(page.facets[facet], parameters.q)
    return tagged(_json(facet_payload(facet, values, parameters.size, page.index)), page.index, key)


def _suggest(engine: TripSearch, parameters: SuggestParameters) -> Response:
    key = ("suggest", parameters.q, parameters.size)
    if (known := unchanged(engine, key)) is not None:
        return known
    suggestions = engine.suggest(parameters.q, parameters.size)
    return tagged(_json(suggestions_payload(suggestions)), suggestions.index, key)


def _no_trip(trip_id: str) -> NotFound:
    return NotFound(gettext("id가 ‘{id}’인 출장이 없습니다.", id=repeated(trip_id)))


def _json(payload: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(payload), mimetype="application/json")


def _unkept(payload: msgspec.Struct) -> Response:
    response = _json(payload)
    response.headers["Cache-Control"] = "no-store"
    return response
