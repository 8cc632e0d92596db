"""What is taken away against what the API answers, cell by cell, on real engines."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape as unescape_html
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.utils.escape import unescape

from search.engine import TripSearch
from search.trip import Notice, Place, Source, Trip
from search.words.offices import office_of
from tests.webapp.conftest import BufferedClient
from webapp.app import create_app
from webapp.export import workbook
from webapp.export.columns import COLUMNS, Column, Kind
from webapp.export.delimited import FORMULAS, GUARD

# What a spreadsheet would run, read as something else, or cut at.
NASTY = (
    "=1+1", "+82-2-123", "-10% 절감", "@SUM(A1)", "\t탭으로 시작", "\r줄바꿈", "'작은따옴표", "'=이미", "1,250", "00123",
    "2025-01-02", "TRUE", "http://example.org/", 'a"b', "가;나, 다", "줄\n바꿈\r\n셋\r넷", " 앞뒤 빈칸 ", "_x0041_", "#N/A",
    "https://example.org/" + "긴" * 300, "😀" * 5, "{=1}", "", "\ufeff표시", "\u202e거꾸로",
)  # fmt: skip
LONG = "가" * 40_000


def corpus() -> list[Trip]:
    made = [
        Trip(
            id=f"n{number}",
            title=text or "제목",
            purpose=text or None,
            organisation="서울특별시" if number % 2 else text.strip() or None,
            countries=(Place("CN", "중국"), Place(None, "어느섬"))[: number % 3],
            cities=("광저우", "상하이")[: number % 3],
            departs=dt.date(2025, 1, 1 + number % 28) if number % 4 else None,
            returns=dt.date(2025, 2, 28) if number % 3 else None,
            nights=number % 5,
            people=number or None,
            cost_krw=10**15 - number if number % 2 else None,
            cost_stated=text or None,
            summary=text or None,
            findings=(text, "둘째 문단") if text else (),
            published=dt.date(1950, 1, 1),
            source=Source("자료", "https://example.org/1", f"{number}.csv", number + 1),
            sources=(Source("자료", "https://example.org/1"), Source("다른 자료", None, "b.csv", 3))
            if number == 3
            else (),
            other_ids=("x1", "x2") if number == 3 else (),
            notices=(Notice("no_findings", "핵심 내용이 없습니다."), Notice("odd", "눈에 띕니다."))[: number % 3],
        )
        for number, text in enumerate(NASTY)
    ]
    return [*made, Trip(id="long", title="긴 글", summary=LONG), Trip(id="bare", title="제목뿐")]


@pytest.fixture(scope="module")
def site(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    app = create_app(make_engine(corpus()))
    app.testing = True
    app.test_client_class = BufferedClient
    return app.test_client()


def ids_of(site: FlaskClient, **asked: Any) -> list[str]:  # noqa: ANN401 - as Flask takes them
    answer = site.get("/api/v1/trips", query_string={"size": 100, **asked}).get_json()
    assert answer["next"] is None
    return [hit["id"] for hit in answer["hits"]]


def record(site: FlaskClient, trip_id: str) -> dict[str, Any]:
    found: dict[str, Any] = site.get(f"/api/v1/trips/{trip_id}").get_json()["trip"]
    return found


# What the columns hold that are no field of the record.
MADE: dict[Column, Callable[[dict[str, Any]], str | None]] = {
    Column.REGION: lambda trip: "; ".join(office_of(trip["organisation"]).regions),
    Column.OFFICE_KIND: lambda trip: office_of(trip["organisation"]).kind,
    Column.COUNTRIES: lambda trip: "; ".join(place["name"] for place in trip["countries"]),
    Column.COUNTRY_KEYS: lambda trip: "; ".join(place["code"] or place["name"] for place in trip["countries"]),
    Column.THEMES: lambda trip: "; ".join(theme["name"] for theme in trip["themes"]),
    Column.CITIES: lambda trip: "; ".join(trip["cities"]),
    Column.OTHER_IDS: lambda trip: "; ".join(trip["other_ids"]),
    Column.FINDINGS: lambda trip: "\n".join(trip["findings"]),
    Column.NOTICES: lambda trip: "\n".join(notice["text"] for notice in trip["notices"]),
    Column.SOURCE: lambda trip: (trip["source"] or {}).get("name"),
    Column.SOURCE_URL: lambda trip: (trip["source"] or {}).get("url"),
    Column.SOURCE_FILE: lambda trip: (trip["source"] or {}).get("file"),
    Column.OTHER_SOURCES: lambda trip: "\n".join(
        " ".join(filter(None, (one["name"], one["url"], one["file"]))) for one in trip["sources"][1:]
    ),
}


def expected(trip: dict[str, Any], column: Column) -> str | int | None:
    """The value of a column, of the API's own record; dates as ISO writes them."""
    value: str | int | None = MADE[column](trip) if column in MADE else trip[column]
    return value


