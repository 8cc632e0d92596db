"""Which addresses may become links: http and https ones that lead where they seem to lead; pure."""

import unicodedata
from typing import Final
from urllib.parse import urlsplit

from indexer.markup import decoded

_MAX: Final = 2_000
# A browser reads a backslash as a slash; the others end an address where it stands in a text.
_NEVER: Final = frozenset('\\<>"')


def read_address(text: str) -> str | None:
    """The address that `text` states, entities decoded once; None where it must not become a link.

    That is one of another kind (`javascript:`), with blanks, line breaks or invisible characters (they hide where it
    leads), or with a user before the host (`https://www.korea.kr@other`, or a password).
    """
    address = decoded(text).strip()
    if len(address) > _MAX or any(_is_unsafe(character) for character in address):
        return None
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return address if whole and "@" not in parts.netloc else None


def has_user(text: str) -> bool:
    """Whether a user, perhaps with a password, stands before the host: such an address is not shown either."""
    return "@" in decoded(text)


def _is_unsafe(character: str) -> bool:
    """Blanks, control, direction and other invisible characters, halves and what no standard knows."""
    return character in _NEVER or unicodedata.category(character)[0] in "CZ"
