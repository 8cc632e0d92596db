"""No page is larger than 200 kB, whatever is asked and whatever a record holds; nothing is out of reach for that."""

import html
import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import EmbeddedIndex
from search.page_starts import PageStart
from search.query import FacetName
from search.trip import Notice, Place, Source, Trip
from tests.stores import NOW
from webapp.app import create_app

LARGEST = 200_000
ORGANISATIONS = [f"국제교류협력사업추진단 제{n}지역본부 기획조정실" for n in range(700)]
LONG = "탄소중립 도시 정책의 현장을 둘러보고 담당자와 이야기를 나누었다. "
AMP = "<&\"'> "

TRIPS = [
    *(
        Trip(id=f"t{n}", title=f"탄소중립 정책 {n}", organisation=name, countries=(Place("JP", "일본"),))
        for n, name in enumerate(ORGANISATIONS)
    ),
    # Every text of a record may be as long as the record.
    *(
        Trip(
            id=f"long{n}",
            title=(LONG + AMP * 20) * 20 + str(n),
            purpose=LONG * 200,
            organisation=(AMP + "기관") * 500 + str(n),
            countries=tuple(Place(None, f"{'섬' * 40}{m}") for m in range(60)),
            cities=tuple(f"{'도시' * 40}{m}" for m in range(60)),
            stay="3박 " * 2_000,
            summary=LONG * 1_000,
            page_starts=tuple(PageStart(90_000 + m, paragraph=m) for m in range(1, 201)),
            findings=tuple(f"{m}번째 문단. {AMP}{LONG * 12}" for m in range(1, 201)),
            source=Source(name=LONG * 50, url="https://example.org/" + "a&b=" * 2_000, file="f" * 3_000, position=n),
            notices=tuple(Notice("no_findings", LONG * 3) for _ in range(100)),
        )
        for n in range(3)
    ),
    Trip(id="one-paragraph", title="한 문단", findings=("가 나 " * 60_000,)),
    # A page that begins within every paragraph, of which there is one a line.
    Trip(
        id="many-pages",
        title="짧은 문단",
        findings=("가 나",) * 2_000,
        page_starts=tuple(
            PageStart(90_000 + 2 * m + start, paragraph=m, start=start) for m in range(1, 2_001) for start in (0, 1)
        ),
    ),
]
FEW = {"one-paragraph", "many-pages"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = tmp_path_factory.mktemp("large") / "embedded" / "trips"
    with EmbeddedIndex(root, lambda: NOW).rebuild() as writer:
        for trip in TRIPS:
            writer.add(trip)
    return create_app(EmbeddedEngine(root), kept_bytes=0).test_client()


WORDS = st.sampled_from(["탄소중립", "가", "a", '"', "-", "😀", "<", "&", "정책", "도시", " ", "net zero", "기관"])
QUERIES = st.lists(WORDS, max_size=200).map("".join).map(lambda text: text[:512]) | st.text(max_size=512)
NAMES = st.sampled_from(ORGANISATIONS) | st.text(min_size=1, max_size=255)
CODES = st.sampled_from(["JP", "KR", "CN", "DE", "US", "FR", "GB", "어느섬"])
SEVERAL = {
    **dict.fromkeys(["organisation", "not_organisation"], st.lists(NAMES, max_size=90)),
    **dict.fromkeys(["country", "not_country"], st.lists(CODES, max_size=90)),
    **dict.fromkeys(["year", "not_year"], st.lists(st.integers(1000, 9999).map(str), max_size=90)),
    "size": st.lists(st.sampled_from(["1", "20", "100"]), max_size=1),
    "facet_size": st.lists(st.sampled_from(["1", "50", "100"]), max_size=1),
    "q": st.lists(QUERIES, max_size=1),
    "match": st.lists(st.sampled_from(["all", "any", "exact"]), max_size=1),
    "sort": st.lists(st.sampled_from(["newest", "x"]), max_size=1),
    "nights_min": st.lists(st.sampled_from(["2", "x"]), max_size=1),
    "marked": st.lists(QUERIES, max_size=1),
    "lang": st.lists(st.just("en"), max_size=1),
    "x" * 300: st.lists(st.text(max_size=300), max_size=1),
}
ARGUMENTS = st.fixed_dictionaries({}, optional=SEVERAL)
PATHS = st.sampled_from(
    [
        "/search",
        "/search",
        *(f"/search/facets/{name}" for name in FacetName),
        "/trips/long0",
        "/trips/one-paragraph",
        "/trips/many-pages",
    ]
)
Arguments = dict[str, list[str]]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=PATHS, arguments=ARGUMENTS)
@example("/search", {"q": ["탄소중립 " * 102], "size": ["100"], "facet_size": ["100"]})
@example("/search", {"q": ["😀" * 512], "facet_size": ["100"]})
@example("/search", {"q": ["가 나 " * 128], "size": ["100"], "match": ["any"]})
@example("/search", {"q": ["도시"], "size": ["100"], "organisation": ORGANISATIONS[:90]})
@example("/search", {"organisation": ORGANISATIONS[:40], "not_organisation": ORGANISATIONS[40:80]})
@example("/search", {"year": [str(n) for n in range(1_900, 1_990)], "not_year": [str(n) for n in range(1_000, 1_090)]})
@example("/search/facets/organisation", {})
@example("/search/facets/organisation", {"lang": ["en"]})
@example("/search", {"q": ["가 나 " * 128], "size": ["100"], "match": ["any"], "lang": ["en"]})
@example(
    "/trips/long0",
    {"q": ["도시 " * 100], "marked": ["도시 " * 170], "organisation": ORGANISATIONS[:18], "lang": ["en"]},
)
@example("/trips/many-pages", {"q": ["가"], "match": ["exact"], "lang": ["en"]})
@example("/search/facets/organisation", {"q": ["탄소중립 " * 102]})
@example("/search/facets/country", {"organisation": ["가" * 255] * 90})
@example("/trips/long0", {"q": ["도시 정책 현장"]})
@example("/trips/long0", {"q": ["도시"], "marked": ['"' * 512], "year": [str(n) for n in range(1_900, 1_990)]})
@example("/trips/long0", {"q": ["도시 " * 100], "marked": ["도시 " * 170], "organisation": ORGANISATIONS[:18]})
@example("/trips/one-paragraph", {"q": ["가"], "match": ["exact"]})
@example("/trips/many-pages", {})
@example("/trips/many-pages", {"q": ["가"], "match": ["exact"], "marked": ["가"]})
@example("/search", {"q": ['"' * 10_000], "nights_min": ["x"]})
@example("/search", {"nights_min": ["x"], "not_organisation": ['"' * 250] * 90})
@example("/search", {"nights_min": ["x"], **{f"{n}" * 100: ["x"] for n in range(400)}})
def test_no_page_is_larger_than_two_hundred_kilobytes(site: FlaskClient, path: str, arguments: Arguments) -> None:
    response = site.get(path, query_string=arguments)
    assert response.status_code in {200, 400, 414}
    assert len(response.data) <= LARGEST


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.lists(st.sampled_from(["a=", "b", "%22", "&", "<", "q=", "%F0%9F%98%80", "x" * 500]), max_size=3_000))
@example(raw=["q=", *['"'] * 50_000])
@example(raw=['"' * 100_000])
@example(raw=[f"&n{n}=1" for n in range(499)])
@example(raw=["year=x&theme=", *['"'] * 50_000])
def test_no_refusal_is_larger_than_two_hundred_kilobytes(site: FlaskClient, raw: list[str]) -> None:
    for path in ("/search", "/trips/none", "/none", "/trips/" + "x" * 1_000):
        assert len(site.get(f"{path}?{''.join(raw)}").data) <= LARGEST