def csv_rows(site: FlaskClient, **asked: Any) -> list[list[str]]:  # noqa: ANN401 - the same
    answer = site.get("/api/v1/trips.csv", query_string=asked)
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def book_of(site: FlaskClient, **asked: Any) -> openpyxl.Workbook:  # noqa: ANN401 - the same
    answer = site.get("/api/v1/trips.xlsx", query_string=asked)
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def cover_of(book: openpyxl.Workbook) -> dict[str, str]:
    return {str(label): str(text) for label, text in book["안내"].iter_rows(values_only=True) if text}


def test_every_cell_of_the_csv_is_what_the_api_answers(site: FlaskClient) -> None:
    head, *rows = csv_rows(site)
    assert head == [COLUMNS[column].heading for column in Column]
    assert [row[0] for row in rows] == ids_of(site)
    for row in rows:
        trip = record(site, row[0])
        for column, cell in zip(Column, row, strict=True):
            value = expected(trip, column)
            text = "" if value is None else str(value)
            assert cell == (GUARD + text if text.startswith(FORMULAS) else text), column
    assert sum(cell.startswith(GUARD) for row in rows for cell in row) >= 6 * 3


@pytest.mark.parametrize("asked", [{}, {"country": "CN"}, {"q": "제목뿐"}, {"q": "없는말없는말"}])
def test_the_workbook_counts_its_trips_by_country(site: FlaskClient, asked: dict[str, str]) -> None:
    head, *rows = book_of(site, **asked)["방문국별"].iter_rows(values_only=True)
    assert head == ("방문국", "출장(건)", "숙박 합계(박)", "인원 합계(명)", "경비 합계(원)", "경비 기재(건)")
    trips = [record(site, trip_id) for trip_id in ids_of(site, **asked)]
    by_hand: dict[str, list[dict[str, Any]]] = {}
    for trip in trips:
        for name in {place["name"] for place in trip["countries"]} or {"자료에 없음"}:
            by_hand.setdefault(name, []).append(trip)
    assert [row[:4] for row in rows] == [
        (name, len(some), *(sum(trip[field] or 0 for trip in some) for field in ("nights", "people")))
        for name, some in sorted(by_hand.items(), key=lambda one: (one[0] == "자료에 없음", -len(one[1]), one[0]))
    ]
    for name, *_, cost, stated in rows:
        costs = [trip["cost_krw"] for trip in by_hand[str(name)] if trip["cost_krw"] is not None]
        # A spreadsheet's numbers have fifteen digits.
        assert cost == pytest.approx(sum(costs))
        assert stated == len(costs)


