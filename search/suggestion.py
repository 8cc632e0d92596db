"""What is suggested to somebody who types."""

from enum import StrEnum

import msgspec


class How(StrEnum):
    """Why something is suggested: what was typed begins it, is its initials (초성), or was typed wrongly."""

    PREFIX = "prefix"
    INITIALS = "initials"
    KEYBOARD = "keyboard"
    TYPO = "typo"


class Kind(StrEnum):
    """What a suggestion is."""

    WORD = "word"
    COUNTRY = "country"
    CITY = "city"
    ORGANISATION = "organisation"
    THEME = "theme"
    TITLE = "title"


class Suggestion(msgspec.Struct, frozen=True):
    """An item, and how it was found: by `text[start:end]`, of which the last syllable may be half typed."""

    text: str
    kind: Kind
    count: int
    how: How
    start: int
    end: int
