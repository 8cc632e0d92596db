"""Which language a request is answered in: what its `lang` says, else for programs what its Accept-Language prefers.

A page is Korean where its address does not say otherwise, so that an address is one page for whoever asks, for caches
and for search engines (decision 0019).
"""

from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from webapp.language import PARAMETER, Language, catalogue, gettext, language, speak, stated_language
from webapp.request.faults import BadParametersError, Fault

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

API: Final = "/api/"
_FOR_PROGRAMS: Final = frozenset(("/api", "/healthz", "/readyz", "/openapi.json", "/feed.atom"))
_NAME: Final = PARAMETER.encode()
_VALUES: Final = {spoken.encode(): spoken for spoken in Language}
# Browsers have a few headers of some dozen letters; longer ones are read each time.
_KEPT: Final = 512
_USUAL: Final = 120
_WITHOUT: Final = frozenset(("static",))


def is_for_programs(path: str) -> bool:
    """Whether programs ask there, not people."""
    return path.startswith(API) or path in _FOR_PROGRAMS


def answered_in(environ: "WSGIEnvironment") -> Language:
    """The language of the answer to a request."""
    stated = _stated(environ.get("QUERY_STRING", "").encode("latin-1"))
    if len(stated) == 1 and stated[0] in _VALUES:
        return _VALUES[stated[0]]
    return preferred(environ.get("HTTP_ACCEPT_LANGUAGE", "")) if is_for_programs(environ["PATH_INFO"]) else _DEFAULT


def preferred(header: str) -> Language:
    """What an Accept-Language header prefers; Korean where it has no word for either, or for both the same."""
    return _preferred_once(header) if len(header) <= _USUAL else _preferred(header)


def register_language(app: Flask) -> None:
    """Every request is answered in its language, and every address that is made for it keeps the one it asked for."""
    # Read before anybody waits for it.
    catalogue()
    app.before_request(_begin)
    app.after_request(_tell)
    app.teardown_request(_end)
    app.url_defaults(_keep)


def _begin() -> None:
    """Raises BadParametersError for a `lang` that we do not speak."""
    stated = _stated(request.query_string)
    is_known = len(stated) == 1 and stated[0] in _VALUES
    speak(answered_in(request.environ), _VALUES[stated[0]] if is_known else _DEFAULT)
    g.prefers = not is_known
    if stated and not is_known and request.url_rule is not None:
        raise BadParametersError([_fault(stated)])


def _fault(stated: list[bytes]) -> Fault:
    if len(stated) > 1:
        return Fault(PARAMETER, gettext("한 번만 쓸 수 있습니다."))
    known = ", ".join(Language)
    return Fault(PARAMETER, gettext("쓸 수 없는 언어입니다. 쓸 수 있는 값: {known}.", known=known))


def _tell(response: Response) -> Response:
    if request.endpoint not in _WITHOUT and response.status_code != HTTPStatus.NOT_MODIFIED:
        response.headers["Content-Language"] = language()
    if is_for_programs(request.path) and g.get("prefers"):
        response.vary.add("Accept-Language")
    return response


def _end(_: BaseException | None) -> None:
    speak(_DEFAULT)


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    stated = stated_language()
    if stated is not _DEFAULT and endpoint not in _WITHOUT:
        values.setdefault(PARAMETER, stated.value)


def _stated(query_string: bytes) -> list[bytes]:
    """What is written under the parameter."""
    if _NAME not in query_string and b"%" not in query_string:
        return []
    pairs = (pair.partition(b"=") for pair in query_string.split(b"&"))
    # Every answer that is given again is asked for its language first: names are seldom encoded.
    return [
        unquote_to_bytes(value)
        for name, _, value in pairs
        if name == _NAME or (b"%" in name and unquote_to_bytes(name) == _NAME)
    ]


def _preferred(header: str) -> Language:
    accepted = parse_accept_header(header, LanguageAccept)
    quality = {spoken: _quality(accepted, spoken) for spoken in Language}
    return Language.ENGLISH if quality[Language.ENGLISH] > quality[Language.KOREAN] else _DEFAULT


def _quality(accepted: LanguageAccept, spoken: Language) -> float:
    """RFC 4647, lookup: of the ranges that name the language or a kind of it the best, else that of `*`."""
    named = [quality for name, quality in accepted if name.lower().partition("-")[0] == spoken]
    return max(named, default=next((quality for name, quality in accepted if name == "*"), 0.0))


_preferred_once: Final = lru_cache(_KEPT)(_preferred)
_DEFAULT: Final = Language.KOREAN
