"""A client that a generator made of our document, and nobody wrote: it searches, pages, reads, takes away and errs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import pytest

from tests.end_to_end.serving import SAMPLE, serving

GENERATOR: Final = Path(sys.executable).parent / "openapi-python-client"
# Nothing to reformat, and a workbook is a file.
CONFIGURATION: Final = """
post_hooks: []
content_type_overrides:
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
"""

# As somebody writes it who has only the generated package; its names are those of our document.
PROGRAM: Final = """
import json, sys
from trips_client import Client
from trips_client.api.exports import export_csv, export_xlsx
from trips_client.api.statistics import count_trips
from trips_client.api.trips import get_trip, search_trips
from trips_client.models import Dimension, FacetName, Sort
from trips_client.types import UNSET

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
seen, cursor = [], UNSET
while cursor is not None:
    page = search_trips.sync(client=client, country=["DE", "일본"], sort=Sort.NEWEST, size=5, cursor=cursor)
    seen += [hit.id for hit in page.hits]
    cursor = page.next_
found = search_trips.sync(client=client, q="탄소중립", facets=[FacetName.COUNTRY])
trip = get_trip.sync(seen[0], client=client).trip
wrong = search_trips.sync_detailed(client=client, year=["25"], nights_min=5, nights_max=4)
missing = get_trip.sync("nobody", client=client)
print(json.dumps({
    "seen": seen,
    "total": page.total,
    "words": found.understood.terms,
    "marked": [part.text for hit in found.hits for part in hit.title if part.marked],
    "facet": {value.value: value.count for value in found.facets["country"]},
    "trip": trip.to_dict(),
    "departs": str(trip.departs),
    "rows": [[row.values[0].value, row.count] for row in count_trips.sync(client=client, by=[Dimension.YEAR]).rows],
    "csv": export_csv.sync(client=client, q="탄소중립"),
    "workbook": len(export_xlsx.sync(client=client, q="탄소중립").payload.read()),
    "wrong": [wrong.status_code, [error.parameter for error in wrong.parsed.errors]],
    "missing": [missing.status, missing.detail],
}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("site"), SAMPLE) as site:
        yield site.address


class Generated(NamedTuple):
    """The folder of a generated package, and what the generator said of the document."""

    folder: Path
    told: str


@pytest.fixture(scope="module")
def package(site: str, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    folder = tmp_path_factory.mktemp("client")
    (folder / "generator.yml").write_text(CONFIGURATION, encoding="utf-8")
    command: list[str | Path] = [
        GENERATOR, "generate", "--url", f"{site}/openapi.json", "--meta", "none", "--config", "generator.yml",
        "--output-path", "trips_client",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return Generated(folder, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def answers(site: str, package: Generated) -> dict[str, Any]:
    """What the program that uses the package gets."""
    environment = os.environ | {"PYTHONPATH": str(package.folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", PROGRAM, site]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ask(site: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{site}/api/v1/{path}", timeout=30).json()
    return found


def test_the_generator_understands_everything_but_lines_of_json(package: Generated) -> None:
    warnings = [line for line in package.told.splitlines() if line.startswith("WARNING")]
    assert warnings == ["WARNING parsing GET /api/v1/trips.jsonl within exports."]


def test_it_pages_through_every_hit_by_cursor(site: str, answers: dict[str, Any]) -> None:
    listed = ask(site, "trips?country=DE&country=JP&sort=newest&size=100")
    assert len(answers["seen"]) > 5
    assert answers["seen"] == [hit["id"] for hit in listed["hits"]]
    assert answers["total"] == listed["total"]


def test_it_reads_hits_facets_and_what_was_understood(site: str, answers: dict[str, Any]) -> None:
    found = ask(site, "trips?q=탄소중립&facets=country")
    assert answers["words"] == found["understood"]["terms"]
    assert answers["marked"] == [part["text"] for hit in found["hits"] for part in hit["title"] if part["marked"]]
    assert answers["marked"]
    assert answers["facet"] == {value["value"]: value["count"] for value in found["facets"]["country"]}


def test_it_reads_a_trip_whole_with_its_dates_as_dates(site: str, answers: dict[str, Any]) -> None:
    trip = ask(site, f"trips/{answers['seen'][0]}")["trip"]
    assert answers["departs"] == trip["departs"]
    assert answers["trip"].keys() == trip.keys()
    assert {name: answers["trip"][name] for name in ("id", "title", "findings", "countries")} == {
        name: trip[name] for name in ("id", "title", "findings", "countries")
    }


def test_it_counts_and_takes_away(site: str, answers: dict[str, Any]) -> None:
    rows = ask(site, "statistics?by=year")["rows"]
    assert answers["rows"] == [[row["values"][0]["value"], row["count"]] for row in rows]
    assert answers["csv"] == httpx.get(f"{site}/api/v1/trips.csv?q=탄소중립", timeout=30).text
    assert answers["workbook"] > 5_000


def test_it_reads_an_error_as_a_problem(answers: dict[str, Any]) -> None:
    assert answers["wrong"] == [400, ["year"]]
    status, detail = answers["missing"]
    assert (status, "‘nobody’" in detail) == (404, True)
