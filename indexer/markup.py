"""HTML that a source left in its texts → the text a reader would see; pure, and in time linear in its length.

Only what HTML itself knows is markup: `<표 1>`, `<AI>`, `x < y`, `AT&T` and `&copy=2` in an address are text. What
stands in pointed brackets is looked at as far as the next `<` and no further, so that no garbage makes the search for
its end go through the text again and again.
"""

import html
import re
from html.entities import html5
from itertools import groupby
from typing import Final, NamedTuple

# The elements that stand on lines of their own, `br` with them: they end a line.
_BLOCKS: Final = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p plaintext pre search section summary table tbody tfoot thead title tr ul xmp".split()
)
_CELLS: Final = frozenset(("td", "th"))
# The rest, with those that HTML has given up: https://html.spec.whatwg.org/ (4 and 16.2).
_INLINE: Final = frozenset(
    "a abbr acronym applet area audio b base basefont bdi bdo bgsound big blink button canvas cite code col colgroup "
    "data datalist del dfn em embed font frame i iframe img input ins isindex kbd keygen label link map mark marquee "
    "math meta meter nobr noembed noframes noscript object output param picture progress q rb rp rt rtc ruby s samp "
    "script select selectedcontent slot small source spacer span strike strong style sub sup svg template textarea "
    "time track tt u var video wbr".split()
)
_ELEMENTS: Final = _BLOCKS | _CELLS | _INLINE
# These have no end tag, or need none.
_NEVER_CLOSED: Final = frozenset(
    "area base basefont bgsound body br col colgroup dd dt embed frame head hr html img input isindex keygen li link "
    "meta optgroup option p param rb rp rt rtc source spacer tbody td tfoot th thead tr track wbr".split()
)
# Their content is for programs.
_PROGRAMS: Final = frozenset(("script", "style"))
# A value-less attribute is one of these: `<Table 1>` and `<section on water>` are text.
_FLAGS: Final = (
    "allowfullscreen|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled|formnovalidate|hidden|"
    "inert|ismap|itemscope|loop|multiple|muted|nomodule|noresize|noshade|novalidate|nowrap|open|playsinline|readonly|"
    "required|reversed|selected"
)
_ATTRIBUTE: Final = (
    rf"[\w:.@-]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>=`]++)|(?:{_FLAGS})(?=[\s/>])|data-[\w-]++(?=[\s/>])"
)
_TAG: Final = re.compile(
    rf"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*+)(?:\s++(?:{_ATTRIBUTE}))*+\s*+/?>", re.ASCII | re.IGNORECASE
)
# `<!doctype html>`, and what Word leaves on pages: `<![if !supportEmptyParas]>`, `<?xml:namespace prefix = o />`.
_DECLARATION: Final = re.compile(r"<(?:!doctype\b|!\[(?:if|endif)\b|\?xml\b)[^<>]*+>", re.IGNORECASE)
_COMMENT: Final = ("<!--", "-->")
_CLOSING: Final = re.compile(r"</([a-z][a-z0-9]*+)\s*+>", re.ASCII | re.IGNORECASE)
# The longest name has 31 letters. A number of more digits than these is no character, nor anything but text.
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,20}+|#[xX][0-9a-fA-F]{1,20}+|[A-Za-z][A-Za-z0-9]{0,31}+);")


class Plain(NamedTuple):
    """A text without markup, and what went without leaving a line break or a space: names of tags, `<!-- -->`."""

    text: str
    removed: tuple[str, ...] = ()


def plain(text: str) -> Plain:
    """`text` without tags and comments, its entities decoded once; the very same text where there are none."""
    if "<" not in text:
        return Plain(decoded(text))
    found = _Found(text)
    if not found.any:
        return Plain(decoded(text))
    joined = "".join(found.pieces)
    return Plain(_tidy(joined) if found.broken else joined, tuple(dict.fromkeys(found.removed)))


def decoded(text: str) -> str:
    """`text` with its entities as characters: those that end in `;`, once."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def split_lines(text: str) -> list[str]:
    """The pieces of `text` between tags that end a line, with all other markup still in them."""
    pieces, done = [], 0
    for tag in _TAG.finditer(text) if "<" in text else ():
        if tag["name"].lower() in _BLOCKS:
            pieces.append(text[done : tag.start()])
            done = tag.end()
    return [*pieces, text[done:]]


class _Found:
    """The text between the markup of `text`, entities decoded, with the line breaks and spaces that tags stand for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._closed = {name.lower() for name in _CLOSING.findall(text)}
        # What was looked for in vain from somewhere on is not there from further on either.
        self._missing: set[str] = set()
        self.pieces: list[str] = []
        self.removed: list[str] = []
        self.broken = self.any = False
        done, start = 0, text.find("<")
        while start >= 0:
            end = self._markup(start, done)
            done = end or done
            start = text.find("<", end or start + 1)
        self.pieces.append(decoded(text[done:]))

    def _markup(self, start: int, done: int) -> int:
        """Where the markup that begins at `start` ends, having taken it and what stands before; 0 where it is text."""
        text = self._text
        if text.startswith(_COMMENT[0], start):
            end = self._behind(_COMMENT[1], start + len(_COMMENT[0]))
            return self._take(done, start, end, "<!-- -->") if end else 0
        if declaration := _DECLARATION.match(text, start):
            return self._take(done, start, declaration.end(), "<!>")
        tag = _TAG.match(text, start)
        return self._take_tag(tag, done) if tag and self._is_tag(tag) else 0

    def _is_tag(self, tag: re.Match[str]) -> bool:
        """Whether it has the name of an element; `<A>` and `<Summary>` that nothing closes are headings in brackets."""
        name = tag["name"].lower()
        if name not in _ELEMENTS:
            return False
        bare = tag.end() - tag.start() == len(name) + len("<>")
        return not (bare and tag["name"][0].isupper() and name not in _NEVER_CLOSED | self._closed)

    def _take_tag(self, tag: re.Match[str], done: int) -> int:
        name = tag["name"].lower()
        if name in _BLOCKS:
            self.broken = True
            return self._take(done, tag.start(), tag.end(), None, "\n")
        if name in _CELLS:
            return self._take(done, tag.start(), tag.end(), None, " ")
        end = tag.end()
        if name in _PROGRAMS and not tag["end"]:
            end = self._behind(f"</{name}", end) or end
            end = (self._behind(">", end) or end) if end > tag.end() else end
        return self._take(done, tag.start(), end, f"<{name}>")

    def _take(self, done: int, start: int, end: int, name: str | None, instead: str = "") -> int:
        """Put down what stands between `done` and `start`, and what the markup up to `end` comes to."""
        self.any = True
        self.pieces += (decoded(self._text[done:start]), instead)
        self.removed += [name] if name else []
        return end

    def _behind(self, what: str, start: int) -> int:
        """The place behind the next `what`, in small letters or not; 0 where it does not come."""
        if what in self._missing:
            return 0
        found = re.compile(re.escape(what), re.IGNORECASE).search(self._text, start)
        if found is None:
            self._missing.add(what)
        return found.end() if found else 0


def _character(entity: re.Match[str]) -> str:
    """What HTML reads: the standard library knows the numbers that are no characters, too (U+FFFD or nothing)."""
    known = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]


def _tidy(text: str) -> str:
    """Lines without white space at their ends, never two blank ones in a row: `</p>` and `<p>` are one break."""
    lines = (line.strip() for line in text.split("\n"))
    runs = ((blank, list(run)) for blank, run in groupby(lines, key=lambda line: not line))
    return "\n".join("" if blank else "\n".join(run) for blank, run in runs).strip("\n")
