"""The pages: what they show, where their links lead, and that no text of others becomes markup."""

import datetime as dt
import re

import msgspec
import pytest
from flask.testing import FlaskClient

from search.page import Added, FacetCount, Part, Passage, Reason, TripHit, TripPage, Understood
from search.parse import parse
from search.query import ALL_VALUES, FacetName, Filters, Match, Measure, Position, Sort, TripQuery
from search.trip import Notice, Place, Source, Theme, Trip
from tests.webapp.fakes import BARE, TRIP, FakeEngine, hit, page
from tests.webapp.markup import Elements, Forms, boxes, links
from webapp.request.cursor import encode_cursor

ALL_FACETS = tuple(FacetName)
COUNTS = {
    FacetName.COUNTRY: (FacetCount("CN", "중국", 7, selected=True), FacetCount("JP", "일본", 3, selected=False)),
    FacetName.YEAR: (FacetCount("2025", "2025", 1234, selected=False),),
}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'


def query(q: str = "", filters: Filters | None = None, **others: object) -> TripQuery:
    """What the search page asks for `q`."""
    measures = (Measure.NIGHTS, Measure.COST)
    base = TripQuery(clauses=parse(q), filters=filters or Filters(), facets=ALL_FACETS, measures=measures)
    return msgspec.structs.replace(base, **others)


def foreign_images(elements: Elements) -> list[dict[str, str | None]]:
    """Every picture but the site's own sign."""
    return [image for image in elements.all("img") if not str(image.get("src")).startswith("/static/icon.svg?")]


@pytest.fixture
def pages(client: FlaskClient, fake: FakeEngine) -> dict[str, str]:
    """One of every page, by its address."""
    facets = {**COUNTS, FacetName.ORGANISATION: ()}
    fake.pages[query()] = page(hit(TRIP), hit(BARE), facets=facets, follows=Position("g1", 2), total=9)
    fake.pages[query("없는말")] = page(facets=facets)
    paths = [
        "/",
        "/search",
        "/search?q=없는말",
        "/trips/trip-1",
        "/trips/bare",
        "/trips/none",
        "/search?year=x",
        "/docs",
    ]
    return {path: client.get(path).text for path in paths}


def test_of_a_trip_with_a_title_alone_no_sign_stands_for_what_is_missing(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query()] = page(
        hit(Trip(id="t", title="제목만", notices=(Notice("no_findings", "핵심 내용이 없습니다."),)))
    )
    found = re.search(r'<p class="facts">(.*?)</p>', client.get("/search").text, re.DOTALL)
    assert found
    assert re.sub("<[^>]*>", "", found[1]).strip() == "확인할 점 1"


def test_narrower_words_are_told_from_those_that_mean_the_same(client: FlaskClient, fake: FakeEngine) -> None:
    added = (
        Added("water and sewerage", "상하수도", Reason.SYNONYM),
        Added("상수도", "상하수도", Reason.NARROWER),
        Added("하수도", "상하수도", Reason.NARROWER),
    )
    found = page(hit(TRIP))
    fake.pages[query("상하수도")] = msgspec.structs.replace(
        found, understood=msgspec.structs.replace(found.understood, added=added)
    )
    lines = re.findall(r"<dt>함께 검색한 말</dt><dd>(.*?)</dd>", client.get("/search?q=상하수도").text)
    assert [re.sub(r"<.*?>", "", line) for line in lines] == [
        "‘상하수도’의 같은 뜻: water and sewerage",
        "‘상하수도’의 더 좁은 뜻: 상수도 · 하수도",
    ]


