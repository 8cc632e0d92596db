"""Where in a TOML text each value stands: tomllib says what a text holds, but not in which line."""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

# The keys and numbers that lead to a value: ("climate", "groups", 3, 0).
Path = tuple[str | int, ...]

_TOKEN: Final = re.compile(
    r"""
    (?P<string> \"\"\"(?:[^\\]|\\.)*?\"{3,5} | '''.*?'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*' )
    | (?P<sign> [\[\]{},=.\n] )
    | (?P<bare> [^\s\[\]{},=.\#"']+ )
    | \#[^\n]* | [^\S\n]+
    """,
    re.DOTALL | re.VERBOSE,
)


class String(NamedTuple):
    """A quoted text of a file, a key or a value, and its line."""

    line: int
    text: str


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class Positions:
    """The lines, from 1, of what stands in a text that tomllib can read."""

    def __init__(self, text: str) -> None:
        """Finds every key, element and quoted text."""
        self.lines: dict[Path, int] = {(): 1}
        self._tokens = list(_tokens(text.replace("\r\n", "\n")))
        self._next = 0
        self._elements: dict[Path, int] = {}
        self._document()

    @cached_property
    def strings(self) -> tuple[String, ...]:
        """The quoted texts, from the first line to the last."""
        return tuple(String(token.line, unquoted(token.text)) for token in self._tokens if token.kind == "string")

    def of(self, path: Path) -> int:
        """The line of a value, or of the nearest that it stands in."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _document(self) -> None:
        table: Path = ()
        while self._next < len(self._tokens):
            sign = self._tokens[self._next].text
            if sign == "\n":
                self._next += 1
            elif sign == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        """`[a.b]`, or `[[a.b]]` for one more element of a list of tables."""
        depth = self._skip("[")
        path = self._key(())
        self._skip("]")
        if depth > 1:
            number = self._elements.get(path, -1) + 1
            self._elements[path] = number
            path = self._marked((*path, number))
        return path

    def _pair(self, table: Path) -> None:
        path = self._key(table)
        self._skip("=")
        self._value(path)

    def _key(self, path: Path) -> Path:
        """`path` with the names of a key; a name of a list of tables goes on in its last element."""
        while (token := self._tokens[self._next]).kind != "sign" or token.text == ".":
            if token.kind != "sign":
                if path in self._elements:
                    path = (*path, self._elements[path])
                path = self._marked((*path, unquoted(token.text)))
            self._next += 1
        return path

    def _value(self, path: Path) -> None:
        opening = self._tokens[self._next].text
        if opening not in {"[", "{"}:
            # A number or a date may be several tokens: 1.5, 2024-05-02 15:00.
            while self._next < len(self._tokens) and self._tokens[self._next].text not in {",", "]", "}", "\n"}:
                self._next += 1
            return
        self._next += 1
        closing = "]" if opening == "[" else "}"
        number = 0
        while (sign := self._tokens[self._next].text) != closing:
            if sign in {",", "\n"}:
                self._next += 1
            elif opening == "{":
                self._pair(path)
            else:
                self._value(self._marked((*path, number)))
                number += 1
        self._next += 1

    def _skip(self, sign: str) -> int:
        """Over so many of `sign`."""
        first = self._next
        while self._next < len(self._tokens) and self._tokens[self._next].text == sign:
            self._next += 1
        return self._next - first

    def _marked(self, path: Path) -> Path:
        """`path`, which begins at the next token."""
        self.lines.setdefault(path, self._tokens[self._next].line)
        return path


def unquoted(text: str) -> str:
    """What a key or a string of TOML says."""
    return str(tomllib.loads(f"text = {text}")["text"]) if text[0] in "\"'" else text


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        if found.lastgroup:
            yield _Token(found.lastgroup, found[0], line)
        line += found[0].count("\n")
