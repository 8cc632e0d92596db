"""Whatever a record, a file name or an argument holds, the terminal shows it and obeys none of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands import Done, Run
from trips.terminal import one_line, visible, visible_json

EVIL = "\x1b]0;x\x07\x1b[2J\x9b31m\u202e거꾸로\u2066\x7f"
OBEYED = [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u061c\u200e\u200f\u202a\u202e\u2066\u2069"]


def harmless(done: Done) -> str:
    printed = done.stdout + done.stderr
    assert not [character for character in OBEYED if character in printed.replace("\n", "").replace("\t", "")], printed
    return printed


def test_a_record_cannot_write_to_the_terminal_by_any_command(run: Run, tmp_path: Path) -> None:
    # Escaped in JSON, so that the bytes of the file are harmless and the text is not.
    record = {
        "id": "evil", "title": f"탄소중립 {EVIL}", "organisation": f"기관{EVIL}\n둘째 줄", "countries": [f"나라{EVIL}"], "stay": f"3박{EVIL}",
        "departs": f"어제{EVIL}", "people": [EVIL], "findings": [f"탄소중립 결과 {EVIL}"], "source": {"url": f"http://{EVIL}"}, f"모르는{EVIL}": 1,
    }  # fmt: skip
    name = f"in{EVIL}.jsonl"
    (tmp_path / name).write_text(json.dumps(record) + '\n{"title": "' + EVIL + '"\n{bad' + EVIL + "\n")
    for arguments in (["--dry-run"], ["--rejects", "rejects"], ["--again"]):
        printed = harmless(run("index", *arguments, name))
        assert "모르는" in printed
        assert "\\x1b" in printed, "the name of the file is shown"
    assert not set(OBEYED) & set((tmp_path / "rejects").read_text(encoding="utf-8").replace("\n", ""))
    found = harmless(run("search", "탄소중립"))
    assert "거꾸로" in found
    assert len([line for line in found.splitlines() if "둘째 줄" in line and "evil" in line]) == 1
    answer = run("search", "탄소중립", "--json")
    harmless(answer)
    assert json.loads(answer.stdout)["hits"][0]["trip"]["id"] == "evil"
    harmless(run("search", f"탄소중립{EVIL}"))
    harmless(run("status"))
    harmless(run("status", "--quality"))
    harmless(run("status", "--quality", "--json"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", f"없는{EVIL}"], ["index", "x" * 5_000], ["index", ".", f"--{EVIL}"], [EVIL], [f"--{EVIL}"], ["search", "x", "--sort", EVIL],
        ["index", ".", "--rejects", f"{EVIL}/x"], ["analyze", "--mode", EVIL],
    ],
    ids=range(8),
)  # fmt: skip
def test_an_argument_comes_back_in_an_error_as_text(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in harmless(done)


def test_what_is_analysed_is_shown_and_stays_the_same_text_as_json(run: Run) -> None:
    harmless(run("analyze", f"탄소중립 {EVIL} 회의"))
    done = run("analyze", "--json", f"탄소중립 {EVIL} 회의")
    harmless(done)
    assert json.loads(done.stdout)["text"] == f"탄소중립 {EVIL} 회의"
    done = run("analyze", typed=f"탄소중립 {EVIL}\n")
    assert "탄소" in harmless(done)


@given(st.text(st.characters() | st.sampled_from(OBEYED)))
def test_nothing_that_a_terminal_obeys_is_left_and_nothing_else_is_changed(text: str) -> None:
    assert not set(visible(text)) & set(OBEYED) - {"\t", "\n"}
    assert not set(one_line(text)) & set(OBEYED)
    if not set(text) & set(OBEYED) and text.isprintable():
        assert visible(text) == text
    whole = text.encode("utf-8", "replace").decode()
    encoded = json.dumps(whole, ensure_ascii=False).encode()
    assert json.loads(visible_json(encoded)) == whole
    assert not set(visible_json(encoded)) & set(OBEYED)
