"""ETag and 304: an answer is named by the index that gave it, the program that wrote it and the query it is for."""

import datetime as dt
import hashlib
from functools import cache
from http import HTTPStatus
from typing import Final

import msgspec
from flask import Flask, Response, request

import mappings
import search
import webapp
from search.engine import TripSearch
from search.page import IndexInfo
from search.program import digest_of, time_of
from webapp.language import language

# Where a request's environment says which generation gave its answer.
ANSWERED_BY: Final = "trips.answered_by"
_PROGRAM: Final = (webapp, search, mappings)
_ALWAYS_ASK: Final = "public, no-cache"


def unchanged(engine: TripSearch, key: object) -> Response | None:
    """304 for a client that has this answer of the index served now, so that nobody searches; None for all others.

    `key` is all that tells this answer from others of the same index: the kind of page and the query behind it.
    """
    if not request.if_none_match:
        return None
    etag = _etag(engine.served().version, key)
    if etag not in request.if_none_match.as_set(include_weak=True):
        return None
    response = Response(status=HTTPStatus.NOT_MODIFIED)
    response.set_etag(etag, weak=True)
    return response


def tagged(response: Response, index: IndexInfo, key: object) -> Response:
    """`response`, an answer of `index`, with the ETag that `unchanged` knows again.

    The index is the one that answered first: should another be served before all that is shown was asked for, the
    answer carries the older name and is fetched again at the next visit, while the other order would keep old text
    under the new name.
    """
    # Weak: two machines may serve the same hits with scores that differ in the last digit, and proxies compress.
    response.set_etag(_etag(index.version, key), weak=True)
    response.last_modified = max(index.built, program_time())
    # It tells a reader, and decides nothing: after a rollback what is served is older than what somebody has.
    request.environ.pop("HTTP_IF_MODIFIED_SINCE", None)
    if response.is_sequence:
        # What is written while it is sent is never there as a whole.
        request.environ[ANSWERED_BY] = index.version
    return response


def _etag(version: str, key: object) -> str:
    return hashlib.sha256(msgspec.json.encode((version, program_digest(), language(), key))).hexdigest()[:32]


@cache
def program_digest() -> str:
    """Twelve hex digits that change with every change of the program's own files.

    Synonyms, names and templates act without a new index: an ETag by the index alone would keep old pages alive.
    """
    return digest_of(_PROGRAM)


@cache
def program_time() -> dt.datetime:
    """When the program's own files were last changed: an answer may be newer than the index that gave it."""
    return dt.datetime.fromtimestamp(time_of(_PROGRAM), dt.UTC)


def register_revalidation(app: Flask) -> None:
    """Every answer says how it may be kept; those without an index behind them are named by their content."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _ALWAYS_ASK if response.status_code < HTTPStatus.BAD_REQUEST else "no-store"
    if response.status_code == HTTPStatus.OK and not response.direct_passthrough and request.method in {"GET", "HEAD"}:
        response.add_etag()
        response.make_conditional(request)
    return response
