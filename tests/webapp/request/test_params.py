"""Request arguments → TripQuery, and what is said about those that cannot be read."""

import datetime as dt
import unicodedata
from urllib.parse import quote, urlencode

import pytest

from search.errors import InvalidQueryError
from search.parse import parse
from search.query import Clause, FacetName, Filters, Match, Position, Sort, TripQuery
from tests.webapp.fakes import BARE, FakeEngine, hit, page
from webapp.request.arguments import MAX_PAIRS
from webapp.request.cursor import encode_cursor
from webapp.request.faults import BadParametersError
from webapp.request.params import TripsParameters, read_form, read_parameters
from webapp.request.queries import to_query
from webapp.request.values import MAX_VALUES


def query_of(query_string: str, engine: FakeEngine | None = None) -> TripQuery:
    return to_query(read_parameters(query_string.encode(), TripsParameters), engine or FakeEngine())


def faults_of(query_string: str | bytes) -> dict[str, str]:
    raw = query_string.encode() if isinstance(query_string, str) else query_string
    with pytest.raises(BadParametersError) as caught:
        to_query(read_parameters(raw, TripsParameters), FakeEngine())
    return dict(caught.value.faults)


def test_every_parameter_reaches_the_query() -> None:
    arguments = {
        "q": '탄소중립 "Campus Brain" -의회', "match": "exact", "country": ["중국", "JP"], "organisation": "서울특별시",
        "year": ["2025", "2024"], "departs_from": "2024-02-29", "departs_to": "2025-12-31", "sort": "longest",
        "size": "5", "facets": ["year", "country"], "facet_size": "3",
    }  # fmt: skip
    assert query_of(urlencode(arguments, doseq=True)) == TripQuery(
        clauses=parse('탄소중립 "Campus Brain" -의회'),
        match=Match.EXACT,
        filters=Filters(
            country=("CN", "JP"),
            organisation=("서울특별시",),
            year=("2024", "2025"),
            departs_from=dt.date(2024, 2, 29),
            departs_to=dt.date(2025, 12, 31),
        ),
        sort=Sort.LONGEST,
        size=5,
        facets=(FacetName.YEAR, FacetName.COUNTRY),
        facet_size=3,
    )


@pytest.mark.parametrize("query_string", ["", "q=", "q=%20", "&&", "q"])
def test_no_text_means_every_trip(query_string: str) -> None:
    assert query_of(query_string) == TripQuery()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("country=JP&country=CN", "country=중국&country=일본&country=cn"),
        ("year=2025&year=2024", "year=2024&year=2025&year=2025"),
        ("q=탄소중립+정책", "q=" + quote(unicodedata.normalize("NFD", " 탄소중립  정책"))),
        ("organisation=서울특별시", "organisation=" + quote(unicodedata.normalize("NFD", " 서울특별시 "))),
        ("facets=year", "facets=year&facets=year"),
        ("size=20&sort=relevance&match=auto", ""),
    ],
)
def test_the_same_search_written_otherwise_is_the_same_query(one: str, other: str) -> None:
    assert query_of(one) == query_of(other)


def test_an_organisation_is_asked_for_as_most_trips_write_it() -> None:
    engine = FakeEngine()
    engine.spellings = dict.fromkeys(["경기도교육청", "경기도 교육청"], "경기도교육청")
    one = query_of("organisation=경기도+교육청&not_organisation=경기도교육청", engine)
    assert one == query_of(
        "organisation=경기도교육청&organisation=경기도+교육청&not_organisation=경기도+교육청", engine
    )
    assert one.filters == Filters(organisation=("경기도교육청",), not_organisation=("경기도교육청",))


@pytest.mark.parametrize("sign", ["★", "¦", "·", "㉠", "\u0301"])
def test_a_sign_that_no_search_looks_for_is_a_value_like_any_other(sign: str) -> None:
    assert query_of(urlencode({"city": sign, "ids": sign})).filters == Filters(city=(sign,), ids=(sign,))
    assert read_form(urlencode({"city": sign}).encode(), TripsParameters).city == (sign,)


