"""axe-core on every page, light and dark, wide and narrow."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

PAGES = {
    "start": "/",
    "results": "/search?q=관광&country=일본",
    "options": "/search?q=관광&sort=newest&nights_min=2&not_country=독일",
    "two tiers": "/search?q=트램 온천 산불",
    "every trip": "/search",
    "nothing": "/search?q=탄소중립&country=독일&year=2019",
    "facet": "/search/facets/organisation?q=관광&find=시",
    "trip": "/trips/example-25?q=트램",
    "odd trip": "/trips/example-20",
    "wrong address": "/trips/nobody",
    "wrong parameter": "/search?year=x",
    "statistics": "/statistics?q=관광",
    "comparison": "/compare?a_organisation=서울특별시&b_organisation=인천광역시",
    "country": "/browse/country/DE",
    "about": "/about",
    "English": "/en",
    "API": "/docs",
    "start in English": "/?lang=en",
    "results in English": "/search?q=관광&country=일본&lang=en",
    "trip in English": "/trips/example-25?q=트램&lang=en",
    "wrong parameter in English": "/search?year=x&lang=en",
    "API in English": "/docs?lang=en",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: Literal["light", "dark"], width: int) -> None:
    found = {}
    with browser.new_context(
        base_url=site, color_scheme=scheme, viewport={"width": width, "height": 800}, locale="ko-KR"
    ) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(path)
            result = Axe().run(page)
            if result.violations_count:
                found[name] = [
                    (rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in result.response["violations"]
                ]
    assert found == {}


def test_axe_would_find_something(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/")
        page.evaluate("document.documentElement.removeAttribute('lang')")
        assert [rule["id"] for rule in Axe().run(page).response["violations"]] == ["html-has-lang"]
