"""One browser a test process, whatever folder its test lies in: Playwright runs once in a process, not twice.

A plugin of pytest: `pytest_plugins = ["tests.browser.session"]` in `tests/conftest.py`.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import NoBrowserError, chromium, find_chromium


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
