"""Whole answers of the served generation, kept for whoever asks the same again: nothing is parsed, searched or written.

An answer is given again only while the generation that gave it is served, which is asked each time; a new one empties
what is kept. Only answers that name their generation are kept (`webapp.revalidation.tagged`), so no error ever is.
Cache-Status (RFC 9211) says what became of a request here.
"""

import threading
from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Final, NamedTuple

from cachetools import LRUCache
from flask import Flask

from search.engine import TripSearch
from search.errors import SearchUnavailableError
from webapp.added_headers import Headers, adding
from webapp.negotiation import answered_in
from webapp.revalidation import ANSWERED_BY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# So many bytes a process keeps: some hundreds of result pages.
MOST_BYTES: Final = 4 << 20
# What an answer takes beside its text: its address, its headers, Python's own.
_BESIDE: Final = 4_096
# An answer that would take the place of so many others is not kept.
_OTHERS: Final = 64
# Who asks with these may get something else than the whole answer.
_CONDITIONS: Final = frozenset({
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE",
    "HTTP_TRANSFER_ENCODING",
})  # fmt: skip
_NO_BODY: Final = ("", "0")

_Key = tuple[str, ...]


class _Answer(NamedTuple):
    version: str
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class KeptAnswers:
    """In front of an application over `engine`; thread-safe."""

    def __init__(self, app: "WSGIApplication", engine: TripSearch, most_bytes: int = MOST_BYTES) -> None:
        """Nothing is kept yet, and never more than `most_bytes`."""
        self._largest = most_bytes // _OTHERS
        self._app = app
        self._engine = engine
        self._lock = threading.Lock()
        # The generation that all of them are of.
        self._version = ""
        self._kept: MutableMapping[_Key, _Answer] = LRUCache(most_bytes, getsizeof=_size)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The kept answer, or the application's."""
        key = _key(environ)
        if key is None:
            return self._app(environ, start_response)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and self._is_served(kept.version):
            start_response(kept.status, [*kept.headers, ("Cache-Status", "trips; hit")])
            return [kept.body]
        return self._fresh(key, environ, start_response)

    def _is_served(self, version: str) -> bool:
        try:
            served = self._engine.served().version
        except SearchUnavailableError:
            # The application says what is wrong.
            return False
        if served != self._version:
            with self._lock:
                self._kept.clear()
                self._version = served
        return served == version

    def _fresh(self, key: _Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        begun: list[tuple[str, Headers]] = []
        missed = [("Cache-Status", "trips; fwd=miss")]
        parts = self._app(environ, adding(start_response, missed, lambda *answer: begun.append(answer)))
        version = environ.get(ANSWERED_BY)
        if version is None:
            return parts
        body = _whole(parts)
        # A cluster is asked only where the answer is of another generation than what is kept: giving it again asks.
        if _size_of(body) <= self._largest and (version == self._version or self._is_served(version)):
            status, headers = begun[-1]
            # When it was made is not when it is sent; the server says that.
            lasting = [(name, value) for name, value in headers if name.lower() != "date"]
            answer = _Answer(version, status, lasting, body)
            with self._lock:
                self._kept[key] = answer
        return [body]


def keep_answers(app: Flask, engine: TripSearch, most_bytes: int = MOST_BYTES) -> None:
    """Put kept answers, `most_bytes` of them, in front of all that `app` does by now."""
    # The place that Flask has for it; mypy takes it for a method.
    app.wsgi_app = KeptAnswers(app.wsgi_app, engine, most_bytes)  # type: ignore[method-assign]


def _key(environ: "WSGIEnvironment") -> _Key | None:
    """All that an answer depends on; None where it may depend on more, or the request is no plain one."""
    is_plain = environ["REQUEST_METHOD"] == "GET" and environ.get("CONTENT_LENGTH", "") in _NO_BODY
    if not is_plain or not _CONDITIONS.isdisjoint(environ):
        return None
    return (
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        answered_in(environ),
    )


def _whole(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()


def _size(answer: _Answer) -> int:
    return _size_of(answer.body)


def _size_of(body: bytes) -> int:
    return len(body) + _BESIDE
