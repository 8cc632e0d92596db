"""Whatever a file of words holds, it is read or refused with its name; and lines of TOML are found as they stand."""

import datetime as dt
import json
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.errors import WordsError
from search.words.files import Words, read_words
from search.words.positions import Positions, String
from search.words.tables import WORDS_FOLDER

# All files are read for each: a tenth of a second.
EXAMPLES = settings().max_examples // 8
TOML_FILES = sorted(file.name for file in WORDS_FOLDER.glob("*.toml"))
LEAVES = (
    st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.times()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abKR3가 .\"'", max_size=4), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our files to spoil, one after the other."""
    return Path(shutil.copytree(WORDS_FOLDER, tmp_path_factory.mktemp("words") / "words"))


def toml(value: object) -> str:
    """`value` as TOML has it in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return (
                json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f") if value.isascii() else _quoted(value)
            )
        case bool():
            return str(value).lower()
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        inner = iter(value.items())
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, one in inner:
        yield from paths(one, (*path, key))


def put(value: Any, path: tuple[str | int, ...], other: object) -> Any:  # noqa: ANN401 - any TOML
    """`value` with `other` at `path`."""
    if not path:
        return other
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], other)
    return copy


def refused(folder: Path) -> tuple[str, ...]:
    """What is said of a folder; nothing of one that can be used. Any other error is a failure."""
    try:
        words = read_words(folder)
    except WordsError as error:
        return error.faults or ("a refusal without a reason",)
    assert isinstance(words, Words)
    return ()


@pytest.mark.parametrize("name", TOML_FILES)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_the_place_of_another_is_read_or_refused_with_the_name_of_its_file(
    folder: Path, name: str, data: st.DataObject
) -> None:
    ours = (WORDS_FOLDER / name).read_text(encoding="utf-8")
    raw = tomllib.loads(ours)
    place = data.draw(st.sampled_from([path for path in paths(raw) if path]))
    changed = put(raw, place, data.draw(VALUES))
    (folder / name).write_text("\n".join(f"{toml(key)} = {toml(value)}" for key, value in changed.items()), "utf-8")
    found = refused(folder)
    (folder / name).write_text(ours, encoding="utf-8")
    assert [fault for fault in found if f"{name} " not in fault or "번째 줄" not in fault] == []


@pytest.mark.parametrize("name", sorted(file.name for file in WORDS_FOLDER.iterdir()))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_cut_and_put_anywhere_are_read_or_refused_with_the_name_of_their_file(
    folder: Path, name: str, data: st.DataObject
) -> None:
    ours = (WORDS_FOLDER / name).read_bytes()
    start = data.draw(st.integers(0, len(ours)))
    end = data.draw(st.integers(start, min(len(ours), start + 40)))
    put_in = data.draw(st.binary(max_size=6) | st.sampled_from([b"[", b"]", b'"', b"\n", b"=", b"\x00", b"'''", b"1"]))
    (folder / name).write_bytes(ours[:start] + put_in + ours[end:])
    found = refused(folder)
    (folder / name).write_bytes(ours)
    assert [fault for fault in found if name not in fault] == []


@given(st.dictionaries(st.text("ab.가\" '", max_size=3), VALUES, max_size=4))
def test_every_value_of_a_toml_text_has_a_line(raw: dict[str, object]) -> None:
    text = "# one line before\n" + "\n".join(f"{toml(key)} = {toml(value)} # ]" for key, value in raw.items())
    positions = Positions(text)
    parsed = tomllib.loads(text)
    assert positions.lines.keys() == set(paths(parsed))
    for number, key in enumerate(parsed):
        assert {positions.of(path) for path in paths(parsed[key], (key,))} == {number + 2}


def test_lines_are_found_through_every_way_to_write_toml() -> None:
    positions = Positions(
        '''# "no string"
title = """two
lines"""
day = 1979-05-27 07:32:00
[a."b c".'d']
k.l = [1, # [
  [2, "3#"],
  { z = 1.5, "y.q" = [4] } ]
[[p.q]]
n = 1
[[p.q]]
n = 2
[p.q.r]
s = []
'''
    )
    assert positions.of(("title",)) == 2
    assert positions.of(("day",)) == 4
    assert positions.of(("a", "b c", "d")) == 5
    assert positions.of(("a", "b c", "d", "k", "l", 1, 1)) == 7
    assert positions.of(("a", "b c", "d", "k", "l", 2, "y.q", 0)) == 8
    assert [positions.of(("p", "q", number, "n")) for number in (0, 1)] == [10, 12]
    assert positions.of(("p", "q", 1, "r", "s")) == 14
    assert positions.of(("p", "q", 1, "r", "nothing")) == 13
    assert positions.strings[:2] == (String(2, "two\nlines"), String(5, "b c"))
