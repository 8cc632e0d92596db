"""The chart of docs/performance.md, as SVG that reads in light and dark: bars, their figures beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import product
from typing import Final, NamedTuple

from benchmarks.result import Load, Result, Searching, Side

_NAMES: Final = {
    Side.EMBEDDED: "embedded",
    Side.EMBEDDED_API: "embedded, API",
    Side.ELASTICSEARCH: "Elasticsearch engine",
    Side.ELASTICSEARCH_API: "Elasticsearch engine, API",
    Side.TUNED_ELASTICSEARCH: "tuned Elasticsearch",
    Side.BARE_ELASTICSEARCH: "untuned Elasticsearch",
    Side.SQLITE_FTS5: "SQLite FTS5",
    Side.BARE_TANTIVY: "bare tantivy",
}
_OURS: Final = frozenset({Side.EMBEDDED, Side.EMBEDDED_API, Side.ELASTICSEARCH, Side.ELASTICSEARCH_API})
_WIDTH: Final = 860
_PANEL: Final = 420
_LABEL: Final = 160
_BAR: Final = 180
_ROW: Final = 22
_TOP: Final = 64
_STYLE: Final = """
    text { font: 12px system-ui, sans-serif; fill: #24292f; }
    .head { font-size: 14px; font-weight: 600; }
    .note { fill: #57606a; }
    .ours { fill: #0969da; }
    .bare { fill: #8c959f; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note { fill: #9198a1; }
      .ours { fill: #4493f8; }
      .bare { fill: #6e7681; }
    }
"""


class Panel(NamedTuple):
    """Half of the chart: one figure of every side, at every size and under each load."""

    title: str
    of: Callable[[Searching], float]
    digits: int


_PANELS: Final = (
    Panel("p50 in ms, shorter is better", lambda found: found.p50_ms, 1),
    Panel("requests/s of four clients, longer is better", lambda found: found.requests_per_second or 0, 0),
)


def draw(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    """The whole file. A size without a result has a line that says so."""
    body: list[str] = []
    y = _TOP
    for size, load in product(sizes, Load):
        rows = _rows(results.get(size), load)
        body.append(f'<text class="head" x="16" y="{y}">{size:,} trips, {load.value}</text>')
        if not rows:
            body.append(f'<text class="note" x="{_LABEL + 16}" y="{y}">no result is recorded</text>')
        for number, panel in enumerate(_PANELS):
            body += _bars(panel, rows, 16 + number * _PANEL, y + 10)
        y += 36 + _ROW * len(rows)
    heads = [
        f'<text class="note" x="{16 + number * _PANEL}" y="40">{escape(panel.title)}</text>'
        for number, panel in enumerate(_PANELS)
    ]
    return "\n".join([*_head(results, sizes, y), *heads, *body, "</svg>", ""])


def described(results: Mapping[int, Result], sizes: Sequence[int]) -> str:
    """The same figures as a text."""
    sentences = []
    for size, load in product(sizes, Load):
        rows = _rows(results.get(size), load)
        figures = [
            f"{_NAMES[side]} {found.p50_ms:.1f} ms, {found.requests_per_second or 0:.0f}/s"
            for side, found in rows.items()
        ]
        sentences.append(f"{size:,} trips, {load.value}: {'; '.join(figures) or 'no result is recorded'}.")
    return " ".join(sentences)


def _head(results: Mapping[int, Result], sizes: Sequence[int], height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title desc">'
    )
    yield '<title id="title">Searches with facets and snippets, beside tuned Elasticsearch</title>'
    yield f'<desc id="desc">{escape(described(results, sizes))}</desc>'
    yield f"<style>{_STYLE}</style>"
    yield '<text class="head" x="16" y="20">Searches with facets and snippets</text>'


def _rows(result: Result | None, load: Load) -> dict[Side, Searching]:
    found = result.search[load] if result else {}
    return {side: found[side] for side in _NAMES if side in found}


def _bars(panel: Panel, rows: Mapping[Side, Searching], x: int, y: int) -> Iterator[str]:
    """A bar a side; the longest of a size fills the room."""
    most = max((panel.of(found) for found in rows.values()), default=0) or 1
    for number, (side, found) in enumerate(rows.items()):
        value = panel.of(found)
        top = y + number * _ROW
        width = max(1, round(_BAR * value / most))
        kind = "ours" if side in _OURS else "bare"
        yield f'<text x="{x}" y="{top + 13}">{escape(_NAMES[side])}</text>'
        yield f'<rect class="{kind}" x="{x + _LABEL}" y="{top + 2}" width="{width}" height="15" rx="2"/>'
        yield f'<text x="{x + _LABEL + width + 6}" y="{top + 13}">{value:,.{panel.digits}f}</text>'