def test_every_cell_of_the_workbook_is_what_the_api_answers_and_of_its_kind(site: FlaskClient) -> None:
    sheet = book_of(site)["출장"]
    head, *rows = sheet.iter_rows()
    assert [cell.value for cell in head] == [COLUMNS[column].heading for column in Column]
    assert [row[0].value for row in rows] == ids_of(site)
    for row in rows:
        trip = record(site, str(row[0].value))
        for column, cell in zip(Column, row, strict=True):
            value = expected(trip, column)
            if value in (None, ""):
                assert cell.value is None
                continue
            match COLUMNS[column].kind:
                case Kind.DATE:
                    assert cell.data_type == "d"
                    assert cell.value == dt.datetime.fromisoformat(str(value))
                case Kind.NUMBER:
                    assert (cell.data_type, cell.value) == ("n", value)
                case Kind.TEXT:
                    assert cell.data_type == "s"
                    whole = str(value).replace("\r\n", "\n").replace("\r", "\n")
                    assert unescape(str(cell.value)) == workbook.fitting(whole), column


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(site: FlaskClient) -> None:
    with ZipFile(io.BytesIO(site.get("/api/v1/trips.xlsx").data)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            assert b"<hyperlink" not in parts.read(name)


def test_every_line_of_json_lines_is_the_record_of_the_api(site: FlaskClient) -> None:
    answer = site.get("/api/v1/trips.jsonl")
    lines = [json.loads(line) for line in answer.data.decode().removesuffix("\n").split("\n")]
    assert [line["id"] for line in lines] == ids_of(site)
    assert lines == [record(site, line["id"]) for line in lines]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "문단"},
        {"q": "절감 탭으로", "match": "any"},
        {"q": "문단 -줄바꿈", "sort": "oldest"},
        {"country": "CN", "sort": "longest"},
        {"not_country": "CN", "people_min": "3", "people_max": "20"},
        {"q": "절갑", "correct": "false"},
        {"departs_from": "2025-01-05", "year": ["2025", "2024"]},
        {"q": "세상에없는낱말열두자"},
    ],
)
def test_a_file_has_the_hits_of_its_search_in_their_order(site: FlaskClient, asked: dict[str, Any]) -> None:
    ids = ids_of(site, **asked)
    assert [row[0] for row in csv_rows(site, **asked)[1:]] == ids
    assert [str(row[0].value) for row in list(book_of(site, **asked)["출장"].iter_rows())[1:]] == ids
    lines = site.get("/api/v1/trips.jsonl", query_string=asked).data.decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_the_answer_says_how_many_trips_of_which_index_it_holds(site: FlaskClient) -> None:
    index = site.get("/api/v1/trips").get_json()["index"]["version"]
    for ending in ("csv", "xlsx", "jsonl"):
        answer = site.get(f"/api/v1/trips.{ending}", query_string={"country": "CN"})
        assert answer.headers["Trips-Total"] == str(len(ids_of(site, country="CN")))
        assert answer.headers["Trips-Index"] == index
        assert answer.headers["Content-Disposition"] == f"attachment; filename=trips.{ending}"
        again = site.get(
            f"/api/v1/trips.{ending}",
            query_string={"country": "CN"},
            headers={"If-None-Match": answer.headers["ETag"]},
        )
        assert (again.status_code, again.data) == (304, b"")
        head = site.head(f"/api/v1/trips.{ending}", query_string={"country": "CN"})
        assert (head.status_code, head.data) == (200, b"")
        for name in ("Trips-Total", "Trips-Index", "Content-Type", "ETag", "Content-Disposition"):
            assert head.headers[name] == answer.headers[name]


def test_columns_come_as_they_are_asked_for(site: FlaskClient) -> None:
    asked = {"columns": ["departs", "title", "departs", "people"]}
    head, *rows = csv_rows(site, **asked)
    assert head == ["출발일", "제목", "인원(명)"]
    assert len(rows) == len(NASTY) + 2
    sheet = book_of(site, **asked)["출장"]
    assert [cell.value for cell in next(sheet.iter_rows())] == head


