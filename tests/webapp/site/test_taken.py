"""A suggestion that is taken does what it says."""

from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from search.trip import Place, Trip
from tests.memory.engine import MemoryEngine
from webapp.app import create_app

TITLE = '독일 "수소" 충전소 견학: 1차 (베를린)'
TRIPS = [
    Trip(id="one", title=TITLE, countries=(Place("DE", "독일"),), cities=("베를린",), organisation="경기도 교육청"),
    Trip(id="two", title="연수 결과보고"),
    Trip(id="three", title="연수 결과보고"),
]


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return create_app(MemoryEngine(TRIPS)).test_client()


@pytest.mark.parametrize(
    ("kind", "text", "address"),
    [
        ("country", "독일", "/search?country=DE"),
        ("city", "베를린", "/search?city=베를린"),
        ("organisation", "경기도교육청", "/search?organisation=경기도+교육청"),
        ("theme", "기후·에너지", "/search?theme=climate-energy"),
        ("title", TITLE, "/trips/one"),
        # Two trips are called so.
        ("title", "연수 결과보고", '/search?q="연수+결과보고"'),
        ("title", "이제는 없는 제목", '/search?q="이제는+없는+제목"'),
        ("country", "없는나라", "/search?q=없는나라"),
        ("word", "수소", "/search?q=수소"),
    ],
)
def test_a_suggestion_leads_to_what_it_names(site: FlaskClient, kind: str, text: str, address: str) -> None:
    answer = site.get("/taken", query_string={"kind": kind, "text": text})
    assert answer.status_code == 302
    assert unquote(answer.headers["Location"]) == address


@pytest.mark.parametrize("asked", ["kind=country", "text=x", "kind=hotel&text=x", "kind=word&text=x&to=//evil.example"])
def test_what_is_no_suggestion_is_refused(site: FlaskClient, asked: str) -> None:
    assert site.get(f"/taken?{asked}").status_code == 400
