"""The documents against the code: settings, commands, the README's own lines."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from search.settings import Settings
from trips.__main__ import cli

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


def test_both_readmes_show_the_same_commands() -> None:
    assert shell_lines("README.md") == shell_lines("README.ko.md")


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_a_page(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("name", READMES)
def test_every_command_a_readme_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in re.findall(r"(?:bin/|`)trips (\w+)", text):
        assert command in cli.commands, command


def test_every_line_of_the_readme_works(tmp_path: Path) -> None:
    environment = os.environ | {"TRIPS_DATA": str(tmp_path)}
    lines = [shlex.split(line) for line in shell_lines("README.md") if line.startswith(".venv/bin/trips")]
    assert len(lines) >= 9
    first = [line for line in lines if line[1] == "index"]
    for line in first + lines:
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


@pytest.mark.parametrize("target", ["serve", "up", "down", "test", "check", "setup", "drills", "bench", "node"])
def test_the_makefile_has_the_commands_that_the_documents_name(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
