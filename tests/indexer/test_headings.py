"""The table of headings: one for every format and for what reports say."""

from itertools import chain

import pytest

from indexer.clean import STATED
from indexer.headings import HEADINGS, find_field, heading_of


def test_every_heading_names_one_field() -> None:
    headings = list(chain.from_iterable(HEADINGS.values()))
    assert len({heading.replace(" ", "") for heading in headings}) == len(headings)
    for field, names in HEADINGS.items():
        assert {find_field(name) for name in names} == {field}


def test_every_field_that_a_record_may_state_has_a_heading_and_travellers_are_no_field() -> None:
    assert HEADINGS.keys() - STATED == {"person"}
    assert STATED - HEADINGS.keys() == {"id"}


@pytest.mark.parametrize("written", ["여행 기간", "여행기간", "여 행 기 간", "📅 여행 기간", " · <b>여행</b> 기간 "])
def test_a_heading_is_known_however_it_is_spaced_and_decorated(written: str) -> None:
    assert find_field(written) == "stay"


@pytest.mark.parametrize("written", ["", "조회수", "여행 기간이", "4박 6일"])
def test_what_heads_no_field_is_none(written: str) -> None:
    assert find_field(written) is None


def test_a_report_calls_a_field_by_its_first_heading_and_one_without_by_its_name() -> None:
    assert [heading_of(field) for field in ("stay", "returns", "id")] == ["여행 기간", "도착일", "id"]
