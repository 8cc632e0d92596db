"""A parsed page → what stands in it, by one walk over its tree: without recursion, for it can be nested without end."""

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.sources.html_parts import (
    BREAK,
    EDGE,
    LINK_END,
    LOOK,
    SIGNS,
    Cell,
    Flow,
    Grid,
    GridRow,
    Holder,
    Items,
    Link,
    Pairs,
)
from indexer.sources.html_source import LINE

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = _HEADINGS.keys() | frozenset(
    "address article blockquote body br caption center dd details dialog div dt fieldset figcaption figure footer form "
    "header hgroup hr legend li main p pre search section summary table td th title tr".split()
)
_HOLDERS: Final[dict[str, type[Holder]]] = {
    "table": Grid, "dl": Pairs, "ul": Items, "ol": Items, "menu": Items, "dir": Items,
}  # fmt: skip
_EDGES: Final = {
    "span": EDGE, "time": EDGE, "b": LOOK, "strong": LOOK, "i": LOOK, "em": LOOK, "font": LOOK, "mark": LOOK, "u": LOOK,
}  # fmt: skip
# The page says nothing in them: programs, controls of forms, pictures, ways through the site.
_UNSAID: Final = (
    "script style template noscript nav aside select datalist button textarea input svg math canvas audio video object "
    "iframe embed applet map colgroup noframes rp rt".split()
)
# The head and foot of a site; those of an article or a cell are part of what it says.
_FRAME: Final = frozenset(("header", "footer"))
_SAYING: Final = frozenset(("article", "main", "section", "td", "th"))
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Our own signs are left out of texts, and what no text has a use for.
_UNUSED: Final = re.compile(f"[\x00-\x08\x0b\x0e-\x1f{SIGNS}]")
_ADDRESS: Final = re.compile(r"(?!javascript:|mailto:|tel:|data:|#)\S", re.IGNORECASE)
# Browsers write it above a page that they save.
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")
_SAVED_FROM_WITHIN: Final = 4096
_BASES: Final = (("base", "href"), ("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content"))
_WEB: Final = re.compile("https?://", re.IGNORECASE)
_MAX_NESTED: Final = 24
# So many hidden elements are looked into; each look goes through all that is in it.
_MAX_LOOKS: Final = 1_000
# A heading of several lines is one; its `br` stands in it, or in what few elements format it.
_HEADING_DEPTH: Final = 4
# No number that is wanted has more.
_DIGITS: Final = 9

Attributes = Mapping[str, str | None]
Leave = Callable[[], None]


