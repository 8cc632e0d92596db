"""TripPage → JSON, key by key as programs rely on it."""

import json

from search.page import FacetCount, Understood
from search.query import FacetName, Match, Position, TripQuery
from tests.webapp.fakes import BARE, INDEX, TRIP, hit, page, plain
from webapp.api.answers import TripAnswer, TripsAnswer
from webapp.api.docs import described
from webapp.api.payloads import page_payload, trip_payload
from webapp.request.cursor import decode_cursor

QUERY = TripQuery()
SOURCE_JSON = {"name": "예시 자료", "url": "https://example.org/1", "file": "a.txt", "position": 1}
TRIP_JSON = {
    "id": "trip-1",
    "title": "탄소중립 연구센터 방문",
    "title_stated": None,
    "purpose": "정책 사례 수집",
    "countries": [{"code": "CN", "name": "중국"}, {"code": None, "name": "어느섬"}],
    "cities": ["광저우"],
    "organisation": "서울특별시",
    "department": None,
    "departs": "2025-11-09",
    "returns": "2025-11-12",
    "stay": "3박 4일",
    "nights": 3,
    "days": 4,
    "people": 2,
    "cost_krw": 3675980,
    "cost_stated": None,
    "summary": "요약입니다.",
    "published": "2025-12-01",
    "source": SOURCE_JSON,
    "sources": [SOURCE_JSON],
    "other_ids": [],
    "themes": [{"key": "climate-energy", "name": "기후·에너지", "words": ["탄소중립"]}],
    "notices": [{"code": "no_findings", "text": "핵심 내용이 없습니다."}],
    "first_seen": "2026-11-24T00:00:00Z",
    "last_changed": None,
}
INDEX_JSON = {"version": "g1", "trips": 2840, "built": "2026-11-22T10:00:00+09:00"}


def test_a_page_has_every_key_of_the_contract() -> None:
    understood = Understood(terms=("탄소", "중립"), dropped=("을",), match=Match.ANY, all_words=1, notes=("알림",))
    facets = {FacetName.COUNTRY: (FacetCount("CN", "중국", 7, selected=True),)}
    payload = plain(page_payload(page(hit(TRIP), total=7, understood=understood, facets=facets), QUERY))
    assert payload == {
        "total": 7,
        "hits": [
            {
                "id": "trip-1",
                "score": 1.5,
                "trip": TRIP_JSON,
                "title": [{"text": "탄소중립", "marked": True}, {"text": " 연구센터 방문", "marked": False}],
                "passages": [
                    {
                        "field": "findings",
                        "paragraph": 2,
                        "page": None,
                        "parts": [
                            {"text": "둘째 ", "marked": False},
                            {"text": "문단", "marked": True},
                            {"text": ".", "marked": False},
                        ],
                    }
                ],
            }
        ],
        "facets": {"country": [{"value": "CN", "label": "중국", "count": 7, "selected": True}]},
        "understood": {
            "terms": ["탄소", "중립"],
            "dropped": ["을"],
            "added": [],
            "match": "any",
            "all_words": 1,
            "corrected": None,
            "notes": ["알림"],
            "did_you_mean": None,
        },
        "next": None,
        "index": INDEX_JSON,
    }


def test_a_trip_that_states_nothing_has_the_same_keys() -> None:
    bare = plain(page_payload(page(hit(BARE, None)), QUERY))["hits"][0]
    assert bare["trip"].keys() == TRIP_JSON.keys()
    assert {value for value in bare["trip"].values() if not isinstance(value, list)} == {"bare", "제목뿐", None}
    assert bare["score"] is None


def test_only_the_whole_trip_has_its_findings() -> None:
    payload = plain(trip_payload(TRIP, INDEX))
    assert payload == {
        "trip": {**TRIP_JSON, "findings": ["첫 문단.", "둘째 문단."], "page_starts": []},
        "index": INDEX_JSON,
    }


def test_next_is_a_cursor_for_the_same_query() -> None:
    payload = page_payload(page(hit(BARE), follows=Position("g1", 20)), QUERY)
    assert decode_cursor(payload.next or "", QUERY) == Position("g1", 20)


def test_an_empty_page_has_every_key() -> None:
    full, empty = plain(page_payload(page(hit(TRIP)), QUERY)), plain(page_payload(page(), QUERY))
    assert empty.keys() == full.keys()
    assert empty["understood"].keys() == full["understood"].keys()


def test_the_shapes_of_the_document_are_those_of_the_answers() -> None:
    facets = {FacetName.YEAR: (FacetCount("2025", "2025", 1, selected=False),)}
    answer = page_payload(page(hit(TRIP), hit(BARE, None), facets=facets, follows=Position("g1", 2)), QUERY)
    found = plain(answer)
    assert json.loads(described(TripsAnswer).model_validate(found).model_dump_json()) == found
    for trip in (TRIP, BARE):
        whole = plain(trip_payload(trip, INDEX))
        assert json.loads(described(TripAnswer).model_validate(whole).model_dump_json()) == whole
