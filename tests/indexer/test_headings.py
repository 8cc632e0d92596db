"""The headings of mappings/words/headings.toml: one table for every format and for what reports say."""

import json
import tomllib
from pathlib import Path

import pytest

from indexer.clean import STATED
from indexer.headings import find_heading, find_headings, headed_fields, heading_of, page_field
from search.words.tables import WORDS_FOLDER

OURS = tomllib.loads((WORDS_FOLDER / "headings.toml").read_text(encoding="utf-8"))
SEEN = Path(__file__).parents[3] / "shared/data/column_aliases.json"
# What the list of seen headings calls a field ↔ what we do.
FIELDS = {
    "country": "countries", "title": "title", "purpose": "purpose", "org": "organisation", "start": "departs", "end": "returns",
    "period": "stay", "people": "people", "travellers": "person", "cost": "cost_krw", "cost_parts": "part", "summary": "summary",
    "body": "findings", "published": "published", "source_id": "ignored", "file": "file", "ignore": "ignored",
}  # fmt: skip


def test_every_heading_names_one_field() -> None:
    for field, entry in OURS.items():
        written = (*entry.get("page", ()), *entry.get("headings", ()))
        assert {
            heading: found and found.field
            for heading in written
            if (found := find_heading(heading)) is None or found.field != field
        } == {}
        assert {page_field(heading) for heading in entry.get("page", ())} <= {field}


def test_every_field_that_a_record_may_state_has_a_heading_and_travellers_are_no_field() -> None:
    assert headed_fields() - STATED == {"person", "part", "ignored", "address", "file"}
    ours = {"id", "title_stated", "cost_stated", "page_starts", "sources", "other_ids"}
    assert STATED - headed_fields() == ours


@pytest.mark.parametrize("written", ["여행 기간", "여행기간", "여 행 기 간", "📅 여행 기간", " · <b>여행</b> 기간 "])
def test_a_heading_is_known_however_it_is_spaced_and_decorated(written: str) -> None:
    assert page_field(written) == "stay"
    found = find_heading(written)
    assert found
    assert found.field == "stay"


@pytest.mark.parametrize("written", ["", "여행 기간이", "4박 6일", "독일", "2025"])
def test_what_heads_no_field_is_none(written: str) -> None:
    assert page_field(written) is None
    assert find_headings(written) == ()


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("인원(명)", ["people"]),
        ("금액(천원)", ["cost_krw"]),
        ("총 여 비 [단위: 천원]", ["cost_krw"]),
        ("출장기간(박/일)", ["stay"]),
        ("방문국 1", ["countries"]),
        ("방문국2", ["countries"]),
        ("기간/장소", ["stay", "countries"]),
        ("방문국가(도시)", ["countries"]),
        ("기관명 / 부서명", ["organisation", "department"]),
        ("ＵＲＬ", ["address"]),
    ],
)
def test_units_numbers_and_two_fields_in_one_heading_are_read(written: str, fields: list[str]) -> None:
    assert [heading.field for heading in find_headings(written)] == fields


@pytest.mark.usefixtures("shared")
def test_every_heading_that_was_seen_in_a_real_source_is_understood() -> None:
    listed = {
        name: lists["seen"] for name, lists in json.loads(SEEN.read_text(encoding="utf-8")).items() if name != "_about"
    }
    # Told apart by their values, or by what else the table has.
    either = {
        "출장목적",
        "출장목적(학술회의명)",
        "작성자",
        "등록자",
        "직급",
        "직급(위)",
        "성별",
        "연령",
        "담당부서",
        "CHRG_DEPT_NM",
        "NFLST_CHRG_DEPT_NM",
        "CHARGER_NM",
    }
    other = {"title": "purpose", "org": "department", "ignore": "person"}
    wrong = {}
    for name, headings in listed.items():
        for heading in headings:
            found = {one.field for one in find_headings(heading.partition("(=")[0])}
            wanted = {FIELDS[name], *([other[name]] if name in other and heading in either else [])}
            if heading.startswith("작성자"):
                wanted = {"person"}
            if not found & wanted:
                wrong[heading] = (name, found)
    assert wrong == {}


def test_a_report_calls_a_field_by_its_own_name() -> None:
    assert [heading_of(field) for field in ("stay", "returns", "id")] == ["기간", "귀국일", "id"]
