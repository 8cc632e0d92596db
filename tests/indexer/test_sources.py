"""Files → raw records: formats, encodings, and everything that is no record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.record import Item, Note, Raw, Refusal
from indexer.sources import copied_pages
from indexer.sources.files import read
from indexer.sources.lines import MAX_RECORD, Line

TRIP = """🔍 공직자 국외출장 2,840|세금으로 떠난 여행
독일
독일
자원순환 정책 견학

부산광역시

출발일

2024년 5월 2일

도착일

2024년 5월 7일

여행 기간

4박 6일

인원

총 4명

📝 요약

첫 문단.

둘째 문단.

🎯 핵심 내용

하나.

둘.
"""
FIELDS = {
    "countries": ["독일"],
    "title": "자원순환 정책 견학",
    "organisation": "부산광역시",
    "departs": "2024년 5월 2일",
    "returns": "2024년 5월 7일",
    "stay": "4박 6일",
    "people": "총 4명",
    "summary": "첫 문단.\n둘째 문단.",
    "findings": ["하나.", "둘."],
}


def items(tmp_path: Path, content: bytes, name: str = "input") -> list[Item]:
    path = tmp_path / name
    path.write_bytes(content)
    return list(read([path]))


def parsed(text: str) -> list[Item]:
    return list(
        copied_pages.records([Line(number, line) for number, line in enumerate(text.split("\n"), start=1)], "f")
    )


def fields(item: Item) -> dict[str, object]:
    assert isinstance(item, Raw)
    return dict(item.fields)


def test_a_page_is_read_field_by_field(tmp_path: Path) -> None:
    (item,) = items(tmp_path, TRIP.encode())
    assert fields(item) == FIELDS


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\n\u00a0 \t\n"),
        lambda text: text.replace("출발일\n\n", "출발일: ").replace("인원\n\n", "인 원 : "),
        lambda text: text.replace("독일\n독일", "🇩🇪\n독일"),
        lambda text: text.replace("독일\n독일", "독일"),
    ],
    ids=["no blank lines", "CRLF", "BOM", "blank lines with spaces", "colons", "flag", "country once"],
)
def test_a_page_is_read_however_it_was_copied(tmp_path: Path, change: object) -> None:
    assert callable(change)
    read_fields = fields(items(tmp_path, change(TRIP).encode())[0])
    assert read_fields.pop("countries")[0] in {"독일", "DE"}  # type: ignore[index]
    assert read_fields == {name: value for name, value in FIELDS.items() if name != "countries"}


def test_a_page_in_cp949_is_read_and_noted(tmp_path: Path) -> None:
    text = TRIP.replace("🔍 ", "").replace("📝 ", "").replace("🎯 ", "")
    note, item = items(tmp_path, text.encode("cp949"))
    assert isinstance(note, Note)
    assert "CP949" in note.reason
    assert fields(item) == FIELDS


def test_many_trips_stand_in_one_file(tmp_path: Path) -> None:
    found = items(tmp_path, ("---\n" + TRIP.split("\n", 1)[1]).encode() * 3 + TRIP.encode())
    assert [fields(item)["title"] for item in found] == ["자원순환 정책 견학"] * 4
    assert len({item.place for item in found}) == 4


@pytest.mark.parametrize("lines", range(1, 26))
def test_half_a_page_gives_what_is_there(lines: int) -> None:
    found = parsed("\n".join(TRIP.split("\n")[:lines]))
    if found:
        assert fields(found[0]).items() <= FIELDS.items() or "summary" in fields(found[0])


def test_a_place_that_is_no_country_is_known_by_standing_twice() -> None:
    (item,) = parsed("---\n유럽연합\n유럽연합\n에너지 회의\n환경부\n")
    assert fields(item) == {"countries": ["유럽연합"], "title": "에너지 회의", "organisation": "환경부"}


def test_a_rule_inside_a_page_with_the_header_line_is_no_start_of_another() -> None:
    (item,) = parsed(TRIP + "\n---\n\n셋.\n")
    assert fields(item) == FIELDS | {"findings": ["하나.", "둘.", "셋."]}


def test_labels_may_name_everything_and_travellers_are_forgotten() -> None:
    (item,) = parsed("목적: 견학\n국가: 독일\n기관: 부산광역시\n출장자: 홍길동\n작성자\n김철수\n")
    assert fields(item) == {"title": "견학", "countries": "독일", "organisation": "부산광역시"}


def test_a_page_without_an_end_is_refused_at_its_place_and_the_next_one_taken() -> None:
    consumed = 0

    def lines() -> Iterator[Line]:
        nonlocal consumed
        for consumed in range(1, 3 * MAX_RECORD // 1_000):
            yield Line(consumed, "가" * 1_000)
        yield from (Line(consumed + number, text) for number, text in enumerate(TRIP.split("\n"), start=1))

    reader = copied_pages.records(lines(), "f")
    refusal = next(reader)
    assert isinstance(refusal, Refusal)
    assert (refusal.place.line, consumed < 2 * MAX_RECORD // 1_000) == (1, True)
    assert [fields(item) for item in reader] == [FIELDS]


def test_a_page_may_name_its_source() -> None:
    (item,) = parsed("독일\n견학\n부산광역시\n출처: 예시 자료\n")
    assert fields(item)["source"] == {"name": "예시 자료"}


def test_lines_of_unknown_meaning_are_noted_and_lose_nothing() -> None:
    item, note = parsed("독일\n견학\n부산광역시\n조회수 31\n출발일\n2024-05-02\n")
    assert fields(item)["departs"] == "2024-05-02"
    assert isinstance(note, Note)
    assert "조회수 31" in note.reason


@given(st.text() | st.text("출발일도착요약핵심내용:-🔍📝\n독 ", max_size=200))
@settings(deadline=None)
def test_any_text_gives_an_answer(text: str) -> None:
    for item in parsed(text):
        assert item.place.line


def test_json_lines_keep_the_good_beside_the_bad(tmp_path: Path) -> None:
    lines = ['{"title": "가"}', "{broken", "[1]", '"text"', "", '{"title": "나"}']
    found = items(tmp_path, "\n".join(lines).encode())
    assert [item.place.line for item in found] == [1, 2, 3, 4, 6]
    assert [type(item) for item in found] == [Raw, Refusal, Refusal, Refusal, Raw]


def test_a_broken_first_line_spoils_only_itself(tmp_path: Path) -> None:
    found = items(tmp_path, b'{broken\n{"title": "good"}\n')
    assert [type(item) for item in found] == [Refusal, Raw]


def test_an_undecodable_line_spoils_only_itself(tmp_path: Path) -> None:
    found = items(
        tmp_path, '{"title": "가"}\n'.encode() + b'{"title": "\xff\xfe\xff"}\n' + '{"title": "나"}\n'.encode()
    )
    assert [type(item) for item in found] == [Raw, Refusal, Raw]


@pytest.mark.parametrize("text", ['[{"title": "가"}, {"title": "나"}]', '{\n "title": "가"\n}'])
def test_one_json_value_in_a_file_is_taken(tmp_path: Path, text: str) -> None:
    found = items(tmp_path, text.encode())
    assert all(isinstance(item, Raw) for item in found)
    assert len(found) == text.count("title")


def test_a_line_of_many_megabytes_is_refused_and_the_next_one_taken(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(b'{"title": "first"}\n{"title": "')
        for _ in range(3 * MAX_RECORD // (1 << 20)):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n{"title": "last"}\n')
    first, long, last = read([path])
    assert fields(first)["title"] == "first"
    assert isinstance(long, Refusal)
    assert "8 MiB" in long.reason
    assert fields(last)["title"] == "last"


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    (item,) = items(tmp_path, b"[" * 100_000)
    assert isinstance(item, Refusal)


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b"", Note, "비어"),
        (b" \n\n", Note, "비어"),
        (b"PK\x03\x04\x00\x00", Refusal, "손상"),
        (b"\x00\x00\x00\x00\x01", Refusal, "이진"),
        ("가".encode("utf-16"), Refusal, "알아볼 수 없는"),
        (b"\xff\xff\xff\xff", Refusal, "읽을 수 없는 바이트"),
    ],
    ids=["empty", "blank", "broken archive", "binary", "UTF-16", "no encoding"],
)
def test_what_is_no_text_says_so(tmp_path: Path, content: bytes, kind: type[Item], reason: str) -> None:
    (item,) = items(tmp_path, content)
    assert isinstance(item, kind)
    assert not isinstance(item, Raw)
    assert reason in item.reason
