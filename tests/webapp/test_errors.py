"""One shape for every error: problem+json for programs, a Korean page for people."""

import logging

import msgspec
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.errors import IndexDamagedError, SearchUnavailableError
from search.query import Clause, FacetName, TripQuery
from tests.webapp.fakes import FakeEngine
from tests.webapp.markup import Elements, Forms
from webapp.api.docs import described
from webapp.app import create_app
from webapp.errors import RETRY_SECONDS
from webapp.problem import Problem
from webapp.refusals import MAX_QUERY_STRING
from webapp.request.params import TripsParameters


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
    described(Problem).model_validate(response.json)
    problem = msgspec.json.decode(response.data, type=Problem)
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


def test_a_range_that_ends_before_it_starts_comes_back_in_its_form(client: FlaskClient) -> None:
    asked = {
        "q": "탄소 중립", "departs_from": "2025-03-01", "departs_to": "2025-02-01", "nights_min": "9", "nights_max": "2",
        "country": "중국", "sort": "newest", "correct": "false", "facets": "year",
    }  # fmt: skip
    answer = client.get("/search", query_string=asked)
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert Forms(answer.text).sent == [{name: [value] for name, value in asked.items()}]
    fields = {field["id"]: field for field in Elements(answer.text).all("input") if "id" in field}
    faulty = {name: field["aria-describedby"] for name, field in fields.items() if "aria-invalid" in field}
    assert faulty == {"departs_from": "departs_from-fault", "nights_min": "nights_min-fault"}
    assert 'id="departs_from-fault">‘출발일: 끝’보다 뒤인 날짜입니다.</span>' in answer.text
    assert {"class": "facet", "open": None} in Elements(answer.text).all("details")


def test_what_the_form_has_no_field_for_is_said_above_it_and_not_sent_again(client: FlaskClient) -> None:
    answer = client.get("/search?q=탄소&year=25&contry=JP&country=CN&nights_min=x")
    assert answer.status_code == 400
    assert "<code>year</code>: ‘25’는 네 자리 연도가 아닙니다." in answer.text
    assert "<code>contry</code>" in answer.text
    assert Forms(answer.text).sent == [{"q": ["탄소"], "country": ["CN"], "nights_min": ["x"]}]


@given(st.dictionaries(st.sampled_from([*TripsParameters.model_fields, "x"]), st.text(max_size=20)))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_form_sends_it_is_answered_or_comes_back(
    client: FlaskClient, fake: FakeEngine, asked: dict[str, str]
) -> None:
    fake.error = SearchUnavailableError("검색하지 않습니다.")
    answer = client.get("/search", query_string=asked)
    assert answer.status_code in {400, 503}
    if answer.status_code == 400 and 'role="alert"' in answer.text:
        (sent,) = Forms(answer.text).sent
        assert sent.keys() <= asked.keys()


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