def test_every_page_can_be_read_without_eyes_mouse_or_script(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        elements = Elements(html)
        assert elements.all("html") == [{"lang": "ko"}], path
        assert len(elements.all("h1")) == 1, path
        assert len(elements.all("main")) == 1, path
        assert "viewport" in html
        if path == "/docs":
            continue
        run = [script for script in elements.all("script") if script.get("type") != "application/ld+json"]
        scripts = {(script["src"] or "").partition("?")[0] for script in run}
        assert scripts <= {"/static/suggest.js", "/static/marks.js"}, path
        assert len(elements.all("header")) == len(elements.all("footer")) == 1, path
        assert {"class": "skip", "href": "#main"} in elements.all("a"), path
        labels = {label["for"] for label in elements.all("label") if "for" in label}
        # A box to tick stands inside its label.
        inputs = [each for each in elements.all("input") if each["type"] not in {"hidden", "checkbox"}]
        inputs += elements.all("select")
        assert {each["id"] for each in inputs} == labels, path
        ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
        assert len(ids) == len(set(ids)), path


def test_no_page_needs_an_inline_style_or_script(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        for _, attributes in Elements(html).found:
            assert not [name for name in attributes if name == "style" or name.startswith("on")], path


def test_every_page_says_that_it_is_no_government_site(pages: dict[str, str]) -> None:
    pages.pop("/docs")
    assert all("정부가 운영하는 웹사이트가 아닙니다" in html for html in pages.values())


def test_the_start_page_has_a_box_and_the_number_of_trips(pages: dict[str, str]) -> None:
    assert "2,840건" in pages["/"]
    assert {"type": "search", "name": "q"}.items() <= Elements(pages["/"]).all("input")[0].items()
    assert [form["action"] for form in Elements(pages["/"]).all("form")] == ["/search"]


def test_hits_show_their_marks_and_where_they_stand(pages: dict[str, str]) -> None:
    html = pages["/search"]
    assert '<a href="/trips/trip-1?at=1&amp;version=g1" rel="nofollow"><mark>탄소중립</mark> 연구센터 방문</a>' in html
    where = '<a class="where" href="/trips/trip-1?at=1&amp;version=g1#paragraph-2" rel="nofollow">핵심 내용 2문단</a>'
    assert f"{where} 둘째 <mark>문단</mark>." in html
    assert "총 <strong>9건</strong>" in html
    facts = re.search(r'<p class="facts">(.*?)</p>', html, re.DOTALL)
    assert facts
    shown = " ".join(re.sub("<[^>]*>", "", facts[1]).split())
    assert shown == "예시 자료 서울특별시 · 중국, 어느섬 · 2025. 11. 9.–12. · 3박 4일 · 2명 · 368만 원 · 확인할 점 1"


def test_filters_keep_the_search_and_can_be_picked_several_at_once(client: FlaskClient, fake: FakeEngine) -> None:
    asked = query('탄소 "중립"', Filters(country=("CN",), year=("2024",)), sort=Sort.NEWEST, size=5)
    fake.pages[asked] = page(hit(TRIP), facets=COUNTS)
    html = client.get('/search?q=탄소+"중립"&country=중국&year=2024&sort=newest&size=5&departs_to=').text
    found = links(html)
    kept = {"q": ['탄소 "중립"'], "sort": ["newest"], "size": ["5"], "year": ["2024"]}
    picks = boxes(html)
    assert picks == {
        "중국 7건": ("country", "CN", True),
        "일본 3건": ("country", "JP", False),
        "2025년 1,234건": ("year", "2025", False),
    }
    # What no box says is sent along as it is.
    (sent,) = Forms(html).sent
    assert {name: sorted(values) for name, values in sent.items()} == {**kept, "country": ["CN"]}
    assert found["방문국: 중국 ✕조건 해제"] == kept
    assert found["출발 연도: 2024년 ✕조건 해제"] == {name: kept[name] for name in ("q", "sort", "size")} | {
        "country": ["CN"]
    }
    assert found["모두 해제"] == {name: kept[name] for name in ("q", "sort", "size")}


def test_every_link_to_another_filter_asks_crawlers_to_stay_away(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query("", Filters(country=("CN",)))] = page(hit(TRIP), facets=COUNTS, follows=Position("g1", 1))
    html = client.get("/search?country=CN").text
    followed = [a for a in Elements(html).all("a") if "?" in str(a["href"]) and "nofollow" not in str(a.get("rel"))]
    assert followed == []
    assert '<meta name="robots" content="noindex">' in html


def test_the_form_keeps_the_filters_chosen_by_link(client: FlaskClient, fake: FakeEngine) -> None:
    asked = query("탄소", Filters(country=("CN", "JP"), organisation=("서울특별시",)), match=Match.ALL)
    fake.pages[asked] = page(hit(TRIP))
    elements = Elements(client.get("/search?q=탄소&country=JP&country=CN&organisation=서울특별시&match=all").text)
    hidden = [(each["name"], each["value"]) for each in elements.all("input") if each["type"] == "hidden"]
    assert hidden == [("country", "CN"), ("country", "JP"), ("organisation", "서울특별시")]
    assert sorted(str(each["value"]) for each in elements.all("option") if "selected" in each) == ["", "all"]
    assert elements.all("details")[0] == {"class": "facet", "open": None}


def test_a_long_facet_offers_more(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query(facet_size=2)] = page(hit(TRIP), facets=COUNTS)
    found = links(client.get("/search?facet_size=2").text)
    assert found["방문국 전체 보기"] == {"facet_size": ["2"]}
    assert "출발 연도 전체 보기" not in found
    assert found["출발 연도 제외"] == {"facet_size": ["2"], "leave_out": ["true"]}


def test_what_is_left_out_is_a_condition_that_can_be_taken_back(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query("탄소", Filters(not_country=("JP",), nights_min=3, people_max=9))] = page(hit(TRIP), facets=COUNTS)
    html = client.get("/search?q=탄소&not_country=일본&nights_min=3&people_max=9").text
    found = links(html)
    assert found["방문국: 일본 제외 ✕조건 해제"] == {"q": ["탄소"], "nights_min": ["3"], "people_max": ["9"]}
    assert found["기간: 3박 이상 ✕조건 해제"] == {"q": ["탄소"], "not_country": ["JP"], "people_max": ["9"]}
    assert found["인원: 9명 이하 ✕조건 해제"] == {"q": ["탄소"], "not_country": ["JP"], "nights_min": ["3"]}
    inputs = {each.get("name"): each["value"] for each in Elements(html).all("input")}
    assert inputs["nights_min"] == "3"
    assert inputs["not_country"] == "JP"


def test_the_page_of_a_facet_lists_the_values_whose_names_have_the_letters(
    client: FlaskClient, fake: FakeEngine
) -> None:
    counts = {
        FacetName.ORGANISATION: tuple(
            FacetCount(name, name, 2, selected=False) for name in ("서울특별시", "부산광역시", "서울 연구원")
        )
    }
    asked = msgspec.structs.replace(
        query("탄소", Filters(year=("2024",))),
        size=1,
        facets=(FacetName.ORGANISATION,),
        facet_size=ALL_VALUES,
        measures=(),
    )
    fake.pages[asked] = page(facets=counts)
    html = client.get("/search/facets/organisation?q=탄소&year=2024&find=서 울").text
    found = links(html)
    assert boxes(html) == {
        "서울특별시 2건": ("organisation", "서울특별시", False),
        "서울 연구원 2건": ("organisation", "서울 연구원", False),
    }
    assert Forms(html).sent[0] == {"q": ["탄소"], "year": ["2024"]}
    assert found["검색 결과로 돌아가기"] == {"q": ["탄소"], "year": ["2024"]}
    assert client.get("/search/facets/hotel").status_code == 404


def test_paging_leads_on_and_back_to_the_start(client: FlaskClient, fake: FakeEngine) -> None:
    first = query("탄소", Filters(country=("CN",)))
    fake.pages[first] = page(hit(TRIP), total=21, follows=Position("g1", 20))
    fake.pages[first] = page(*[hit(TRIP)] * 20, total=21, follows=Position("g1", 20))
    after = links(client.get("/search?q=탄소&country=CN").text)["다음"]
    assert after == {"q": ["탄소"], "country": ["CN"], "page": ["2"], "version": ["g1"]}
    fake.pages[msgspec.structs.replace(first, after=Position("g1", 20))] = page(hit(BARE), total=21)
    html = client.get("/search", query_string=after).text
    assert links(html)["이전"] == links(html)["1페이지"] == {"q": ["탄소"], "country": ["CN"]}
    assert "다음" not in links(html)
    assert '<ol class="hits" start="21">' in html
    assert "중 21–21" in html
    assert "2 / 2" in html


def test_a_page_with_no_room_for_all_of_its_hits_leads_on_to_those_that_are_left(
    client: FlaskClient, fake: FakeEngine
) -> None:
    fake.pages[query("탄소")] = page(hit(TRIP), total=21, follows=Position("g1", 1))
    after = links(client.get("/search?q=탄소").text)["다음"]
    assert after.keys() == {"q", "cursor"}


def test_other_numbers_of_hits_a_page_are_offered(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query("탄소", size=50)] = page(hit(TRIP), total=60)
    found = links(client.get("/search?q=탄소&size=50").text)
    assert found["20건"] == {"q": ["탄소"]}
    assert found["100건"] == {"q": ["탄소"], "size": ["100"]}
    assert "50건" not in found


@pytest.mark.parametrize("number", ["0", "501", "x", "-1", "1.5"])
def test_a_page_that_cannot_be_is_refused(client: FlaskClient, number: str) -> None:
    answer = client.get(f"/search?page={number}")
    assert answer.status_code == 400
    assert "1부터 500까지의 정수가 아닙니다" in answer.text


def groups_on(client: FlaskClient, fake: FakeEngine, asked: TripQuery, answer: TripPage) -> list[tuple[int, int, bool]]:
    """Start, length and whether a line stands before, of each list of hits on the page of `asked`."""
    fake.pages[asked] = answer
    arguments = {"q": "탄소 중립", "match": asked.match.value, "sort": asked.sort.value}
    if asked.after:
        arguments["cursor"] = encode_cursor(asked.after, asked)
    html = client.get("/search", query_string=arguments).text
    lists = re.findall(r'(<p class="line">[^<]*</p>)?\s*<ol class="hits" start="(\d+)">(.*?)</ol>', html, re.DOTALL)
    return [(int(start), hits.count("<article>"), bool(line)) for line, start, hits in lists]


def some(hits: int, all_words: int, match: Match = Match.ANY) -> TripPage:
    return page(*[hit(BARE)] * hits, understood=Understood(match=match, all_words=all_words))


@pytest.mark.parametrize(
    ("start", "answer", "groups"),
    [
        (0, some(20, 3), [(1, 3, False), (4, 17, True)]),
        (0, some(20, 0), [(1, 20, True)]),
        (0, some(20, 20), [(1, 20, False)]),
        (20, some(5, 20), [(21, 5, True)]),
        (20, some(5, 3), [(21, 5, False)]),
        (0, some(0, 0), []),
    ],
    ids=["within", "none has all", "ends with the page", "begins with the page", "on an earlier page", "no hits"],
)
def test_a_line_parts_the_trips_with_every_word_from_the_rest(
    client: FlaskClient, fake: FakeEngine, start: int, answer: TripPage, groups: list[tuple[int, int, bool]]
) -> None:
    asked = query("탄소 중립", after=Position("g1", start) if start else None)
    assert groups_on(client, fake, asked, answer) == groups


def test_no_line_where_the_order_does_not_part_them_or_nobody_relaxed(client: FlaskClient, fake: FakeEngine) -> None:
    whole = [(1, 5, False)]
    assert groups_on(client, fake, query("탄소 중립", sort=Sort.NEWEST), some(5, 3)) == whole
    assert groups_on(client, fake, query("탄소 중립", match=Match.ANY), some(5, 3)) == whole
    assert groups_on(client, fake, query("탄소 중립"), some(5, 5, Match.ALL)) == whole


def test_an_empty_result_helps_on(client: FlaskClient, fake: FakeEngine) -> None:
    understood = Understood(dropped=("을",), notes=("‘은’은 뺐습니다.",))
    asked = query("없는말을", Filters(country=("JP",), departs_from=dt.date(2025, 1, 1)), match=Match.ALL)
    fake.pages[asked] = page(facets=COUNTS, understood=understood)
    fake.trips["late"] = Trip(id="late", title="없는말을 찾아서", departs=dt.date(2025, 5, 1))
    japan = (Place("JP", "일본"),)
    fake.trips["early"] = Trip(id="early", title="없는말을 찾아서", countries=japan, departs=dt.date(2024, 5, 1))
    html = client.get("/search?q=없는말을&country=JP&departs_from=2025-01-01&match=all").text
    found = links(html)
    assert "검색 결과가 없습니다" in html
    assert "<dt>검색하지 않은 말</dt><dd><bdi>을</bdi>" in html
    assert "‘은’은 뺐습니다." in html
    assert found["방문국 조건 해제"] == {"q": ["없는말을"], "match": ["all"], "departs_from": ["2025-01-01"]}
    assert "country" in found["출발일(부터) 조건 해제"]
    assert found["조건 모두 해제"] == {"q": ["없는말을"], "match": ["all"]}
    assert "단어 조건을 자동으로" not in found
    assert '<ol class="hits"' not in html


def test_who_asks_for_every_word_is_offered_any_of_them(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query("탄소 항만", match=Match.ALL)] = page()
    fake.trips["carbon"] = Trip(id="carbon", title="탄소 배출 조사")
    assert links(client.get("/search?q=탄소 항만&match=all").text)["단어 조건을 자동으로"] == {"q": ["탄소 항만"]}


def test_only_ways_out_that_find_something_are_offered(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query('탄소 "없는 말" -중립')] = page(facets=COUNTS)
    fake.trips["carbon"] = Trip(id="carbon", title="탄소 배출 조사")
    found = links(client.get("/search", query_string={"q": '탄소 "없는 말" -중립'}).text)
    assert found["‘탄소’만 검색"] == {"q": ["탄소"]}
    # Without the quotes any of the words is enough; with the minus taken away the phrase is still asked for.
    assert found["따옴표 없이 검색"] == {"q": ["탄소 없는 말 -중립"]}
    assert not [text for text in found if "‘없는 말" in text or "제외한 단어" in text]


def test_a_page_behind_the_last_hit_leads_back(client: FlaskClient, fake: FakeEngine) -> None:
    asked = query("탄소", after=Position("g0", 40))
    fake.pages[asked] = page(total=3)
    html = client.get("/search", query_string={"q": "탄소", "cursor": encode_cursor(Position("g0", 40), asked)}).text
    assert links(html)["첫 페이지로"] == {"q": ["탄소"]}


@pytest.mark.parametrize(
    "q", [HOSTILE, '\'" onfocus=alert(1) x="', "a\x00b\x07\x1b", "{{ 7 * 7 }}{% raw %}", "&lt;b&gt;"]
)
def test_a_typed_text_stays_text(client: FlaskClient, fake: FakeEngine, q: str) -> None:
    fake.pages[query(q)] = page(hit(BARE), facets=COUNTS, follows=Position("g1", 1))
    html = client.get("/search", query_string={"q": q}).text
    elements = Elements(html)
    assert (len(elements.all("script")), foreign_images(elements)) == (1, [])
    assert not re.search("[\x00-\x08\x0b-\x1f]", html)
    typed = elements.all("input")[0]
    assert typed["value"] == re.sub("[\x00-\x1f]", " ", q)
    assert typed.keys() == {"type", "id", "name", "value", "maxlength", "autocomplete"}
    assert Forms(html).sent[0]["q"] == [re.sub("[\x00-\x1f]", " ", q)]
    assert links(html)["방문국 제외"]["q"] == [q]


def test_the_texts_of_a_trip_stay_text(client: FlaskClient, fake: FakeEngine) -> None:
    hostile = Trip(
        id="h", title=HOSTILE, purpose=HOSTILE, cities=(HOSTILE,), organisation=HOSTILE, stay=HOSTILE, summary=HOSTILE,
        findings=(HOSTILE,), source=Source(HOSTILE, HOSTILE, HOSTILE, 1),
    )  # fmt: skip
    parts = (Part(HOSTILE, marked=True),)
    fake.trips["h"] = hostile
    fake.pages[query()] = page(TripHit(hostile, 1, parts, (Passage("summary", None, parts),)))
    for path in ("/search", "/trips/h"):
        elements = Elements(client.get(path).text)
        run = [script for script in elements.all("script") if script.get("type") != "application/ld+json"]
        assert (len(run), foreign_images(elements)) == (1, []), path


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.kr/1", True), ("javascript:alert(1)", False), ("//a", False), ("https://user:password@a.kr/", False), ("https://a.kr@b.kr", False),
        ("https://a.kr/\u202egpj.exe", False), ("https://a.kr/ b", False),
    ],
)  # fmt: skip
def test_only_a_web_address_becomes_a_link(client: FlaskClient, fake: FakeEngine, url: str, *, linked: bool) -> None:
    fake.trips["s"] = Trip(id="s", title="제목", source=Source(url=url))
    html = client.get("/trips/s").text
    assert (url in [a["href"] for a in Elements(html).all("a")]) is linked
    assert url in html


