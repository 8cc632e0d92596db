"""docs/examples as somebody runs them who has just found them: against a site of the example trips."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import SAMPLE, served
from tests.webapp.atom_rules import faults

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
WORDS, SINCE = "도시", "2024-06-01"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("var"), SAMPLE) as address:
        yield address


@pytest.fixture(scope="module")
def totals(site: str) -> tuple[int, int]:
    """How many hits there are, and how many published since the day, as the API says itself."""

    def total(more: str) -> int:
        address = f"{site}/api/v1/trips?size=1&q=%EB%8F%84%EC%8B%9C{more}"
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
            return int(json.load(answer)["total"])

    every, new = total(""), total(f"&published_from={SINCE}")
    assert 0 < new < every
    return every, new


def run(site: str, folder: Path, *command: str) -> str:
    environment = os.environ | {"TRIPS": site, "PYTHONUTF8": "1"}
    done = subprocess.run([*command, WORDS, SINCE], cwd=folder, env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_is_in_the_table_and_no_other() -> None:
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[(\S+)\]\(\1\)", table, flags=re.MULTILINE)) == sorted(
        path.name for path in EXAMPLES.iterdir() if path.name != "README.md"
    )


def test_the_shell_example_saves_a_table_the_months_and_what_is_new(
    site: str, totals: tuple[int, int], tmp_path: Path
) -> None:
    run(site, tmp_path, "bash", str(EXAMPLES / "trips.sh"))
    every, new = totals
    assert json.loads((tmp_path / "months.json").read_bytes())["total"] == every
    assert len((tmp_path / "new.jsonl").read_bytes().splitlines()) == new
    assert (tmp_path / "trips.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_feed_is_fetched_once_while_nothing_is_new(site: str, tmp_path: Path) -> None:
    assert run(site, tmp_path, "bash", str(EXAMPLES / "follow.sh")) == "200\n"
    feed = (tmp_path / "follow.atom").read_bytes()
    assert faults(feed) == []
    assert run(site, tmp_path, "bash", str(EXAMPLES / "follow.sh")) == "304\n"
    assert (tmp_path / "follow.atom").read_bytes() == feed


def test_who_follows_gets_everything_once_and_then_what_is_new(
    site: str, totals: tuple[int, int], tmp_path: Path
) -> None:
    every, _ = totals
    first = run(site, tmp_path, sys.executable, str(EXAMPLES / "follow.py")).splitlines()
    assert (len(first), first[-1]) == (every + 1, f"{every} new or changed")
    assert run(site, tmp_path, sys.executable, str(EXAMPLES / "follow.py")) == "0 new or changed\n"


def test_the_python_example_prints_them(site: str, totals: tuple[int, int], tmp_path: Path) -> None:
    printed = run(site, tmp_path, sys.executable, str(EXAMPLES / "trips.py")).splitlines()
    every, new = totals
    assert printed[-1] == f"{new} since {SINCE}, {every} in all"
    assert any(re.fullmatch(r"20\d\d-\d\d +\d+", line) for line in printed)


def test_the_javascript_example_prints_them(site: str, totals: tuple[int, int], tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("Node is missing: under CI every example is run")
        pytest.skip("Node is not installed (apt-get install nodejs)")
    printed = run(site, tmp_path, node, str(EXAMPLES / "trips.mjs")).splitlines()
    every, new = totals
    assert printed[-1] == f"{new} since {SINCE}, {every} in all"
    assert len(printed) == every + 2
