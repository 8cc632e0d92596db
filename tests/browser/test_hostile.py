"""Two hundred texts that would be scripts on a careless page: in the query, in filters, and in the data itself."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect

from tests.browser.chromium import served

# What each would call, were it run.
CALL = "window.ran=1"
_SHAPES = (
    "<script>{}</script>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "--><script>{}</script>",
    "]]><script>{}</script>",
    "<ScRiPt>{}</sCrIpT>",
    "<script src=data:text/javascript,{}></script>",
    "<img src=x onerror={}>",
    '"><img src=x onerror={}>',
    "'><img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<body onload={}>",
    "<iframe src=javascript:{}>",
    "<iframe srcdoc='<script>parent.{}</script>'>",
    "<object data=javascript:{}>",
    "<embed src=javascript:{}>",
    "<a href=javascript:{}>x</a>",
    "javascript:{}",
    "data:text/html,<script>{}</script>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    '" autofocus onfocus={} x="',
    "' autofocus onfocus={} x='",
    "<video><source onerror={}></video>",
    "<math><mtext><img src=x onerror={}></mtext></math>",
    "<style>@import 'javascript:{}'</style>",
    "<link rel=stylesheet href=javascript:{}>",
    "<meta http-equiv=refresh content='0;javascript:{}'>",
    "<base href=javascript:{}//>",
    "<form action=javascript:{}><button>x</button></form>",
    "<marquee onstart={}>x</marquee>",
    "{{{{constructor.constructor('{}')()}}}}",
    "{{% raw %}}<script>{}</script>{{% endraw %}}",
    "<template><script>{}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
    "＜script＞{}＜/script＞",
    "&lt;script&gt;{}&lt;/script&gt;",
    "<scr\x00ipt>{}</scr\x00ipt>",
    "<mark onmouseover={}>탄소중립</mark>",
)
_WAYS = (CALL, f"eval('{CALL}')", f"window['ran']=1/*{'a' * 20}*/", f"\t{CALL};", f"self.ran=1,alert('{CALL}')")
PAYLOADS = [shape.format(way) for shape, way in itertools.product(_SHAPES, _WAYS)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose every record is an attack."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    lines = [
        {
            "id": f"t{number}",
            "title": f"탄소중립 {text}",
            "purpose": text,
            "countries": [text],
            "cities": [text],
            "organisation": text,
            "stay": text,
            "people": text,
            "departs": "2024-01-01",
            "summary": f"{text} 탄소중립",
            "findings": [text, f"탄소중립 {text}"],
            "source": {"name": text, "url": text},
        }
        for number, text in enumerate(PAYLOADS)
    ]
    file = folder / "hostile.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    with served(folder / "var", file) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, hostile: str) -> Iterator[tuple[Page, list[str]]]:
    """A page, and everything on it that a script or a broken policy would show."""
    with browser.new_context(base_url=hostile) as context:
        page, seen = context.new_page(), list[str]()
        watch(context, page, seen)
        yield page, seen


def watch(context: BrowserContext, page: Page, seen: list[str]) -> None:
    def note(text: str) -> None:
        seen.append(text)

    def dismiss(dialog: Dialog) -> None:
        note(f"dialog {dialog.message}")
        dialog.dismiss()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            note(message.text)

    context.expose_function("report", note)
    context.add_init_script("addEventListener('securitypolicyviolation', event => report(event.violatedDirective))")
    page.on("dialog", dismiss)
    page.on("console", hear)
    page.on("pageerror", lambda error: note(str(error)))


def visit(page: Page, seen: list[str], path: str) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('main *').forEach(each => each.dispatchEvent(new Event('mouseover')))")
    if page.evaluate("'ran' in window"):
        seen.append(f"ran on {path}")


def test_there_are_two_hundred_attacks() -> None:
    assert len(set(PAYLOADS)) == 200


def test_no_record_becomes_a_script(watched: tuple[Page, list[str]]) -> None:
    read_every_record(*watched, PAYLOADS[::10])


def test_nothing_typed_becomes_a_script(watched: tuple[Page, list[str]]) -> None:
    type_everything(*watched, PAYLOADS[1::10])


def test_no_suggestion_becomes_a_script(watched: tuple[Page, list[str]]) -> None:
    page, seen = watched
    page.goto("/")
    box = page.get_by_role("combobox", name="검색어")
    for typed in ("탄소중립", "script", "img", "onerror", "javascript", "svg"):
        box.fill("")
        box.press_sequentially(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        box.press("ArrowDown")
    assert not page.evaluate("'ran' in window")
    assert seen == []


@pytest.mark.drill
def test_none_of_two_hundred_attacks_becomes_a_script(watched: tuple[Page, list[str]]) -> None:
    read_every_record(*watched, PAYLOADS)
    type_everything(*watched, PAYLOADS)


def read_every_record(page: Page, seen: list[str], opened: list[str]) -> None:
    """Every record on result pages, facets and start page, and some on a page of their own."""
    visit(page, seen, "/search?q=탄소중립&size=100&facet_size=100")
    read = page.locator(".hits > li").count()
    # A page of attacks has no room for a hundred of them.
    while (follows := page.get_by_role("link", name="다음", exact=True)).count():
        visit(page, seen, follows.get_attribute("href") or "")
        read += page.locator(".hits > li").count()
    assert read == len(PAYLOADS)
    for text in opened:
        visit(page, seen, f"/trips/t{PAYLOADS.index(text)}?q=탄소중립")
        assert page.locator("article h1").count() == 1
    offices = page.request.get("/api/v1/facets/organisation?size=100").json()["values"]
    for office in offices[: len(opened)]:
        visit(page, seen, f"/browse/organisation/{quote(office['value'])}")
        assert page.locator("h1").count() == 1
    compared = urlencode({"a_q": "탄소중립", "b_organisation": offices[0]["value"]})
    for path in ("/", "/search/facets/organisation", "/search/facets/country", "/statistics", f"/compare?{compared}"):
        visit(page, seen, path)
    assert seen == []


def type_everything(page: Page, seen: list[str], typed: list[str]) -> None:
    """Some attacks as the text of a search, and as the value of a filter."""
    for text in typed:
        for name in ("q", "organisation", "not_organisation"):
            for path in ("/search?", "/statistics?"):
                visit(page, seen, path + urlencode({name: text}))
                assert page.locator("h1").count() == 1
        visit(page, seen, "/compare?" + urlencode({"a_q": text, "a_organisation": text, "b_q": text}))
    assert seen == []


@pytest.mark.parametrize("parameter", ["country", "theme", "year", "cursor", "sort", "departs_from", "unknown"])
def test_no_error_repeats_a_script(watched: tuple[Page, list[str]], parameter: str) -> None:
    page, seen = watched
    for text in PAYLOADS[::20]:
        visit(page, seen, "/search?" + urlencode({parameter: text}))
    visit(page, seen, "/search/facets/" + "<script>" + CALL)
    # An error page has a status of 400 or 404, which Chromium notes; that is all it may say.
    assert [text for text in seen if "Failed to load resource" not in text] == []


def test_an_attack_would_be_seen(watched: tuple[Page, list[str]]) -> None:
    page, seen = watched
    page.goto("/")
    attack = f"<img src=x onerror={CALL}><p style=color:red>x</p>"
    page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", attack)
    page.wait_for_timeout(500)
    assert any(text.startswith("script-src") for text in seen)
    assert any(text.startswith("style-src") for text in seen)
