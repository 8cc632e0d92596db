"""What people do on the site, in a real browser: search, narrow, open, go back, get lost and find the way."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import urllib3
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.chromium import launched


def hits(page: Page) -> list[str]:
    """The titles of the hits."""
    return page.locator(".hits h2").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(page.url).query)


def values(page: Page, facet: str) -> Locator:
    """The values of a facet."""
    return page.get_by_role("group", name=facet, exact=True).locator("li label")


def apply(page: Page) -> None:
    """Search with what is picked."""
    page.get_by_role("button", name="적용", exact=True).click()


def test_a_word_is_searched_narrowed_opened_and_left_by_the_back_button(page: Page) -> None:
    page.goto("/")
    page.get_by_label("검색어", exact=True).fill("대중교통")
    page.get_by_role("button", name="검색").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("‘대중교통’ 검색 결과")
    before = hits(page)
    assert len(before) > 3
    assert page.locator(".hits mark").count() >= len(before)
    country = values(page, "방문국").first.locator(".label").inner_text()
    values(page, "방문국").first.click()
    apply(page)
    narrowed = hits(page)
    assert asked(page).keys() == {"q", "country"}
    assert all(country in facts for facts in page.locator(".hits .facts").all_inner_texts())
    assert 0 < len(narrowed) < len(before)
    page.locator(".hits h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(narrowed[0])
    assert page.locator("article mark").count() > 0
    page.go_back()
    assert hits(page) == narrowed
    page.get_by_role("link", name=re.compile(f"{country} .*조건 해제")).click()
    assert hits(page) == before


def test_several_values_are_picked_at_once_and_stand_first(page: Page) -> None:
    page.goto("/search?q=도시")
    names = [values(page, "방문국").nth(place).locator(".label").inner_text() for place in (3, 5)]
    for place in (3, 5):
        values(page, "방문국").nth(place).click()
    apply(page)
    assert len(asked(page)["country"]) == 2
    assert sorted(values(page, "방문국").locator(".label").all_inner_texts()[:2]) == sorted(names)
    assert all(any(name in facts for name in names) for facts in page.locator(".hits .facts").all_inner_texts())
    expect(page.get_by_role("heading", level=1)).to_contain_text("외 조건 1개")


def test_values_are_left_out_on_a_page_of_their_own(page: Page) -> None:
    page.goto("/search?q=대중교통")
    before = hits(page)
    country = values(page, "방문국").first.locator(".label").inner_text()
    page.get_by_role("link", name="방문국 제외", exact=True).click()
    page.get_by_role("checkbox", name=country).check()
    apply(page)
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
        page.get_by_label("검색어", exact=True).fill("관광")
        page.get_by_label("정렬").select_option(label="기간 긴 순")
        page.get_by_label("최소 숙박(박)").fill("5")
        page.get_by_role("button", name="검색", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("‘관광’ 검색 결과")
        # Playwright's own way back waits for a load, and nothing is loaded from the cache. The
        # page goes after it has answered: what asks it while it goes may get no answer.
        page.evaluate("setTimeout(() => history.back())")
        expect(page.get_by_role("heading", level=1)).to_contain_text("‘대중교통’ 검색 결과")
        assert page.evaluate("window.kept === true") is cached
        expect(page.get_by_label("검색어", exact=True)).to_have_value("대중교통")
        expect(page.get_by_label("정렬")).to_have_value("newest")
        expect(page.get_by_label("최소 숙박(박)")).to_have_value("2")


def test_a_search_filtered_to_nothing_names_the_way_back(page: Page) -> None:
    page.goto("/search?q=탄소중립&country=독일&year=2019")
    expect(page.get_by_role("status")).to_have_text("총 0건")
    page.get_by_role("link", name=re.compile("출발 연도 조건 해제")).click()
    assert hits(page)


def test_a_long_facet_is_searched_by_a_piece_of_the_name(page: Page) -> None:
    page.goto("/search")
    page.get_by_role("link", name="기관 전체 보기").click()
    page.get_by_label("기관 이름 검색").fill("교육청")
    page.get_by_role("main").get_by_role("button", name="검색").click()
    found = page.locator(".facet li label")
    assert found.count() > 3
    assert all("교육청" in text for text in found.all_inner_texts())
    found.first.click()
    apply(page)
    assert asked(page)["organisation"][0] in page.locator(".hits").inner_text()


def test_dates_nights_and_order_are_set_in_the_folded_form(page: Page) -> None:
    page.goto("/search")
    page.get_by_text("상세 조건").click()
    page.get_by_label("출발일: 시작").fill("2024-01-01")
    page.get_by_label("최소 숙박(박)").fill("7")
    page.get_by_label("정렬").select_option("기간 긴 순")
    apply(page)
    assert {"departs_from": ["2024-01-01"], "nights_min": ["7"], "sort": ["longest"]}.items() <= asked(page).items()
    lengths = [int(found[1]) for found in re.finditer(r"(\d+)박", page.locator(".hits").inner_text())]
    assert lengths
    assert min(lengths) >= 7


def test_a_trip_leads_to_similar_ones_and_to_its_office(page: Page) -> None:
    page.goto("/search?q=트램")
    page.locator(".hits h2 a").first.click()
    similar = page.get_by_role("heading", name="비슷한 출장").locator("..").locator("li h3 a")
    assert similar.count() >= 3
    title = similar.first.inner_text()
    similar.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name=re.compile("의 다른 출장$")).click()
    assert "organisation" in asked(page)


def test_a_snippet_leads_to_its_paragraph(page: Page) -> None:
    page.goto("/search?q=Campus Brain")
    page.locator(".passage a.where").first.click()
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
    assert tab_to(page, ".facet input") <= 12
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("theme="))
    narrowed = hits(page)
    tab_to(page, ".hits h2 a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(narrowed[0])
    # Alt and the left arrow belong to the window around the page, which a headless browser has not.
    page.go_back()
    assert hits(page) == narrowed


def tab_to(page: Page, selector: str) -> int:
    """Press the tabulator until the first element of `selector` has the focus, which must be seen; how often."""
    wanted = page.locator(selector).first
    for pressed in range(1, 121):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return pressed
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
               .filter(each => each.offsetParent && getComputedStyle(each).display !== "inline" && each.type !== "checkbox")
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
        page.get_by_label("검색어", exact=True).fill("스마트팜")
        page.get_by_role("button", name="검색").click()
        assert hits(page)
        values(page, "방문국").first.click()
        apply(page)
        assert len(asked(page)) == 2
        page.locator(".hits h2 a").first.click()
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


def test_a_list_is_read_page_by_page_and_a_trip_in_its_place(page: Page) -> None:
    page.goto("/search?q=도시&size=20")
    first = hits(page)
    page.get_by_role("navigation", name="페이지").get_by_role("link", name="다음").click()
    second = hits(page)
    assert set(first).isdisjoint(second)
    expect(page.get_by_role("status")).to_contain_text("중 21–")
    page.locator(".hits h2 a").first.click()
    beside = page.get_by_role("navigation", name="검색 결과")
    expect(beside).to_contain_text("21 / ")
    beside.get_by_role("link", name="다음").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second[1])
    beside.get_by_role("link", name="이전").click()
    beside.get_by_role("link", name="이전").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first[-1])
    beside.get_by_role("link", name="목록").click()
    assert hits(page) == first


def test_a_long_report_is_read_from_mark_to_mark(page: Page) -> None:
    page.goto("/search?q=도시")
    page.locator(".hits .more a").first.click()
    down = page.get_by_role("button", name="다음 검색어")
    for number in (1, 2):
        down.click()
        expect(page.locator(".marks [role=status]")).to_contain_text(f"{number} / ")
        expect(page.locator(f"#mark-{number}")).to_be_in_viewport()
    page.get_by_role("button", name="이전 검색어").click()
    expect(page.locator("mark.now")).to_have_id("mark-1")


def test_filters_open_and_close_on_a_phone(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto("/search?q=도시&country=DE&year=2024")
        country = values(page, "방문국").first
        expect(country).to_be_hidden()
        page.get_by_role("link", name="필터 (2)").click()
        expect(country).to_be_visible()
        page.get_by_role("link", name="필터 닫기").click()
        expect(country).to_be_hidden()


def test_dates_the_wrong_way_round_are_said_beside_their_field(page: Page) -> None:
    page.goto("/search?q=도시&departs_from=2025-01-01&departs_to=2020-01-01")
    field = page.get_by_label("출발일: 시작")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#departs_from-fault")).to_be_visible()
    field.fill("2020-01-01")
    page.get_by_label("출발일: 끝").fill("2026-12-31")
    page.get_by_role("main").get_by_role("button", name="검색").click()
    assert hits(page)


_ROOM = """() => ({
  first: document.querySelector(".hits > li").getBoundingClientRect().top,
  third: document.querySelectorAll(".hits > li h2")[2].getBoundingClientRect().bottom,
  tallest: Math.max(...[...document.querySelectorAll(".hits > li")].map(each => each.getBoundingClientRect().height)),
})"""


class Screen(NamedTuple):
    """A screen, how far down the first hit may begin, and how high one may be."""

    width: int
    height: int
    first: int
    tallest: int


ON_BOTH_SCREENS = pytest.mark.parametrize(
    "screen", [Screen(1280, 900, 300, 230), Screen(360, 740, 240, 200)], ids=["desk", "phone"]
)


@ON_BOTH_SCREENS
@pytest.mark.parametrize("path", ["/search?q=탄소중립", "/search?q=도시 재생", "/search?q=관광", "/search"])
def test_three_answers_stand_on_the_first_screen(browser: Browser, site: str, screen: Screen, path: str) -> None:
    with browser.new_context(base_url=site, viewport={"width": screen.width, "height": screen.height}) as context:
        page = context.new_page()
        page.goto(path)
        found = page.evaluate(_ROOM)
        assert found["first"] <= screen.first
        assert found["third"] <= screen.height
        assert found["tallest"] <= screen.tallest


@ON_BOTH_SCREENS
@pytest.mark.parametrize(
    "path",
    [
        "/search?q=관광&country=JP",
        "/search?q=관광&country=JP&lang=en",
        "/search?q=관광&country=JP&year=2024&year=2025",
        "/search?q=2024년 독일 관광",
        "/search?q=드론 정원 베를린&country=JP",
    ],
)
def test_conditions_and_a_line_before_the_first_answer_leave_it_on_the_first_screen(
    browser: Browser, site: str, screen: Screen, path: str
) -> None:
    with browser.new_context(base_url=site, viewport={"width": screen.width, "height": screen.height}) as context:
        page = context.new_page()
        page.goto(path)
        box = page.locator(".hits > li").first.bounding_box()
        assert box
        assert box["y"] <= screen.first


@pytest.mark.parametrize("words", ["주민", "주민 교육", "환경 교육 도시", "사업 기관&lang=en"])
def test_twenty_answers_take_sixty_kilobytes_and_twelve_packed(site: str, words: str) -> None:
    sizes = {}
    for packing in ("identity", "br"):
        headers = {"Accept-Encoding": packing, "Accept-Language": "ko"}
        answer = urllib3.request("GET", f"{site}/search?q={words}", headers=headers, preload_content=False)
        sizes[packing] = len(answer.read(decode_content=False))
    assert 20_000 < sizes["identity"] <= 60_000
    assert sizes["br"] <= 12_000


def test_a_phone_reads_conditions_once_and_a_screen_reader_in_the_heading(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto("/search?q=관광&country=JP")
        expect(page.get_by_role("heading", level=1)).to_have_accessible_name("‘관광’ 검색 결과 · 방문국: 일본")
        assert page.locator("h1").inner_text().count("일본") == 1
        room = page.locator("h1 .in-chips").bounding_box()
        assert room
        assert room["width"] <= 1


@pytest.mark.parametrize("path", ["/search?q=도시&country=DE", "/search?q=도시#filters", "/trips/example-25?q=트램"])
def test_a_finger_finds_every_target_on_a_phone(browser: Browser, site: str, path: str) -> None:
    with browser.new_context(base_url=site, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(path)
        small = page.evaluate(
            """[...document.querySelectorAll("a, button, select, summary, .facet li label, input:not([type=checkbox])")]
               .filter(each => each.offsetParent && getComputedStyle(each).display !== "inline")
               .filter(each => each.type !== "hidden" && !each.closest(".hits h2, .hits h3, .skip"))
               .filter(each => each.getBoundingClientRect().height < 40).map(each => each.outerHTML)"""
        )
        assert small == []


_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""


@pytest.mark.parametrize("path", ["/", "/search?q=관광", "/search/facets/organisation", "/trips/example-25?q=트램"])
def test_spaced_and_magnified_text_stays_on_the_page(browser: Browser, site: str, path: str) -> None:
    # 400 % of a window of 1280 is one of 320.
    with browser.new_context(base_url=site, viewport={"width": 320, "height": 256}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(path)
        page.add_style_tag(content=_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_api_is_asked_from_its_own_page(page: Page) -> None:
    page.goto("/docs")
    form = page.locator("#searchTrips-q").locator("xpath=ancestor::form")
    page.locator("#searchTrips-q").fill("탄소중립")
    page.locator("#searchTrips-size").fill("1")
    form.get_by_role("button", name="요청").click()
    expect(form.locator(".answer")).to_contain_text('"total"')
    expect(form.locator(".answer")).to_contain_text("200")
    page.locator("#getTrip-trip_id").fill("nobody")
    other = page.locator("#getTrip-trip_id").locator("xpath=ancestor::form")
    other.get_by_role("button", name="요청").click()
    expect(other.locator(".answer")).to_contain_text("404")