def test_an_ordinary_page_shows_all_that_was_asked_for(site: FlaskClient) -> None:
    shown = site.get("/search?q=탄소중립").text
    assert shown.count("<article>") == 20
    assert shown.count('type="checkbox"') >= 21


def followed(site: FlaskClient, url: str, text: str) -> list[str]:
    """The page at `url` and those that its link `text` leads to, one after the other."""
    pages = []
    while True:
        shown = site.get(url).text
        pages.append(shown)
        link = re.search(rf'<a href="([^"]+)"[^>]*>{text}</a>', shown)
        if link is None:
            return pages
        url = html.unescape(link[1])
        assert len(pages) < 300


def test_every_value_of_a_long_facet_is_reached(site: FlaskClient) -> None:
    pages = followed(site, "/search/facets/organisation", "다음")
    seen = [name for shown in pages for name in re.findall(r'<span class="label">(국제[^<]+)</span>', shown)]
    assert sorted(seen) == sorted(ORGANISATIONS)
    assert len(pages) > 1


def test_every_hit_of_large_pages_is_reached(site: FlaskClient) -> None:
    pages = followed(site, "/search?q=탄소중립+도시&match=any&size=100", "다음")
    seen = [hit for shown in pages for hit in re.findall(r'<h2><a href="/trips/([a-z0-9-]+)', shown)]
    assert sorted(seen) == sorted(trip.id for trip in TRIPS if trip.id not in FEW)


def test_every_paragraph_of_a_long_trip_is_reached(site: FlaskClient) -> None:
    pages = followed(site, "/trips/long0?q=도시", "다음 문단")
    seen = [number for shown in pages for number in re.findall(r'id="paragraph-(\d+)"', shown)]
    assert seen == [str(number) for number in range(1, 201)]
    assert len(pages) > 1
    assert all(re.search('<mark id="mark-1">도시</mark>', shown) for shown in pages)


def test_a_hit_leads_to_the_page_that_has_its_paragraph(site: FlaskClient) -> None:
    shown = site.get("/search", query_string={"q": '"150번째 문단"'}).text
    links = {html.unescape(link) for link in re.findall(r'href="(/trips/long[^"]+#paragraph-150)"', shown)}
    assert links
    for link in links:
        assert 'id="paragraph-150"' in site.get(link).text


