"""Formats are told apart by content; what is no trip is refused with what it looks like."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.record import Item, Place, Raw, Refusal
from indexer.sources.files import read
from search.trip import Trip

GOOD = ['{"id": "g1", "title": "좋은 기록 1"}', '{"id": "g2", "title": "좋은 기록 2"}']


def items(tmp_path: Path, content: bytes | str) -> list[Item]:
    path = tmp_path / "input"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read([path]))


def trips(found: list[Item]) -> list[Trip]:
    cleaned = [clean(item) for item in found if isinstance(item, Raw)]
    return [trip for trip in cleaned if isinstance(trip, Trip)]


@pytest.mark.parametrize(
    "first",
    [
        "null",
        "123",
        '"문자열"',
        "true",
        "깨진 줄",
        "# 주석",
        ", ",
        "[1, 2]",
        '{"title": ',
        "<br>",
        '<?xml version="1.0"?>',
        "a,b",
        "출발일",
        "---",
        "a\0b",
    ],
)
def test_a_first_line_that_is_no_record_is_refused_and_the_records_behind_it_are_taken(
    tmp_path: Path, first: str
) -> None:
    found = items(tmp_path, "\n".join([first, *GOOD, ""]))
    assert [trip.id for trip in trips(found)] == ["g1", "g2"]
    assert [item.place.line for item in found if isinstance(item, Refusal)] == [1]
    assert [item.place.line for item in found if isinstance(item, Raw)] == [2, 3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<!doctype html>\n<html><body>\n요약\n</body></html>", "출장 보고서로 알아볼 수 없는"),
        ("<!-- slim fixture -->\n<div>\n인원\n</div>", "출장 보고서로 알아볼 수 없는"),
        ("MIT License\n\nCopyright (c) 2025\n\nPermission is hereby granted, free of charge, to any person", "알아볼 수 없는"),
        ('<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">\n<a b="c, d, e"/>\n<a b="c, d, f"/>\n', "OpenDocument 파일입니다"),
        ('<?xml version="1.0"?>\n<response>\n<item a="1, 2, 3"/>\n<item a="1, 2, 4"/>\n</response>', "XML 파일입니다"),
        ("null", "알아볼 수 없는"),
        ("---\ntitle: notes\nkind: front matter\n", "알아볼 수 없는"),
        ("관계자들과 만나 의견을 나누었습니다.\n\n앞으로도 협력하기로 하였습니다.\n", "알아볼 수 없는"),
    ],
    ids=["HTML", "HTML comment", "licence", "flat OpenDocument", "XML", "null", "front matter", "prose"],
)  # fmt: skip
def test_a_file_of_another_format_is_refused_as_a_whole(tmp_path: Path, content: str, reason: str) -> None:
    (refusal,) = items(tmp_path, content)
    assert isinstance(refusal, Refusal)
    assert refusal.place == Place("input")
    assert reason in refusal.reason


def test_a_table_whose_headings_nobody_knows_is_refused_with_what_they_are(tmp_path: Path) -> None:
    (refusal,) = items(tmp_path, "품명,단가,수량\n연필,500,3\n공책,900,2\n")
    assert isinstance(refusal, Refusal)
    assert "‘품명’, ‘단가’, ‘수량’" in refusal.reason
    assert "--map" in refusal.reason


@pytest.mark.parametrize(
    "text",
    [
        "독일\n독일\n자원순환 정책 견학\n부산광역시\n",
        "---\n유럽연합\n유럽연합\n자원순환 정책 견학\n부산광역시\n",
        "---\n자원순환 정책 견학\n부산광역시\n",
        "자원순환 정책 견학\n부산광역시\n출 발 일\n",
        "자원순환 정책 견학\n부산광역시\n📝 요약\n첫 문단.\n",
        "제목: 자원순환 정책 견학\n국가: 독일\n기관: 부산광역시\n출장자: 홍길동\n",
    ],
    ids=["country twice", "after a rule", "after a rule without country", "label", "section", "labels with colons"],
)
def test_a_page_is_known_by_one_sign(tmp_path: Path, text: str) -> None:
    found = items(tmp_path, text)
    (trip,) = trips(found)
    assert (trip.title, trip.organisation) == ("자원순환 정책 견학", "부산광역시")
    assert "홍길동" not in repr(found)


def test_half_a_page_gives_its_trip_or_a_reason_but_never_a_made_up_title(tmp_path: Path, shared: Path) -> None:
    page = (shared / "data" / "trip_page.txt").read_text(encoding="utf-8")
    title = "탄소중립 및 기후변화 연구센터 전문가 세미나 참석"
    for cut in range(page.index(title) + len(title), len(page), 97):
        assert [trip.title for trip in trips(items(tmp_path, page[:cut]))] == [title]
        assert {trip.title for trip in trips(items(tmp_path, page[cut:]))} <= {"서울특별시"}


GARBAGE = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]) | st.sampled_from('{}[]",:\\ 요약---'),
    max_size=30,
)


@given(st.lists(GARBAGE, max_size=4), st.lists(GARBAGE, max_size=4), st.lists(GARBAGE, max_size=4))
@example(['{"a": [', "  "], ['{"a":', '"'], ["}"])
@settings(deadline=None)
def test_every_record_on_a_line_of_its_own_is_taken_whatever_stands_around_it(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], between: list[str], behind: list[str]
) -> None:
    content = "\n".join([*before, GOOD[0], *between, GOOD[1], *behind])
    found = trips(items(tmp_path_factory.getbasetemp(), content))
    assert {"g1", "g2"} <= {trip.id for trip in found}


@given(
    st.binary()
    | st.lists(st.binary() | st.sampled_from([*(g.encode() for g in GOOD), b"---", "요약".encode()])).map(b"\n".join)
)
@settings(deadline=None)
def test_any_bytes_give_an_answer(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    found = items(tmp_path_factory.getbasetemp(), content)
    assert found
    for item in found:
        assert clean(item) if isinstance(item, Raw) else item.reason
        json.dumps(str(item.place)).encode()
