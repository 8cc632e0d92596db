"""All hits of a search to take away: CSV, XLSX and JSON Lines, each written while it is sent.

An answer that breaks off ends without its last chunk, so that no client takes a half for the whole: what is raised
while it is written goes on to the server, which closes the connection.
"""

import datetime as dt
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from itertools import chain
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from flask import Response, request
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag
from pydantic import Field
from werkzeug.exceptions import TooManyRequests
from werkzeug.wsgi import ClosingIterator

from search.engine import Listing, TripSearch
from search.page import IndexInfo
from search.query import TripQuery
from search.trip import Trip
from webapp.admission import Admission
from webapp.api.payloads import trip_record
from webapp.api.views import BAD, LIMITED, UNAVAILABLE, UNCHANGED, strictly_read
from webapp.export.asked import asked_in_words
from webapp.export.columns import Column, chosen
from webapp.export.delimited import csv_of
from webapp.export.workbook import xlsx_of
from webapp.language import counted, noted
from webapp.rates import CLIENT
from webapp.request.params import Ordered
from webapp.request.queries import to_whole_query
from webapp.request.values import Several, one_of
from webapp.revalidation import tagged, unchanged
from webapp.shared_counts import ClientPlaces

# So many are written at once, and so many more wait a moment for their turn: each takes a core while it lasts.
AT_ONCE: Final = 2
# Of these one client may have so many, over all processes.
AT_ONCE_EACH: Final = 2
_RETRY_SECONDS: Final = 30
WAITING: Final = 4

TOTAL: Final = "Trips-Total"
INDEX: Final = "Trips-Index"

_EXPORTS: Final = Tag(name="exports", description="검색 결과 전체를 파일로 받습니다.")
_PIECE: Final = 64_000


class TableParameters(Ordered):
    """A search, and the columns of its table."""

    columns: Annotated[
        tuple[Annotated[Column, one_of(Column)], ...],
        Several,
        Field(description="받을 열. 여러 번 쓸 수 있고, 쓴 순서대로 놓입니다. 쓰지 않으면 모든 열."),
    ] = ()


class _Form(NamedTuple):
    """A kind of file: the ending of its address, and what the answer says it is."""

    ending: str
    mimetype: str
    schema: Any


_CSV: Final = _Form("csv", "text/csv", {"type": "string"})
_XLSX: Final = _Form(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {"type": "string", "format": "binary"}
)
_LINES: Final = _Form("jsonl", "application/x-ndjson", {"$ref": "#/components/schemas/WholeTrip"})

_Pieces = Callable[[TripQuery, Listing], Generator[bytes]]


def export_admission() -> Admission:
    """Who may take away now."""
    return Admission(
        AT_ONCE,
        WAITING,
        crowded=noted("지금 내려받기가 몰려 바로 응답할 수 없습니다. {count}초 뒤에 다시 시도해 주세요."),
    )


def exports_blueprint(engine: TripSearch, admission: Admission) -> APIBlueprint:
    """`/api/v1/trips.csv`, `.xlsx` and `.jsonl` over `engine`, for whom `admission` lets in."""
    exports = APIBlueprint("exports", __name__, url_prefix="/api/v1", abp_tags=[_EXPORTS])
    exporter = _Exporter(engine, admission)

    @exports.get("/trips.csv", operation_id="exportCsv", summary="CSV로 받기", **_documented(_CSV))
    @strictly_read(TableParameters)
    def csv(query: TableParameters) -> Response:
        columns = chosen(query.columns)
        return exporter.answer(_CSV, query, lambda _, listing: csv_of(listing.trips, columns), columns)

    @exports.get("/trips.xlsx", operation_id="exportXlsx", summary="엑셀로 받기", **_documented(_XLSX))
    @strictly_read(TableParameters)
    def xlsx(query: TableParameters) -> Response:
        columns = chosen(query.columns)

        def pieces(asked: TripQuery, listing: Listing) -> Generator[bytes]:
            cover = asked_in_words(query.q, asked, listing, dt.datetime.now(dt.UTC))
            return xlsx_of(listing.trips, columns, tuple(cover))

        return exporter.answer(_XLSX, query, pieces, columns)

    @exports.get("/trips.jsonl", operation_id="exportJsonLines", summary="JSON Lines로 받기", **_documented(_LINES))
    @strictly_read(Ordered)
    def jsonl(query: Ordered) -> Response:
        return exporter.answer(_LINES, query, lambda _, listing: _lines_of(listing.trips))

    return exports


