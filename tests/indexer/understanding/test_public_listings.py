"""The 73 rows of seven public boards, from their saved pages, from CSV and from JSON Lines: the same trips."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from indexer.clean import clean
from indexer.record import LeftOut, Note, Raw
from indexer.sources.files import read
from indexer.understanding.titles import without_noise
from indexer.understanding.wanted import Wanted
from search.trip import Trip

EVERYTHING = Wanted(plans=True)


@pytest.fixture
def boards(shared: Path) -> Path:
    return shared / "data/listings/k-skill"


def trips(path: Path) -> list[Trip]:
    found = [clean(item) for item in read([path], EVERYTHING) if isinstance(item, Raw)]
    return [trip for trip in found if isinstance(trip, Trip)]


def rows(boards: Path) -> list[dict[str, str]]:
    with (boards / "listings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def told(trip: Trip) -> tuple[object, ...]:
    """What pages and lists have in common; the agency stands on no page, and its pages write addresses by halves."""
    return (trip.title, trip.title_stated, trip.published, tuple(place.key for place in trip.countries))


def test_csv_and_json_lines_give_equal_trips_with_every_field_as_stated(boards: Path) -> None:
    from_csv, from_json = trips(boards / "listings.csv"), trips(boards / "listings.jsonl")
    assert len(from_csv) == len(from_json) == 73
    for one, other, row in zip(from_csv, from_json, rows(boards), strict=True):
        assert (*told(one), one.organisation, one.department, one.source and one.source.url) == (
            *told(other), other.organisation, other.department, other.source and other.source.url,
        )  # fmt: skip
        assert (one.title_stated or one.title, one.organisation, one.department or "") == (
            row["제목"],
            row["기관명"],
            row["담당부서"],
        )
        # Some boards write the second of it: 20260713173210.
        assert (str(one.published or "").replace("-", ""), one.source and one.source.url) == (
            row["등록일"].replace("-", "")[:8], row["URL"] or None,
        )  # fmt: skip


def test_the_saved_pages_give_the_same_trips(boards: Path) -> None:
    listed = Counter(told(trip) for trip in trips(boards / "listings.csv"))
    paged = Counter(told(trip) for page in sorted(boards.glob("*.html")) for trip in trips(page))
    # One page has two posts of the same title, day and all; of such rows one is taken.
    twice = {key for key, count in listed.items() if count > 1}
    assert paged.keys() == listed.keys()
    assert {key for key in listed if listed[key] != paged[key]} == twice
    assert len(twice) == 1


def test_plans_minutes_and_notices_are_left_out_and_told(boards: Path) -> None:
    found = list(read([boards / "listings.csv"]))
    left = [item for item in found if isinstance(item, LeftOut)]
    taken = [item for item in found if isinstance(item, Raw)]
    assert (len(left), len(taken)) == (17, 56)
    assert Counter(item.kind for item in left) == {"회의·심사 자료": 9, "알림·행정 문서": 7, "계획": 1}
    assert all(item.place.line for item in left)


def test_the_columns_are_told_and_nothing_stands_in_for_what_is_missing(boards: Path) -> None:
    (note,) = [item for item in read([boards / "listings.csv"]) if isinstance(item, Note)]
    assert "기관명→기관, 제목→제목, 등록일→공개일, 담당부서→부서" in note.reason
    assert all(trip.departs is None and trip.people is None for trip in trips(boards / "listings.csv"))


def test_a_hundred_file_names_in_nfd_state_titles_days_and_countries(shared: Path, tmp_path: Path) -> None:
    raw = (shared / "data/listings/flug-rag/filenames_nfd_raw.txt").read_text(encoding="utf-8").splitlines()
    lines = "\n".join(f'가상공사,"{name}"' for name in raw)
    (tmp_path / "이름.csv").write_text(f"기관명,파일명\n{lines}\n", encoding="utf-8")
    found = trips(tmp_path / "이름.csv")
    by_title = {trip.title: trip for trip in found}
    assert not any("게시용" in trip.title or "공시용" in trip.title or ".pdf" in trip.title for trip in found)
    vietnam = by_title["국외출장보고 베트남 호치민"]
    assert (str(vietnam.departs), str(vietnam.returns)) == ("2022-12-18", "2022-12-21")
    assert [place.name for place in by_title["국외출장결과보고서(카타르 요르단)"].countries] == ["카타르", "요르단"]
    assert all(trip.title == without_noise(trip.title) for trip in found)


def test_the_trip_page_states_every_field(shared: Path) -> None:
    (trip,) = trips(shared / "data/trip_page.txt")
    assert [place.name for place in trip.countries] == ["중국"]
    assert (trip.organisation, str(trip.departs), str(trip.returns), trip.stay, trip.people) == (
        "서울특별시", "2025-11-09", "2025-11-12", "3박 4일", 1,
    )  # fmt: skip
    assert trip.summary
    assert len(trip.findings) == 5
