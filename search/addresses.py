"""Which addresses may become links: http and https ones that lead where they seem to lead."""

import unicodedata
from typing import Final
from urllib.parse import urlsplit

_MAX: Final = 2_000
# A browser reads a backslash as a slash; the others end an address where it stands in a text.
_NEVER: Final = frozenset('\\<>"')


def may_be_linked(address: str) -> bool:
    """Whether a reader may follow `address`.

    Not so one of another kind (`javascript:`), with blanks, line breaks or invisible characters (they hide where it
    leads), or with a user before the host (`https://www.korea.kr@other`, or a password).
    """
    if len(address) > _MAX or any(_is_unsafe(character) for character in address):
        return False
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return whole and "@" not in parts.netloc


def _is_unsafe(character: str) -> bool:
    """Blanks, control, direction and other invisible characters, halves and what no standard knows."""
    return character in _NEVER or unicodedata.category(character)[0] in "CZ"
