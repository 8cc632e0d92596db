"""Where the temporary files of a test run go."""

import os
import tempfile
from pathlib import Path

import pytest

from tests import memory_disk


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As before the run chose a place; it is chosen again at the end."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "")
    monkeypatch.delenv("TMPDIR")


def test_they_go_where_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_disk, "_NEEDED_BYTES", 1)
    memory_disk.use(tmp_path)
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(tmp_path)


def test_a_place_that_somebody_chose_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_disk, "_NEEDED_BYTES", 1)
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    monkeypatch.setenv("TMPDIR", str(chosen))
    memory_disk.use(tmp_path)
    assert tempfile.gettempdir() == str(chosen)


def test_they_stay_on_disk_where_memory_has_no_room_or_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_disk.use(tmp_path / "absent")
    monkeypatch.setattr(memory_disk, "_NEEDED_BYTES", 1 << 60)
    memory_disk.use(tmp_path)
    assert "TMPDIR" not in os.environ
