"""Themes by key and by name."""

import re
from functools import cache

from search.words.files import our_words


def theme_name(key: str) -> str:
    """What people see; a key that is no longer defined is its own name."""
    return _names().get(key, key)


def english_theme_name(key: str) -> str:
    """The same for English pages."""
    return _english().get(key, key)


def find_theme(text: str) -> str | None:
    """The key of the theme that `text` names by key or name."""
    wanted = _folded(text)
    return next((key for key, name in _names().items() if wanted in {key, _folded(name)}), None)


@cache
def _names() -> dict[str, str]:
    return {theme.key: theme.name for theme in our_words().themes}


@cache
def _english() -> dict[str, str]:
    return {theme.key: theme.english for theme in our_words().themes}


def _folded(text: str) -> str:
    return re.sub(r"[\s·ㆍ・]+", "", text).casefold()
