"""The documents against the code: settings, commands, the README's own lines."""

import os
import re
import secrets
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import click
import pytest
import urllib3

from indexer.clean import STATED
from indexer.quality.alike import REASONS
from indexer.quality.oddities import RULES
from search.engines.elastic.client import connect
from search.page import Figures
from search.query import Dimension, Measure
from search.settings import Settings
from trips.__main__ import cli
from webapp.export.columns import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
READMES = ("README.md", "README.ko.md")


def shell_lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_the_table_of_settings_is_what_the_code_reads() -> None:
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(TRIPS_\w+)` \| `([^`]*)` \|", table, flags=re.MULTILINE))
    assert rows == {f"TRIPS_{name.upper()}": str(field.default) for name, field in Settings.model_fields.items()}


def test_the_table_of_records_names_every_field_that_is_read() -> None:
    table = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, flags=re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"`(\w+)`", row)) == sorted(STATED)


@pytest.mark.parametrize("name", ["import.md", "import.ko.md"])
def test_the_tables_of_what_is_odd_and_of_why_two_trips_may_be_one_are_those_of_the_code(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \|", text, flags=re.MULTILINE)
    assert rows == [rule.code for rule in RULES] + [reason.code for reason in REASONS]


def test_the_table_of_columns_is_that_of_the_files() -> None:
    table = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (\w+) \|", table, flags=re.MULTILINE)
    assert rows == [(column.value, described.heading, described.kind.value) for column, described in COLUMNS.items()]


def test_the_table_of_statistics_names_every_dimension_and_measure() -> None:
    table = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, flags=re.MULTILINE))
    named = {name: re.findall(r"`(\w+)`", told) for name, told in rows.items()}
    assert named["by"] == list(Dimension)
    assert named["measures"] == [*Measure, *Figures.__struct_fields__, "count"]


def test_both_readmes_show_the_same_commands() -> None:
    assert shell_lines("README.md") == shell_lines("README.ko.md")


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_a_page(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("name", READMES)
def test_every_command_a_readme_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in re.findall(r"(?:bin/|`)trips (\w+)", text):
        assert cli.get_command(click.Context(cli), command), command


def test_every_line_of_the_readme_works(tmp_path: Path) -> None:
    environment = os.environ | {"TRIPS_DATA": str(tmp_path)}
    lines = [shlex.split(line) for line in shell_lines("README.md") if line.startswith(".venv/bin/trips")]
    assert len(lines) >= 9
    for line in sorted(lines, key=lambda line: line[1] != "index"):
        command = [str(BIN / "trips"), *line[1:]]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout
        if line[1] == "search":
            assert not done.stdout.startswith("0건"), line


@pytest.mark.parametrize("name", READMES)
def test_every_picture_and_document_a_readme_leads_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    led = [to for to in re.findall(r"\]\(([^)#]+)\)", text) if not to.startswith("http")]
    assert len(led) >= 4
    assert [to for to in led if not (ROOT / to).exists()] == []


def test_make_serve_loads_the_examples_and_serves_them(tmp_path: Path) -> None:
    """The README's first line, in the environment that is set up already."""
    with served_by_make(os.environ | {"TRIPS_DATA": str(tmp_path)}) as site:
        assert "<mark>탄소중립</mark>" in read(f"{site}/search?q=" + quote("탄소중립"))


def test_the_lines_on_elasticsearch_work(cluster: str) -> None:
    prefix = f"test-{secrets.token_hex(6)}"
    given = {"TRIPS_ELASTICSEARCH_URL": cluster, "TRIPS_INDEX": prefix, "TRIPS_ENGINE": "elasticsearch"}
    lines = [line for line in shell_lines("README.md") if line.startswith("TRIPS_ENGINE=elasticsearch ")]
    assert lines == [
        "TRIPS_ENGINE=elasticsearch .venv/bin/trips index data/sample",
        "TRIPS_ENGINE=elasticsearch make serve",
    ]
    try:
        command = [str(BIN / "trips"), "index", "data/sample"]
        subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, check=True)
        with served_by_make(os.environ | given) as site:
            assert "<mark>탄소중립</mark>" in read(f"{site}/search?q=" + quote("탄소중립"))
    finally:
        client = connect(Settings(elasticsearch_url=cluster))
        client.indices.delete(index=list(client.indices.get_alias(index=f"{prefix}_*")))
        client.close()


@contextmanager
def served_by_make(environment: Mapping[str, str]) -> Iterator[str]:
    """The address of the site that `make serve` runs."""
    # The environment that runs this test stands ready; without it `make` would set one up first.
    assert (ROOT / ".venv" / "bin" / "trips").exists(), "run the tests by `make test`"
    command = ["make", "--old-file=.venv/serving", "serve", "PORT=0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as make:
        try:
            assert make.stdout
            found = next(found for line in make.stdout if (found := re.search(r"http://[\d.:]+", line)))
            yield found[0]
        finally:
            os.killpg(make.pid, signal.SIGTERM)


def read(address: str) -> str:
    answer = urllib3.request("GET", address, timeout=30)
    assert answer.status == 200
    return answer.data.decode()


@pytest.mark.parametrize("target", ["serve", "up", "down", "test", "check", "setup", "drills", "bench", "node"])
def test_the_makefile_has_the_commands_that_the_documents_name(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
