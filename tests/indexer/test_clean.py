import datetime as dt
import hashlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.record import AtLine, Place, Raw, Refusal
from indexer.sources.files import read
from indexer.values import read_date, read_money, read_people, read_stay
from search import trip as trips
from search.trip import ID_PATTERN, Source, Trip

PLACE = Place("f.jsonl", AtLine(3))


def cleaned(**fields: object) -> Trip:
    trip = clean(Raw(PLACE, {"title": "출장", "findings": ["결과"], **fields}))
    assert isinstance(trip, Trip)
    return trip


def codes(trip: Trip) -> list[str]:
    return [notice.code for notice in trip.notices]


def test_the_real_page_is_stored_as_stated(shared: Path) -> None:
    (raw,) = read([shared / "data" / "trip_page.txt"])
    assert isinstance(raw, Raw)
    trip = clean(raw)
    assert isinstance(trip, Trip)
    assert trip.countries == (trips.Place("CN", "중국"),)
    assert trip.title == "탄소중립 및 기후변화 연구센터 전문가 세미나 참석"
    assert trip.organisation == "서울특별시"
    assert (trip.departs, trip.returns) == (dt.date(2025, 11, 9), dt.date(2025, 11, 12))
    assert (trip.stay, trip.nights, trip.days, trip.people) == ("3박 4일", 3, 4, 1)
    assert trip.summary
    assert trip.summary.startswith("출장단은 2025년 11월 9일부터")
    assert trip.summary.endswith("기반을 마련했습니다.")
    assert [finding[:8] for finding in trip.findings] == [
        "이번 출장단은 ", "탄소중립 및 기", "SDGs 전문가", "AI 학과 교수", "이번 출장을 통",
    ]  # fmt: skip
    assert trip.findings[-1].endswith("모색할 수 있을 것입니다.")
    assert trip.notices == ()
    assert (trip.purpose, trip.cities, trip.cost_krw, trip.published) == (None, (), None, None)


@pytest.mark.parametrize(
    "value",
    [None, "", "  ", 7, ["x"], {"ko": "x"}, True],
    ids=["none", "empty", "blank", "number", "list", "object", "bool"],
)
def test_a_record_without_a_title_is_refused(value: object) -> None:
    refusal = clean(Raw(PLACE, {"title": value, "summary": "글"}))
    assert isinstance(refusal, Refusal)
    assert refusal.field == "title"
    assert refusal.place == PLACE
    missing = value is None or isinstance(value, str)
    assert ("제목이 없습니다" in refusal.reason) == missing


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("departs", "내년 봄"), ("departs", "2024-13-40"), ("departs", 20240101), ("returns", "2025년"),
        ("people", "여러 명"), ("people", -1), ("people", True), ("cost_krw", "미정"), ("cost_krw", "9" * 400), ("summary", 5),
        ("findings", 5), ("findings", ["x", 1]), ("countries", 5), ("countries", [1]), ("cities", {}),
        ("organisation", []), ("published", "어제"), ("source", 7), ("id", "빈 칸 있음"), ("id", "x" * 65),
        ("id", ".."),
    ],
)  # fmt: skip
def test_an_unreadable_value_is_kept_in_a_notice_and_the_record_is_taken(field: str, value: object) -> None:
    trip = cleaned(**{field: value})
    assert f"unreadable_{field}" in codes(trip)
    stated = value if isinstance(value, str) else ""
    assert stated[:100] in trip.notices[0].text


def test_an_id_is_kept_and_a_missing_one_is_made_of_what_identifies_the_trip() -> None:
    assert cleaned(id="A-1._").id == "A-1._"
    one = cleaned(organisation="서울특별시", departs="2024-01-01", countries=["중국", "일본"])
    same = cleaned(organisation=" 서울특별시 ", departs="2024년 1월 1일", countries=["JP", "CN"], summary="다른 글")
    assert one.id == same.id
    assert ID_PATTERN.fullmatch(one.id)
    assert len(one.id) == 20
    assert cleaned(organisation="부산광역시").id != cleaned().id
    contract = '["서울특별시","출장","2024-01-01",null,["CN","JP"]]'
    assert one.id == hashlib.sha256(contract.encode()).hexdigest()[:20]


