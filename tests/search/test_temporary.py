"""Folders for a moment: gone at the end, also where the process that made one was killed, and never while it lives."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from search.temporary import held_folder, remove_left_folders

HOLD = """
from search.temporary import held_folder
with held_folder() as folder:
    (folder / "개인정보.csv").write_text("x")
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def hold(tmp_path: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that holds a folder."""
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, Path(process.stdout.readline().rstrip("\n"))


def test_a_folder_is_private_and_gone_at_the_end_whatever_lies_in_it(tmp_path: Path) -> None:
    with held_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "in").mkdir()
        (folder / "in" / "file").write_text("x")
    assert not list(tmp_path.iterdir())


def test_what_a_killed_process_has_left_goes_and_what_a_living_one_holds_stays(tmp_path: Path) -> None:
    process, folder = hold(tmp_path)
    with process, held_folder() as ours:
        remove_left_folders()
        assert (folder / "개인정보.csv").exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
        remove_left_folders()
        assert list(tmp_path.iterdir()) == [ours]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("x")
    (tmp_path / "trips-held-link").symlink_to(elsewhere)
    (tmp_path / "trips-held-file").write_text("x")
    (tmp_path / "trips-abc").mkdir()
    remove_left_folders()
    assert len(list(tmp_path.iterdir())) == 4
    assert (elsewhere / "file").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_what_another_user_has_left_stays(tmp_path: Path) -> None:
    (tmp_path / "trips-held-theirs").mkdir()
    os.chown(tmp_path / "trips-held-theirs", 12_345, -1)
    remove_left_folders()
    assert (tmp_path / "trips-held-theirs").exists()
