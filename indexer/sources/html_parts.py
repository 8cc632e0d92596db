"""What a page is made of once its tags are read: paragraphs, lists, pairs, tables, each still nested in the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# No characters, so that no text has them. They stand in a text while it is read: a link begins, a link ends, an
# element that stands apart (a date in a span) begins or ends, one that only looks different does; a line ends.
LINK, LINK_END, EDGE, LOOK, BREAK = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
SIGNS: Final = LINK + LINK_END + EDGE + LOOK + BREAK
_SIGNS: Final = re.compile(f"[{SIGNS}]")
_HARD: Final = re.compile(f"[{LINK}{LINK_END}{EDGE}]")
# `공무<b>국외</b>출장` is one word; an element with white space or another element beside it stands apart.
_APART: Final = re.compile(f" ?[{SIGNS}](?: ?[{SIGNS}])+ ?| {_HARD.pattern} ?|{_HARD.pattern} ")
_BETWEEN: Final = f"[ |,·•{EDGE}{LOOK}]*+"
_ONLY_LINKS: Final = re.compile(f"{_BETWEEN}(?:{LINK}[^{LINK}{LINK_END}]*+{LINK_END}{_BETWEEN})++")
_LINK: Final = re.compile(f"{LINK}([^{LINK}{LINK_END}]*+){LINK_END}")
_SPACE: Final = re.compile(r"\s+")


class Link(NamedTuple):
    """Where a link leads, empty where to nothing of use, and the line on which it stands."""

    address: str
    line: int | None


class Text(NamedTuple):
    """A paragraph as it was read, with signs in it; `links` are those in it, in order."""

    raw: str
    line: int | None
    level: int = 0
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """As a reader sees it."""
        return "\n".join(filter(None, (tidied(_SIGNS.sub("", line)) for line in self.raw.split(BREAK))))

    @property
    def starts_with_link(self) -> bool:
        """As an item of a board does."""
        return not self.level and self.raw.lstrip(f" {EDGE}{LOOK}").startswith(LINK)

    def single_links(self) -> list["Text"]:
        """Each link as a text of its own, where nothing else stands in the paragraph; else the paragraph."""
        if self.level or len(self.links) < len(("one", "another")) or not _ONLY_LINKS.fullmatch(self.raw):
            return [self]
        found = zip(_LINK.findall(self.raw), self.links, strict=False)
        return [Text(f"{LINK}{raw}{LINK_END}", link.line, 0, (link,)) for raw, link in found if tidied(raw)]

    def cells(self) -> list[tuple[str, str]]:
        """What stands apart in it, with the address of the link that it is or that begins in it."""
        links, found = [link.address for link in self.links], []
        for piece in _APART.sub(_broken, self.raw).split("\n"):
            count = piece.count(LINK)
            if text := tidied(_SIGNS.sub("", piece)):
                found.append((text, next(filter(None, links[:count]), "")))
            del links[:count]
        return found


class Flow:
    """What stands one below the other: in the page, in a cell, in an item."""

    def __init__(self) -> None:
        """Empty."""
        self.parts: list[Part] = []
        self._pieces: list[str] = []
        self._links: list[Link] = []
        self._line: int | None = None

    def add(self, text: str, line: int | None) -> None:
        """A piece of the paragraph that is being read; it begins on `line` if nothing stood in it."""
        if text.isspace() and not self._pieces:
            return
        if self._line is None and not _SIGNS.fullmatch(text):
            self._line = line
        self._pieces.append(text)

    def add_link(self, link: Link) -> None:
        """A link begins."""
        self.add(LINK, link.line)
        self._links.append(link)

    def end_paragraph(self, level: int = 0) -> None:
        """What comes is another paragraph."""
        raw = _SPACE.sub(" ", "".join(self._pieces)) if self._pieces else ""
        if _SIGNS.sub("", raw).strip():
            self.parts.append(Text(raw, self._line, level, tuple(self._links)))
        self._pieces, self._links, self._line = [], [], None

    @property
    def text(self) -> str:
        """All of it but the tables in it, a paragraph a line."""
        return "\n".join(line for part in self.parts for line in part_lines(part))

    @property
    def link(self) -> str:
        """The first address in it."""
        return next(
            (link.address for part in self.parts if isinstance(part, Text) for link in part.links if link.address), ""
        )

    @property
    def line(self) -> int | None:
        """Of its first paragraph."""
        return next((part.line for part in self.parts if isinstance(part, Text)), None)


class Cell(NamedTuple):
    """A cell as it is written; it spans so many columns and rows, with 0 rows all that are left."""

    flow: Flow
    columns: int
    rows: int
    heading: bool
    held: str = ""

    @property
    def text(self) -> str:
        """What it shows; where it shows nothing, what it holds."""
        return self.flow.text or self.held


class GridRow(NamedTuple):
    """A row as it is written: a merged cell stands in it once, where it begins."""

    line: int | None
    cells: list[Cell]


@dataclass
class Grid:
    """A table."""

    rows: list[GridRow] = field(default_factory=list)
    name: str = ""

    def add(self, cell: Cell) -> None:
        """The next cell of the last row."""
        self.rows[-1].cells.append(cell)

    def take_name(self, caption: Flow) -> None:
        """What stands above it."""
        self.name = caption.text.replace("\n", " ")

    @property
    def cells(self) -> Iterator[Cell]:
        """In their order."""
        return (cell for row in self.rows for cell in row.cells)

    @property
    def nested(self) -> Iterator["Grid"]:
        """The tables in its cells."""
        return (grid for cell in self.cells for grid in grids_in(cell.flow))

    @property
    def is_layout(self) -> bool:
        """Whether it only puts other tables in their places on the page, as old pages do, and pairs nothing."""
        if any(cell.heading for cell in self.cells) or next(self.nested, None) is None:
            return False
        return sum(sum(bool(cell.text) for cell in row.cells) > 1 for row in self.rows) < len(("two", "rows"))


@dataclass
class Items:
    """A list of `li`."""

    flows: list[Flow] = field(default_factory=list)

    @property
    def is_board(self) -> bool:
        """Whether most of its items have a link, as posts of a board and entries of a menu do."""
        linked = sum(any(isinstance(part, Text) and part.links for part in flow.parts) for flow in self.flows)
        return linked * 2 > len(self.flows)


@dataclass
class Pairs:
    """A `dl`: terms and what is said of them."""

    terms: list[tuple[Flow, list[Flow]]] = field(default_factory=list)

    @property
    def flows(self) -> list[Flow]:
        """In their order."""
        return [flow for term, told in self.terms for flow in (term, *told)]

    def add_term(self, term: Flow) -> None:
        """The next term."""
        self.terms.append((term, []))

    def add_told(self, told: Flow) -> None:
        """What is said of the last term."""
        if not self.terms:
            self.add_term(Flow())
        self.terms[-1][1].append(told)


Holder = Grid | Items | Pairs
Part = Text | Holder


def part_lines(part: Part) -> Iterator[str]:
    """The lines of what stands in a cell; a table has none there."""
    if isinstance(part, Text):
        yield part.text
    elif isinstance(part, Items):
        yield from (flow.text for flow in part.flows if flow.parts)
    elif isinstance(part, Pairs):
        yield from (": ".join(filter(None, (term.text, *(said.text for said in told)))) for term, told in part.terms)


def grids_in(flow: Flow) -> Iterator[Grid]:
    """The tables that stand in it, but not those that stand in these."""
    for part in flow.parts:
        if isinstance(part, Grid):
            yield part
        elif not isinstance(part, Text):
            for inner in part.flows:
                yield from grids_in(inner)


def tidied(text: str) -> str:
    """Without white space around it, and with one space for any that stands in it."""
    return _SPACE.sub(" ", text).strip()


def _broken(signs: re.Match[str]) -> str:
    """A line break instead of signs at which something stands apart; those of links are counted behind it."""
    hard = _HARD.findall(signs[0])
    return "\n" + "".join(hard) if hard else signs[0]
