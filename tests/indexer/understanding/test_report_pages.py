"""A report of several pages, from its file to what is shown: a hit says the page on which its words stand."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pypdf import PdfReader

from indexer.blocks import Block, Paragraph, Row, Table
from indexer.clean import clean
from indexer.record import AtPage, Raw
from indexer.sources.files import read
from indexer.understanding.understand import understand
from indexer.understanding.wanted import AS_IT_COMES
from search.engine import TripSearch
from search.page import Passage
from search.page_starts import page_at
from search.parse import parse
from search.query import TripQuery
from search.trip import Trip
from tests.indexer.sources.pieces import Grid, Piece
from tests.indexer.sources.writers import KINDS, write_document
from trips.__main__ import cli
from webapp.api.payloads import trip_payload
from webapp.app import create_app

TITLE = "독일 자원순환 공무국외출장 결과보고서"
FILLER = "재활용 선별장에서 보증금 제도와 광학 선별기의 운영 방식을 살펴보았다. " * 4
LONG = "저류지 견학을 시작하였다. " + "시설마다 빗물을 모아 쓰는 방식이 달랐다. " * 90 + "옥상녹화 견학으로 마쳤다."
# Ten paragraphs of filler are about a page.
REPORT: list[Piece] = [
    TITLE,
    Grid([["출장기간", "2025. 3. 3. ~ 3. 8."], ["출장국", "독일"], ["출장목적", "양조장 폐열 이용 조사"]]),
    "Ⅰ. 요약",
    "수소충전소 정책을 살펴보았다.",
    "Ⅱ. 출장 결과",
    "해저터널 공사를 첫날에 보았다.",
    *[FILLER] * 9,
    "&lt;풍력단지&gt; 담당자: 홍길동 010-1234-5678 에게서 자료를 받았다.",
    LONG,
    "Ⅲ. 시사점",
    Grid([["구분", "내용"], ["단기", "스마트팜 도입"], ["장기", "지열발전 검토"]]),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_document("pdf", REPORT, tmp_path_factory.mktemp("reports") / "보고서.pdf")


def trips_of(path: Path) -> Iterator[Trip]:
    for item in read([path]):
        trip = clean(item) if isinstance(item, Raw) else None
        if isinstance(trip, Trip):
            yield trip


@pytest.fixture(scope="module")
def trip(report: Path) -> Trip:
    (trip,) = trips_of(report)
    return trip


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[Iterable[Trip]], TripSearch], trip: Trip) -> TripSearch:
    return make_engine([trip, Trip(id="no-pages", title="일본 출장", findings=("해저터널 공사를 보았다.",))])


@pytest.fixture(scope="module")
def site(engine: TripSearch) -> FlaskClient:
    app = create_app(engine)
    app.testing = True
    return app.test_client()


def passages(engine: TripSearch, words: str) -> dict[str, tuple[Passage, ...]]:
    return {hit.trip.id: hit.passages for hit in engine.search(TripQuery(clauses=parse(words))).hits}


def printed_pages(report: Path) -> list[str]:
    """The text of every page by another reader, without white space."""
    return ["".join(page.extract_text().split()) for page in PdfReader(report).pages]


@pytest.mark.parametrize(
    "words", ["양조장", "수소충전소", "해저터널", "풍력단지", "저류지", "옥상녹화", "스마트팜", "지열발전"]
)
def test_a_hit_says_the_page_on_which_its_words_are_printed(
    engine: TripSearch, trip: Trip, report: Path, words: str
) -> None:
    (page,) = [number for number, text in enumerate(printed_pages(report), start=1) if words in text]
    (passage,) = passages(engine, words)[trip.id]
    assert passage.page == page


def test_the_paragraph_that_goes_over_a_page_break_is_told_on_both_pages(engine: TripSearch, trip: Trip) -> None:
    (first,), (last,) = (passages(engine, word)[trip.id] for word in ("저류지", "옥상녹화"))
    assert first.page
    assert last.page == first.page + 1


def test_a_trip_without_pages_says_none(engine: TripSearch) -> None:
    (passage,) = passages(engine, "해저터널")["no-pages"]
    assert passage.page is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pdf"])
def test_formats_without_pages_state_none(kind: str, tmp_path: Path) -> None:
    (trip,) = trips_of(write_document(kind, REPORT, tmp_path / f"보고서.{kind}"))
    assert trip.findings
    assert trip.page_starts == ()


def test_a_form_that_states_findings_says_their_page(tmp_path: Path) -> None:
    form = Grid([["출장기간", "2025. 3. 3. ~ 3. 8."], ["출장국", "독일"], ["시사점", "해저터널 공사를 보았다."]])
    (trip,) = trips_of(write_document("pdf", [TITLE, form], tmp_path / "보고서.pdf"))
    assert trip.findings == ("해저터널 공사를 보았다.",)
    assert [(one.page, one.paragraph) for one in trip.page_starts] == [(1, 1)]


def test_the_id_is_that_of_the_same_report_without_pages(trip: Trip, tmp_path: Path) -> None:
    (other,) = trips_of(write_document("docx", REPORT, tmp_path / "보고서.docx"))
    assert trip.id == other.id


def test_the_api_says_the_page_and_where_pages_begin(site: FlaskClient, trip: Trip) -> None:
    answer = site.get("/api/v1/trips", query_string={"q": "옥상녹화"}).get_json()
    (passage,) = answer["hits"][0]["passages"]
    assert passage["page"] == 3
    assert "page_starts" not in answer["hits"][0]["trip"]
    whole = site.get(f"/api/v1/trips/{trip.id}").get_json()["trip"]
    assert {"page": 3, "field": "findings", "paragraph": len(trip.findings) - 4, "start": 0} in whole["page_starts"]
    assert site.get("/api/v1/trips/no-pages").get_json()["trip"]["page_starts"] == []


def test_the_site_says_the_page_beside_a_snippet_and_beside_the_paragraphs(site: FlaskClient, trip: Trip) -> None:
    found = site.get("/search", query_string={"q": "옥상녹화"}).text
    assert re.search(r'문단</a><span class="where">, 3쪽</span>', found)
    shown = site.get(f"/trips/{trip.id}").text
    assert '<span class="pages">1쪽</span> 양조장' in shown
    assert '<span class="pages">1쪽</span> 수소충전소' in shown
    marks = re.findall(r'id="paragraph-\d+"><a class="number".*?</a><span class="pages">(\d쪽)</span>', shown)
    assert marks == ["1쪽", "2쪽", "3쪽"]
    assert "쪽</span>" not in site.get("/trips/no-pages").text
    without = site.get("/search", query_string={"q": "해저터널 -독일"}).text
    assert re.search(r"문단</a> ", without)


def test_an_answer_that_is_imported_again_says_the_same_pages(trip: Trip, engine: TripSearch, tmp_path: Path) -> None:
    index = engine.search(TripQuery()).index
    path = tmp_path / "다시.jsonl"
    path.write_bytes(msgspec.json.encode(trip_payload(trip, index).trip) + b"\n")
    (again,) = trips_of(path)
    assert (again.id, again.page_starts, again.findings) == (trip.id, trip.page_starts, trip.findings)


def test_the_command_line_tells_pages_before_and_after_indexing(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPS_DATA", str(tmp_path / "data"))
    runner = CliRunner()
    inspected = runner.invoke(cli, ["inspect", str(report)]).stdout
    assert "핵심 내용 (1–3쪽): 출장 결과 / " in inspected
    assert "요약 (1쪽): 수소충전소" in inspected
    assert runner.invoke(cli, ["index", str(report)]).exit_code == 0
    assert "《옥상녹화》 견학으로 마쳤다. (3쪽)" in runner.invoke(cli, ["search", "옥상녹화"]).stdout
    assert runner.invoke(cli, ["search", "독일"]).stdout.splitlines()[-1] == "   《독일》"
    found = json.loads(runner.invoke(cli, ["search", "옥상녹화", "--json"]).stdout)
    assert [passage["page"] for passage in found["hits"][0]["passages"]] == [3]


def test_the_rows_of_a_table_that_goes_over_a_page_break_are_told_on_their_pages(tmp_path: Path) -> None:
    rows = [["구분", "내용"], *([f"{number}번 시설", f"시설의 폐열{number}이용"] for number in range(60))]
    path = write_document("pdf", [*REPORT[:6], Grid(rows)], tmp_path / "보고서.pdf")
    (trip,) = trips_of(path)
    for number, printed in enumerate(printed_pages(path), start=1):
        for paragraph, text in enumerate(trip.findings, start=1):
            if "폐열" in text:
                word = text.split("의 ")[1]
                assert (word in printed) == (page_at(trip.page_starts, "findings", paragraph, 0) == number), text
    assert trip.page_starts[-1].page == 2


def test_a_heading_above_a_table_and_a_box_of_text_stand_where_they_stand() -> None:
    def table(page: int, *rows: tuple[str, ...]) -> Table:
        return Table([Row(AtPage(page), cells) for cells in rows])

    blocks: list[Block] = [
        Paragraph(AtPage(1), TITLE),
        Paragraph(AtPage(1), "출장국: 독일"),
        Paragraph(AtPage(2), "출장 일정"),
        table(3, ("일자", "내용"), ("첫날", "저류지 견학")),
        table(4, ("옥상녹화 견학을 마쳤다.",)),
    ]
    (raw,) = [item for item in understand(blocks, "보고서.pdf", AS_IT_COMES) if isinstance(item, Raw)]
    trip = clean(raw)
    assert isinstance(trip, Trip)
    pages = [page_at(trip.page_starts, "findings", number, 0) for number in range(1, 5)]
    assert list(zip(trip.findings, pages, strict=True)) == [
        ("출장 일정", 2),
        ("일자 · 내용", 3),
        ("첫날 · 저류지 견학", 3),
        ("옥상녹화 견학을 마쳤다.", 4),
    ]
