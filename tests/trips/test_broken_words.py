"""Broken files of words at every door: one sentence a fault, with file and line, before anything else is done.

Each door is a process over a copy of mappings/, put before ours on the path: the program has no setting for its words.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import mappings
from search.words.tables import WORDS_FOLDER
from tests.commands import Run

ROOT = Path(__file__).resolve().parents[2]
MAKE_APP = "from webapp.wsgi import make_app; make_app()"

DOORS = {
    "index": ["-m", "trips", "index", "trips.jsonl"],
    "index --replace": ["-m", "trips", "index", "--replace", "trips.jsonl"],
    "index --dry-run": ["-m", "trips", "index", "--dry-run", "trips.jsonl"],
    "rebuild": ["-m", "trips", "rebuild"],
    "search": ["-m", "trips", "search", "탄소중립"],
    "analyze": ["-m", "trips", "analyze", "탄소중립"],
    "analyze --json": ["-m", "trips", "analyze", "--json", "탄소중립"],
    "serve": ["-m", "trips", "serve", "--port", "0"],
    "copy": ["-m", "trips", "copy", "--from", "embedded", "--to", "elasticsearch"],
    "words check": ["-m", "trips", "words", "check"],
    "wsgi": ["-c", MAKE_APP],
}
# One fault of each file: at the end of it, and what is said.
FAULTS = {
    "ambiguous_names.txt": ("가나다\n", "이름, 횟수, 다른 쓰임을 탭으로"),
    "cities.toml": ('[ZW]\n"하라레" = "Harare"\n', "[ZW] [하라레] ‘Harare’: 이 자리에"),
    "common_terms.txt": ("두 단어\n", "한 줄에"),
    "countries.toml": ("ZW = 3\n", "[ZW] 3: 이 자리에"),
    "headings.toml": ("[more]\nours = 3\n", "[more] [ours] 3: 이 자리에"),
    "offices.toml": ('[offices."가나청"]\nkind = 3\nregions = []\n', "[offices] [가나청] [kind] 3: 이 자리에"),
    "organisations.toml": ("[more]\n가나청 = [1]\n", "TOML로 읽을 수 없습니다"),
    "question_words.toml": ("beside = 3\n", "TOML로 읽을 수 없습니다"),
    "synonyms.toml": ("[more]\ngroups = [1]\n", "[more] [groups] 1: 이 자리에"),
    "themes.toml": ("[more]\nname = 3\n", "[more] [name] 3: 이 자리에"),
    "user_words.txt": ("보고서\n", "줄에 이미 있습니다"),
}


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """The words of a copy of mappings/, which `environment` puts first."""
    shutil.copytree(Path(mappings.__file__).parent, tmp_path / "mappings", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "mappings" / "words"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "trips.jsonl").write_text('{"id": "a", "title": "탄소중립 연수"}\n', encoding="utf-8")
    return os.environ | {
        "TRIPS_DATA": str(tmp_path / "data"), "PYTHONPATH": f"{tmp_path}:{ROOT}", "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def at(door: str, environment: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *DOORS[door]],
        env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_every_door_says_every_fault_and_does_nothing(
    door: str, words: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    assert FAULTS.keys() == {file.name for file in WORDS_FOLDER.iterdir()}
    for name, (text, _) in FAULTS.items():
        with (words / name).open("a", encoding="utf-8") as file:
            file.write(text)
    done = at(door, environment, tmp_path)
    assert done.returncode == 1, done.stderr
    lines = done.stderr.splitlines()
    for name, (_, said) in FAULTS.items():
        assert [line for line in lines if name in line and "번째 줄" in line and said in line], (name, done.stderr)
    # What starts a WSGI server prints what it could not start for: the sentence is the last thing of it.
    is_ours = door != "wsgi"
    assert ("Traceback" not in done.stderr) is is_ours
    assert lines[0].startswith("오류: ") is is_ours
    assert "색인" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", FAULTS)
def test_a_search_over_an_index_says_what_is_wrong_with_one_file(
    run: Run, name: str, words: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    assert run("index", "trips.jsonl").returncode == 0
    text, said = FAULTS[name]
    with (words / name).open("a", encoding="utf-8") as file:
        file.write(text)
    done = at("search", environment, tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"오류: {name} ")
    assert said in line


def test_a_rollback_needs_no_words(words: Path, environment: dict[str, str], tmp_path: Path) -> None:
    for _ in range(2):
        assert at("index --replace", environment, tmp_path).returncode == 0
    (words / "themes.toml").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "trips", "rollback"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
