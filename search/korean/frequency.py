"""How common words are in Korean: what mecab-ko-dic learned from text, whatever an index holds."""

from collections.abc import Iterable
from typing import Final

from search.korean.nori.dictionary import system_dictionary
from search.korean.nori.tokenizer import spread
from search.korean.nori.userwords import UserTrie
from search.korean.nori.viterbi import SYSTEM, Lattice

# So much less a word costs that is some twenty times as common: 축재 and 축제, 경재 and 경제, but not 공짜 and 공사.
MUCH_COMMONER: Final = 2_000
_NO_USER_WORDS: Final = UserTrie(())


def cost(words: Iterable[str]) -> float:
    """The least of what the dictionary charges for one of `words`, small for common ones; infinite if it has none."""
    return min(map(_cost, words), default=float("inf"))


def _cost(word: str) -> float:
    path = Lattice(spread(word), _NO_USER_WORDS).best_path()
    if len(path) != 1 or path[0][2] != SYSTEM:
        return float("inf")
    return system_dictionary().cost(path[0][3])
