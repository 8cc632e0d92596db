"""What people do on the site, in a real browser: search, narrow, open, go back, get lost and find the way."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.chromium import launched


def hits(page: Page) -> list[str]:
    """The titles of the hits."""
    return page.locator(".hits h3").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(page.url).query)


def values(page: Page, facet: str) -> Locator:
    """The values of a facet."""
    return page.get_by_role("heading", name=facet, exact=True).locator("..").locator(".value")


def test_a_word_is_searched_narrowed_opened_and_left_by_the_back_button(page: Page) -> None:
    page.goto("/")
    page.get_by_label("찾을 말").fill("대중교통")
    page.get_by_role("button", name="찾기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("‘대중교통’ 검색 결과")
    before = hits(page)
    assert len(before) > 3
    assert page.locator(".hits mark").count() >= len(before)
    country = values(page, "방문국").first.locator(".label").inner_text()
    values(page, "방문국").first.click()
    narrowed = hits(page)
    assert asked(page).keys() == {"q", "country"}
    assert all(country in facts for facts in page.locator(".hits .facts").all_inner_texts())
    assert 0 < len(narrowed) < len(before)
    page.locator(".hits h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(narrowed[0])
    assert page.locator("article mark").count() > 0
    page.go_back()
    assert hits(page) == narrowed
    page.get_by_role("link", name=re.compile(f"{country} 빼기")).click()
    assert hits(page) == before


def test_a_value_is_left_out_by_one_click(page: Page) -> None:
    page.goto("/search?q=대중교통")
    before = hits(page)
    country = values(page, "방문국").first.locator(".label").inner_text()
    page.get_by_role("link", name=f"{country} 제외").click()
    assert asked(page).keys() == {"q", "not_country"}
    assert 0 < len(set(hits(page))) < len(set(before))
    assert not [facts for facts in page.locator(".hits .facts").all_inner_texts() if country in facts]


@pytest.mark.parametrize("cached", [True, False], ids=["from the back-forward cache", "loaded again"])
def test_after_the_back_button_the_form_says_what_the_page_answers(
    browser: Browser, site: str, *, cached: bool
) -> None:
    # Playwright switches the cache off that people have.
    without = ["--disable-back-forward-cache"] if cached else []
    with launched(browser.browser_type, *without) as other, other.new_context(base_url=site) as window:
        page = window.new_page()
        page.goto("/search?q=대중교통&nights_min=2&sort=newest")
        page.evaluate("window.kept = true")
        page.get_by_label("찾을 말").fill("관광")
        page.get_by_label("차례").select_option(label="긴 기간순")
        page.get_by_label("몇 박, 이만큼 이상").fill("5")
        page.get_by_role("button", name="찾기", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("‘관광’ 검색 결과")
        # Playwright's own way back waits for a load, and nothing is loaded from the cache. The
        # page goes after it has answered: what asks it while it goes may get no answer.
        page.evaluate("setTimeout(() => history.back())")
        expect(page.get_by_role("heading", level=1)).to_have_text("‘대중교통’ 검색 결과")
        assert page.evaluate("window.kept === true") is cached
        expect(page.get_by_label("찾을 말")).to_have_value("대중교통")
        expect(page.get_by_label("차례")).to_have_value("newest")
        expect(page.get_by_label("몇 박, 이만큼 이상")).to_have_value("2")


def test_a_search_filtered_to_nothing_names_the_way_back(page: Page) -> None:
    page.goto("/search?q=탄소중립&country=독일&year=2019")
    expect(page.get_by_role("status")).to_have_text("출장 0건")
    page.get_by_role("link", name=re.compile("출발한 해 조건을 빼기")).click()
    assert hits(page)


def test_a_long_facet_is_searched_by_a_piece_of_the_name(page: Page) -> None:
    page.goto("/search")
    page.get_by_role("link", name="기관 모두 보기와 찾기").click()
    page.get_by_label("이름에 든 글자").fill("교육청")
    page.get_by_role("button", name="고르기").click()
    found = page.locator(".facets .value")
    assert found.count() > 3
    assert all("교육청" in text for text in found.all_inner_texts())
    found.first.click()
    assert asked(page)["organisation"][0] in page.locator(".hits").inner_text()


def test_dates_nights_and_order_are_set_in_the_folded_form(page: Page) -> None:
    page.goto("/search")
    page.get_by_text("차례와 조건").click()
    page.get_by_label("출발일, 이날부터").fill("2024-01-01")
    page.get_by_label("몇 박, 이만큼 이상").fill("7")
    page.get_by_label("차례").select_option("긴 기간순")
    page.get_by_role("button", name="이 조건으로 찾기").click()
    assert {"departs_from": ["2024-01-01"], "nights_min": ["7"], "sort": ["longest"]}.items() <= asked(page).items()
    lengths = [int(found[1]) for found in re.finditer(r"(\d+)박", page.locator(".hits").inner_text())]
    assert lengths
    assert min(lengths) >= 7


def test_a_trip_leads_to_similar_ones_and_to_its_office(page: Page) -> None:
    page.goto("/search?q=트램")
    page.locator(".hits h3 a").first.click()
    similar = page.get_by_role("heading", name="비슷한 출장").locator("..").locator("li h3 a")
    assert similar.count() >= 3
    title = similar.first.inner_text()
    similar.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name=re.compile("의 다른 출장$")).click()
    assert "organisation" in asked(page)


def test_a_snippet_leads_to_its_paragraph(page: Page) -> None:
    page.goto("/search?q=Campus Brain")
    page.locator(".passage .where a").first.click()
    paragraph = page.url.split("#")[1]
    expect(page.locator(f"#{paragraph} mark").first).to_be_in_viewport()


def test_the_keyboard_alone_gets_through_search_filter_trip_and_back(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "input[name=q]")
    page.keyboard.type("관광")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("관광")
    tab_to(page, ".facets .value")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("theme="))
    narrowed = hits(page)
    tab_to(page, ".hits h3 a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(narrowed[0])
    # Alt and the left arrow belong to the window around the page, which a headless browser has not.
    page.go_back()
    assert hits(page) == narrowed


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until the first element of `selector` has the focus, which must be seen."""
    wanted = page.locator(selector).first
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return
    raise AssertionError(f"the tabulator never comes to {selector}")