@pytest.mark.parametrize(
    ("path", "asked", "parameter", "told"),
    [
        ("trips.csv", {"columns": "price"}, "columns", "cost_krw"),
        ("trips.xlsx", {"columns": ""}, "columns", "비어"),
        ("trips.csv", {"size": "10"}, "size", "columns"),
        ("trips.jsonl", {"columns": "title"}, "columns", "sort"),
        ("trips.xlsx", {"columns": ["title", "hotel"]}, "columns", "cost_krw"),
        ("trips.jsonl", {"cursor": "x"}, "cursor", "알 수 없는"),
        ("trips.csv", {"people_min": "9", "people_max": "1"}, "people_min", "people_max"),
        ("trips.xlsx", {"departs_from": "2025.."}, "departs_from", "날짜가 아닙니다"),
        ("trips.csv", {"cursor": "x"}, "cursor", "sort"),
        ("trips.xlsx", {"nights_min": "9", "nights_max": "1"}, "nights_min", "nights_max"),
        ("trips.jsonl", {"country": "어디에도없는나라"}, "country", "국가"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_explained(
    site: FlaskClient, path: str, asked: dict[str, str], parameter: str, told: str
) -> None:
    answer = site.get(f"/api/v1/{path}", query_string=asked)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    (fault,) = answer.get_json()["errors"]
    assert fault["parameter"] == parameter
    assert told in fault["detail"]


def test_the_cover_tells_the_search_in_words_and_where_it_comes_from(site: FlaskClient) -> None:
    asked = {"q": "문단", "country": ["CN", "어느섬"], "not_year": "2020", "nights_max": "4", "match": "all"}
    cover = cover_of(book_of(site, **asked))
    assert cover["검색어"] == "문단"
    assert cover["방문국"] == "어느섬 또는 중국" or cover["방문국"] == "중국 또는 어느섬"
    assert cover["출발 연도 제외"] == "2020"
    assert "4" in cover["박 수(이하)"]
    assert cover["출장 수"] == f"{len(ids_of(site, **asked)):,}건"
    assert site.get("/api/v1/trips").get_json()["index"]["version"] in cover["자료 기준"]
    assert "출처" in cover["자료와 이용 조건"]
    assert cover["받은 때"].startswith(f"{dt.datetime.now(dt.timezone(dt.timedelta(hours=9))):%Y-%m-%d}")
    assert cover_of(book_of(site))["검색어"] == "(없음: 전체 출장)"


def test_what_excel_has_no_room_for_is_told_in_the_file(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(site)
    assert "1칸" in cover_of(book)["잘린 칸"]
    (cell,) = (cell.value for row in book["출장"].iter_rows() for cell in row if str(cell.value).endswith("…(잘림)"))
    assert len(str(cell)) == 32_767
    assert "빠진 출장" not in cover_of(book)
    monkeypatch.setattr(workbook, "MAX_ROWS", 5)
    book = book_of(site)
    assert len(list(book["출장"].iter_rows())) == 5
    assert f"{len(NASTY) + 2 - 4}건" in cover_of(book)["빠진 출장"]


def test_a_page_of_results_leads_to_its_files(site: FlaskClient) -> None:
    asked = {"q": "문단", "country": "CN", "sort": "oldest", "size": "3", "facets": "country"}
    html = site.get("/search", query_string=asked).text
    found = dict(_files(html))
    assert list(found) == ["CSV", "엑셀(XLSX)", "JSON Lines"]
    for address in found.values():
        answer = site.get(address)
        assert answer.status_code == 200
        assert answer.headers["Trips-Total"] == str(len(ids_of(site, q="문단", country="CN")))
    rows = list(csv.reader(io.StringIO(site.get(found["CSV"]).data.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ids_of(site, q="문단", country="CN", sort="oldest")
    assert not list(_files(site.get("/search", query_string={"q": "세상에없는낱말열두자"}).text))


def _files(html: str) -> Iterator[tuple[str, str]]:
    for address, text in re.findall(r'<a href="([^"]*)" rel="nofollow" download>(.*?)</a>', html):
        yield text, unescape_html(address)
