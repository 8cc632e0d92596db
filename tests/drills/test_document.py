"""The OpenAPI document against a running site, by Schemathesis: all of it, every check, on both engines.

It sends what the document allows, which must be answered as the document says, and what it does not allow, which must
be refused. document/hooks.py tells it what no schema can say.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import pytest

from tests.conftest import ENGINES
from tests.end_to_end.serving import ROOT, SAMPLE, Site, in_cluster, serving

SCHEMATHESIS: Final = Path(sys.executable).parent / "schemathesis"
HERE: Final = Path(__file__).parent / "document"


class Checked(NamedTuple):
    """What came of a run: how many requests, to how many operations, and what is told of those that failed."""

    cases: int
    operations: int
    failures: list[str]


@pytest.fixture(scope="module", params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        named = {}
        if request.param == "elasticsearch":
            named = stack.enter_context(in_cluster(request.getfixturevalue("cluster")))
        yield stack.enter_context(serving(tmp_path_factory.mktemp("site"), SAMPLE, **named))


def check(site: Site, folder: Path, *options: str) -> Checked:
    report = folder / "report.ndjson"
    command: list[str | Path] = [
        SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", f"{site.address}/openapi.json", "--checks=all",
        "--continue-on-failure", "--no-shrink", "--no-color", "--generation-database=none", "--request-timeout=30",
        "--report=ndjson", f"--report-ndjson-path={report}", *options,
    ]  # fmt: skip
    told = {"TRIPS_SITE": site.address, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")}
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | told
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return _read(report, done.stdout)


def _read(report: Path, told: str) -> Checked:
    cases, operations = 0, set()
    for line in report.read_text(encoding="utf-8").splitlines():
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        cases += len(recorder.get("interactions", ()))
        # A chain of requests is of several.
        operations |= {recorder["label"]} - {"Stateful tests"} if recorder else set()
    parts = re.split(r"^(?==+ (?:ERRORS|FAILURES|WARNINGS|SUMMARY) =+$)", told, flags=re.MULTILINE)
    failures = [part for part in parts if re.match(r"=+ (?:ERRORS|FAILURES) ", part)]
    return Checked(cases, len(operations), failures)


def test_what_the_document_says_holds(site: Site, tmp_path: Path) -> None:
    checked = check(site, tmp_path, "--phases=examples,fuzzing", "--max-examples=8", "--seed=1")
    assert checked.failures == []
    assert checked.cases > 80
    assert checked.operations == len(httpx.get(f"{site.address}/openapi.json").json()["paths"])


@pytest.mark.drill
def test_what_the_document_says_holds_in_thousands_of_requests(site: Site, tmp_path: Path) -> None:
    checked = check(site, tmp_path, "--max-examples=60")
    engine = site.environment["TRIPS_ENGINE"]
    print(f"\n{engine}: {checked.cases:,} requests, {checked.operations} operations, {len(checked.failures)} failures")
    assert checked.failures == []
    assert checked.cases > 3_000
    assert site.tracebacks() == 0
