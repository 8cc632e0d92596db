"""One shape for every error: problem+json for programs, a Korean page for people."""

import logging

import pytest
from flask.testing import FlaskClient

from search.errors import IndexDamagedError
from search.query import Clause, FacetName, TripQuery
from tests.webapp.fakes import FakeEngine
from webapp.answers import Problem
from webapp.app import create_app
from webapp.errors import RETRY_SECONDS
from webapp.refusals import MAX_QUERY_STRING


@pytest.fixture
def serving(fake: FakeEngine) -> FlaskClient:
    """A client of the application as it is served: nothing reaches the caller but answers."""
    return create_app(fake).test_client()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/trips?contry=JP", 400),
        ("GET", "/api/v1/trips?cursor=x", 400),
        ("GET", "/api/v1/trips/none", 404),
        ("GET", "/api", 404),
        ("GET", "/api/v2/trips", 404),
        ("GET", "/api/v1/trips/", 404),
        ("POST", "/api/v1/trips", 405),
        ("DELETE", "/api/v1/trips/trip-1", 405),
        ("GET", "/api/v1/trips?q=" + "a" * MAX_QUERY_STRING, 414),
        ("POST", "/healthz", 405),
        ("PUT", "/readyz", 405),
        ("POST", "/openapi.json", 405),
    ],
)
def test_errors_of_the_api_are_problems(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = Problem.model_validate(response.json)
    assert (problem.type, problem.status) == ("about:blank", status)
    assert "pydantic" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/search?contry=JP", 400),
        ("GET", "/search?q=%FF", 400),
        ("GET", "/trips/none", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/static/none.css", 404),
        ("GET", "/docs/assets/../../x", 404),
        ("POST", "/search", 405),
        ("GET", "/search?q=" + "a" * MAX_QUERY_STRING, 414),
    ],
)
def test_errors_of_the_site_are_korean_pages(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert '<html lang="ko">' in response.text
    assert "니다" in response.text.split("<main")[1]


def test_the_page_and_the_problem_say_the_same_sentence(client: FlaskClient) -> None:
    sentence = client.get("/api/v1/trips?year=25").get_json()["errors"][0]["detail"]
    assert sentence in client.get("/search?year=25").text


def test_an_error_page_keeps_the_text_that_was_typed(client: FlaskClient) -> None:
    assert 'value="탄소 &#34;중립&#34;"' in client.get('/search?q=탄소+"중립"&year=25').text


def test_a_405_says_what_is_allowed(client: FlaskClient) -> None:
    assert set(client.post("/api/v1/trips").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_query_of_ten_thousand_characters_hears_about_its_own_limit(client: FlaskClient) -> None:
    response = client.get("/api/v1/trips", query_string={"q": "가" * 10_000})
    assert response.status_code == 400
    assert response.get_json()["errors"] == [{"parameter": "q", "detail": "512자까지 쓸 수 있습니다(10000자)."}]


@pytest.mark.parametrize("path", ["/api/v1/trips", "/api/v1/trips/trip-1", "/search", "/trips/trip-1"])
def test_without_an_index_every_answer_is_a_503_that_says_what_to_do(
    client: FlaskClient, fake: FakeEngine, path: str
) -> None:
    fake.error = IndexDamagedError("색인이 손상되었습니다. 원본에서 다시 만드세요.")
    response = client.get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == str(RETRY_SECONDS)
    assert "원본에서 다시 만드세요" in response.text


def test_the_start_page_without_an_index_is_a_503(client: FlaskClient, fake: FakeEngine) -> None:
    fake.index, fake.problem = None, "`trips index PATH…`로 만드세요 <b>."
    response = client.get("/")
    assert response.status_code == 503
    assert "<code>trips index PATH…</code>로 만드세요 &lt;b&gt;." in response.text


@pytest.mark.parametrize("path", ["/api/v1/trips?q=비밀말", "/search?q=비밀말"])
def test_an_unexpected_error_shows_nothing_internal_and_logs_its_traceback(
    serving: FlaskClient, fake: FakeEngine, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    fake.error = RuntimeError("secret-detail")
    with caplog.at_level(logging.ERROR):
        response = serving.get(path)
    assert response.status_code == 500
    assert "secret-detail" not in response.text
    assert "RuntimeError" not in response.text
    assert "secret-detail" in caplog.text


def test_queries_are_not_logged(serving: FlaskClient, fake: FakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    word = (Clause("비밀말"),)
    with caplog.at_level(logging.INFO):
        for error in (IndexDamagedError("손상"), RuntimeError("x")):
            fake.error = error
            serving.get("/api/v1/trips?q=비밀말")
            serving.get("/search?q=비밀말")
        serving.get("/api/v1/trips?q=비밀말&x=1")
    logged = [record.getMessage() for record in caplog.records]
    assert logged
    assert not [message for message in logged if "비밀말" in message or "%EB" in message]
    assert TripQuery(clauses=word, facets=tuple(FacetName)) not in fake.pages
