"""ETag and 304, CORS, security headers, caching."""

import re

import msgspec
import pytest
from flask.testing import FlaskClient

from search.page import IndexInfo
from search.query import Clause, TripQuery
from tests.webapp.fakes import INDEX, TRIP, FakeEngine, hit, page
from webapp.app import create_app
from webapp.site.pages import SHOWN_FACETS, SHOWN_MEASURES

ANSWERS = ["/", "/search?q=탄소", "/trips/trip-1", "/api/v1/trips?q=탄소", "/api/v1/trips/trip-1"]
DOCUMENTS = ["/openapi.json", "/docs", "/healthz", "/readyz", "/static/style.css"]


@pytest.fixture(autouse=True)
def _expected(fake: FakeEngine) -> None:
    for text in ("탄소", "중립"):
        query = TripQuery(clauses=(Clause(text),))
        fake.pages[query] = page(hit(TRIP))
        fake.pages[TripQuery(clauses=query.clauses, facets=SHOWN_FACETS, measures=SHOWN_MEASURES)] = page(hit(TRIP))


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_known_to_the_client_is_a_304_without_searching(
    client: FlaskClient, fake: FakeEngine, path: str
) -> None:
    etag = client.get(path).headers["ETag"]
    fake.searched = 0
    response = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", etag)
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert fake.searched == 0


@pytest.mark.parametrize("path", ANSWERS + DOCUMENTS)
def test_every_get_has_an_etag_that_is_honoured(client: FlaskClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    assert client.get(path).headers["ETag"] == etag
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": 'W/"x"'}).status_code == 200


@pytest.mark.parametrize("path", ANSWERS)
def test_a_new_index_has_new_etags(client: FlaskClient, fake: FakeEngine, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    fake.index = IndexInfo("g2", INDEX.trips, INDEX.built)
    fake.pages = {query: msgspec.structs.replace(old, index=fake.index) for query, old in fake.pages.items()}
    response = client.get(path, headers={"If-None-Match": etag})
    assert response.status_code == 200


def test_different_answers_have_different_etags(client: FlaskClient) -> None:
    paths = [*ANSWERS, "/api/v1/trips?q=중립", "/search?q=중립", "/search?q=+탄소", "/api/v1/trips/bare", "/trips/bare"]
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


def test_the_same_search_written_otherwise_has_the_same_etag(client: FlaskClient) -> None:
    one, other = client.get("/api/v1/trips?q=탄소"), client.get("/api/v1/trips?size=20&q=+탄소&match=auto")
    assert one.headers["ETag"] == other.headers["ETag"]


def test_a_bad_request_is_not_a_304(client: FlaskClient) -> None:
    assert client.get("/api/v1/trips?x=1", headers={"If-None-Match": "*"}).status_code == 400
    assert client.get("/api/v1/trips/none", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/trips?x=1", "/api/v1/none", "/none", "/search?x=1"])
def test_errors_are_not_kept(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_state_of_the_process_is_not_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_long_under_an_address_of_this_program(client: FlaskClient) -> None:
    sheet = re.search(r'href="(/static/style.css\?v=[0-9a-f]{12})"', client.get("/").text)
    assert sheet
    response = client.get(sheet[1])
    assert (response.status_code, response.mimetype) == (200, "text/css")
    assert "max-age=31536000" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/api/v1/trips?q=탄소", "/api/v1/trips?x=1", "/api/none", "/feed.atom?size=1", "/feed.atom?x=1"]
)
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://example.org", "Cookie": "a=b"}])
def test_what_programs_read_may_be_read_from_any_origin_without_credentials(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers).headers
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_304_may_be_read_from_any_origin(client: FlaskClient) -> None:
    path = "/api/v1/trips?q=탄소"
    response = client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize(("method", "allowed"), [("GET", True), ("POST", False), ("DELETE", False)])
def test_a_preflight_allows_get_alone(client: FlaskClient, method: str, *, allowed: bool) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options("/api/v1/trips", headers=asked).headers
    assert answer.get("Access-Control-Allow-Methods") == ("GET" if allowed else None)
    assert (answer.get("Access-Control-Allow-Headers") == "if-none-match") is allowed


@pytest.mark.parametrize(
    "named",
    ["Content-Type", "X-Requested-With, Cache-Control, Pragma", "If-Modified-Since", "traceparent, If-None-Match"],
)
def test_a_get_from_another_origin_may_carry_ordinary_headers(client: FlaskClient, named: str) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": named.lower(),
    }
    answer = client.options("/api/v1/trips", headers=asked).headers
    allowed = {name.strip() for name in answer.get("Access-Control-Allow-Headers", "").lower().split(",")}
    assert {name.strip() for name in named.lower().split(",")} <= allowed
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("path", ["/", "/search?q=탄소", "/docs", "/healthz", "/openapi.json"])
def test_pages_are_for_their_own_origin(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://example.org"}).headers
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [*ANSWERS, *DOCUMENTS, "/none", "/api/none", "/search?x=1"])
def test_every_answer_is_safe_and_works_over_plain_http(client: FlaskClient, path: str) -> None:
    answer = client.get(path).headers
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "upgrade-insecure-requests" not in policy
    assert "Strict-Transport-Security" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "'unsafe-inline'" not in policy


def test_two_processes_of_one_program_name_an_answer_alike(client: FlaskClient, fake: FakeEngine) -> None:
    other = create_app(fake).test_client()
    for path in [*ANSWERS, "/openapi.json", "/docs"]:
        assert client.get(path).headers["ETag"] == other.get(path).headers["ETag"]
