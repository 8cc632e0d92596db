"""A ZIP of any files, as Windows and macOS write them, and as they are made to harm."""

import io
import os
import stat
import struct
import tempfile
import unicodedata
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.record import Refusal
from indexer.sources import archives
from indexer.sources.archives import Entry, entries
from indexer.sources.source_file import SourceFile

Files = list[tuple[str, bytes]]


def zipped(*files: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data, compress_type=method)
    return content.getvalue()


def named(name: bytes, *, utf8: bool = False) -> ZipInfo:
    """An entry whose name has just these bytes."""

    class Named(ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - of zipfile
            return name, 0x800 if utf8 else 0

    return Named("x")


def read(content: bytes) -> tuple[Files, list[str]]:
    """What was unpacked, and what was refused."""
    files: Files = []
    refused = []
    for found in entries(SourceFile(io.BytesIO(content), "묶음.zip")):
        if isinstance(found, Entry):
            files.append((found.label, found.path.read_bytes()))
        else:
            refused.append(f"{found.place} {found.reason}")
    return files, refused


def test_every_file_comes_out_under_its_name_and_folders_hidden_files_and_furniture_do_not() -> None:
    content = zipped(
        ("보고서/가.csv", b"1"), ("보고서/", b""), ("__MACOSX/보고서/._가.csv", b"x"), ("._나", b"x"), (".DS_Store", b"x"),
        ("보고서/Thumbs.db", b"x"), (".git/config", b"x"), ("나.jsonl", b""),
    )  # fmt: skip
    assert read(content) == ([("묶음.zip/보고서/가.csv", b"1"), ("묶음.zip/나.jsonl", b"")], [])


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (named("출장 보고서.hwp".encode("cp949")), "출장 보고서.hwp"),
        (named("출장 보고서.hwp".encode()), "출장 보고서.hwp"),
        (named(unicodedata.normalize("NFD", "출장 보고서.hwp").encode()), "출장 보고서.hwp"),
        (named(unicodedata.normalize("NFD", "출장 보고서.hwp").encode(), utf8=True), "출장 보고서.hwp"),
        (named(b"../../etc/passwd"), "etc/passwd"),
        (named(b"/etc/passwd"), "etc/passwd"),
        (named(b"C:\\Users\\a\\b.csv"), "Users/a/b.csv"),
        (named(b"a\\..\\..\\b.csv"), "a/b.csv"),
        (named(b"a/./b//c"), "a/b/c"),
        (named(".. /가\n나\x1b[31m\u202e.csv".encode(), utf8=True), "가 나\ufffd[31m\ufffd.csv"),
        (named(b".."), "?"),
        (named(b"x" * 500), "x" * 200),
    ],
)  # fmt: skip
def test_a_name_is_a_label_in_nfc_without_a_way_out(name: ZipInfo, label: str) -> None:
    assert read(zipped((name, b"1"))) == ([(f"묶음.zip/{label}", b"1")], [])


def test_the_same_name_twice_is_two_files() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("a.csv", b"1"), ("a.csv", b"2"))
    assert read(content) == ([("묶음.zip/a.csv", b"1"), ("묶음.zip/a.csv (2)", b"2")], [])


def test_archives_in_archives_are_read_two_deep_and_office_files_are_none() -> None:
    office = zipped(("[Content_Types].xml", b""), ("xl/workbook.xml", b""))
    third = zipped(("깊은.csv", b"3"))
    second = zipped(("둘.csv", b"2"), ("셋.zip", third), ("표.xlsx", office))
    files, refused = read(zipped(("하나.csv", b"1"), ("둘.zip", second), ("넷.csv", b"4")))
    assert files == [
        ("묶음.zip/하나.csv", b"1"),
        ("묶음.zip/둘.zip/둘.csv", b"2"),
        ("묶음.zip/둘.zip/표.xlsx", office),
        ("묶음.zip/넷.csv", b"4"),
    ]
    assert refused == ["묶음.zip/둘.zip/셋.zip 압축 파일이 2겹보다 깊이 들어 있습니다. 압축을 풀어 다시 넣어 주세요."]


def encrypted(content: bytes, name: bytes) -> bytes:
    """The same, saying that the entry needs a password."""
    changed = bytearray(content)
    for mark, flags, at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = content.find(mark)
        while content[place + at : place + at + len(name)] != name:
            place = content.index(mark, place + 1)
        changed[place + flags] |= 1
    return bytes(changed)


def test_an_entry_with_a_password_is_refused_alone() -> None:
    content = encrypted(zipped(("a.csv", b"1"), ("b.csv", b"2"), ("c.csv", b"3")), b"b.csv")
    files, refused = read(content)
    assert files == [("묶음.zip/a.csv", b"1"), ("묶음.zip/c.csv", b"3")]
    assert len(refused) == 1
    assert refused[0].startswith("묶음.zip/b.csv 압축 파일의 이 항목을 읽지 않았습니다. 암호가 걸려 있습니다.")


def test_an_entry_with_damaged_content_is_refused_alone() -> None:
    damaged = bytearray(zipped(("a.csv", b"1"), ("b.csv", bytes(range(256)) * 20), ("c.csv", b"3")))
    place = damaged.index(b"b.csv") + 40
    damaged[place : place + 20] = bytes(20)
    files, refused = read(bytes(damaged))
    assert [label for label, _ in files] == ["묶음.zip/a.csv", "묶음.zip/c.csv"]
    assert "묶음.zip/b.csv" in refused[0]
    assert "손상되었거나" in refused[0]


