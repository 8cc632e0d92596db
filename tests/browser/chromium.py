"""A real Chromium, the system's own, and the site it looks at."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserType, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = ROOT / "data" / "sample"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
# It asks nobody but the site: no first run, no updates, no synchronisation, no services in the background.
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(RuntimeError):
    """There is no Chromium here; the message says how to get one."""


def find_chromium() -> str:
    """The path of Chromium: TRIPS_TEST_CHROMIUM, else the first on PATH. Raises NoBrowserError."""
    named = os.environ.get("TRIPS_TEST_CHROMIUM")
    found = named or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if not found:
        message = "Chromium is missing. Get it: 'apt-get install chromium' (Debian), or name it in TRIPS_TEST_CHROMIUM."
        raise NoBrowserError(message)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium. Raises NoBrowserError."""
    find_chromium()
    with sync_playwright() as playwright, launched(playwright.chromium) as browser:
        yield browser


@contextmanager
def launched(kind: BrowserType, *without: str) -> Iterator[Browser]:
    """A running Chromium, `without` some of the arguments that Playwright gives it. Raises NoBrowserError."""
    browser = kind.launch(executable_path=find_chromium(), args=_ARGUMENTS, ignore_default_args=list(without))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def served(data: Path, *sources: Path) -> Iterator[str]:
    """The address of the site over an index of `sources` in the folder `data`."""
    environment = {**os.environ, "TRIPS_DATA": str(data), "TRIPS_ENGINE": "embedded", "PYTHONUTF8": "1"}
    trips = [sys.executable, "-m", "trips"]
    subprocess.run(
        [*trips, "index", *map(str, sources)], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with subprocess.Popen(
        [*trips, "serve", "--port", "0"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    ) as server:  # fmt: skip
        try:
            assert server.stdout
            yield "http://" + server.stdout.readline().split("http://")[1].split("/")[0]
        finally:
            server.terminate()
