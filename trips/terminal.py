"""What commands print: a terminal shows what stands in a record, a file name or an argument, and obeys none of it."""

import re
from typing import Final

import click

# Escape sequences begin with one of these or move the cursor; marks of direction turn what stands behind them round.
_OBEYED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
_LAST_BYTE: Final = 0xFF
_LAST_BMP: Final = 0xFFFF


def visible(text: str) -> str:
    r"""`text` with what a terminal would obey as Python writes it: `\x1b`, `\u202e`; tabs and line ends stay."""
    return _OBEYED.sub(_escaped, text)


def one_line(text: str) -> str:
    """`text` as it is shown beside other things: any white space is one space."""
    return visible(re.sub(r"\s+", " ", text))


def say(text: str, *, err: bool = False) -> None:
    """Print `text` made visible; `err`: on standard error."""
    click.echo(visible(text), err=err)


def say_json(encoded: bytes) -> None:
    """Print JSON; the same JSON, but of what a terminal would obey it holds the names."""
    click.echo(visible_json(encoded))


def visible_json(encoded: bytes) -> str:
    """JSON as text in which no string holds what a terminal would obey."""
    return _OBEYED.sub(_escaped_in_json, encoded.decode())


def _escaped(character: re.Match[str]) -> str:
    code = ord(character[0])
    if code <= _LAST_BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _LAST_BMP else f"\\U{code:08x}"


def _escaped_in_json(character: re.Match[str]) -> str:
    units = character[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
