"""axe-core on every page, light and dark, wide and narrow."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

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


# What a page's colours decide; the rest is the same in the dark.
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
# Some rules of WCAG 2.2 run only where its tag is named.
EVERYTHING = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(browser: Browser, site: str, width: int) -> None:
    found = {}
    with browser.new_context(base_url=site, viewport={"width": width, "height": 800}, locale="ko-KR") as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.emulate_media(color_scheme="light")
            page.goto(path)
            found[name] = violations(page)
            page.emulate_media(color_scheme="dark")
            found[f"{name}, dark"] = violations(page, COLOURS)
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_nothing_hides_the_filter_that_has_the_focus(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto("/search?q=관광")
        page.locator(".filters input").first.focus()
        seen = []
        for _ in range(40):
            inside, shown = page.evaluate(
                """() => {
                    const here = document.activeElement, {left, top, width, height} = here.getBoundingClientRect();
                    const above = document.elementFromPoint(left + width / 2, top + height / 2);
                    return [here.closest(".filters") !== null, here.contains(above)];
                }"""
            )
            if not inside:
                break
            seen.append(shown)
            page.keyboard.press("Tab")
        assert len(seen) > 10
        assert all(seen)


def violations(page: Page, options: dict[str, Any] = EVERYTHING) -> list[tuple[str, list[str]]]:
    """The rules that a page breaks, and where."""
    result = Axe().run(page, options=options)
    return [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in result.response["violations"]]


def test_axe_would_find_something(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/")
        page.evaluate("document.documentElement.removeAttribute('lang')")
        assert [rule for rule, _ in violations(page)] == ["html-has-lang"]


def test_axe_would_find_a_colour_that_cannot_be_read_in_the_dark(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/")
        page.evaluate(
            """() => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #222 !important } }");
                document.adoptedStyleSheets = [sheet];
            }"""
        )
        assert violations(page, COLOURS) == []
        page.emulate_media(color_scheme="dark")
        assert [rule for rule, _ in violations(page, COLOURS)] == ["color-contrast"]
