"""Every page in English: nothing of the interface is Korean, and what is Korean says so to whoever reads it aloud."""

import io
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from search.engine import TripSearch
from search.page_starts import PageStart
from search.query import FacetName
from search.trip import Notice, Place, Source, Theme, Trip
from tests.webapp.fakes import BARE, TRIP, FakeEngine
from tests.webapp.markup import Elements
from webapp.app import Operator, create_app

HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]+")
# Attributes that are read aloud or shown.
SPOKEN = ("aria-label", "alt", "placeholder", "title")
SILENT = {"script", "style"}
VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "line", "path", "circle"}

TRIPS = [
    TRIP,
    BARE,
    *(
        msgspec.structs.replace(
            TRIP,
            id=f"t{n}",
            title=f"도시 재생 정책 Smart City 견학 {n}",
            countries=(Place("JP", "일본"), Place("DE", "독일")) if n % 2 else (Place("FR", "프랑스"),),
            organisation=f"부산광역시 해운대구 제{n}과" if n % 3 else "국토교통부",
            departs=None if n == 5 else TRIP.departs and TRIP.departs.replace(year=2020 + n % 5, day=1 + n),
            returns=TRIP.returns and TRIP.returns.replace(year=2021 + n % 5),
            people=n or None,
            cost_krw=n * 10 ** (n % 10) or None,
            stay="3박 4일",
            findings=tuple(f"도시의 {m}번째 문단입니다. 도시를 보았습니다." for m in range(n)),
            page_starts=(PageStart(3, paragraph=1), PageStart(4, paragraph=1, start=3)) if n else (),
            themes=(Theme("urban", ("도시", "재생")),),
            source=Source("어느 기관", "https://example.org/가", "자료.hwp", n),
            sources=(),
            notices=(Notice("x", "귀국일이 출발일보다 앞섭니다."),) * (n % 3),
            title_stated="[붙임] 도시",
            cost_stated="$1,077",
            department="도시과",
        )
        for n in range(25)
    ),
]