def test_what_is_cut_says_so_and_where_all_of_it_is(site: FlaskClient) -> None:
    shown = site.get("/trips/one-paragraph").text
    assert "내용이 길어" in shown
    assert 'href="/api/v1/trips/one-paragraph"' in shown
    whole = json.loads(site.get("/api/v1/trips/one-paragraph").data)
    assert whole["trip"]["findings"] == ["가 나 " * 60_000]


def test_too_many_conditions_are_refused_with_the_bound(site: FlaskClient) -> None:
    many = site.get("/search", query_string={"organisation": ORGANISATIONS[:90]})
    assert many.status_code == 400
    assert "8,000바이트" in many.text
    # The programs' door takes them: an answer repeats none.
    assert site.get("/api/v1/trips", query_string={"organisation": ORGANISATIONS[:90]}).status_code == 200


def test_every_condition_in_force_is_named_and_can_be_taken_away(site: FlaskClient) -> None:
    chosen = ORGANISATIONS[:20]
    shown = site.get("/search", query_string={"q": "탄소중립", "organisation": chosen}).text
    named = re.search(r'<ul class="chips".*?</ul>', shown, re.DOTALL)
    assert named
    assert all(name in named[0] for name in chosen)
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', named[0])]
    assert any("organisation" not in parse_qs(urlsplit(link).query) for link in links)


def test_a_page_behind_the_last_shows_the_last(site: FlaskClient) -> None:
    assert 'id="paragraph-200"' in site.get("/trips/long0?paragraph=5000").text
    assert followed(site, "/search/facets/organisation?skip=5000", "첫 페이지로")[-1].count('type="checkbox"') > 1


# Which paragraph a link to a trip leads to, and where the trip stands in the list.
OF_THE_LINK = {"paragraph", "at", "version"}


def trip_links(shown: str) -> list[dict[str, list[str]]]:
    """What the links to trips of a page carry along, but for what is their own."""
    links = re.findall(r'href="(/trips/[^"]+)"(?! lang=)', shown)
    carried = [parse_qs(urlsplit(html.unescape(link)).query) for link in links]
    return [{name: values for name, values in each.items() if name not in OF_THE_LINK} for each in carried]


def test_a_page_with_fewer_hits_than_asked_for_asks_for_as_many_in_its_links(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.site.pages.MAX_PAGE", 50_000)
    shown = site.get("/search?q=탄소중립+도시&match=any&size=100").text
    assert 0 < shown.count("<article>") < 100
    shown = re.sub(r'<p class="sizes">.*?</p>', "", shown.partition("<main")[2])
    links = re.findall(r'href="(/search[^"]+)"', shown)
    assert links
    assert {tuple(parse_qs(urlsplit(html.unescape(link)).query)["size"]) for link in links} == {("100",)}


def test_a_trip_of_many_pages_keeps_the_search_on_each(site: FlaskClient) -> None:
    asked = {"q": "도시", "not_country": "CN", "sort": "newest", "marked": "정책"}
    pages = followed(site, f"/trips/long0?{urlencode(asked)}", "다음 문단")
    assert len(pages) > 1
    back = f"/search?{urlencode({name: value for name, value in asked.items() if name != 'marked'})}"
    for shown in pages:
        assert back in {html.unescape(link) for link in re.findall(r'<p class="again"><a href="([^"]+)"', shown)}
        assert ">정책</mark>" in shown


def test_a_link_to_a_trip_carries_as_much_of_a_long_search_as_a_page_has_room_for(site: FlaskClient) -> None:
    short = {"q": ["탄소중립"], "not_organisation": ORGANISATIONS[-2:]}
    for carried in trip_links(site.get("/search", query_string=short).text):
        assert carried == short
    # The conditions go first: without them the words that were searched for are still marked.
    for carried in trip_links(site.get("/search", query_string={**short, "size": "100"}).text):
        assert carried == {"q": ["탄소중립"]}
    long = {"q": ["탄소중립 " * 60], "size": "100"}
    for carried in trip_links(site.get("/search", query_string=long).text):
        assert carried == {}


def test_a_link_to_a_similar_trip_carries_no_search_that_is_too_long(site: FlaskClient) -> None:
    for conditions, carries in ((ORGANISATIONS[:2], True), (ORGANISATIONS[:30], False)):
        asked = {"q": ["정책"], "organisation": conditions}
        shown = site.get("/trips/t1", query_string=asked).text
        similar = trip_links(shown.partition("비슷한 출장")[2])
        assert similar
        assert all(carried == (asked if carries else {}) for carried in similar)
        assert conditions[-1] in shown.partition("<main")[0]


def test_a_faulty_form_larger_than_a_page_is_told_what_is_wrong_without_it(site: FlaskClient) -> None:
    for many in (0, 90):
        asked = {"q": "탄소중립", "nights_min": "x", "not_organisation": ['"' * 250] * many}
        shown = site.get("/search", query_string=asked)
        assert shown.status_code == 400
        assert "‘x’는 0부터" in shown.text
        assert 'value="탄소중립"' in shown.text
        assert ('name="nights_min"' in shown.text) == (not many)
