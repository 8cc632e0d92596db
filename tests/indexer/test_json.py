"""JSON in every layout that programs write, with good records beside bad ones."""

import json
from collections.abc import Iterable, Iterator

import pytest

from indexer.record import Item, Raw, Refusal
from indexer.sources import json_records
from indexer.sources.lines import MAX_RECORD, Line

RECORDS = [
    {"title": f"출장 {i}", "countries": [{"code": "CN", "name": "중국"}], "findings": ["하나", "둘"]} for i in range(3)
]


def read(text: str) -> list[Item]:
    return list(json_records.records(numbered(text.split("\n")), "f"))


def numbered(lines: Iterable[str]) -> Iterator[Line]:
    return (Line(number, text) for number, text in enumerate(lines, start=1))


def places(found: list[Item]) -> list[tuple[str, int | None]]:
    return [("good" if isinstance(item, Raw) else "bad", item.place.line) for item in found]


LAYOUTS = {
    "one line": (json.dumps(RECORDS), [1, 1, 1]),
    "a line each": ("[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]", [2, 3, 4]),
    "brackets beside records": ("[" + ",\n".join(map(json.dumps, RECORDS)) + "]\n", [1, 2, 3]),
    "comma first": ("[ " + "\n, ".join(map(json.dumps, RECORDS)) + "\n]", [1, 2, 3]),
    "comma alone": ("[\n" + "\n,\n".join(map(json.dumps, RECORDS)) + "\n]", [2, 4, 6]),
    "indented": (json.dumps(RECORDS, indent=2), [2, 15, 28]),
    "indented without an array": ("\n".join(json.dumps(record, indent=1) for record in RECORDS), [1, 14, 27]),
    "braces joined": (json.dumps(RECORDS, indent=2).replace("},\n  {\n", "}, {\n"), [2, 14, 26]),
    "two on a line": (" ".join(map(json.dumps, RECORDS)), [1, 1, 1]),
    "blank lines inside": ("\n\n" + json.dumps(RECORDS[0], indent=1).replace("\n", "\n\n"), [3]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), LAYOUTS.values(), ids=LAYOUTS)
def test_records_are_read_in_any_layout_with_the_line_where_each_begins(text: str, lines: list[int]) -> None:
    found = read(text)
    assert [item.fields for item in found if isinstance(item, Raw)] == RECORDS[: len(lines)]
    assert places(found) == [("good", line) for line in lines]


def test_a_bad_line_of_an_array_spoils_only_itself() -> None:
    found = read('[\n{"title": "가"},\n{"title": bad},\n{"title": "나"}\n]\n')
    assert places(found) == [("good", 2), ("bad", 3), ("good", 4)]
    found = read('[{"title": "가"}, {"title": bad}, 5, {"title": "나"}]')
    assert places(found) == [("good", 1), ("bad", 1), ("good", 1)]


def test_all_records_behind_a_bad_one_are_taken_however_many_parts_they_have() -> None:
    record = json.dumps({"title": "출장", "countries": [{"code": "CN"}, {"code": "JP"}, {"code": "DE"}]})
    found = read("[{bad}, " + ", ".join([record] * 800) + "]")
    assert len([item for item in found if isinstance(item, Raw)]) == 800


@pytest.mark.parametrize("broken", ['"title" "출장 1"', '"title": [', '"title": "출장 1'])
def test_a_broken_record_over_many_lines_spoils_only_itself(broken: str) -> None:
    found = read(json.dumps(RECORDS, indent=2, ensure_ascii=False).replace('"title": "출장 1"', broken))
    titles = [item.fields["title"] for item in found if isinstance(item, Raw) and "title" in item.fields]
    assert titles == ["출장 0", "출장 2"]
    assert ("bad", 15) in places(found)


def test_an_array_that_breaks_off_keeps_what_was_whole() -> None:
    assert places(read('[\n{"title": "가"},\n{"title": "나"},\n{"tit')) == [("good", 2), ("good", 3), ("bad", 4)]
    assert places(read('[{"title": "가"}, {"title": "나"}, {"tit')) == [("good", 1), ("good", 1), ("bad", 1)]
    text = json.dumps(RECORDS, indent=2)
    assert places(read(text[: text.rindex("findings")])) == [("good", 2), ("good", 15), ("bad", 28)]


def test_a_record_may_lie_in_what_looks_like_an_unfinished_one() -> None:
    assert places(read('{"a":\n  {"title": "가"}\n')) == [("bad", 1), ("good", 2)]


def test_only_as_much_is_read_ahead_as_a_record_may_have() -> None:
    consumed = 0

    def lines() -> Iterator[Line]:
        nonlocal consumed
        yield Line(1, '{"findings": [')
        for consumed in range(2, 1 << 30):
            yield Line(consumed, '"' + "x" * 100_000 + '",')

    first = next(json_records.records(lines(), "f"))
    assert isinstance(first, Refusal)
    assert first.place.line == 1
    assert consumed * 100_000 < 2 * MAX_RECORD


@pytest.mark.parametrize(
    "text", ["x,{" * 100_000, "[" * 100_000, '{"a":' * 100_000, ',{"":[' * 100_000, "{}x" * 50_000]
)
def test_no_garbage_takes_long(text: str) -> None:
    assert read(text)
