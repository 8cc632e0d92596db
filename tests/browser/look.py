"""Takes the screenshots of the documents and prints what a page costs: `python -m tests.browser.look`."""

import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from tests.browser.chromium import ROOT, SAMPLE, chromium, served

IMAGES: Final = ROOT / "docs" / "images"
SEARCH: Final = "/search?q=대중교통&not_country=일본"
# Name, address, width, height, scheme.
SHOTS: Final = (
    ("search", SEARCH, 1100, 780, "light"),
    ("start", "/", 1100, 780, "light"),
    ("trip", "/trips/example-25?q=트램", 1100, 780, "dark"),
    ("phone", SEARCH, 390, 780, "light"),
)
_PAINT: Final = """() => new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    shift,
    bytes: performance.getEntries().reduce((sum, each) => sum + (each.transferSize || 0), 0),
    requests: performance.getEntriesByType("resource").length + 1,
  }), 500);
})"""


def main() -> None:
    """Screenshots into docs/images, figures on standard output."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data), SAMPLE) as site, chromium() as browser:
        for name, path, width, height, scheme in SHOTS:
            with browser.new_context(
                base_url=site,
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="ko-KR",
            ) as context:
                page = context.new_page()
                page.goto(path)
                page.screenshot(path=IMAGES / f"{name}.png")
        for path in ("/", "/search?q=교육", "/trips/example-25?q=트램"):
            print(path, _figures(browser, site, path))


def _figures(browser: Browser, site: str, path: str) -> str:
    """First contentful paint, layout shift, bytes and requests of a first visit."""
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto(path, wait_until="load")
        found = page.evaluate(_PAINT)
    return (
        f"first contentful paint {found['paint']:.0f} ms, layout shift {found['shift']:.3f}, "
        f"{found['bytes']} bytes in {found['requests']} requests"
    )


if __name__ == "__main__":
    main()