def test_a_trip_page_shows_every_field(client: FlaskClient) -> None:
    html = client.get("/trips/trip-1").text
    for shown in (
        "탄소중립 연구센터 방문", "정책 사례 수집", "중국, 어느섬", "광저우", "서울특별시", "2025년 11월 9일",
        "2025년 11월 12일", "3박 4일", "2명", "3,675,980원", "2025년 12월 1일", "요약입니다.", "둘째 문단.",
        "핵심 내용이 없습니다.", "https://example.org/1", "a.txt, 1번째", "trip-1",
    ):  # fmt: skip
        assert shown in html, shown


def test_what_a_record_does_not_state_is_said_to_be_missing(client: FlaskClient) -> None:
    html = client.get("/trips/bare").text
    missing = re.search(r"<dt>자료에 없음</dt><dd[^>]*>(.*?)</dd>", html)
    assert missing
    assert len(missing[1].split(", ")) == 10
    assert "None" not in html


def test_sample_trips_are_labelled_on_both_pages(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query()] = page(hit(TRIP), hit(BARE))
    assert client.get("/search").text.count('<span class="sample">예시 자료</span>') == 1
    assert "실제 출장이 아닙니다" in client.get("/trips/trip-1").text
    fake.trips = {"bare": BARE}
    assert "예시 자료" not in client.get("/trips/bare").text


