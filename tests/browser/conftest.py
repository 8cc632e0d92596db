"""One browser and one site a test process; every test has a window of its own."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import SAMPLE, NoBrowserError, chromium, find_chromium, served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; where there is none the test skips with its reason, never under CI."""
    try:
        find_chromium()
    except NoBrowserError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site over the example trips."""
    with served(tmp_path_factory.mktemp("var"), SAMPLE) as address:
        yield address


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A fresh window on the site."""
    with browser.new_context(base_url=site, locale="ko-KR", viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(15_000)
        yield context


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A page in that window."""
    return window.new_page()