def test_a_bomb_is_refused_alone_in_seconds_and_nothing_of_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    original = archives._Unpacking._unpack  # noqa: SLF001 - to look into the folder

    def unpack(self: archives._Unpacking, *given: object) -> Path:
        try:
            return original(self, *given)  # type: ignore[arg-type]
        finally:
            seen.append(sum(path.stat().st_size for path in self._folder.iterdir()))

    monkeypatch.setattr(archives._Unpacking, "_unpack", unpack)  # noqa: SLF001
    files, refused = read(zipped(("a.csv", b"1"), ("bomb", bytes(100 << 20)), ("b.csv", b"2")))
    assert files == [("묶음.zip/a.csv", b"1"), ("묶음.zip/b.csv", b"2")]
    assert refused == [
        "묶음.zip/bomb 압축 파일의 이 항목을 읽지 않았습니다. 압축을 풀면 지나치게 커집니다(압축 파일 하나를 푼 크기는 200 MiB까지). 나누어 넣어 주세요."
    ]
    assert max(seen) <= 1


def test_what_an_entry_says_of_its_size_is_not_believed() -> None:
    content = bytearray(zipped(("a.csv", b"1" * 1_000)))
    place = content.index(b"PK\x01\x02") + 24
    struct.pack_into("<L", content, place, 4_000_000_000)
    assert read(bytes(content)) == ([("묶음.zip/a.csv", b"1" * 1_000)], [])
    struct.pack_into("<L", content, place, 10)
    files, refused = read(bytes(content))
    assert not files
    assert "손상되었거나" in refused[0]


def test_all_entries_together_may_hold_no_more_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_INFLATED", 1_000)
    inner = zipped(("c", bytes(300)), ("d", bytes(300)), method=ZIP_STORED)
    files, refused = read(zipped(("a", bytes(200)), ("b.zip", inner), ("e", b"1"), method=ZIP_STORED))
    assert [label for label, _ in files] == ["묶음.zip/a", "묶음.zip/e"]
    assert ["지나치게 커집니다" in reason for reason in refused] == [True, True]


def test_two_thousand_entries_are_read_and_the_rest_is_one_refusal() -> None:
    files, refused = read(zipped(*((f"{number}.csv", b"1") for number in range(2_003))))
    assert len(files) == 2_000
    assert refused == ["묶음.zip 압축 파일의 항목이 2,000개를 넘어 나머지 3개는 읽지 않았습니다."]


def test_a_directory_of_a_hundred_thousand_entries_is_refused_unread() -> None:
    one = zipped(("a" * 60, b"1"))
    begin, end = one.index(b"PK\x01\x02"), one.rindex(b"PK\x05\x06")
    directory = one[begin:end] * 100_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory), begin, 0)
    files, refused = read(one[:begin] + directory + tail)
    assert not files
    assert refused == ["묶음.zip 압축 파일의 항목이 너무 많습니다(2,000개까지 읽습니다). 나누어 넣어 주세요."]


def test_entries_that_share_their_bytes_are_refused_and_those_beside_them_are_read() -> None:
    content = zipped(("a.csv", b"1"), ("b.csv", b"2" * 50), ("c.csv", b"3"), method=ZIP_STORED)
    directory, end = content.index(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    second = content.index(b"PK\x01\x02", directory + 1)
    third = content.index(b"PK\x01\x02", second + 1)
    again = content[second:third]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5, 5, end - directory + 2 * len(again), directory, 0)
    files, refused = read(content[:end] + again * 2 + tail)
    assert files[0] == ("묶음.zip/a.csv", b"1")
    assert ("묶음.zip/c.csv", b"3") in files
    assert sum("같은 자리" in reason for reason in refused) == 3
    assert len(files) == 2


def test_a_method_that_cannot_be_bounded_is_refused() -> None:
    files, refused = read(zipped(("a", bytes(1_000)), method=ZIP_BZIP2))
    assert not files
    assert "지원하지 않는 방식" in refused[0]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", zipped(("a.csv", b"1" * 200))[:-60], b"PK\x05\x06" + b"\xff" * 18],
    # An archive has the time in it, by which processes would call one test by two names.
    ids=["no more", "no end", "an end alone"],
)
def test_an_archive_without_its_directory_is_one_refusal(content: bytes) -> None:
    files, refused = read(content)
    assert not files
    assert len(refused) == 1
    assert refused[0].startswith("묶음.zip 압축")


def test_files_lie_in_a_private_folder_each_until_the_next_and_then_it_is_gone() -> None:
    found = entries(SourceFile(io.BytesIO(zipped(("a", b"1"), ("b", b"2"), ("c", b"3"))), "묶음.zip"))
    first, second = next(found), next(found)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    folder = second.path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
    assert os.listdir(folder) == [second.path.name]  # noqa: PTH208 - names
    assert folder.parent == Path(tempfile.gettempdir())
    found.close()  # type: ignore[attr-defined] # a generator
    assert not folder.exists()


def test_the_folder_is_gone_after_a_reader_has_failed() -> None:
    folders = []

    def fail() -> None:
        for found in entries(SourceFile(io.BytesIO(zipped(("a", b"1"))), "묶음.zip")):
            assert isinstance(found, Entry)
            folders.append(found.path.parent)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [folder.exists() for folder in folders] == [False]


WHOLE = zipped(
    ("가.csv", "제목,국가\n연수,독일\n".encode() * 30), ("나.zip", zipped(("다.csv", b"1"))), ("라.csv", b"2")
)


@given(st.data())
@settings(deadline=None)
def test_a_damaged_archive_gives_files_and_refusals_and_nothing_worse(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    for found in entries(SourceFile(io.BytesIO(bytes(damaged[: data.draw(st.integers(0, len(damaged)))])), "a")):
        assert isinstance(found, Refusal) or found.path.is_file()
