"""What is refused before a page looks at it: an address too long, a body, a host that is none."""

import logging
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestURITooLarge

from webapp.language import gettext

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Above the address of a query of 10,000 characters, which deserves to hear about its own limit, and below what
# the server refuses by itself (400 KB of headers).
MAX_QUERY_STRING: Final = 160_000
# No address takes a body; what a program sends by mistake is read so far and no further.
MAX_BODY: Final = 4_096

_LABEL: Final = "[A-Za-z0-9_-]{1,63}"
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")
# RFC 1035 allows a name 255, and a port has six.
_LONGEST_HOST: Final = 261
_BAD_HOST: Final = "trips.bad_host"

_log: Final = logging.getLogger(__name__)


def register_refusals(app: Flask) -> None:
    """The refusals come before everything else that asks about a request."""
    app.before_request(_refuse)
    # One slash too many is another address: Werkzeug would redirect to whatever host the request named.
    app.url_map.merge_slashes = False
    # The place that Flask has for it; mypy takes it for a method.
    app.wsgi_app = _HostCheck(app.wsgi_app)  # type: ignore[method-assign]


class _HostCheck:
    """Takes a host that is none away before Flask sees it, which could build no address, not even for an error page."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        if host is not None and not (len(host) <= _LONGEST_HOST and _HOST.fullmatch(host)):
            environ = {**environ, "HTTP_HOST": "localhost", _BAD_HOST: True}
        return self._app(environ, start_response)


def _refuse() -> None:
    if _BAD_HOST in request.environ:
        _log.info("bad host refused")
        raise BadRequest(gettext("요청의 Host 헤더가 호스트 이름이 아닙니다. 주소를 확인하세요."))
    if len(request.query_string) > MAX_QUERY_STRING:
        raise RequestURITooLarge
    if (request.content_length or 0) > MAX_BODY:
        raise RequestEntityTooLarge
