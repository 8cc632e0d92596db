"""Groups of words that mean the same, as the files of mappings/words/ have them, ready to be compared with a query."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from search.korean.normalise import normalise
from search.page import Reason

# One syllable, and two small letters, are too often something else: 강, 법, `us`, `it`.
SHORTEST: Final = 2


class Group(NamedTuple):
    """Words that mean the same, normalised, each once.

    `narrower` belong to what they mean, so that they are looked for beside them, but never the other way round.
    """

    reason: Reason
    words: tuple[str, ...]
    narrower: tuple[str, ...] = ()


def group_of(reason: Reason, words: Iterable[str], narrower: Iterable[str] = ()) -> Group:
    """The words as queries have them, without those that are for forms only.

    Names with brackets are for forms, not for texts; two letters mean a country only where they are capitals.
    """
    # A city of one syllable (빈) is found, but never what is looked for: alone it is too often another word.
    shortest = 1 if reason is Reason.CITY else SHORTEST

    def normal(texts: Iterable[str]) -> tuple[str, ...]:
        unique = dict.fromkeys(normalise(text).text for text in texts)
        return tuple(word for word in unique if len(key(word)) >= shortest and "(" not in word)

    return Group(reason, normal(words), normal(narrower))


def key(text: str) -> str:
    """What is compared of a word: its letters and digits in small letters."""
    letters = text if text.isalnum() else "".join(character for character in text if character.isalnum())
    return letters.casefold()
