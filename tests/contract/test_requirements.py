"""The 58 requirements of the design's korean.md: each is shown by cases of this folder, or by the tests named here."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOTAL = 58

# Those that no case of cases/*.toml can show, and where they are shown.
ELSEWHERE = {
    1: "tests/search/korean/test_nori.py",  # the golden strings; the node itself: tests/drills/test_parity.py
    2: "tests/search/korean/test_nori.py",
    3: "tests/drills/test_parity.py",
    4: "tests/search/korean/test_nori.py",
    5: "tests/mappings/test_words.py",
    6: "tests/contract/test_equality.py",
    20: "tests/mappings/test_consistency.py",
    44: "tests/contract/test_suggesting.py",
    45: "tests/contract/test_suggesting.py",
    46: "tests/contract/test_suggesting.py",
    52: "tests/search/answer/test_snippets.py",
    57: "tests/contract/test_publishing.py",
}


def test_every_requirement_is_shown_somewhere() -> None:
    cases = [
        case
        for file in (ROOT / "tests" / "contract" / "cases").glob("*.toml")
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]
    ]
    in_cases = {number for case in cases for number in case.get("requirements", ())}
    assert in_cases | ELSEWHERE.keys() == set(range(1, TOTAL + 1))
    assert [path for path in ELSEWHERE.values() if not (ROOT / path).is_file()] == []


def test_the_design_has_as_many(shared: Path) -> None:
    text = (shared / "design" / "korean.md").read_text(encoding="utf-8").partition("## Requirements")[2]
    assert [int(number) for number in re.findall(r"^(\d+)\. ", text, flags=re.MULTILINE)] == list(range(1, TOTAL + 1))