def _documented(form: _Form) -> dict[str, Any]:
    found = {"description": "결과 전체.", "content": {form.mimetype: {"schema": form.schema}}}
    return {
        "description": (
            "조건에 맞는 출장을 모두, 요청한 때의 색인 하나에서 보냅니다. 파일의 구조는 docs/export.md에 있습니다. "
            "끝까지 보내지 못하면 마지막 청크 없이 연결을 닫습니다."
        ),
        "responses": {200: found, 304: UNCHANGED, 400: BAD, 429: LIMITED, 503: UNAVAILABLE},
    }


class _Exporter:
    """Answers of one engine."""

    def __init__(self, engine: TripSearch, admission: Admission) -> None:
        self._engine = engine
        self._admission = admission
        self._places = ClientPlaces(AT_ONCE_EACH)

    def answer(self, form: _Form, parameters: Ordered, pieces: _Pieces, columns: Sequence[Column] = ()) -> Response:
        """All hits, in `pieces`. Raises ServiceUnavailable where too many take something away already."""
        query = to_whole_query(parameters, self._engine)
        # The text as typed stands on a cover, so it tells files apart that the query does not.
        key = ("export", form.ending, parameters.q, columns, query)
        if (known := unchanged(self._engine, key)) is not None:
            return known
        if request.method == "HEAD":
            page = self._engine.search(msgspec.structs.replace(query, size=0))
            return tagged(_response(form, (), page.total, page.index), page.index, key)
        with ExitStack() as held:
            self._enter(held)
            listing = self._engine.every(query)
            written = held.enter_context(closing(pieces(query, listing)))
            # What is wrong at once is still told with a status of its own.
            first = next(written)
            rest = chain([first], written)
            response = tagged(_response(form, rest, listing.total, listing.index), listing.index, key)
            response.response = ClosingIterator(rest, held.pop_all().close)
            return response

    def _enter(self, held: ExitStack) -> None:
        """A place among those who take something away, given back with what is `held`.

        Raises TooManyRequests for a client that takes away as many as one may.
        """
        if client := request.environ.get(CLIENT):
            place = self._places.take(client)
            if place is None:
                raise TooManyRequests(
                    counted(
                        "한 번에 {count}개까지 내려받을 수 있습니다. 받고 있는 것이 끝난 뒤 다시 요청하세요.",
                        AT_ONCE_EACH,
                    ),
                    retry_after=_RETRY_SECONDS,
                )
            held.callback(self._places.give_back, place)
        self._admission.enter()
        begun = time.monotonic()
        held.callback(lambda: self._admission.leave(time.monotonic() - begun))


def _response(form: _Form, pieces: Iterable[bytes], total: int, index: IndexInfo) -> Response:
    """`pieces` as they come: nobody may gather them to measure or name them."""
    response = Response(pieces, mimetype=form.mimetype, direct_passthrough=True)
    response.headers["Content-Disposition"] = f"attachment; filename=trips.{form.ending}"
    response.headers[TOTAL] = str(total)
    response.headers[INDEX] = index.version
    return response


def _lines_of(trips: Generator[Trip]) -> Generator[bytes]:
    """A line a trip, as the address of one has it, in pieces of some size."""
    piece = bytearray()
    with closing(trips):
        for trip in trips:
            piece += msgspec.json.encode(trip_record(trip)) + b"\n"
            if len(piece) > _PIECE:
                yield bytes(piece)
                piece.clear()
    yield bytes(piece)
