"""Help while typing, in a real browser: by keyboard, by mouse, half a syllable, the wrong keyboard, mistakes."""

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect


def query(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["q"][0]


def take_germany(page: Page, box: Locator, called: str, leads_to: str) -> None:
    """Type the name of a country, take it as a condition, and empty the box again."""
    box.press_sequentially("독일")
    page.get_by_role("option", name=called).click()
    page.wait_for_url(leads_to)
    box.fill("")


def test_a_suggestion_is_taken_by_keyboard(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="검색어")
    box.press_sequentially("탄솢")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("탄소중립")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value("탄소중립")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "?")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("‘탄소중립’ 검색 결과")
    assert query(page) == "탄소중립"


def test_escape_gives_back_what_was_typed(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="검색어")
    box.press_sequentially("ㅌㅅㅈㄹ")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Escape")
    expect(box).to_have_value("ㅌㅅㅈㄹ")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("option").first).to_be_hidden()


def test_enter_searches_for_what_was_typed_as_long_as_nothing_is_chosen(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="검색어")
    box.press_sequentially("트램")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    page.wait_for_url("**/search?*")
    assert query(page) == "트램"


def test_a_suggestion_is_taken_by_mouse_on_a_result_page(page: Page) -> None:
    page.goto("/search?q=온천")
    box = page.get_by_role("combobox", name="검색어")
    box.fill("")
    box.press_sequentially("xksth")
    page.get_by_role("option", name="탄소중립 단어").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("‘탄소중립’ 검색 결과")


def test_a_name_sets_its_condition_and_a_title_opens_its_trip(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="검색어")
    take_germany(page, box, "독일 국가", "**/search?country=DE")
    box.press_sequentially("오스트리아 빈 도시 탄소예산제")
    page.locator(".suggestions").get_by_role("option").first.click()
    page.wait_for_url("**/trips/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("탄소예산제")


def test_a_mistake_is_corrected_and_said_and_undone_by_one_click(page: Page) -> None:
    page.goto("/search?q=탄소중릡")
    expect(page.get_by_text("‘탄소중릡’의 검색 결과가 없어 ‘탄소중립’으로 검색했습니다.")).to_be_visible()
    assert page.locator(".hits mark").count()
    page.get_by_role("link", name="‘탄소중릡’으로 검색").click()
    assert parse_qs(urlsplit(page.url).query)["correct"] == ["false"]
    expect(page.get_by_text("검색 결과가 없습니다")).to_be_visible()


def test_it_is_said_how_a_query_was_read_and_switched_to_the_letters_as_typed(page: Page) -> None:
    page.goto("/search?q=탄소중립의 도시")
    panel = page.locator("details.reading")
    panel.locator("summary").click()
    expect(panel).to_contain_text("net zero")
    expect(panel).to_contain_text("같은 뜻")
    panel.get_by_role("link", name="입력한 그대로 검색").click()
    assert parse_qs(urlsplit(page.url).query)["match"] == ["exact"]
    panel.locator("summary").click()
    panel.get_by_role("link", name="단어 단위로 검색").click()
    assert "match" not in parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_while_suggestions_are_open(browser: Browser, site: str, width: int) -> None:
    with browser.new_context(base_url=site, viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("combobox", name="검색어").press_sequentially("도시")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        found = Axe().run(page)
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_english_page_helps_in_english_and_stays_english(page: Page) -> None:
    page.goto("/?lang=en")
    box = page.get_by_role("combobox", name="Search terms")
    take_germany(page, box, "독일 Country", "**/search?country=DE&lang=en")
    box.press_sequentially("탄소중립")
    expect(page.locator(".suggestions").get_by_role("option").first).to_contain_text("trips")
    box.press("Enter")
    page.wait_for_url("**/search?*lang=en*")
    page.locator("ol.hits h2 a").first.click()
    page.get_by_role("button", name="Next place").click()
    expect(page.get_by_role("link", name="한국어").first).to_be_visible()
