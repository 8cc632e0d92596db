"""The OpenAPI document and its page."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.webapp.fakes import FakeEngine
from webapp.api.answers import TripAnswer, TripsAnswer
from webapp.app import create_app
from webapp.language import PARAMETER
from webapp.request.params import TripsParameters

TRIPS, TRIP = "/api/v1/trips", "/api/v1/trips/{trip_id}"


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    response = client.get("/openapi.json")
    assert response.mimetype == "application/json"
    found: dict[str, Any] = response.get_json()
    return found


def test_every_parameter_is_described_with_its_limits(document: dict[str, Any]) -> None:
    described = {each["name"]: each for each in document["paths"][TRIPS]["get"]["parameters"]}
    assert described.keys() == TripsParameters.model_fields.keys() | {PARAMETER}
    assert all(each["in"] == "query" and not each["required"] and each["description"] for each in described.values())
    assert described["q"]["schema"]["maxLength"] == 512
    assert (described["size"]["schema"]["minimum"], described["size"]["schema"]["maximum"]) == (1, 100)
    assert described["year"]["schema"]["items"]["pattern"] == "^[0-9]{4}$"
    assert described["departs_from"]["schema"]["anyOf"][0]["format"] == "date"
    assert described["facets"]["schema"]["items"] == {"$ref": "#/components/schemas/FacetName"}
    assert document["components"]["schemas"]["FacetName"]["enum"] == [
        *("country", "city", "region", "office_kind", "organisation", "theme", "year", "missing")
    ]


@pytest.mark.parametrize(
    ("path", "responses"),
    [
        (TRIPS, {"200", "304", "400", "410", "429", "503"}),
        (TRIP, {"200", "301", "304", "400", "404", "429", "503"}),
        ("/healthz", {"200"}),
        ("/readyz", {"200", "503"}),
    ],
)
def test_every_status_is_described(document: dict[str, Any], path: str, responses: set[str]) -> None:
    described = document["paths"][path]["get"]["responses"]
    assert described.keys() == responses
    for status in responses & {"400", "404", "503"}:
        schema = described[status]["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}


@pytest.mark.parametrize(("path", "model"), [(TRIPS, TripsAnswer), (TRIP, TripAnswer)])
def test_answers_are_described_by_their_models(document: dict[str, Any], path: str, model: type) -> None:
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": f"#/components/schemas/{model.__name__}"}


def test_the_document_is_valid_for_generators_of_clients(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert re.fullmatch(r"3\.1\.\d", document["openapi"])


def test_a_generated_client_knows_its_name_and_where_to_ask(document: dict[str, Any]) -> None:
    info = document["info"]
    # Generators make the name of a package of it.
    assert re.fullmatch(r"[A-Za-z][A-Za-z ]+", info["title"])
    assert "국외출장 검색" in info["description"]
    assert info["license"]["identifier"] == "Apache-2.0"
    assert info["contact"]["name"]
    assert document["servers"] == [{"url": "/"}]
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(set(operations)) == len(operations)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/([A-Za-z]+)", str(document)))
    assert names <= document["components"]["schemas"].keys()


def test_the_document_does_not_change_from_start_to_start(client: FlaskClient) -> None:
    again = create_app(FakeEngine()).test_client()
    assert client.get("/openapi.json").data == again.get("/openapi.json").data


def test_nothing_of_the_libraries_shows(client: FlaskClient) -> None:
    text = client.get("/openapi.json").text
    assert "422" not in text
    assert "pydantic" not in text
    assert "search_semantics" not in text


def test_the_page_shows_every_address_with_all_that_it_takes_and_answers(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    html = client.get("/docs").text
    for path, methods in document["paths"].items():
        operation = methods["get"]
        article = re.search(rf'<article aria-labelledby="{operation["operationId"]}">.*?</article>', html, re.DOTALL)
        assert article
        assert f"GET {path}</code>" in article[0]
        assert operation["summary"] in article[0]
        fields = re.findall(r'<(?:input|select) id="[^"]+" name="([^"]+)"', article[0])
        assert fields == [each["name"] for each in operation.get("parameters", ())]
        assert re.findall(r'<th scope="row">(\d+)</th>', article[0]) == list(operation["responses"])
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            shown = re.search(rf'<h3 id="schema-{name}">.*?</article>', html, re.DOTALL)
            assert shown
            assert re.findall(r"<dt><code>(\w+)</code></dt>", shown[0]) == list(schema["properties"])


def test_every_place_on_the_page_that_a_link_names_is_there(client: FlaskClient) -> None:
    html = client.get("/docs").text
    places = re.findall(r' id="([^"]+)"', html)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(places)
    assert not re.search(r"<script(?![^>]*src)", html)
    assert "style=" not in html
