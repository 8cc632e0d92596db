"""How answers travel: packed for whom can unpack, named, dated, and as HEAD without their text."""

import gzip
import json
import logging
import re

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from zstandard import ZstdDecompressor

from search.logs import configure_logging
from search.query import Clause, TripQuery
from search.settings import LogFormat, Settings
from tests.webapp.fakes import TRIP, FakeEngine, hit, page
from webapp.app import create_app
from webapp.site.pages import SHOWN_FACETS, SHOWN_MEASURES

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": lambda data: ZstdDecompressor().decompressobj().decompress(data)}  # fmt: skip
PAGES = [
    "/",
    "/search?q=탄소",
    "/trips/trip-1",
    "/api/v1/trips?q=탄소",
    "/api/v1/trips/trip-1",
    "/openapi.json",
    "/docs",
]
FILES = ["/static/style.css", "/static/suggest.js"]


@pytest.fixture(autouse=True)
def _expected(fake: FakeEngine) -> None:
    query = TripQuery(clauses=(Clause("탄소"),))
    for asked in (query, TripQuery(clauses=query.clauses, facets=SHOWN_FACETS, measures=SHOWN_MEASURES)):
        fake.pages[asked] = page(*[hit(TRIP)] * 10)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("packed", UNPACK)
def test_who_can_unpack_gets_the_same_answer_smaller(client: FlaskClient, path: str, packed: str) -> None:
    plain = client.get(path)
    answer = client.get(path, headers={"Accept-Encoding": packed})
    assert answer.headers["Content-Encoding"] == packed
    assert UNPACK[packed](answer.data) == plain.data
    assert len(answer.data) < 0.7 * len(plain.data)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    # Known again, packed or not.
    known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": packed}
    assert client.get(path, headers=known).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip, deflate, br, zstd", "br"), ("gzip, zstd", "zstd"), ("gzip", "gzip"), ("br;q=0.1, gzip", "gzip"),
     ("identity", None), ("deflate", None), ("x" * 5_000, None), ("", None), ("gzip;q=zero", "gzip")],
)  # fmt: skip
def test_the_way_is_chosen_by_who_asks(client: FlaskClient, accepted: str, packed: str | None) -> None:
    answer = client.get("/api/v1/trips?q=탄소", headers={"Accept-Encoding": accepted})
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, packed)


def test_a_kept_answer_is_packed_as_it_is_asked_for(fake: FakeEngine) -> None:
    client = create_app(fake).test_client()
    found: dict[str, list[tuple[str, bytes]]] = {}
    for way in ("", "gzip", "br", "", "gzip", "br"):
        answer = client.get("/api/v1/trips?q=탄소", headers={"Accept-Encoding": way})
        assert answer.headers.get("Content-Encoding", "") == way
        text = UNPACK[way](answer.data) if way else answer.data
        found.setdefault(way, []).append((answer.headers["Cache-Status"], text))
    assert {states[0][0] for states in found.values()} == {"trips; fwd=miss"}
    assert {states[1][0] for states in found.values()} == {"trips; hit"}
    assert len({text for states in found.values() for _, text in states}) == 1


@pytest.mark.parametrize("path", [*PAGES, *FILES, "/healthz", "/readyz", "/api/v1/suggest?q=탄"])
def test_head_says_what_get_would_and_sends_nothing(client: FlaskClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (got.status_code, b"")
    telling = ("Content-Type", "ETag", "Cache-Control", "Last-Modified", "Vary")
    assert {name: head.headers.get(name) for name in telling} == {name: got.headers.get(name) for name in telling}


def test_every_answer_has_a_name_of_its_own(client: FlaskClient) -> None:
    names = [client.get(path).headers["X-Request-ID"] for path in (*PAGES, "/none", "/search?x=1") * 2]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[0-9a-f]{24}", name) for name in names)


@pytest.mark.parametrize(
    ("given", "taken"), [("abcd-1234_5.6", True), ("short", False), ("x" * 65, False), ("a b c d e f", False), ("가나다라마바사아", False)]
)  # fmt: skip
def test_a_name_that_a_proxy_has_given_stays_if_it_can_stand_in_a_log(
    client: FlaskClient, given: str, taken: bool  # noqa: FBT001
) -> None:  # fmt: skip
    answer = client.get("/healthz", environ_overrides={"HTTP_X_REQUEST_ID": given.encode().decode("latin-1")})
    assert (answer.headers["X-Request-ID"] == given) is taken


def test_what_goes_wrong_is_logged_under_the_name_that_its_answer_has(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        configure_logging(Settings(log=LogFormat.JSON), logging.INFO)
        answer = create_app(fake).test_client().get("/search", headers={"Host": "a..b"})
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    finally:
        logging.getLogger().handlers[:], logging.getLogger().level = before
    assert answer.headers["X-Request-ID"] in {line.get("request") for line in lines}
