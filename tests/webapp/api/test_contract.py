"""What v1 promises is kept: its document against the recorded one."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webapp.api.breaking import breaks

# As it was when it was last agreed: `pytest tests/webapp/api/test_contract.py --rewrite-openapi` records it anew.
RECORDED = Path(__file__).with_name("openapi_v1.json")
Document = dict[str, Any]


@pytest.fixture
def document(client: FlaskClient) -> Document:
    found: Document = client.get("/openapi.json").get_json()
    return found


def test_nothing_that_v1_promises_is_broken(document: Document) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert breaks(recorded, document) == []


def test_what_is_new_is_recorded_so_that_it_is_promised_from_now_on(
    document: Document, pytestconfig: pytest.Config
) -> None:
    """Additions are free, once: whoever makes one records the document, and reads what it says."""
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if pytestconfig.getoption("--rewrite-openapi"):
        RECORDED.write_text(text, encoding="utf-8")
    assert RECORDED.read_text(encoding="utf-8") == text


TRIPS = "/api/v1/trips"


def parameter(document: Document, name: str) -> Document:
    found: Document = next(one for one in document["paths"][TRIPS]["get"]["parameters"] if one["name"] == name)
    return found


def schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


BREAKING: list[tuple[str, Callable[[Document], object]]] = [
    ("trips: gone", lambda d: d["paths"].pop(TRIPS)),
    ("parameter q gone", lambda d: d["paths"][TRIPS]["get"]["parameters"].remove(parameter(d, "q"))),
    ("parameter q is required", lambda d: parameter(d, "q").update(required=True)),
    (
        "parameter new is new and required",
        lambda d: d["paths"][TRIPS]["get"]["parameters"].append(
            {"name": "new", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
    ),
    ("parameter q: maxLength fell", lambda d: parameter(d, "q")["schema"].update(maxLength=100)),
    ("parameter size: minimum rose", lambda d: parameter(d, "size")["schema"].update(minimum=2)),
    ("parameter size: another default", lambda d: parameter(d, "size")["schema"].update(default=50)),
    ("parameter country takes no array", lambda d: parameter(d, "country")["schema"].update(type="string")),
    ("parameter sort takes no longest", lambda d: schemas(d)["Sort"]["enum"].remove("longest")),
    ("200.total gone", lambda d: schemas(d)["TripsAnswer"]["properties"].pop("total")),
    ("200.total may be string", lambda d: schemas(d)["TripsAnswer"]["properties"]["total"].update(type="string")),
    ("200.hits[].trip.title gone", lambda d: schemas(d)["Trip"]["properties"].pop("title")),
    ("200.hits[].passages[].page may be absent", lambda d: schemas(d)["Passage"]["required"].remove("page")),
    (
        "200.understood.terms may be null",
        lambda d: schemas(d)["Understood"]["properties"]["terms"].update(type=["array", "null"]),
    ),
    ("400 gone", lambda d: d["paths"][TRIPS]["get"]["responses"].pop("400")),
    ("another operationId", lambda d: d["paths"][TRIPS]["get"].update(operationId="find")),
]


@pytest.mark.parametrize(("says", "change"), BREAKING, ids=[says for says, _ in BREAKING])
def test_a_change_that_breaks_a_client_is_told(
    document: Document, says: str, change: Callable[[Document], object]
) -> None:
    changed = copy.deepcopy(document)
    change(changed)
    told = breaks(document, changed)
    assert any(says in line for line in told), told


ADDED: list[Callable[[Document], object]] = [
    lambda d: d["paths"].update({"/api/v1/new": d["paths"][TRIPS]}),
    lambda d: d["paths"][TRIPS]["get"]["parameters"].append(
        {"name": "new", "in": "query", "required": False, "schema": {"type": "string"}}
    ),
    lambda d: schemas(d)["TripsAnswer"]["properties"].update(new={"type": "string"}),
    lambda d: parameter(d, "q")["schema"].update(maxLength=1_000),
    lambda d: schemas(d)["Sort"]["enum"].append("cheapest"),
    lambda d: d["paths"][TRIPS]["get"]["responses"].update({"429": d["paths"][TRIPS]["get"]["responses"]["400"]}),
    lambda d: parameter(d, "q").update(description="다른 말"),
]


@pytest.mark.parametrize("change", ADDED)
def test_what_is_added_breaks_nobody(document: Document, change: Callable[[Document], object]) -> None:
    changed = copy.deepcopy(document)
    change(changed)
    assert breaks(document, changed) == []
