"""JSON that the standard forbids and programs write: no trip is lost for a sign in one of its values."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.record import Item, Note, Raw, Refusal
from indexer.sources.files import read
from search.trip import Trip

GOOD = '{"id": "good", "title": "뒤의 출장", "findings": ["x"]}'
Layout = Callable[[str], str]
LAYOUTS: dict[str, Layout] = {
    "lines": lambda record: f"{record}\n{GOOD}\n",
    "array": lambda record: f"[{record}, {GOOD}]",
    "array of lines": lambda record: f"[\n{record},\n{GOOD}\n]\n",
    "spread out": lambda record: "[\n" + record.replace(", ", ",\n  ").replace("{", "{\n  ", 1) + f",\n{GOOD}\n]",
    "behind a broken one": lambda record: f"[{{broken}}, {record}, {GOOD}]",
}  # fmt: skip


def taken(tmp_path: Path, content: str | bytes) -> list[Trip]:
    path = tmp_path / "input"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    cleaned = [clean(item) for item in read([path]) if isinstance(item, Raw)]
    return [trip for trip in cleaned if isinstance(trip, Trip)]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize(
    ("stated", "notice"),
    [
        ('"people": NaN', "NaN"), ('"cost_krw": Infinity', "Infinity"), ('"people": -Infinity', "-Infinity"), ('"summary": NaN', "NaN"),
        ('"findings": [NaN, "결과"]', "NaN"), ('"countries": NaN', "NaN"), ('"countries": [NaN, "독일"]', "NaN"), ('"source": {"name": NaN}', ""),
        ('"summary": "탭\there"', ""), ('"summary": "널\0 글"', "제어 문자 1개"), ('"summary": "종\x07글\x1b[31m"', "제어 문자 2개"),
        ('"summary": "반쪽 \\ud83d 글"', "깨진 글자 1개"), ('"summary": "반쪽 \ud83d 글"', "깨진 글자 1개"), ('"summary": "반쪽 \\ude00"', "깨진 글자 1개"),
        ('"people": ' + "9" * 5_000, "인원"), ('"unknown": {"x": [NaN, "\t", "\\ud83d"]}', ""), ('"\\ud83d": 1', ""),
        ('"summary": "온전한 \\ud83d\\ude00 글"', ""), ('"summary": "가\x7f나"', "제어 문자 1개"),
    ],
)  # fmt: skip
def test_no_value_refuses_a_trip(tmp_path: Path, layout: Layout, stated: str, notice: str) -> None:
    trips = taken(tmp_path, layout(f'{{"id": "odd", "title": "출장", {stated}}}'))
    assert [trip.id for trip in trips] == ["odd", "good"]
    assert notice in " ".join(note.text for note in trips[0].notices)
    assert not any("\ud800" <= character <= "\udfff" for character in repr(trips))


@pytest.mark.parametrize("layout", ["lines", "array of lines", "spread out"])
@pytest.mark.parametrize(
    "broken", ["첫 줄\n둘째 줄", "첫 줄\n\n둘째 줄\n", "\n첫 줄", "첫 줄\r\n둘째 줄", "가\n나\n다\n라"]
)
def test_a_line_break_in_a_string_is_a_line_break(tmp_path: Path, layout: str, broken: str) -> None:
    (odd, good) = taken(
        tmp_path, LAYOUTS[layout](f'{{"id": "odd", "title": "출장", "summary": "{broken}", "cities": ["본"]}}')
    )
    assert (odd.id, good.id) == ("odd", "good")
    assert odd.summary == broken.replace("\r\n", "\n").strip()
    assert odd.cities == ("본",)


def test_characters_that_were_written_as_two_halves_are_whole(tmp_path: Path) -> None:
    halves = "😀".encode("utf-16-be")
    written = b"".join(chr(int.from_bytes(halves[i : i + 2])).encode("utf-8", "surrogatepass") for i in (0, 2))
    (trip,) = taken(tmp_path, '{"title": "출장 '.encode() + written + b'"}')
    assert trip.title == "출장 😀"


def test_a_title_that_is_no_number_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "input").write_text('{"title": NaN}\n')
    (raw,) = read([tmp_path / "input"])
    assert isinstance(raw, Raw)
    refusal = clean(raw)
    assert isinstance(refusal, Refusal)
    assert "NaN" in refusal.reason


@given(
    values=st.dictionaries(st.text(max_size=5), st.text() | st.floats() | st.integers() | st.none()),
    escaped=st.booleans(),
)
@settings(deadline=None)
def test_whatever_python_writes_as_json_is_read(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object], *, escaped: bool
) -> None:
    record = {**values, "id": "odd", "title": "출장"}
    text = json.dumps(record, ensure_ascii=escaped)
    assert [trip.id for trip in taken(tmp_path_factory.getbasetemp(), f"{text}\n{GOOD}\n")] == ["odd", "good"]


def test_a_good_record_behind_a_broken_one_is_found_wherever_a_window_ends(tmp_path: Path) -> None:
    for size in range(65_480, 65_540):
        long = json.dumps({"id": "odd", "title": "출장", "x": "y" * (size - 60), "z": None, "n": None, "w": "\u00e9"})
        assert [trip.id for trip in taken(tmp_path, f"[{{bad}}, {long}, {GOOD}]")] == ["odd", "good"], size


def items_and_seconds(tmp_path: Path, content: str) -> tuple[list[Item], float]:
    (tmp_path / "garbage").write_text(content)
    began = time.process_time()
    return list(read([tmp_path / "garbage"])), time.process_time() - began


@pytest.mark.parametrize(
    "unit",
    ["{\n", '{"a":1,\n  ', '{"a":\n', '  ,\n   {"a', '"\n', '[{"a":', ',{"a":"', '\n ,{"a":', "{{", '{"a":[\n', "\n", "x\n", "[\n", '{"a\n'],
)  # fmt: skip
def test_garbage_takes_time_by_its_length_and_ends(tmp_path: Path, unit: str) -> None:
    found, seconds = items_and_seconds(tmp_path, '{"a":' + unit * ((1 << 18) // len(unit)))
    assert any(isinstance(item, Refusal) for item in found)
    assert len(found) <= 10_002
    assert seconds < 10


def test_garbage_over_many_records_worth_of_lines_takes_time_by_its_length(tmp_path: Path) -> None:
    _, seconds = items_and_seconds(tmp_path, "".join(" " * min(i, 40) + '"a": [{,\n' for i in range(100_000)))
    assert seconds < 10


def test_where_too_much_is_broken_the_rest_is_refused_with_its_place(tmp_path: Path) -> None:
    found, _ = items_and_seconds(tmp_path, GOOD + "\n" + "{\n" * 20_000 + GOOD)
    assert isinstance(found[0], Raw)
    last = found[-1]
    assert isinstance(last, Refusal)
    assert "10,000군데" in last.reason
    assert last.place.line == 10_001
    assert not any(isinstance(item, Note) for item in found)


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "text", [DEEP, "[" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, '{"title":"x","a":' + DEEP + "}", '{"title":"x","a":' + DEEP.replace("[", "[\n") + "}"],
    ids=["array", "unclosed", "objects", "in a trip", "in a trip over many lines"],
)  # fmt: skip
def test_json_of_any_depth_is_refused_with_its_reason_and_costs_no_other_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "input").write_text(f"{GOOD}\n{text}\n{GOOD.replace('good', 'last')}\n")
    found = list(read([tmp_path / "input"]))
    assert [item.fields["id"] for item in found if isinstance(item, Raw) and "id" in item.fields] == ["good", "last"]
    assert any(isinstance(item, Refusal) for item in found)
    for item in found:
        assert clean(item) if isinstance(item, Raw) else item.reason


def test_a_record_as_deep_as_the_decoder_takes_is_told_of_without_a_fault(tmp_path: Path) -> None:
    for depth in range(100, 1_100, 100):
        deep = "[" * depth + "]" * depth
        (tmp_path / "input").write_text(f'{{"title": {deep}}}\n{{"title": "x", "people": {deep}, "other": {deep}}}\n')
        for item in read([tmp_path / "input"]):
            assert clean(item) if isinstance(item, Raw) else item.reason
