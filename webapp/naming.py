"""Every request has a name, which its answer carries and every line of the log about it: X-Request-ID."""

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask
from structlog.contextvars import bound_contextvars

from webapp.added_headers import adding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER: Final = "X-Request-ID"
_GIVEN: Final = "HTTP_X_REQUEST_ID"
# What a proxy named a request before us; anything else would let strangers write into a log.
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_BYTES: Final = 12


def name_requests(app: Flask) -> None:
    """Name every request that comes to all that `app` does by now."""
    # The place that Flask has for it; mypy takes it for a method.
    app.wsgi_app = _Naming(app.wsgi_app)  # type: ignore[method-assign]


class _Naming:
    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        given = environ.get(_GIVEN, "")
        name = given if _NAME.fullmatch(given) else os.urandom(_BYTES).hex()
        with bound_contextvars(request=name):
            return self._app(environ, adding(start_response, [(HEADER, name)]))