def test_an_unknown_field_of_a_passage_shows_by_its_name(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query()] = page(TripHit(BARE, 1, (Part("제목"),), (Passage("later", None, (Part("글"),)),)))
    assert '<span class="where">later</span> 글' in client.get("/search").text


def test_a_trip_opened_from_a_search_has_its_words_marked(client: FlaskClient, fake: FakeEngine) -> None:
    listed = query("문단", match=Match.EXACT)
    fake.pages[listed] = page(hit(TRIP))
    beside = msgspec.structs.replace(listed, size=3, facets=(), measures=(), after=Position("g1", 0))
    fake.pages[beside] = page(hit(TRIP), hit(BARE))
    html = client.get("/search?q=문단&match=exact").text
    address = next(str(a["href"]) for a in Elements(html).all("a") if str(a["href"]).startswith("/trips/"))
    read = client.get(address).text
    assert re.search(r'둘째 <mark id="mark-\d">문단</mark>\.</p>', read)
    assert "검색어 <strong>2곳</strong>" in read
    assert "<span>1 / 2</span>" in read
    assert (
        '<a href="/trips/bare?q=%EB%AC%B8%EB%8B%A8&amp;match=exact&amp;at=2&amp;version=g1" rel="next nofollow">다음'
        in read
    )
    assert links(read)["목록: ‘문단’ 검색 결과"] == {"q": ["문단"], "match": ["exact"]}
    assert "<mark>" not in client.get("/trips/trip-1").text


