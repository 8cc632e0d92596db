"""Security headers. `secure`'s presets assume HTTPS and one origin: we also serve plain HTTP at home and an open API.

So no `upgrade-insecure-requests`, no HSTS (whoever ends TLS sets it), and pages of other sites may read the API and the
feeds.
"""

import re
from collections.abc import Mapping
from typing import Final

from flask import Flask, Response, request
from flask_cors import CORS
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)

from webapp.negotiation import API

# Where what programs read begins.
_OPEN: Final = (API, "/feed.atom")
_PREFLIGHT_SECONDS: Final = 86_400


def _policy() -> ContentSecurityPolicy:
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
        .form_action("'self'")
        .img_src("'self'")
        .style_src("'self'")
        # Our scripts ask our own API and nobody else: suggestions while typing, requests from the page of the API.
        .script_src("'self'")
        .connect_src("'self'")
    )


def _headers(csp: ContentSecurityPolicy, corp: CrossOriginResourcePolicy) -> Mapping[str, str]:
    return Secure(
        csp=csp,
        corp=corp,
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().microphone().camera(),
        # What was searched for stands in the address: links to sources must not carry it along.
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    ).headers


_PAGES: Final = _headers(_policy(), CrossOriginResourcePolicy().same_origin())
_PROGRAMS: Final = _headers(_policy(), CrossOriginResourcePolicy().cross_origin())


def register_security(app: Flask) -> None:
    """Headers on every answer, errors too; CORS for what programs read: any origin, GET, no credentials."""
    app.after_request(_secured)
    CORS(
        app,
        resources={
            rf"({'|'.join(map(re.escape, _OPEN))}).*": {
                "origins": "*",
                "methods": ["GET"],
                # Libraries add headers of their own (X-Requested-With, Content-Type), and none changes an answer.
                "allow_headers": "*",
                "expose_headers": [
                    "ETag",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "Trips-Total",
                    "Trips-Index",
                ],
                "send_wildcard": True,
                "max_age": _PREFLIGHT_SECONDS,
            }
        },
    )


def _secured(response: Response) -> Response:
    if request.path.startswith(_OPEN):
        response.headers.update(_PROGRAMS)
    else:
        response.headers.update(_PAGES)
    return response
