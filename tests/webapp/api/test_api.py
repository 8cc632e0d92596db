"""The routes of the API: what they ask the engine and what they answer."""

import pytest
from flask.testing import FlaskClient

from search.page import FacetCount
from search.parse import parse
from search.query import ALL_VALUES, Clause, FacetName, Filters, TripQuery
from tests.webapp.fakes import BARE, INDEX, TRIP, FakeEngine, hit, page, plain
from webapp.api.answers import FacetAnswer, SimilarAnswer
from webapp.api.docs import described
from webapp.api.payloads import index_payload, page_payload, trip_payload


def test_a_search_asks_the_engine_once_and_answers_its_page(client: FlaskClient, fake: FakeEngine) -> None:
    query = TripQuery(clauses=(Clause("탄소중립"),), facets=(FacetName.YEAR,))
    fake.pages[query] = page(hit(TRIP))
    response = client.get("/api/v1/trips?q=탄소중립&facets=year")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.json == plain(page_payload(fake.pages[query], query))
    assert fake.searched == 1


def test_answers_are_compact_and_keep_their_letters(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[TripQuery()] = page(hit(TRIP))
    body = client.get("/api/v1/trips").data
    assert '"title":"탄소중립 연구센터 방문","title_stated"'.encode() in body


def test_one_trip_comes_whole(client: FlaskClient) -> None:
    response = client.get("/api/v1/trips/trip-1")
    assert (response.status_code, response.json) == (200, plain(trip_payload(TRIP, INDEX)))


@pytest.mark.parametrize("trip_id", ["none", "%FF", "가", "a%00b", "x" * 5000, "%3Cscript%3E"])
def test_a_trip_that_is_not_there_is_a_404_with_its_id(client: FlaskClient, trip_id: str) -> None:
    response = client.get(f"/api/v1/trips/{trip_id}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert "출장이 없습니다" in response.get_json()["detail"]


def test_one_trip_takes_no_parameters(client: FlaskClient) -> None:
    response = client.get("/api/v1/trips/trip-1?x=1")
    assert response.status_code == 400
    assert [fault["parameter"] for fault in response.get_json()["errors"]] == ["x"]


def test_head_answers_like_get_without_a_body(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[TripQuery()] = page(hit(TRIP))
    head, get = client.head("/api/v1/trips"), client.get("/api/v1/trips")
    assert head.data == b""
    assert (head.status_code, head.headers["ETag"]) == (200, get.headers["ETag"])
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_healthz_says_that_the_process_lives_whatever_the_index(client: FlaskClient, fake: FakeEngine) -> None:
    fake.index, fake.problem = None, "색인이 없습니다."
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_readyz_names_the_index_that_answers(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (200, {"status": "ok", "index": plain(index_payload(INDEX))})


def test_readyz_fails_with_the_sentence_even_while_an_older_index_is_served(
    client: FlaskClient, fake: FakeEngine
) -> None:
    fake.problem = "새 색인의 체크섬이 어긋납니다."
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.get_json()["detail"] == fake.problem


def test_similar_trips_come_with_the_terms_that_decided(client: FlaskClient, fake: FakeEngine) -> None:
    fake.trips = {"trip-1": TRIP, "bare": BARE}
    answer = client.get("/api/v1/trips/trip-1/similar")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json.keys() == set(SimilarAnswer.__struct_fields__)
    assert [hit["id"] for hit in answer.json["hits"]] == ["bare"]
    assert answer.json["terms"] == ["탄소", "중립"]
    described(SimilarAnswer).model_validate(answer.json)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/v1/trips/nobody/similar", 404, "id가 ‘nobody’인 출장이 없습니다"),
        ("/api/v1/trips/trip-1/similar?size=0", 400, "1부터 100까지"),
        ("/api/v1/trips/trip-1/similar?q=가", 400, "알 수 없는 매개변수"),
        (
            "/api/v1/facets/hotel",
            404,
            "있는 항목: country, city, region, office_kind, organisation, theme, year, missing",
        ),
        ("/api/v1/trips?missing=hotel", 400, "쓸 수 있는 항목: countries(방문국)"),
        ("/api/v1/facets/organisation?sort=newest", 400, "알 수 없는 매개변수"),
        ("/api/v1/facets/organisation?country=", 400, "비어 있습니다"),
        ("/api/v1/facets/organisation?q=%FF", 400, "UTF-8"),
    ],
)
def test_the_smaller_addresses_refuse_as_the_search_does(
    client: FlaskClient, path: str, status: int, said: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert said in answer.text


def test_the_values_of_a_facet_are_found_by_a_piece_of_the_name_within_a_search(
    client: FlaskClient, fake: FakeEngine
) -> None:
    counts = tuple(FacetCount(code, name, 3, selected=False) for code, name in (("CZ", "체코"), ("DE", "독일")))
    asked = TripQuery(
        clauses=parse("트램"),
        filters=Filters(year=("2024",)),
        size=1,
        facets=(FacetName.COUNTRY,),
        facet_size=ALL_VALUES,
    )
    fake.pages[asked] = page(facets={FacetName.COUNTRY: counts})
    answer = client.get("/api/v1/facets/country?q= 체 &within=트램&year=2024")
    assert answer.json
    described(FacetAnswer).model_validate(answer.json)
    assert answer.json["total"] == 1
    assert answer.json["values"] == [{"value": "CZ", "label": "체코", "count": 3, "selected": False}]
    by_code = client.get("/api/v1/facets/country?q=de&within=트램&year=2024").get_json()
    assert [value["value"] for value in by_code["values"]] == ["DE"]
    cut = client.get("/api/v1/facets/country?within=트램&year=2024&size=1").get_json()
    assert (cut["total"], len(cut["values"])) == (2, 1)