def test_a_trip_leads_on_to_its_kind_and_to_similar_ones(client: FlaskClient, fake: FakeEngine) -> None:
    themed = msgspec.structs.replace(TRIP, id="themed", themes=(Theme("climate-energy", ("탄소중립", "수소")),))
    fake.trips["themed"] = themed
    html = client.get("/trips/themed").text
    found = links(html)
    assert found["기후·에너지"] == {"theme": ["climate-energy"]}
    assert "(탄소중립, 수소)" in html
    assert found["서울특별시의 다른 출장"] == {"organisation": ["서울특별시"]}
    assert found["중국에 간 출장"] == {"country": ["CN"]}
    assert found["어느섬에 간 출장"] == {"country": ["어느섬"]}
    assert '<a href="/trips/bare">제목뿐</a>' in html
    assert "공통 단어: 탄소중립, 문단" in html


def test_the_start_page_tells_what_is_here_what_is_missing_and_what_to_try(
    client: FlaskClient, fake: FakeEngine
) -> None:
    fake.trips["campus"] = Trip(id="campus", title="Campus Brain 연수")
    html = client.get("/").text
    assert "2019년 1월 2일 – 2026년 3월 4일" in html
    assert "인원 12건" in html
    found = links(html)
    assert found["탄소중립"] == {"q": ["탄소중립"]}
    assert found['"Campus Brain"'] == {"q": ['"Campus Brain"']}
    assert "도시재생" not in found