@pytest.mark.parametrize(
    "path", ["/", "/search?q=관광", "/search?q=없는말없는말", "/search/facets/organisation", "/trips/example-25?q=트램"]
)
def test_nothing_is_cut_off_on_a_narrow_phone(browser: Browser, site: str, path: str) -> None:
    with browser.new_context(base_url=site, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        small = page.evaluate(
            """[...document.querySelectorAll("main a, main button, main input, main summary")]
               .filter(each => each.offsetParent && getComputedStyle(each).display !== "inline")
               .filter(each => each.getBoundingClientRect().height < 24).map(each => each.outerHTML)"""
        )
        assert small == []


def test_a_dark_screen_gets_a_dark_page(browser: Browser, site: str) -> None:
    lightness = {}
    for scheme in ("light", "dark"):
        with browser.new_context(base_url=site, color_scheme=scheme) as context:
            page = context.new_page()
            page.goto("/search?q=관광")
            color = page.evaluate("getComputedStyle(document.body).backgroundColor")
            lightness[scheme] = sum(map(int, re.findall(r"\d+", color)))
    assert lightness["dark"] < 150
    assert lightness["light"] > 600


def test_everything_works_without_javascript(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("찾을 말").fill("스마트팜")
        page.get_by_role("button", name="찾기").click()
        assert hits(page)
        page.locator(".facets .value").first.click()
        assert len(asked(page)) == 2
        page.locator(".hits h3 a").first.click()
        expect(page.locator("article h1")).to_be_visible()


def test_a_result_page_is_light_and_asks_nobody_else(window: BrowserContext, site: str) -> None:
    page = window.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    page.goto("/search?q=교육", wait_until="networkidle")
    assert len(hits(page)) == 20
    assert [url for url in sizes if not url.startswith(site)] == []
    assert len(sizes) <= 4
    assert sum(sizes.values()) <= 60_000