class Spoken(HTMLParser):
    """What a page says without saying that it is Korean, and what it says in Korean."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.korean = ""
        self.unmarked: list[str] = []
        self.title = ""
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        language = found.get("lang") or (self._open[-1][1] if self._open else "")
        # The titles of links in the head are for programs that list feeds.
        if language != "ko" and tag != "link":
            self.unmarked += [value for name in SPOKEN if (value := found.get(name)) and HANGUL.search(value)]
        self.korean += " ".join(found.get(name) or "" for name in ("value", "content", "href"))
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, language = self._open[-1] if self._open else ("", "")
        if tag in SILENT:
            return
        if tag == "title":
            self.title += data
        elif language == "ko":
            self.korean += data
        elif HANGUL.search(data):
            self.unmarked.append(data)


def check(html: str) -> None:
    assert '<html lang="en">' in html
    spoken = Spoken(html)
    assert not spoken.unmarked
    # What names a trip or a search names it in the title, too, which has one language for all of it.
    told = spoken.korean + unescape(html.partition("<main")[2])
    assert all(word in told for word in HANGUL.findall(spoken.title)), spoken.title


@pytest.fixture(scope="module")
def app(make_engine: Callable[[list[Trip]], TripSearch]) -> Flask:
    return create_app(make_engine(TRIPS), Operator(contact="mailto:a@example.org", secret="s" * 32))


@pytest.fixture(scope="module")
def site(app: Flask) -> FlaskClient:
    return app.test_client()


EVERYTHING = (
    "/search?country=JP&country=FR&theme=urban&not_theme=water&region=부산&not_office_kind=중앙&organisation=국토교통부"
    "&missing=findings&year=2021&city=광저우&since=2020-01-01&nights_min=1&people_max=9&cost_min=1&departs_from=2020-01-01"
    "&published_to=2030-01-01&ids=t1"
)
PATHS = [
    "/", "/search", "/search?q=도시", "/search?q=도시+재생+없는말", "/search?q=도싀재생", "/search?q=없는말없는말&country=JP&not_year=2020",
    "/search?q=독일+2021년+도시", "/search?q=는", '/search?q="도시"+-독일&match=all', "/search?q=도시&page=2", "/search?q=도시&page=400",
    EVERYTHING, "/search?" + "&".join(f"year={n}" for n in range(1000, 1060)) + "".join(f"&not_year={n}" for n in range(1000, 1060)),
    "/search?" + "&".join(f"organisation={'가' * 100}{n}" for n in range(50)), "/statistics?q=도시&year=2021&year=2022",
    "/search?departs_from=2025-02-01&departs_to=2025-01-01&nights_min=9&nights_max=1", "/search?contry=일본&year=x&country=도일&한글=1",
    "/search?q=" + "가" * 600, "/search?q=%FF", "/search?sort=x&size=0&departs_from=x",
    *(f"/search/facets/{name.value}" for name in FacetName), "/search/facets/organisation?q=도시&find=부산&order=name",
    "/search/facets/country?leave_out=true&country=JP&q=도시", "/search/facets/theme?find=없음", "/search/facets/country?skip=90",
    "/search/facets/도시", "/statistics", "/statistics?q=도시&country=JP", "/statistics?q=없는말없는말", "/statistics?year=x",
    "/compare", "/compare?a_q=도시&b_country=JP", "/compare?a_q=도시&b_q=도시", "/compare?a_q=없는말없는말&b_q=도시",
    "/compare?a_nights_min=x&b_country=도일", "/compare?q=도시", "/browse/country/JP", "/browse/region/부산", "/browse/theme/urban",
    "/browse/year/2021", "/browse/organisation/국토교통부", "/browse/city/광저우", "/browse/country/도일", "/browse/theme/없음",
    "/trips/trip-1", "/trips/bare", "/trips/t3", "/trips/t3?q=도시", "/trips/t24?q=도시&at=3", "/trips/none", "/trips/t3?x=1",
    "/trips/t3/citation.없음", "/about", "/docs", "/nowhere", "/static/none.css",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_english_page_speaks_korean_where_it_says_so_alone(site: FlaskClient, path: str) -> None:
    address = quote(path, safe="/?&=%+")
    plain, english = site.get(address), site.get(f"{address}{'&' if '?' in path else '?'}lang=en")
    assert plain.status_code == english.status_code
    check(english.text)
    assert '<html lang="ko">' in plain.text


WORDS = st.sampled_from(
    ["도시", "도싀", "독일", "2021년", "없는말", "-재생", '"Smart City"', "는", "city", "‘", "<b>", "{q}", "%s"]
)
CONDITIONS = st.sampled_from(
    ["country=JP", "country=XX", "not_country=FR", "region=부산", "office_kind=기초", "theme=urban", "year=2021", "missing=people",
     "not_missing=cost_krw", "nights_min=9", "nights_max=2", "departs_from=2024-01-01", "departs_to=2020-01-01", "match=exact", "match=any",
     "sort=newest", "size=3", "page=2", "correct=false", "organisation=국토교통부", "city=광저우", "x=1", "cited=x"]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/search", "/statistics", "/search/facets/organisation", "/search/facets/year", "/trips/t7"]),
    words=st.lists(WORDS, max_size=4),
    conditions=st.lists(CONDITIONS, max_size=5, unique=True),
)
def test_whatever_is_asked_the_page_is_english(
    site: FlaskClient, path: str, words: list[str], conditions: list[str]
) -> None:
    asked = "&".join([f"q={quote(' '.join(words))}", *(quote(each, safe="=") for each in conditions), "lang=en"])
    check(site.get(f"{path}?{asked}").text)


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/static")])
def test_every_link_and_every_form_keeps_the_language(site: FlaskClient, path: str) -> None:
    address = quote(path, safe="/?&=%+")
    html = site.get(f"{address}{'&' if '?' in path else '?'}lang=en").text
    for link in Elements(html).all("a"):
        href = link["href"] or ""
        if not href.startswith("/") or link.get("hreflang") == "ko":
            continue
        assert parse_qs(urlsplit(href).query).get("lang") == ["en"], href
    for form in re.findall(r"<form (?!class=\"try).*?</form>", html, re.DOTALL):
        assert '<input type="hidden" name="lang" value="en">' in form


@pytest.mark.parametrize("path", PATHS)
def test_the_switch_leads_to_the_same_page_and_back(site: FlaskClient, path: str) -> None:
    address = quote(path, safe="/?&=%+")
    here = site.get(address)
    there = site.get(switch(here.text, "en"))
    # Where nothing is, or nothing that can be read, the switch leads to the beginning or to the same refusal.
    assert '<html lang="en">' in there.text
    back = site.get(switch(there.text, "ko"))
    if here.status_code == 200:
        assert back.text == here.text


def switch(html: str, language: str) -> str:
    found = [
        link for link in Elements(html).all("a") if link.get("hreflang") == language and link.get("rel") == "nofollow"
    ]
    assert len(found) == 2
    assert found[0] == found[1]
    return found[0]["href"] or ""


def test_the_switch_leads_nowhere_else(site: FlaskClient) -> None:
    for path in (
        "//example.org/",
        "//example.org/?lang=en",
        "/?endpoint=x&_external=1&_scheme=ftp&filename=x",
        "/search?q=" + "%EA" * 9_000,
    ):
        html = site.get(path).text
        for link in Elements(html).all("a"):
            if link.get("hreflang"):
                address = urlsplit(link["href"] or "")
                assert (address.scheme, address.netloc) == ("", ""), path
                assert len(link["href"] or "") < 20_000


@pytest.mark.parametrize("path", ["/", "/about", "/trips/t3", "/browse/country/JP"])
def test_a_page_that_search_engines_may_keep_names_itself_in_both_languages(site: FlaskClient, path: str) -> None:
    english = f"{path}?lang=en"
    for asked, own in ((path, path), (english, english), (f"{path}?q=도시", path), (f"{english}&q=도시", english)):
        heads = Elements(site.get(asked).text).all("link")
        assert [link["href"] for link in heads if link.get("rel") == "canonical"] == [f"http://localhost{own}"]
        alternates = {link["hreflang"]: link["href"] for link in heads if link.get("hreflang")}
        assert alternates == {"ko": f"http://localhost{path}", "en": f"http://localhost{english}"}
    assert "Allow: /trips/*?lang=en$" in site.get("/robots.txt").text.splitlines()


def test_a_browser_that_searches_from_its_own_box_finds_english_pages(site: FlaskClient) -> None:
    described = site.get("/opensearch.xml?lang=en").text
    assert not HANGUL.search(described)
    (name,) = re.findall("<ShortName>(.*)</ShortName>", described)
    assert len(name) <= 16
    assert 'template="http://localhost/search?q={searchTerms}&amp;lang=en"' in described


def test_names_that_are_no_data_are_english(site: FlaskClient) -> None:
    page = site.get("/search?q=도시&lang=en").text
    for name in (
        "Germany",
        "Japan",
        "Busan",
        "City, county or district government",
        "Cities and housing",
        "Year of departure",
    ):
        assert name in page
    trip = site.get("/trips/t3?lang=en").text
    for said in ("Japan, Germany", "3 nights, 4 days", "3 people", "pages 3 to 4", "Trips to Japan"):
        assert said in trip
    assert "10 Nov 2023" not in page
    assert "4 Nov" in page


def test_one_is_told_from_two(site: FlaskClient) -> None:
    assert "<strong>1 trip</strong>" in site.get("/search?ids=t1&lang=en").text
    assert "<strong>2 trips</strong>" in site.get("/search?ids=t1&ids=t2&lang=en").text
    assert "<strong>0 trips</strong>" in site.get("/search?ids=x&lang=en").text


def test_a_moved_trip_keeps_the_language(make_engine: Callable[[list[Trip]], TripSearch]) -> None:
    site = create_app(make_engine([msgspec.structs.replace(TRIP, other_ids=("other",))])).test_client()
    assert site.get("/trips/other?q=도시&lang=en").headers["Location"].count("lang=en") == 1
    assert site.get("/api/v1/trips/other?lang=en").headers["Location"] == "/api/v1/trips/trip-1?lang=en"
    assert (
        site.get("/api/v1/trips/other", headers={"Accept-Language": "en"}).headers["Location"] == "/api/v1/trips/trip-1"
    )


def test_what_suggestions_lead_to_keeps_the_language(site: FlaskClient) -> None:
    assert "lang=en" in site.get("/taken?kind=country&text=일본&lang=en").headers["Location"]
    script = Elements(site.get("/?lang=en").text).all("script")[-1]
    assert script["data-suggest"] == "/api/v1/suggest?lang=en"


def test_errors_of_the_site_speak_the_language_of_the_page(fake: FakeEngine) -> None:
    from search.errors import IndexMissingError  # noqa: PLC0415 - beside its one use

    fake.error = IndexMissingError("색인이 아직 없습니다.")
    client = create_app(fake).test_client()
    check(client.get("/?lang=en").text)
    fake.error = RuntimeError("secret")
    check(client.get("/?lang=en").text)


def test_a_feed_speaks_both_languages_and_stays_the_same_feed(site: FlaskClient) -> None:
    korean, english = (site.get(f"/feed.atom?q=도시&country=JP{asked}").text for asked in ("", "&lang=en"))
    assert "Overseas Trip Search: 도시" in english
    assert "Country: Japan" in english
    assert 'xml:lang="en"' in english
    assert english.count('xml:lang="ko"') == english.count("<entry")
    for text in (korean, english):
        assert re.findall("<id>(.*?)</id>", korean) == re.findall("<id>(.*?)</id>", text)


def test_a_workbook_says_in_english_what_it_is_and_has_the_columns_that_it_always_has(site: FlaskClient) -> None:
    korean, english = (
        load_workbook(
            io.BytesIO(site.get(f"/api/v1/trips.xlsx?q=도시&country=JP&nights_min=1{asked}", buffered=True).data)
        )
        for asked in ("", "&lang=en")
    )
    cover = [[cell.value for cell in row] for row in english.worksheets[0].iter_rows()]
    assert ["Search terms", "도시"] in cover
    assert ["Country", "Japan"] in cover
    assert not HANGUL.search(" ".join(str(label) for label, _ in cover))
    assert [[cell.value for cell in row] for row in korean.worksheets[1].iter_rows()] == [
        [cell.value for cell in row] for row in english.worksheets[1].iter_rows()
    ]
    for kind in ("csv", "jsonl"):
        path = f"/api/v1/trips.{kind}?q=도시"
        assert site.get(path, buffered=True).data == site.get(f"{path}&lang=en", buffered=True).data