def test_a_typed_country_year_theme_or_office_is_offered_as_a_condition(client: FlaskClient, fake: FakeEngine) -> None:
    offices = {FacetName.ORGANISATION: (FacetCount("서울특별시", "서울특별시", 2, selected=False),)}
    fake.pages[query("독일 2024년 트램")] = page(hit(TRIP))
    found = links(client.get("/search?q=독일 2024년 트램").text)
    assert found["‘독일’을 방문국 조건으로 적용: 독일"] == {"q": ["2024년 트램"], "country": ["DE"]}
    assert found["‘2024년’을 출발 연도 조건으로 적용: 2024년"] == {"q": ["독일 트램"], "year": ["2024"]}
    fake.pages[query("서울 관광·축제")] = page(hit(TRIP), facets=offices)
    found = links(client.get("/search?q=서울 관광·축제").text)
    assert found["‘서울’을 지역 조건으로 적용: 서울"] == {"q": ["관광·축제"], "region": ["서울"]}
    assert found["‘서울’을 기관 조건으로 적용: 서울특별시"] == {"q": ["관광·축제"], "organisation": ["서울특별시"]}
    assert found["‘관광·축제’를 주제 조건으로 적용: 관광·축제"] == {"q": ["서울"], "theme": ["tourism"]}
    assert found["모두 조건으로 적용"] == {"region": ["서울"], "theme": ["tourism"]}
    fake.pages[query('독일 2024년 -일본 "탄소 중립"')] = page(hit(TRIP))
    found = links(client.get("/search", query_string={"q": '독일 2024년 -일본 "탄소 중립"'}).text)
    assert found["모두 조건으로 적용"] == {"q": ['-일본 "탄소 중립"'], "country": ["DE"], "year": ["2024"]}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("서울시가", {"region": ["서울"]}),
        ("2025년에", {"year": ["2025"]}),
        ("2024년도의", {"year": ["2024"]}),
        ("독일에서", {"country": ["DE"]}),
        ("2023~2025", {"year": ["2023", "2024", "2025"]}),
        ("2023년–2024년의", {"year": ["2023", "2024"]}),
    ],
)
def test_what_names_a_condition_does_so_with_a_particle_and_from_year_to_year(
    client: FlaskClient, fake: FakeEngine, typed: str, offered: dict[str, list[str]]
) -> None:
    fake.pages[query(f"{typed} 트램")] = page(hit(TRIP))
    found = links(client.get(f"/search?q={typed} 트램").text)
    assert [asked for text, asked in found.items() if text.startswith(f"‘{typed}’")] == [{"q": ["트램"], **offered}]