class Page:
    """What a page holds: `body` in its order, `scripts` as they are written, each with the line on which it begins."""

    def __init__(self, text: str) -> None:
        """`text` has the lines of its tags in it. Raises MemoryError."""
        self.body = Flow()
        self.hidden_rows = 0
        self._base = ""
        self._most = 0
        self._looks = _MAX_LOOKS
        self._line: int | None = None
        self._open: list[tuple[LexborNode, str, Leave]] = []
        self._flows = [self.body]
        # The innermost table or list last; None for one that is nested too deep to be any.
        self._holders: list[Holder | None] = []
        parser = _parsed(text)
        self.scripts = [(_number(script.attributes, LINE), script.text(deep=True)) for script in parser.css("script")]
        parser.strip_tags(_UNSAID)
        if (root := parser.root) is not None:
            self._base = _stated_base(text, root)
            self._most = len(root.text(deep=True, strip=True)) // 2
            self._walk(root)
        self.body.end_paragraph()

    def _walk(self, root: LexborNode) -> None:
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            child = self._enter(node, tag)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and self._open:
                node, _, leave = self._open.pop()
                leave()
                following = node.next
            node = following

    def _enter(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Take what `node` is; where it has children that count, the first of them."""
        if tag == "-text":
            self._take_text(node.text_content or "")
        elif tag == "-comment":
            self._pass_lines(node.comment_content or "")
        elif node.is_element_node and not self._is_left_out(node, tag, attributes := node.attributes):
            leave = self._begin(tag, attributes)
            if (child := node.child) is not None:
                self._open.append((node, tag, leave))
                return child
            leave()
        return None

    def _take_text(self, text: str) -> None:
        text = _UNUSED.sub("", text)
        lead = len(text) - len(text.lstrip())
        self._pass_lines(text[:lead])
        self._flows[-1].add(text, self._line)
        self._pass_lines(text[lead:])

    def _pass_lines(self, text: str) -> None:
        if self._line is not None:
            self._line += text.count("\n")

    def _is_left_out(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        """Whether an element is not shown, or is the head or foot of the site."""
        self._line = _number(attributes, LINE) or self._line
        if tag in _FRAME and not any(open_tag in _SAYING for _, open_tag, _ in self._open):
            return True
        if "hidden" not in attributes and not _HIDDEN.search(attributes.get("style") or ""):
            return False
        # A page that hides most of itself shows it by a script, or was cut where the hidden part should have ended.
        self._looks -= 1
        length = len(node.text(deep=True, strip=True)) if self._looks > 0 else 0
        self.hidden_rows += tag == "tr" and length > 0
        return length <= self._most

    def _begin(self, tag: str, attributes: Attributes) -> Leave:
        """Begin what an element begins; what is to be done at its end."""
        flow = self._flows[-1]
        if tag == "a" and (href := attributes.get("href")):
            flow.add_link(Link(self._address(href), self._line))
            return lambda: flow.add(LINK_END, None)
        if sign := _EDGES.get(tag) or (BREAK if tag == "br" and self._in_heading() else ""):
            flow.add(sign, None)
            return _nothing if sign == BREAK else lambda: flow.add(sign, None)
        if kind := _HOLDERS.get(tag):
            return self._hold(kind() if len(self._holders) < _MAX_NESTED else None)
        if take := self._taker(tag, attributes):
            return self._collect(take)
        if tag in _BLOCKS:
            flow.end_paragraph()
            return lambda: flow.end_paragraph(_HEADINGS.get(tag, 0))
        return _nothing

    def _in_heading(self) -> bool:
        return any(tag in _HEADINGS for _, tag, _ in self._open[-_HEADING_DEPTH:])

    def _hold(self, holder: Holder | None) -> Leave:
        flow = self._flows[-1]
        flow.end_paragraph()
        if holder is not None:
            flow.parts.append(holder)
        self._holders.append(holder)

        def leave() -> None:
            flow.end_paragraph()
            self._holders.pop()

        return leave

    def _taker(self, tag: str, attributes: Attributes) -> Callable[[Flow], None] | None:
        """Who takes what stands in an element, where it is a part of the innermost table or list."""
        match self._holders[-1] if self._holders else None, tag:
            case Grid() as grid, "tr":
                grid.rows.append(GridRow(self._line, []))
            case Grid() as grid, "td" | "th":
                return _cell_taker(grid, attributes, heading=tag == "th")
            case Grid() as grid, "caption":
                return grid.take_name
            case Items() as items, "li":
                return items.flows.append
            case Pairs() as pairs, "dt" | "dd":
                return pairs.add_term if tag == "dt" else pairs.add_told
        return None

    def _collect(self, take: Callable[[Flow], None]) -> Leave:
        flow = Flow()
        self._flows.append(flow)

        def leave() -> None:
            flow.end_paragraph()
            self._flows.pop()
            take(flow)

        return leave

    def _address(self, href: str) -> str:
        """Where a link leads; empty where it leads to nothing that could be opened from elsewhere."""
        href = href.strip()
        if not _ADDRESS.match(href):
            return ""
        try:
            return urljoin(self._base, href)
        except ValueError:
            return href


def _parsed(text: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(text, scripting=True)
    except SelectolaxError:
        # Every text is a page; Lexbor gives one up only where it gets no more memory, and does not say so.
        raise MemoryError from None


def _stated_base(text: str, root: LexborNode) -> str:
    """The page's own address as it or who saved it states it; empty where nobody does."""
    for selector, attribute in _BASES:
        for node in root.css(selector):
            if _WEB.match(address := (node.attrs.get(attribute) or "").strip()):
                return address
    saved = _SAVED_FROM.search(text[:_SAVED_FROM_WITHIN])
    return saved[1] if saved else ""


def _cell_taker(grid: Grid, attributes: Attributes, *, heading: bool) -> Callable[[Flow], None]:
    columns, rows = _number(attributes, "colspan") or 1, _number(attributes, "rowspan")
    # What a sheet holds is written beside what it shows; where it shows nothing, that is what stands there.
    held = attributes.get("x:num") or ""
    return lambda flow: grid.add(Cell(flow, columns, 1 if rows is None else rows, heading=heading, held=held))


def _number(attributes: Attributes, name: str) -> int | None:
    stated = (attributes.get(name) or "").strip()
    return int(stated[:_DIGITS]) if stated.isdecimal() and stated.isascii() else None


def _nothing() -> None:
    """Nothing is to be done at the end."""
