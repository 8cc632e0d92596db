"""Which words are Korean: what mecab-ko-dic knows of a word, whatever an index holds.

The dictionary learned from text what its words cost, and has hundreds of thousands more from lists of names and titles.
Those all cost the same: that one of them is listed does not say that people write it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from search.korean.nori.dictionary import Kind, system_dictionary

# So much less a word costs that is some twenty times as common: 축재 and 축제, but not 공짜 and 공사.
MUCH_COMMONER: Final = 2_000
# By kind of noun, what the words of lists cost that the dictionary never met in a text: 체커, 할릴, 중곡.
LISTED: Final[dict[Kind, frozenset[int]]] = {
    Kind("NNG", "*"): frozenset([2639]),
    Kind("NNP", "*"): frozenset([2953]),
    Kind("NNP", "인명"): frozenset([2188, 4104, 5472]),
    Kind("NNP", "지명"): frozenset([5497]),
}
_SUFFIX: Final = "XSN"
_STEMS: Final = frozenset(("VV", "VA"))
# Other endings are written as syllables that begin any word: 지, 고, 면.
_ENDING: Final = "ETM"


def is_korean(word: str) -> bool:
    """Whether `word` is an entry that was met in a text or described, a row of such nouns, or one with a suffix.

    Or a verb as it stands before a noun: 낳을.
    """
    return _is_entry(word) or _is_row(word) or _has_suffix(word) or _is_inflected(word)


def is_noun(word: str) -> bool:
    """Whether `word` is a common noun that was met in a text or described."""
    return any(kind.tag == "NNG" and _is_told(kind, charged) for kind, charged in _entries(word))


def cost(words: Iterable[str]) -> float:
    """The least of what the dictionary charges for one of `words`, small for common ones; infinite if it has none."""
    costs = (charged for word in words for _, charged in _entries(word))
    return min(costs, default=float("inf"))


def is_listed(word: str) -> bool:
    """Whether `word` is any entry at all."""
    return any(True for _ in _entries(word))


def _has_suffix(word: str) -> bool:
    """Whether `word` is a noun whose meaning is described, and a suffix: 수여자, but not 프리하."""
    described = (kind for kind, _ in _entries(word[:-1]) if kind.tag == "NNG" and kind.meaning != "*")
    return any(described) and _SUFFIX in system_dictionary().tags(word[-1:])


def _is_inflected(word: str) -> bool:
    """Whether `word` is the stem of a verb and the ending that it has before a noun, each in syllables of its own."""
    tags = system_dictionary().tags
    return any(not _STEMS.isdisjoint(tags(word[:end])) and _ENDING in tags(word[end:]) for end in range(1, len(word)))


def _is_row(word: str) -> bool:
    return is_noun(word) or any(is_noun(word[:end]) and _is_row(word[end:]) for end in range(2, len(word) - 1))


def _is_entry(word: str) -> bool:
    return any(_is_told(kind, charged) for kind, charged in _entries(word))


def _is_told(kind: Kind, charged: int) -> bool:
    return charged not in LISTED.get(kind, ())


def _entries(word: str) -> Iterator[tuple[Kind, int]]:
    return system_dictionary().costs_by_kind(word)
