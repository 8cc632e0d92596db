"""What search engines and browsers read: only what is real, whole addresses, and nothing that leads them astray."""

import json
import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from search.trip import Place, Source, Trip
from tests.memory.engine import MemoryEngine
from tests.webapp.markup import Elements
from webapp.app import Operator, create_app

HOSTILE = "</script><script>alert(1)</script>"
REAL = Trip(
    id="real", title=f"탄소중립 {HOSTILE}", organisation="서울특별시", countries=(Place("DE", "독일"),),
    summary=f"요약 {HOSTILE}", source=Source("열린자료", "https://a.kr/1"),
)  # fmt: skip
EXAMPLE = Trip(id="made-up", title="예시", source=Source("예시 자료"))
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    engine = MemoryEngine([REAL, EXAMPLE])
    return create_app(engine, Operator(contact="mailto:trips@example.org")).test_client()


def addresses(site: FlaskClient, path: str) -> list[str]:
    answer = site.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [str(each.text) for each in ET.fromstring(answer.text).iter(LOC)]  # noqa: S314 - ours


def linked(html: str) -> Iterator[dict[str, object]]:
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        found = json.loads(text)
        yield from found if isinstance(found, list) else [found]


@pytest.mark.parametrize("number", ["0", "-1", "01", "1.0", "٢", "x", "9" * 6, "1" * 400, "1" * 5_000])
def test_a_sitemap_of_a_number_that_is_none_is_not_there(site: FlaskClient, number: str) -> None:
    assert site.get(f"/sitemaps/trips-{number}.xml").status_code == 404


def test_sitemaps_lead_to_every_page_that_is_real(site: FlaskClient) -> None:
    parts = addresses(site, "/sitemap.xml")
    assert parts == ["http://localhost/sitemaps/values.xml", "http://localhost/sitemaps/trips-1.xml"]
    found = [address for part in parts for address in addresses(site, part.removeprefix("http://localhost"))]
    assert "http://localhost/trips/real" in found
    assert "http://localhost/browse/country/DE" in found
    assert not [address for address in found if "made-up" in address or "?" in address]
    for address in found:
        assert site.get(address).status_code == 200, address
    assert site.get("/sitemaps/trips-2.xml").status_code == 404


def test_robots_are_kept_from_what_has_no_end(site: FlaskClient) -> None:
    told = site.get("/robots.txt").text.splitlines()
    for path in ("/search", "/statistics", "/compare", "/feed.atom", "/api/"):
        assert f"Disallow: {path}" in told
    assert "Sitemap: http://localhost/sitemap.xml" in told


def test_an_invented_trip_is_listed_nowhere(site: FlaskClient) -> None:
    assert '<meta name="robots" content="noindex">' in site.get("/trips/made-up").text
    assert not list(linked(site.get("/trips/made-up").text))
    assert "noindex" not in site.get("/trips/real").text


def test_a_trip_says_what_it_is_and_stays_text(site: FlaskClient) -> None:
    html = site.get("/trips/real?q=탄소중립").text
    (report,) = linked(html)
    assert report["@type"] == "Report"
    assert report["name"] == REAL.title
    assert report["author"] == {"@type": "GovernmentOrganization", "name": "서울특별시"}
    assert report["isBasedOn"] == "https://a.kr/1"
    assert '<link rel="canonical" href="http://localhost/trips/real">' in html
    scripts = [script for script in Elements(html).all("script") if script.get("type") != "application/ld+json"]
    assert all("src" in script for script in scripts)
    assert "alert(1)</script>" not in html


def test_the_start_page_tells_of_the_search_and_the_data(site: FlaskClient) -> None:
    found = {str(each["@type"]): each for each in linked(site.get("/").text)}
    assert found.keys() == {"WebSite", "Dataset"}
    action = found["WebSite"]["potentialAction"]
    assert isinstance(action, dict)
    template = action["target"]["urlTemplate"]
    assert template == "http://localhost/search?q={q}"
    assert site.get(template.replace("{q}", "탄소중립")).status_code == 200


def test_a_browser_may_search_and_suggest(site: FlaskClient) -> None:
    (link,) = [each for each in Elements(site.get("/").text).all("link") if each["rel"] == "search"]
    answer = site.get(str(link["href"]))
    assert answer.mimetype == "application/opensearchdescription+xml"
    templates = [unescape(found) for found in re.findall(r'template="([^"]+)"', answer.text)]
    ET.fromstring(answer.text)  # noqa: S314 - ours
    search, suggest = (template.replace("{searchTerms}", "탄소") for template in templates)
    assert site.get(search).status_code == 200
    typed, suggested = json.loads(site.get(suggest).data)
    assert typed == "탄소"
    assert "탄소중립" in suggested


def test_a_contact_is_told_where_there_is_one(site: FlaskClient) -> None:
    told = site.get("/.well-known/security.txt")
    assert (told.status_code, told.mimetype) == (200, "text/plain")
    assert "Contact: mailto:trips@example.org" in told.text.splitlines()
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT[\d:]+\+00:00$", told.text, re.MULTILINE)
    assert "mailto:trips@example.org" in site.get("/about").text
    nobody = create_app(MemoryEngine([REAL])).test_client()
    assert nobody.get("/.well-known/security.txt").status_code == 404
    assert "mailto:" not in nobody.get("/about").text


def test_the_site_is_told_of_in_both_languages(site: FlaskClient) -> None:
    assert "가상 자료" in site.get("/about").text
    english = site.get("/en")
    assert "Overseas Trip Search" in english.text
    assert "invented examples" in english.text
