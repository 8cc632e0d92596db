import base64
import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import TripIndex
from search.engines.embedded.engine import EmbeddedEngine
from search.errors import InvalidQueryError
from search.parse import parse
from search.query import Position, TripQuery
from search.trip import Trip
from webapp.request.cursor import decode_cursor, encode_cursor

QUERY = TripQuery(clauses=parse("탄소중립"))
POSITION = Position("g1", offset=20, key=2**62, trip_id="a")


def test_a_cursor_leads_back_to_its_position() -> None:
    assert decode_cursor(encode_cursor(POSITION, QUERY), QUERY) == POSITION


def test_a_cursor_of_another_query_is_refused() -> None:
    with pytest.raises(InvalidQueryError, match="다른 검색"):
        decode_cursor(encode_cursor(POSITION, QUERY), TripQuery(clauses=parse("중립")))


def test_every_damaged_character_is_noticed() -> None:
    cursor = encode_cursor(POSITION, QUERY)
    for place in range(len(cursor)):
        other = "A" if cursor[place] != "A" else "B"
        damaged = cursor[:place] + other + cursor[place + 1 :]
        with pytest.raises(InvalidQueryError):
            decode_cursor(damaged, QUERY)


@pytest.mark.parametrize("text", ["", "가", "!", "AAAA", "A" * 500])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="올바르지 않습니다"):
        decode_cursor(text, QUERY)


def with_checksum(body: bytes) -> str:
    """A cursor that anybody could write who has read the source."""
    return base64.urlsafe_b64encode(hashlib.blake2b(body, digest_size=6).digest() + body).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    ["MTIzNDU2kqH_kA", with_checksum(b"\x92\xa1\xff\x90"), with_checksum(b"\x93\xa1a\x91\xa1a" + b"\x91" * 5_000)],
    ids=["no UTF-8", "no UTF-8 with its checksum", "arrays in arrays with their checksum"],
)
def test_a_cursor_that_decodes_to_no_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="올바르지 않습니다"):
        decode_cursor(text, QUERY)


MSGPACK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=5),
).map(msgspec.msgpack.encode)


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]*", fullmatch=True) | (st.binary() | MSGPACK).map(with_checksum))
def test_whatever_stands_in_a_cursor_is_a_position_or_refused(text: str) -> None:
    with pytest.raises(InvalidQueryError):
        decode_cursor(text, QUERY)


@pytest.mark.parametrize("position", [Position("g", offset=-1), Position("g", offset=10**12), Position("g", key=-1)])
def test_a_forged_position_is_refused(position: Position) -> None:
    with pytest.raises(InvalidQueryError, match="올바르지 않습니다"):
        decode_cursor(encode_cursor(position, QUERY), QUERY)


def test_a_position_behind_the_last_hit_is_an_empty_page(index: TripIndex, engine: EmbeddedEngine) -> None:
    with index.update() as writer:
        writer.add(Trip(id="a", title="탄소중립 버스"))
    far = TripQuery(clauses=parse("탄소중립 지하철"), after=Position(engine.served().version, offset=10**9))
    assert engine.search(far).hits == ()
