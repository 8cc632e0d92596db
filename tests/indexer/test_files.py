"""Files and folders that cannot be read, or are passed over, never vanish without a word."""

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from indexer.record import Item, Note, Place, Raw, Refusal
from indexer.sources.files import read

RECORD = '{"title": "출장"}'


def unlistable(folder: Path) -> None:
    """Fills `folder` with folders until their path is too long for the system: not even root can list the last one."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=here)
        inner = os.open("x" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def told(item: Item) -> tuple[type[Item], str]:
    return type(item), item.place.file


def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    unlistable(tmp_path)
    (tmp_path / "y.jsonl").write_text(RECORD)
    record, refusal = read([tmp_path])
    assert told(record) == (Raw, "y.jsonl")
    assert isinstance(refusal, Refusal)
    assert refusal.place.file.startswith("xxx")
    assert "읽을 수 없습니다" in refusal.reason


def test_a_path_that_the_system_does_not_take_is_refused() -> None:
    (refusal,) = read([Path("x" * 5_000)])
    assert isinstance(refusal, Refusal)
    assert "읽을 수 없습니다" in refusal.reason


def test_links_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to("nowhere.jsonl")
    (tmp_path / "self").symlink_to("self")
    assert [told(item) for item in read([tmp_path])] == [(Refusal, "broken"), (Refusal, "self")]


def test_a_link_to_a_folder_is_not_followed_but_noted_and_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "file.jsonl").write_text(RECORD)
    (tmp_path / "in" / "file").symlink_to("../file.jsonl")
    (tmp_path / "in" / "deep" / "loop").symlink_to("..")
    assert [told(item) for item in read([tmp_path / "in"])] == [(Raw, "file"), (Note, "deep/loop")]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [told(item) for item in read([tmp_path, tmp_path / "pipe", Path(os.devnull)])] == [
        (Refusal, "pipe"), (Refusal, "pipe"), (Refusal, "null"),
    ]  # fmt: skip


def test_a_text_beside_data_is_noted_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", ".hidden", ".git/x.jsonl", "README.md", "deep/c.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RECORD)
    assert [told(item) for item in read([tmp_path])] == [
        (Note, "README.md"), (Raw, "a.jsonl"), (Raw, "b.jsonl"), (Raw, "deep/c.jsonl"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", ["", " \n\n", "\ufeff", "🔍 공직자 국외출장 2,840|세금으로 떠난 여행\n", "[\n]", "[]"]
)
def test_a_file_without_a_trip_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    (note,) = read([path])
    assert isinstance(note, Note)
    assert note.place == Place("file")


def test_a_folder_without_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text(RECORD)
    assert [told(item) for item in read([tmp_path])] == [(Note, tmp_path.name)]


def test_any_bytes_are_a_file_name_that_can_be_printed(tmp_path: Path) -> None:
    name = os.fsdecode("가나.jsonl".encode("cp949"))
    (tmp_path / name).write_text(RECORD)
    for path in (tmp_path, tmp_path / name):
        (record,) = read([path])
        assert told(record) == (Raw, "\ufffd\ufffd\ufffd\ufffd.jsonl")


def test_a_file_name_is_kept_in_nfc(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "출장보고.jsonl")).write_text(RECORD)
    assert [told(item) for item in read([tmp_path])] == [(Raw, "출장보고.jsonl")]


def test_folders_are_read_however_deep_they_lie_in_one_another(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    file = os.open("z.jsonl", os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(file, RECORD.encode())
    os.close(file)
    os.close(here)
    found = [told(item) for item in read([tmp_path])]
    # pytest would call itself for every folder to remove them.
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)
    assert found == [(Raw, "d/" * 1_500 + "z.jsonl")]


def test_a_folder_is_read_by_name_its_files_first(tmp_path: Path) -> None:
    for name in ("b/y.jsonl", "b/x.jsonl", "a/c/z.jsonl", "a/w.jsonl", "v.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(RECORD)
    assert [item.place.file for item in read([tmp_path])] == [
        "v.jsonl",
        "a/w.jsonl",
        "a/c/z.jsonl",
        "b/x.jsonl",
        "b/y.jsonl",
    ]
