"""A saved page: its bytes → its text, and the text with the line of every tag in it, which no parser tells."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple

# The attribute that says on which line a tag begins. It stands first, so that it wins over one of the page's own.
LINE: Final = "data-source-line"

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHARSET_WITHIN: Final = 4096
_ENDS: Final = re.compile("\r\n?")
# What is no markup is passed over in one piece; where it is never closed, to the end, so that nothing is read twice.
_OPAQUE: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp|noscript|iframe)(?=[\s/>]).*?(?:</\1\b|\Z)",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[a-z][a-z0-9]*(?=[\s/>]|\Z)", re.ASCII | re.IGNORECASE)


class Decoded(NamedTuple):
    """A text, and how many of its characters could not be read and are U+FFFD now."""

    text: str
    lost: int = 0


def decode(content: bytes) -> Decoded:
    """The text of a page: as its mark says, as it says itself, as UTF-8, as CP949, or as what of these loses least.

    Pages call CP949 by the name of `euc-kr`, which is only a part of it: what cannot be read as that is, in the end.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _replaced(content[len(mark) :], encoding)
    for encoding in (*_stated(content), "utf-8", "cp949"):
        try:
            return Decoded(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return min((_replaced(content, encoding) for encoding in ("utf-8", "cp949")), key=lambda decoded: decoded.lost)


def _stated(content: bytes) -> list[str]:
    """What the page calls its encoding; not one that every file could be read in, for that is never looked at."""
    found = _CHARSET.search(content[:_CHARSET_WITHIN])
    if not found:
        return []
    name = found[1].decode("ascii", "replace").lower()
    try:
        codec = codecs.lookup(name)
        everything = bytes(range(128, 256)).decode(codec.name, "replace")
    except (LookupError, ValueError):
        return []
    return [codec.name] if "\ufffd" in everything and not codec.name.startswith("utf-16") else []


def _replaced(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, "replace")
    return Decoded(text, text.count("\ufffd") - content.count("\ufffd".encode()) * (encoding == "utf-8"))


def with_lines(text: str) -> str:
    """`text` in NFC, with line ends as HTML reads them and the number of its line in every start tag."""
    text = _ENDS.sub("\n", unicodedata.normalize("NFC", text))
    pieces: list[str] = []
    done, number = 0, 1
    for opaque in _OPAQUE.finditer(text):
        between = _with_lines(text[done : opaque.start()], number)
        number += text.count("\n", done, opaque.start())
        pieces += (between, _TAG.sub(_numbered(number), opaque[0], count=1) if opaque[1] else opaque[0])
        number += opaque[0].count("\n")
        done = opaque.end()
    return "".join([*pieces, _with_lines(text[done:], number)])


def _with_lines(text: str, number: int) -> str:
    return "\n".join(_TAG.sub(_numbered(at), line) for at, line in enumerate(text.split("\n"), number))


def _numbered(number: int) -> Callable[[re.Match[str]], str]:
    attribute = f" {LINE}={number}"
    return lambda tag: tag[0] + attribute
