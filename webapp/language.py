"""Our own texts in the language of a request: Korean, as code and templates have them, or English.

English is what the catalogue `locales/en` says for them (GNU gettext, read by Babel; `scripts/catalogue.py`).
A text is looked up where it is said. What is said in no request, on the command line and in logs, is Korean.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from search.sentences import Sentence, written

# The parameter that every address takes.
PARAMETER: Final = "lang"
CATALOGUE: Final = Path(__file__).parent / "locales" / "en" / "LC_MESSAGES" / "messages.po"

Key = TypeVar("Key")


class Language(StrEnum):
    """What we speak."""

    KOREAN = "ko"
    ENGLISH = "en"


# What the address of a request asks for, which every address made for it asks for, too.
_stated: ContextVar[Language] = ContextVar("stated", default=Language.KOREAN)
_spoken: ContextVar[Language] = ContextVar("language", default=Language.KOREAN)


def language() -> Language:
    """The language of the request that is being answered."""
    return _spoken.get()


def is_korean() -> bool:
    """Whether texts are said as they are written."""
    return _spoken.get() is Language.KOREAN


def stated_language() -> Language:
    """The language that the address of the request asks for; Korean where it asks for none."""
    return _stated.get()


def speak(spoken: Language, stated: Language = Language.KOREAN) -> None:
    """From here on, until the request ends, whose address asks for `stated`."""
    _spoken.set(spoken)
    _stated.set(stated)


@contextmanager
def speaking(spoken: Language) -> Iterator[None]:
    """In `spoken` for as long as this lasts."""
    before = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(message: str, **values: object) -> str:
    """`message` in the language of the request, with `values` in it."""
    text = in_language(message)
    return written(text, values) if values else text


def counted(message: str, count: int, **values: object) -> str:
    """The same of a text that says `{count}` of something: one is another text than two in English."""
    return written(in_language(message, count), {"count": count, **values})


def noted(message: str) -> str:
    """`message` itself: what is said later, in whatever language that is, belongs in the catalogue too."""
    return message


def translated(text: str) -> str:
    """A text that may be a sentence made below this room, which knows no language but ours."""
    return gettext(text.template, **text.values) if isinstance(text, Sentence) else text


def names(table: Mapping[Key, str]) -> Mapping[Key, str]:
    """What `table` calls things, in the language of the request."""
    return table if is_korean() else {key: in_language(name) for key, name in table.items()}


def in_language(message: str, count: int | None = None) -> str:
    """The template that is said for `message`, of so many."""
    if is_korean():
        return message
    return catalogue().gettext(message) if count is None else catalogue().ngettext(message, message, count)


@cache
def catalogue() -> Translations:
    """The English texts."""
    with CATALOGUE.open("rb") as file:
        read = read_po(file, locale=Language.ENGLISH)
    binary = BytesIO()
    write_mo(binary, read)
    binary.seek(0)
    return Translations(binary)
