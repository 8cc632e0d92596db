"""Which language an answer is in: what `lang` says, else for programs what Accept-Language prefers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import parse as rate

from search.engine import TripSearch
from search.errors import (
    ClusterRefusedError,
    ClusterUnreachableError,
    IndexDamagedError,
    IndexMissingError,
    IndexNotReadableError,
    IndexOutdatedError,
    PagesGoneError,
    SearchUnavailableError,
)
from search.sentences import Sentence
from search.trip import Trip
from tests.webapp.fakes import BARE, TRIP, FakeEngine
from webapp.admission import Admission
from webapp.app import create_app
from webapp.rates import Rates
from webapp.refusals import MAX_QUERY_STRING

HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
QUOTED = re.compile("‘[^’]*’")
# What an error lists is what may be sent, as it may be sent.
LISTED = re.compile(r"(?:You can use|Similar names|by itself|There are): .*")

HEADERS = {
    None: "ko", "": "ko", "*": "ko", "ko": "ko", "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7": "ko", "en": "en", "EN": "en",
    "en-GB": "en", "en-US,en;q=0.5": "en", "en;q=0.8,ko;q=0.9": "ko", "en;q=0.9,ko;q=0.8": "en", "en;q=0.5,ko;q=0.5": "ko",
    "fr": "ko", "fr,de;q=0.9": "ko", "fr,en;q=0.3": "en", "fr,*;q=0.5": "ko", "en;q=0.3,*;q=0.5": "ko", "ko;q=0,*": "en",
    "ko;q=0": "ko", "en;q=0": "ko", "en;q=0,ko;q=0": "ko", "*;q=0.1,en;q=0.2": "en", "en-Latn-GB": "en", "english": "ko",
    "eng": "ko", ";;,,q=": "ko", "en;q=x": "ko", "en" + "-x" * 400: "en", "ko-Kore,en": "ko", "e,n": "ko",
}  # fmt: skip


def spoken(text: str) -> str:
    return "ko" if "니다" in text else "en"


@pytest.mark.parametrize(("header", "language"), HEADERS.items())
def test_an_error_is_in_the_language_that_a_program_prefers(
    client: FlaskClient, header: str | None, language: str
) -> None:
    headers = {} if header is None else {"Accept-Language": header}
    answer = client.get("/api/v1/trips/none", headers=headers)
    assert answer.status_code == 404
    assert spoken(answer.get_json()["detail"]) == language
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("header", ["ko", "en", "fr"])
def test_what_the_address_says_is_what_counts(client: FlaskClient, lang: str, header: str) -> None:
    answer = client.get(f"/api/v1/trips/none?lang={lang}", headers={"Accept-Language": header})
    assert (spoken(answer.get_json()["detail"]), answer.headers["Content-Language"]) == (lang, lang)
    assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/trips/trip-1", "/trips/none", "/about", "/search?year=x", "/nowhere"])
def test_a_page_is_the_same_whoever_asks(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "ko"
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    assert answer.data == client.get(path).data


@pytest.mark.parametrize(
    "asked",
    [
        "lang=fr",
        "lang=",
        "lang=EN",
        "lang=en-GB",
        "lang=en&lang=ko",
        "lang=en&lang=en",
        "l%61ng=de",
        "lang=%FF",
        "lang",
    ],
)
@pytest.mark.parametrize(
    "path",
    ["/api/v1/trips", "/api/v1/trips/trip-1", "/api/v1/trips.csv", "/api/v1/statistics", "/healthz", "/openapi.json", "/feed.atom",
     "/", "/search", "/about", "/compare", "/robots.txt"],
)  # fmt: skip
def test_a_language_that_we_do_not_speak_is_told(client: FlaskClient, path: str, asked: str) -> None:
    answer = client.get(f"{path}?{asked}")
    assert answer.status_code == 400
    assert "lang" in answer.text
    assert "ko, en" in answer.text or "한 번만" in answer.text


def test_the_parameter_may_be_written_as_any_other(client: FlaskClient) -> None:
    assert client.get("/api/v1/suggest?l%61ng=%65n&q=").headers["Content-Language"] == "en"
    assert client.get("/search/facets/year?find=lang%3Den").headers["Content-Language"] == "ko"


def in_both(client: FlaskClient, path: str, **request: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - as Werkzeug has them
    """An answer in Korean and in English, which differ in their sentences alone."""
    request = {"buffered": True, **request}
    plain = client.open(path, **request)
    joint = "&" if "?" in path else "?"
    stated = client.open(f"{path}{joint}lang=en", **request)
    preferred = client.open(path, **{**request, "headers": {**request.get("headers", {}), "Accept-Language": "en"}})
    assert plain.status_code == stated.status_code == preferred.status_code, path
    assert stated.get_json() == preferred.get_json()
    assert plain.mimetype == stated.mimetype == preferred.mimetype == "application/problem+json"
    return plain.get_json(), stated.get_json()


def check(korean: dict[str, Any], english: dict[str, Any]) -> None:
    assert (korean["type"], korean["status"]) == (english["type"], english["status"])
    assert [fault["parameter"] for fault in korean["errors"]] == [fault["parameter"] for fault in english["errors"]]
    sentences = [english["title"], english["detail"], *(fault["detail"] for fault in english["errors"])]
    for sentence in sentences:
        said = LISTED.sub("", QUOTED.sub("", sentence))
        for fault in english["errors"]:
            said = said.replace(fault["parameter"], "")
        assert sentence
        assert not HANGUL.search(said), sentence
    assert HANGUL.search(korean["title"])
    assert HANGUL.search(korean["detail"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/trips?contry=JP&year=25&size=0&country=도일&theme=x&sort=x&correct=x&since=x&departs_from=x", 400),
        ("GET", "/api/v1/trips?region=전라&office_kind=x&missing=x&country=없는곳", 400),
        ("GET", "/api/v1/trips?region=어딘가", 400),
        ("GET", "/api/v1/trips?office_kind=x", 400),
        ("GET", "/api/v1/trips?missing=x", 400),
        ("GET", "/api/v1/trips?theme=x", 400),
        ("GET", "/api/v1/trips?country=도일", 400),
        ("GET", "/api/v1/trips?departs_from=2025-02-01&departs_to=2025-01-01&nights_min=3&nights_max=1", 400),
        ("GET", "/api/v1/trips?q=%FF", 400),
        ("GET", "/api/v1/trips?q=" + "가" * 600, 400),
        ("GET", "/api/v1/trips?" + "year=2025&" * 200, 400),
        ("GET", "/api/v1/trips?" + "year=2025&" * 501, 400),
        ("GET", "/api/v1/trips?country=&year=", 400),
        ("GET", "/api/v1/trips?size=1&size=2", 400),
        ("GET", "/api/v1/trips?cursor=x", 400),
        ("GET", "/api/v1/trips/trip-1?x=1", 400),
        ("GET", "/api/v1/statistics", 400),
        ("GET", "/api/v1/statistics?by=year&by=month", 400),
        ("GET", "/api/v1/statistics?by=year&by=year", 400),
        ("GET", "/api/v1/statistics?by=year&by=country&by=theme", 400),
        ("GET", "/api/v1/statistics?by=people&measures=people", 400),
        ("GET", "/api/v1/trips.csv?columns=x", 400),
        ("GET", "/feed.atom?sort=x", 400),
        ("GET", "/api/v1/trips/none", 404),
        ("GET", "/api/v1/trips/none/similar", 404),
        ("GET", "/api/v1/facets/none", 404),
        ("GET", "/api/none", 404),
        ("POST", "/api/v1/trips", 405),
        ("GET", "/api/v1/trips?q=" + "a" * MAX_QUERY_STRING, 414),
    ],
)  # fmt: skip
def test_every_error_says_in_english_what_it_says_in_korean(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    korean, english = in_both(client, path, method=method)
    assert english["status"] == status
    check(korean, english)


def test_a_body_and_a_host_are_refused_in_english(client: FlaskClient) -> None:
    check(*in_both(client, "/api/v1/trips", data=b"x" * 5_000))
    check(*in_both(client, "/api/v1/trips", headers={"Host": "a..b"}))


@pytest.mark.parametrize(
    "kind",
    [SearchUnavailableError, IndexMissingError, IndexDamagedError, IndexNotReadableError, IndexOutdatedError,
     ClusterUnreachableError, ClusterRefusedError],
)  # fmt: skip
def test_an_index_that_does_not_answer_is_told_in_english_by_its_kind(
    fake: FakeEngine, client: FlaskClient, kind: type[SearchUnavailableError]
) -> None:
    fake.error = kind("색인이 이상합니다. `trips rebuild`로 다시 만드세요.")
    for path in ("/api/v1/trips", "/api/v1/trips/trip-1", "/api/v1/trips.csv", "/api/v1/statistics?by=year"):
        korean, english = in_both(client, path)
        assert english["status"] == 503
        check(korean, english)


def test_a_process_that_is_not_ready_says_so_in_english(fake: FakeEngine, client: FlaskClient) -> None:
    fake.index, fake.problem = None, "색인이 손상되었습니다."
    check(*in_both(client, "/readyz"))


def test_pages_that_are_gone_are_told_in_english(fake: FakeEngine, client: FlaskClient) -> None:
    sentence = "페이지를 넘기는 사이 자료가 갱신되어 이어 볼 수 없습니다. 첫 페이지부터 다시 검색하세요."
    fake.error = PagesGoneError(Sentence(sentence))
    korean, english = in_both(client, "/api/v1/trips")
    assert (english["status"], korean["detail"]) == (410, sentence)
    check(korean, english)


def test_a_fault_of_ours_is_told_in_english(fake: FakeEngine) -> None:
    fake.error = RuntimeError("secret")
    check(*in_both(create_app(fake).test_client(), "/api/v1/trips"))


def test_who_asks_too_often_is_told_in_english(fake: FakeEngine) -> None:
    rates = Rates(rate("1/minute"), None, hops=1)
    client = create_app(fake, rates=rates).test_client()
    for header, language in (("ko", "ko"), ("en", "en")):
        answers = [
            client.get("/api/v1/trips/none", headers={"Accept-Language": header, "X-Forwarded-For": f"1.2.3.{language == 'en':d}"})
            for _ in range(2)
        ]  # fmt: skip
        assert answers[1].status_code == 429
        assert spoken(answers[1].get_json()["detail"]) == language
        assert answers[1].headers["Content-Language"] == language


def test_a_crowd_is_told_in_english(fake: FakeEngine) -> None:
    admission = Admission(searching=1, waiting=0)
    admission.enter()
    korean, english = in_both(create_app(fake, admission=admission).test_client(), "/api/v1/trips")
    assert english["detail"] == "There are too many searches at the moment. Try again in 5 seconds."
    check(korean, english)


VALUES = st.sampled_from(
    ["x", "가", "2025", "-1", "99999999999", "JP", "2025-02-30", "‘", "{value}", "%s", "true", "\u200b", "<b>"]
)
NAMES = st.sampled_from(
    ["q", "match", "correct", "country", "theme", "region", "office_kind", "missing", "year", "not_year", "departs_from", "departs_to",
     "nights_min", "cost_max", "since", "sort", "size", "facets", "cursor", "by", "measures", "columns", "without", "한글"]
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["/api/v1/trips", "/api/v1/statistics", "/api/v1/trips.csv", "/api/v1/facets/year", "/api/v1/suggest"]
    ),
    asked=st.lists(st.tuples(NAMES, VALUES), max_size=5),
)
def test_whatever_is_wrong_is_said_in_both_languages(
    answered: FlaskClient, path: str, asked: list[tuple[str, str]]
) -> None:
    korean = answered.get(path, query_string=asked, buffered=True)
    english = answered.get(path, query_string=[*asked, ("lang", "en")], buffered=True)
    assert korean.status_code == english.status_code
    if korean.status_code >= 400:
        check(korean.get_json(), english.get_json())


@pytest.fixture(scope="module")
def answered(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    """An application over a real engine, which keeps what it answered."""
    return create_app(make_engine([TRIP, BARE])).test_client()


def test_what_is_said_of_a_search_is_in_its_language(answered: FlaskClient) -> None:
    def notes(**headers: str) -> list[str]:
        found: list[str] = answered.get("/api/v1/trips?q=탄소 는", headers=headers).get_json()["understood"]["notes"]
        return found

    assert notes() == ["‘는’은 조사·어미 등으로만 이루어져 조건에서 제외했습니다."]
    english = ["‘는’ has only particles and endings, so trips need not contain it."]
    assert notes(**{"Accept-Language": "en"}) == english
    # Kept by now in both languages, and neither for the other.
    assert notes(**{"Accept-Language": "ko, en;q=0.5"}) == notes() != english == notes(**{"Accept-Language": "en-US"})
    rows = answered.get("/api/v1/statistics?by=country&lang=en").get_json()
    assert rows["notes"] == ["A trip can have several values of country, so rows can add up to more than the total."]


def test_an_answer_that_somebody_has_in_one_language_is_not_unchanged_in_the_other(answered: FlaskClient) -> None:
    path = "/api/v1/trips?q=탄소 는"
    tags = {header: answered.get(path, headers={"Accept-Language": header}).headers["ETag"] for header in ("ko", "en")}
    assert tags["ko"] != tags["en"]
    for header, tag in tags.items():
        for other in tags:
            answer = answered.get(path, headers={"Accept-Language": other, "If-None-Match": tag})
            assert answer.status_code == (304 if header == other else 200)
            assert "Accept-Language" in answer.headers["Vary"]
    assert answered.get(
        "/search?q=탄소", headers={"If-None-Match": answered.get("/search?q=탄소&lang=en").headers["ETag"]}
    ).data


def test_data_are_the_same_in_both_languages(answered: FlaskClient) -> None:
    korean, english = (
        answered.get("/api/v1/trips?facets=country", headers={"Accept-Language": each}) for each in ("ko", "en")
    )
    assert korean.get_json() == english.get_json()
