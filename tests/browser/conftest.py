"""One site a test process, in its one browser; every test has a window of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import SAMPLE, served


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
