"""docs/api.md against the API: every address, parameter, limit and error, and every example asked."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search.answer.snippets import MAX_LENGTH, MAX_PASSAGES
from search.answer.statistics import MAX_ROWS
from search.engine import TripSearch
from search.plan.items import MAX_WORDS
from search.query import MAX_QUERY_LENGTH, MAX_SIZE
from search.trip import Trip
from tests.webapp.fakes import TRIP
from webapp.app import create_app
from webapp.errors import _TITLES as TITLES
from webapp.language import PARAMETER
from webapp.request.params import TripsParameters
from webapp.request.values import MAX_COST, MAX_COUNT, MAX_VALUES

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    return re.findall(r"^\| `?([^|`]+?)`? \|", section(title), flags=re.MULTILINE)[1:]


EXAMPLES = sorted(set(re.findall(r"`((?:/api/v1|/healthz|/readyz)[^`{]*)` \|$", TEXT, flags=re.MULTILINE)))


@pytest.fixture(scope="module")
def client(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    return create_app(make_engine([TRIP])).test_client()


def test_every_address_is_in_the_table_and_no_other(client: FlaskClient) -> None:
    assert first_cells("Addresses") == list(client.get("/openapi.json").get_json()["paths"])


def test_every_parameter_is_in_the_table_and_no_other() -> None:
    assert sorted(first_cells("Parameters of a search")) == sorted({*TripsParameters.model_fields, PARAMETER})


def test_the_table_of_errors_has_the_statuses_that_there_are() -> None:
    assert first_cells("Errors") == [str(status) for status in TITLES]


def test_the_limits_are_those_of_the_code() -> None:
    told = re.findall(r"^\| (.+) \| ([\d,]+) \|$", section("Limits"), flags=re.MULTILINE)
    limits = {what: int(most.replace(",", "")) for what, most in told}
    assert limits["characters of `q`, `within`, `find`"] == MAX_QUERY_LENGTH
    assert limits["values of one condition"] == MAX_VALUES
    assert limits["nights or people in a condition"] == MAX_COUNT
    assert limits["won in a condition"] == MAX_COST
    assert limits["hits or values a page"] == MAX_SIZE
    assert limits["words of a query that are looked for"] == MAX_WORDS
    assert limits["passages of a hit"] == MAX_PASSAGES
    assert limits["characters of a passage"] == MAX_LENGTH
    assert limits["rows of statistics"] == MAX_ROWS


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_answered(client: FlaskClient, example: str) -> None:
    answer = client.get(quote(example, safe="/?&=%"), buffered=True)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.data


def test_there_is_an_example_of_nearly_everything() -> None:
    assert len(EXAMPLES) > 35
