"""The opaque `cursor` of the doors: a Position and what it belongs to, protected against damage."""

import base64
import hashlib

import msgspec

from search.errors import InvalidQueryError
from search.korean.organisations import organisation_key
from search.query import Position, TripQuery
from webapp.language import gettext

_CHECK_BYTES = 6


class _Content(msgspec.Struct, frozen=True, array_like=True):
    fingerprint: str
    position: Position


def encode_cursor(position: Position, query: TripQuery) -> str:
    """URL-safe text that `decode_cursor` takes back for the same query."""
    body = msgspec.msgpack.encode(_Content(_fingerprint(query), position))
    return base64.urlsafe_b64encode(_check(body) + body).rstrip(b"=").decode("ascii")


def decode_cursor(text: str, query: TripQuery) -> Position:
    """The position in `text`. Raises InvalidQueryError when it is damaged or was made for another query."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        # Anybody can write a checksum, too: msgspec raises UnicodeDecodeError for text that is no UTF-8 and
        # RecursionError for arrays in arrays.
        content = _content(raw[:_CHECK_BYTES], raw[_CHECK_BYTES:])
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise InvalidQueryError(
            "cursor", gettext("페이지 정보(cursor)가 올바르지 않습니다. 첫 페이지부터 다시 검색하세요.")
        ) from error
    if content.fingerprint != _fingerprint(query):
        raise InvalidQueryError(
            "cursor", gettext("다른 검색의 페이지 정보(cursor)입니다. 첫 페이지부터 다시 검색하세요.")
        )
    return content.position


def _content(check: bytes, body: bytes) -> _Content:
    if check != _check(body):
        raise ValueError("checksum")
    return msgspec.msgpack.decode(body, type=_Content)


def _fingerprint(query: TripQuery) -> str:
    """The query's, whichever spelling of an organisation is the one of most trips by now."""
    filters = query.filters
    keyed = msgspec.structs.replace(
        filters,
        organisation=tuple(sorted(map(organisation_key, filters.organisation))),
        not_organisation=tuple(sorted(map(organisation_key, filters.not_organisation))),
    )
    return msgspec.structs.replace(query, filters=keyed).fingerprint()


def _check(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest()
