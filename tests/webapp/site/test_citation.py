"""Citing: a sentence with everything that finds it again, files for reference managers, links that cannot lie."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search.page import IndexInfo
from search.trip import Trip
from tests.memory.engine import MemoryEngine
from webapp.app import Operator, create_app
from webapp.site.citation import bibtex, ris

TRIP = Trip(
    id="t1", title="탄소중립 50% 달성 & 도시", organisation="서울특별시", departs=dt.date(2025, 11, 9),
    returns=dt.date(2025, 11, 12), summary="요약 한 줄.\n둘째 줄.",
)  # fmt: skip
OTHERS = [Trip(id=f"o{number}", title=f"탄소중립 사례 {number}") for number in range(3)]
INDEX = IndexInfo("g1", 4, dt.datetime(2026, 11, 24, 9, tzinfo=dt.timezone(dt.timedelta(hours=9))))


@pytest.fixture
def engine() -> MemoryEngine:
    return MemoryEngine([TRIP, *OTHERS])


def site_of(engine: MemoryEngine, signed_by: str = "us") -> FlaskClient:
    return create_app(engine, Operator(secret=signed_by), kept_bytes=0).test_client()


def cited(html: str) -> str:
    """The sentence that a page is cited by."""
    found = re.search(r'<details class="cite">.*?<p>(.*?)</p>', html, re.DOTALL)
    assert found
    return unescape(found[1])


def test_a_trip_is_cited_with_what_finds_it_again(engine: MemoryEngine) -> None:
    sentence = cited(site_of(engine).get("/trips/t1?q=탄소").text)
    assert sentence == (
        "서울특별시, 「탄소중립 50% 달성 & 도시」, 2025. 11. 9.–12. 국외출장. "
        "국외출장 검색, 자료 기준 2026년 11월 24일(버전 g1). http://localhost/trips/t1"
    )


def test_reference_managers_get_a_trip_as_they_read_it(engine: MemoryEngine) -> None:
    site = site_of(engine)
    taken = site.get("/trips/t1/citation.bib")
    assert taken.mimetype == "application/x-bibtex"
    assert "title = {탄소중립 50\\% 달성 \\& 도시}," in taken.text
    assert "url = {http://localhost/trips/t1}," in taken.text
    assert taken.text.count("{") == taken.text.count("}")
    lines = site.get("/trips/t1/citation.ris").text.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("TY  - RPRT", "ER  - ", "")
    assert "PY  - 2025" in lines
    assert "AB  - 요약 한 줄. 둘째 줄." in lines
    assert site.get("/trips/t1/citation.doc").status_code == 404
    assert site.get("/trips/none/citation.ris").status_code == 404


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_text_breaks_out_of_a_reference(title: str, organisation: str) -> None:
    trip = Trip(id="x", title=title or "제목", organisation=organisation or None, summary=title)
    entry = bibtex(trip, INDEX, "http://localhost/trips/x")
    assert len(entry.splitlines()) == entry.count("\n")
    unescaped = re.sub(r"\\textbackslash\{\}|\\ascii\w+\{\}|\\textascii\w+\{\}|\\[{}]", "", entry)
    assert unescaped.count("{") == unescaped.count("}")
    for line in ris(trip, INDEX, "http://localhost/trips/x").split("\r\n")[:-1]:
        assert re.match(r"[A-Z][A-Z0-9]  - ", line)


def test_a_cited_search_says_what_it_found_then_and_finds_now(engine: MemoryEngine) -> None:
    site = site_of(engine)
    sentence = cited(site.get("/search?q=탄소중립").text)
    assert sentence.startswith("국외출장 검색, ‘탄소중립’ 검색 결과 4건. ")
    address = sentence.rpartition(" ")[2]
    assert "이 검색은 2026년 11월 24일에 4건이었습니다. 지금은 4건입니다." in site.get(address).text
    engine.fill([TRIP])
    assert "이 검색은 2026년 11월 24일에 4건이었습니다. 지금은 1건입니다." in site.get(address).text
    # Another process of the same site reads it too.
    assert "4건이었습니다" in site_of(engine).get(address).text


FORGED: dict[str, Callable[[str], str]] = {
    "another count": lambda token: token[:6] + ("A" if token[6] != "A" else "B") + token[7:],
    "no signature": lambda token: token.rpartition(".")[0],
    "nothing of ours": lambda _: "W1siYSJdXQ.xx",
    "not even text": lambda _: "%00",
}


@pytest.mark.parametrize("way", FORGED)
def test_nobody_can_make_the_site_say_another_count(engine: MemoryEngine, way: str) -> None:
    site = site_of(engine)
    asked = parse_qs(urlsplit(cited(site.get("/search?q=탄소중립").text).rpartition(" ")[2]).query)
    token = asked["cited"][0]
    answer = site.get("/search", query_string={**asked, "cited": FORGED[way](token)})
    assert answer.status_code == 200
    assert "건이었습니다" not in answer.text
    assert "이 주소에 기록된 건수를 확인할 수 없어" in answer.text
    assert "이 주소에 기록된" not in site.get("/search?q=탄소중립").text
    # What was signed of one search says nothing of another.
    assert "건이었습니다" not in site.get("/search", query_string={"q": "도시", "cited": token}).text
    assert "건이었습니다" not in site_of(engine, "another secret").get("/search", query_string=asked).text
