"""ETag and 304: an answer is named by the index that gave it, the program that wrote it and the query it is for."""

import hashlib
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from flask import Flask, Response, request

import mappings
import search
import webapp
from search.engine import TripSearch

_PROGRAM: Final = (webapp, search, mappings)
_SOURCES: Final = {".py", ".html", ".css", ".js", ".svg", ".toml", ".txt"}
_ALWAYS_ASK: Final = "public, no-cache"


class Made(NamedTuple):
    """An answer and the version of the index that it was made from.

    The version is asked for before what is shown with it: should the index change in between, the answer carries the
    older name and is fetched again at the next visit, while the other order would keep old text under the new name.
    """

    version: str
    response: Response


def revalidated(engine: TripSearch, key: object, make: Callable[[], Made]) -> Response:
    """What `make` returns, with its ETag; or 304, without calling `make`, to a client that has that answer.

    `key` is all that tells this answer from others of the same index: the kind of page and the query behind it.
    """
    if request.if_none_match:
        etag = _etag(engine.served().version, key)
        if etag in request.if_none_match.as_set(include_weak=True):
            response = Response(status=304)
            response.set_etag(etag, weak=True)
            return response
    version, response = make()
    # Weak: two machines may serve the same hits with scores that differ in the last digit, and proxies compress.
    response.set_etag(_etag(version, key), weak=True)
    return response


def _etag(version: str, key: object) -> str:
    return hashlib.sha256(msgspec.json.encode((version, program_digest(), key))).hexdigest()[:32]


@cache
def program_digest() -> str:
    """Twelve hex digits that change with every change of the program's own files.

    Synonyms, names and templates act without a new index: an ETag by the index alone would keep old pages alive.
    """
    folders = [Path(str(package.__file__)).parent for package in _PROGRAM]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in _SOURCES)
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


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
