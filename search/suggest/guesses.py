"""What a word may have meant, and whether that is sure enough to be searched for without asking."""

from collections.abc import Sequence

import msgspec

from search.korean.frequency import MUCH_COMMONER, cost, is_korean, is_listed
from search.korean.neighbours import neighbours
from search.korean.particles import without_particles
from search.korean.slips import Slip, slip
from search.suggest.spelling import Near, is_told
from search.suggestion import How


class Guess(msgspec.Struct, frozen=True):
    """What a word may have meant: `sure` enough to be searched for without asking."""

    text: str
    how: How
    sure: bool


def spelled(near: Sequence[Near]) -> list[Guess]:
    """The guesses that words are which are `near` to one, best first."""
    return [Guess(one.word, How.TYPO, sure=_is_sure(one, near)) for one in near]


def near_in_korean(word: str) -> list[Near]:
    """The nouns of Korean that a normalised `word` is a likely mistake for.

    None where the dictionary has the word, from lists or not: some noun is near to nearly every word (극우, 극의).
    """
    stems = without_particles(word)
    if any(is_listed(stem) or is_korean(stem) for stem in stems):
        return []
    found = ((stem, neighbours(stem)) for stem in stems)
    stem, nouns = next(((stem, nouns) for stem, nouns in found if nouns), (word, []))
    return [
        Near(1, slip(stem, noun), 0, noun + word[len(stem) :], told=is_told(stem), typed=stem, meant=noun)
        for noun in nouns
    ]


def _is_sure(one: Near, near: Sequence[Near]) -> bool:
    """Whether `one` of the `near` words was surely meant: told from the others, and no word of Korean as typed."""
    is_only = len(near) == 1 or (one.slip is Slip.ALIKE and sum(other.slip is Slip.ALIKE for other in near) == 1)
    return (one.told or is_only) and not _is_meant_as_typed(one)


def _is_meant_as_typed(near: Near) -> bool:
    """Whether what is near may be another word: one of Korean stays unless what sounds like it is much commoner.

    What only stands in lists of names and titles may be a name; it gives way to what its keys or sounds nearly are.
    """
    words = without_particles(near.typed)
    if any(map(is_korean, words)):
        much_commoner = cost(words) >= cost(without_particles(near.meant)) + MUCH_COMMONER
        return near.slip is not Slip.ALIKE or not much_commoner
    return near.slip is Slip.FAR and any(map(is_listed, words))
