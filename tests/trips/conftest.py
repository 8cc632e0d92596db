"""Fixture policy: every test has an empty embedded index of its own; `run` is the command over it, started beside it."""

from pathlib import Path

import pytest

from tests.commands import Done, Run, command


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPS_DATA", str(tmp_path / "data"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`trips` with these arguments; other settings and what is typed by name."""

    monkeypatch.chdir(tmp_path)

    def trips(*arguments: str | Path, typed: str = "", **settings: str) -> Done:
        given = {"TRIPS_DATA": str(tmp_path / "data"), **settings}
        return command(monkeypatch, capsys, tuple(map(str, arguments)), given, typed)

    return trips