@pytest.mark.parametrize("word", ["AI", "IoT", "IT", "TV", "PR", "no", "my", "in", "me"])
def test_words_that_are_a_country_s_code_are_offered_as_no_country(
    client: FlaskClient, fake: FakeEngine, word: str
) -> None:
    fake.pages[query(f"{word} 교육")] = page(hit(TRIP))
    assert "방문국 조건" not in "".join(links(client.get(f"/search?q={word} 교육").text))


@pytest.mark.parametrize(("word", "offered"), [("TA", False), ("KITA", True), ("무역", True), ("kita", True)])
def test_letters_inside_the_name_of_an_office_do_not_offer_it(
    client: FlaskClient, fake: FakeEngine, word: str, *, offered: bool
) -> None:
    office = FacetCount("한국무역협회(kita)", "한국무역협회(KITA)", 2, selected=False)
    fake.pages[query(f"{word} 교육")] = page(hit(TRIP), facets={FacetName.ORGANISATION: (office,)})
    found = "".join(links(client.get(f"/search?q={word} 교육").text))
    assert ("기관 조건으로 적용: 한국무역협회(kita)" in found) is offered


def test_quoted_excluded_and_chosen_words_are_not_offered(client: FlaskClient, fake: FakeEngine) -> None:
    fake.pages[query('"독일" -일본 프랑스', Filters(country=("FR",)))] = page(hit(TRIP))
    html = client.get("/search", query_string={"q": '"독일" -일본 프랑스', "country": "FR"}).text
    assert "조건으로 적용" not in html
