"""The public API: one search, one trip, and the two questions that a process manager asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import msgspec
from flask import Response, request
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag
from pydantic import BaseModel, Field
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from webapp.answers import Health, Readiness, TripAnswer, TripsAnswer
from webapp.errors import unavailable_response
from webapp.params import TripsParameters, read_no_parameters, read_parameters, to_query
from webapp.payloads import Json, index_payload, page_payload, trip_payload
from webapp.revalidation import Made, revalidated
from webapp.text import quoted

_PROBLEM: Final = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
_UNCHANGED: Final = {"description": "`If-None-Match`로 보낸 ETag의 답에서 바뀐 것이 없습니다."}
_BAD: Final = {"description": "매개변수를 읽을 수 없습니다.", **_PROBLEM}
_NO_TRIP: Final = {"description": "그런 출장이 없습니다.", **_PROBLEM}
_UNAVAILABLE: Final = {"description": "지금은 답할 수 없습니다. `Retry-After` 초 뒤에 다시 물으세요.", **_PROBLEM}

_TRIPS: Final = Tag(name="trips", description="출장을 찾고 읽습니다.")
_OPERATION: Final = Tag(name="operation", description="프로그램과 색인의 상태.")


class TripPath(BaseModel):
    """Where one trip is."""

    trip_id: str = Field(description="출장의 id.")


def api_blueprint(engine: TripSearch) -> APIBlueprint:
    """`/api/v1` over `engine`."""
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_tags=[_TRIPS])

    @api.get(
        "/trips",
        operation_id="searchTrips",
        summary="출장 찾기",
        description="한 조건 안에서는 하나라도, 조건끼리는 모두 맞아야 합니다. 빈 값은 `q`에만 쓸 수 있습니다.",
        responses={200: TripsAnswer, 304: _UNCHANGED, 400: _BAD, 503: _UNAVAILABLE},
    )
    @_strictly_read
    def trips(query: TripsParameters) -> Response:
        return _search(engine, query)

    @api.get(
        "/trips/<trip_id>",
        operation_id="getTrip",
        summary="출장 한 건",
        description="밝혀진 모든 것과 핵심 내용 전체.",
        responses={200: TripAnswer, 304: _UNCHANGED, 400: _BAD, 404: _NO_TRIP, 503: _UNAVAILABLE},
    )
    def trip(path: TripPath) -> Response:
        return _get(engine, path.trip_id)

    return api


def health_blueprint(engine: TripSearch) -> APIBlueprint:
    """`/healthz`: the process lives. `/readyz`: what is published is what answers."""
    health = APIBlueprint("health", __name__, abp_tags=[_OPERATION])

    @health.get(
        "/healthz",
        operation_id="health",
        summary="프로그램이 도는지",
        description="색인과 상관없이 답합니다.",
        responses={200: Health},
    )
    def healthz() -> Response:
        return _unkept({"status": "ok"})

    @health.get(
        "/readyz",
        operation_id="readiness",
        summary="발행한 색인으로 답하는지",
        description="아니라면 까닭과 할 일을 `detail`에 적습니다.",
        responses={200: Readiness, 503: _UNAVAILABLE},
    )
    def readyz() -> Response:
        status = engine.status()
        if status.problem is not None or status.index is None:
            return unavailable_response(status.problem or "색인이 없습니다. `trips index 경로…`로 만드세요.")
        return _unkept({"status": "ok", "index": index_payload(status.index)})

    return health


def _strictly_read(view: Callable[[TripsParameters], Response]) -> Callable[[], Response]:
    """`view` with its parameters read by us; its annotation still makes the document.

    flask-openapi 5.0.0 takes the first of repeated values and of undecodable bytes what Werkzeug leaves, and builds the
    JSON schema of the model anew at each request (1 ms, more than a search). The flag is the one that the library's
    own `validate_request` sets.
    """

    @wraps(view)
    def read() -> Response:
        return view(read_parameters(request.query_string))

    vars(read)["__delay_validate_request__"] = True
    return read


def _search(engine: TripSearch, parameters: TripsParameters) -> Response:
    query = to_query(parameters, engine)

    def make() -> Made:
        page = engine.search(query)
        return Made(page.index.version, _json(page_payload(page, query)))

    return revalidated(engine, ("api", query), make)


def _get(engine: TripSearch, trip_id: str) -> Response:
    read_no_parameters(request.query_string)

    def make() -> Made:
        index = engine.served()
        trip = engine.get(trip_id)
        if trip is None:
            raise NotFound(f"id가 {quoted(trip_id)}인 출장이 없습니다.")
        return Made(index.version, _json(trip_payload(trip, index)))

    return revalidated(engine, ("api", trip_id), make)


def _json(payload: Json) -> Response:
    return Response(msgspec.json.encode(payload), mimetype="application/json")


def _unkept(payload: dict[str, Any]) -> Response:
    response = _json(payload)
    response.headers["Cache-Control"] = "no-store"
    return response