def test_countries_come_in_every_form_and_unknown_places_stay() -> None:
    trip = cleaned(countries=["중국", "USA", {"code": "JP"}, {"code": None, "name": "유럽연합"}, "중국"])
    assert [(place.code, place.name) for place in trip.countries] == [
        ("CN", "중국"), ("US", "미국"), ("JP", "일본"), (None, "유럽연합"),
    ]  # fmt: skip
    trip = cleaned(
        countries=[{"code": "ZZ", "name": "중국"}, {"code": 7, "name": "독일"}, {"code": "EU", "name": "유럽연합"}]
    )
    assert [(place.code, place.name) for place in trip.countries] == [
        ("CN", "중국"),
        ("DE", "독일"),
        (None, "유럽연합"),
    ]
    assert cleaned(countries="일본(삿포로시), 독일").cities == ("삿포로시",)
    assert set(cleaned(cities="홍콩(구룡), 뉴욕").cities) == {"홍콩", "구룡", "뉴욕"}


def test_the_purpose_is_dropped_where_it_is_the_title() -> None:
    assert cleaned(purpose="출장").purpose is None
    assert cleaned(purpose="정책 조사").purpose == "정책 조사"


def test_derived_fields_are_ours() -> None:
    trip = cleaned(nights=99, days=99, themes=["x"], notices=[{"code": "x", "text": "y"}], stay="3박 4일")
    assert (trip.nights, trip.days, trip.themes, trip.notices) == (3, 4, (), ())
    assert cleaned(source={"name": "원본", "file": "x", "position": 9}).source == Source(
        name="원본", file="f.jsonl", position=3
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"departs": "2024-05-07", "returns": "2024-05-02"}, ["returns_before_departs"]),
        ({"departs": "2024-05-02", "returns": "2024-05-07", "stay": "3박 4일"}, ["stay_dates_disagree"]),
        ({"departs": "2024-05-02", "returns": "2024-05-05", "stay": "2박 4일"}, []),
        ({"departs": "2024-05-02", "returns": "2024-05-05", "stay": "3박"}, []),
        ({"departs": "2024-05-02", "returns": "2024-05-02", "stay": "당일"}, []),
        ({"findings": []}, ["no_findings"]),
    ],
)
def test_what_looks_odd_is_said(fields: dict[str, object], expected: list[str]) -> None:
    assert codes(cleaned(**fields)) == expected


def test_period_formats_seen_in_real_sources_are_read(shared: Path) -> None:
    rows = (shared / "data" / "period_formats.tsv").read_text(encoding="utf-8").splitlines()[1:]
    single = [row.split("\t") for row in rows if not row.split("\t")[2] and row.split("\t")[1]]
    assert len(single) >= 4
    for raw, start, *_ in single:
        assert read_date(raw) == dt.date.fromisoformat(start), raw


@pytest.mark.parametrize(
    ("text", "stay"),
    [("3박 4일", (3, 4)), ("26박27일", (26, 27)), ("5일간", (None, 5)), ("당일", (0, 1)), ("미정", (None, None))],
)
def test_a_stay_has_nights_and_days_as_stated(text: str, stay: tuple[int | None, int | None]) -> None:
    assert read_stay(text) == stay


@pytest.mark.parametrize(
    ("text", "stay"),
    [
        ("2025년 11월 9일 ~ 11월 12일 (3박 4일)", (3, 4)),
        ("11.9일~12일(3박4일)", (3, 4)),
        ("'25.11.9.~11.12.(3박 4일)", (3, 4)),
        ("2025. 11. 22.(토) ~ 11. 30.(일) [7박 9일]", (7, 9)),
        ("3박 4일(당일 귀국편)", (3, 4)),
        ("6박 8일 (기내 1박 포함)", (6, 8)),
        ("4일(3박)", (3, 4)),
        ("3박 (9일 출발) 4일", (3, 4)),
        ("2023년 8월 21일부터 25일까지 5일간", (None, 5)),
        ("2025년 11월 9일 ~ 12일 4일", (None, 4)),
        ("총 4일(11.9~11.12)", (None, 4)),
        ("2025.11.9.(당일)", (0, 1)),
        ("당일(1일)", (0, 1)),
    ],
)
def test_a_stay_is_read_beside_dates_and_remarks(text: str, stay: tuple[int | None, int | None]) -> None:
    assert read_stay(text) == stay