BLANK = [name for name in TripsParameters.model_fields if name not in {"q", "cursor"}]


@pytest.mark.parametrize(
    ("query_string", "parameter", "said"),
    [
        ("contry=JP", "contry", "쓸 수 있는 매개변수: q, match, correct, country,"),
        ("theme=점성술", "theme", "알 수 없는 주제입니다. 쓸 수 있는 주제: 기후·에너지(climate-energy)"),
        ("not_theme=x", "not_theme", "알 수 없는 주제"),
        ("not_country=나라아님", "not_country", "알 수 없는 국가"),
        ("not_year=24", "not_year", "네 자리 연도가 아닙니다"),
        ("nights_min=-1", "nights_min", "0부터"),
        ("people_max=많이", "people_max", "정수가 아닙니다"),
        ("nights_min=5&nights_max=4", "nights_min", "nights_max보다 큰"),
        ("people_min=5&people_max=4", "people_min", "people_max보다 큰"),
        ("hotel=파리", "hotel", "알 수 없는 매개변수"),
        (
            "facets=hotel",
            "facets",
            "쓸 수 있는 값: country, city, region, office_kind, organisation, theme, year, missing",
        ),
        ("sort=best", "sort", "relevance, newest, oldest, longest"),
        ("match=ALL", "match", "auto, all, any, exact"),
        ("q=a&q=b", "q", "한 번만"),
        ("size=10&size=20", "size", "한 번만"),
        ("country=", "country", "비어 있습니다"),
        ("departs_from=", "departs_from", "비어 있습니다"),
        *(
            (f"{name}={blank}", name, "비어 있습니다")
            for name in BLANK
            for blank in ("%20", "%09%20", "%E2%80%8B", "%E3%80%80", "%E3%85%A4", "%E2%A0%80")
        ),
        ("year=25", "year", "네 자리"),
        ("year=2025..", "year", "네 자리"),
        ("year=2024..2025", "year", "네 자리"),
        ("departs_from=2025-01-01..", "departs_from", "날짜가 아닙니다"),
        ("nights_min=3..", "nights_min", "정수가 아닙니다"),
        ("year=２０２５", "year", "네 자리"),
        ("year=2025%0A", "year", "네 자리"),
        ("departs_from=2025-02-30", "departs_from", "날짜가 아닙니다"),
        ("departs_from=20250101", "departs_from", "날짜가 아닙니다"),
        ("departs_from=2025-W01-1", "departs_from", "날짜가 아닙니다"),
        ("departs_to=1700000000", "departs_to", "날짜가 아닙니다"),
        ("departs_from=2025-02-01&departs_to=2025-01-31", "departs_from", "뒤인"),
        ("size=0", "size", "1부터 100까지"),
        ("size=101", "size", "1부터 100까지"),
        ("size=-1", "size", "1부터 100까지"),
        ("size=1_0", "size", "1부터 100까지"),
        ("size=10.0", "size", "1부터 100까지"),
        ("size=" + "9" * 5000, "size", "1부터 100까지"),
        ("facet_size=x", "facet_size", "1부터 100까지"),
        ("q=" + "가" * 513, "q", "512자까지 쓸 수 있습니다(513자)"),
        ("organisation=" + "가" * 256, "organisation", "255자까지"),
        ("&".join(["year=2025"] * (MAX_VALUES + 1)), "year", "100개까지"),
        ("&".join(f"x{number}=1" for number in range(MAX_PAIRS + 1)), "", "500개까지"),
    ],
)
def test_what_cannot_be_read_is_named_and_explained(query_string: str, parameter: str, said: str) -> None:
    faults = faults_of(query_string)
    assert list(faults) == [parameter]
    assert said in faults[parameter]


@pytest.mark.parametrize("raw", [b"q=%FF", b"q=\xff", b"q=%ED%A0%80", b"q=%C0%AF", b"q=ab%E3%81"])
def test_bytes_that_are_no_text_are_refused_by_name(raw: bytes) -> None:
    assert "UTF-8" in faults_of(raw)["q"]


