"""docs/feeds.md against the feed: every address asked, every element that it tells of there, and no other."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

from search.engine import TripSearch
from search.trip import Trip
from tests.webapp.atom_rules import ATOM, faults
from tests.webapp.fakes import TRIP
from webapp.app import create_app
from webapp.site.feed import SUMMARY

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "feeds.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"\| `(/feed\.atom[^`]*)` \|$", TEXT, flags=re.MULTILINE)
ELEMENTS = [re.findall(r"`(\w+)`", row) for row in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| ", TEXT, flags=re.MULTILINE)]


@pytest.fixture(scope="module")
def client(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    return create_app(make_engine([TRIP])).test_client()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_feed(client: FlaskClient, example: str) -> None:
    answer = client.get(quote(example, safe="/?&=%"))
    assert answer.status_code == 200, answer.text
    assert faults(answer.data) == []


def test_the_table_of_elements_is_what_an_entry_has(client: FlaskClient) -> None:
    entry = fromstring(client.get("/feed.atom").data).find(f"{ATOM}entry")  # noqa: S314 - our own
    assert entry is not None
    assert {child.tag.removeprefix(ATOM) for child in entry} == {name for row in ELEMENTS for name in row}
    assert f"at most {SUMMARY:,} characters" in TEXT
    assert len(EXAMPLES) > 5