@pytest.mark.parametrize(
    "text",
    [
        "2025년 11월 9일 ~ 12일", "11월 9~12일", "9일 ~ 12일", "11월 9일, 10일", "11.9일~12일", "11월 9일(일) 출발",
        "'24년 9월~10.31.", "250928-251001", "20260527 ~ 20260531", "3일차", "11월 9일 ~ 12일 당일 귀국",
    ],
)  # fmt: skip
def test_dates_alone_state_no_length(text: str) -> None:
    assert read_stay(text) == (None, None)


DAY_FORMS = st.sampled_from(
    [
        "{0.year}년 {0.month}월 {0.day}일", "{0.month}월 {0.day}일", "{0.year}. {0.month}. {0.day}.", "{0:%Y-%m-%d}",
        "'{0:%y}.{0.month}.{0.day}.", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}", "{0:%y%m%d}", "{0.month}.{0.day}일",
        "{0.month}/{0.day}", "{0.day}일", "{0.year}년 {0.month}월 {0.day}일(월)", "{0.month}. {0.day}.(일)",
    ]
)  # fmt: skip
RANGES = st.sampled_from(["{} ~ {}", "{}~{}", "{} – {}", "{}부터 {}까지", "{}∼{}", "{} 출발 {} 귀국"])
STAYS = st.one_of(
    st.tuples(st.sampled_from(["{0}박 {1}일", "{0}박{1}일", "{0}박, {1}일"]), st.integers(1, 99), st.integers(1, 99)),
    st.tuples(st.just("{0}박"), st.integers(1, 99), st.none()),
    st.tuples(st.sampled_from(["{1}일간", "총 {1}일"]), st.none(), st.integers(1, 99)),
)
BESIDE = st.sampled_from(["{0} ({1})", "{0} [{1}]", "{0}({1})", "{0}, {1}", "{1} ({0})", "{1}, {0}", "({0}) {1}"])


@st.composite
def periods(draw: st.DrawFn) -> str:
    """Two days written as one period, each in a form of its own."""
    departs = draw(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)))
    returns = departs + dt.timedelta(draw(st.integers(1, 60)))
    return draw(RANGES).format(draw(DAY_FORMS).format(departs), draw(DAY_FORMS).format(returns))


@given(periods(), BESIDE, STAYS)
def test_whatever_the_dates_beside_it_a_stay_is_what_it_says(
    dates: str, beside: str, stay: tuple[str, int | None, int | None]
) -> None:
    form, nights, days = stay
    assert read_stay(dates) == (None, None)
    assert read_stay(beside.format(dates, form.format(nights, days))) == (nights, days)


def test_the_periods_seen_in_real_sources_have_the_stay_that_they_state(shared: Path) -> None:
    rows = (shared / "data" / "period_formats.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for raw, _, _, stated, *_ in (row.split("\t") for row in rows):
        assert read_stay(raw) == read_stay(stated), raw


def test_heads_and_money_are_counted() -> None:
    assert [read_people(value) for value in ("1", "총 4명", "12인", 3, 4.0, "0", 2.5)] == [1, 4, 12, 3, 4, None, None]
    assert [read_money(value) for value in ("3,675,980원", "1,250천원", "5천만원", "금1,000원(금일천원)", 7, "$5", "9" * 400)] == [
        3_675_980, 1_250_000, 50_000_000, 1_000, 7, None, None,
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELD = st.sampled_from(
    "id title purpose countries cities organisation departs returns stay people cost_krw summary findings published "
    "source other".split()
)


@given(st.dictionaries(FIELD, JSON))
@settings(deadline=None)
def test_any_record_is_a_trip_or_a_refusal(fields: dict[str, object]) -> None:
    found = clean(Raw(PLACE, fields))
    if isinstance(found, Trip):
        assert msgspec.json.decode(msgspec.json.encode(found), type=Trip) == found
    else:
        assert found.reason