def test_bytes_that_are_no_text_are_refused_in_a_name_too() -> None:
    assert faults_of(b"%FF=1").keys() == {"\ufffd"}


def test_bytes_sent_without_percent_signs_are_read() -> None:
    assert query_of("q=탄소중립").clauses == (Clause("탄소중립"),)


def test_a_text_of_512_characters_is_taken_whatever_its_bytes() -> None:
    assert read_parameters(("q=" + quote("😀" * 512)).encode(), TripsParameters).q == "😀" * 512


def test_every_fault_is_named_at_once() -> None:
    assert faults_of("contry=JP&year=x&size=0&q=a&q=b").keys() == {"contry", "year", "size", "q"}


def test_braces_in_a_value_are_repeated_as_they_are() -> None:
    assert "‘{sentence}’" in faults_of("sort=%7Bsentence%7D")["sort"]


def test_a_long_value_is_not_repeated_whole() -> None:
    assert len(faults_of("sort=" + "가" * 10_000)["sort"]) < 200


def no_such_place(name: str) -> FakeEngine:
    engine = FakeEngine()
    engine.pages[TripQuery(filters=Filters(country=(name,)), size=1)] = page()
    return engine


def test_an_unknown_country_is_refused_with_names_that_look_like_it() -> None:
    with pytest.raises(BadParametersError) as caught:
        query_of("country=중귝", no_such_place("중귝"))
    assert caught.value.faults[0].parameter == "country"
    assert "비슷한 이름: 중국" in caught.value.faults[0].detail


def test_an_unknown_country_that_looks_like_none_is_refused_with_advice() -> None:
    with pytest.raises(BadParametersError, match="두 글자 코드"):
        query_of("country=없는나라", no_such_place("없는나라"))


def test_the_name_of_a_place_without_a_code_is_taken_as_facets_give_it() -> None:
    engine = FakeEngine()
    engine.pages[TripQuery(filters=Filters(country=("어느섬",)), size=1)] = page(hit(BARE))
    assert query_of("country=어느섬", engine).filters.country == ("어느섬",)


def test_a_cursor_leads_on_in_its_own_search() -> None:
    cursor = encode_cursor(Position("g1", 20), query_of("q=탄소"))
    assert query_of(f"q=탄소&size=5&facets=year&cursor={cursor}").after == Position("g1", 20)


@pytest.mark.parametrize("search", ["q=중립", "q=탄소&country=JP", "q=탄소&sort=newest"])
def test_a_cursor_of_another_search_is_refused(search: str) -> None:
    cursor = encode_cursor(Position("g1", 20), query_of("q=탄소"))
    with pytest.raises(InvalidQueryError, match="다른 검색"):
        query_of(f"{search}&cursor={cursor}")


@pytest.mark.parametrize("cursor", ["x", "AAAAAAAAAAAAAAAA", "가", "%00", "a" * 500])
def test_a_damaged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidQueryError, match="올바르지 않습니다"):
        query_of(f"q=탄소&cursor={cursor}")


def test_a_form_may_send_its_empty_fields_and_the_tracking_marks_of_a_shared_link() -> None:
    raw = b"q=a&sort=&match=&departs_from=&departs_to=&country=&cursor=&fbclid=x&utm_source=y&year=2025&year="
    assert read_form(raw, TripsParameters) == read_parameters(b"q=a&year=2025", TripsParameters)


@pytest.mark.parametrize("query_string", ["contry=JP", "q=a&q=b", "year=x"])
def test_a_form_is_otherwise_read_as_strictly(query_string: str) -> None:
    with pytest.raises(BadParametersError):
        read_form(query_string.encode(), TripsParameters)


def test_the_api_refuses_tracking_marks_like_any_unknown_name() -> None:
    assert faults_of("fbclid=x").keys() == {"fbclid"}
