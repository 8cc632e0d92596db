"""What kind of mistake makes one word of another: how likely a single wrong jamo or letter is, by ear and by keys."""

from enum import IntEnum
from typing import Final

from search.korean.jamo import jamo_of_normal, to_latin

# Heard or read they are hardly told apart: ㅐ and ㅔ, a vowel and the same with a y, a consonant and its double.
_ALIKE: Final = frozenset(map(frozenset, "ㅐㅔ ㅒㅖ ㅐㅒ ㅔㅖ ㅏㅑ ㅓㅕ ㅗㅛ ㅜㅠ ㄱㄲ ㄷㄸ ㅂㅃ ㅅㅆ ㅈㅉ".split()))
# Where the keys of each row lie, in widths of a key: a row stands so much farther right than the first.
_ROWS: Final = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
_PLACES: Final = {
    key: (column + shift, row) for row, (keys, shift) in enumerate(_ROWS) for column, key in enumerate(keys)
}


class Slip(IntEnum):
    """How one word became another, the likeliest first."""

    ALIKE = 0  # one sound for another that is hardly told from it
    NEAR = 1  # a key beside the right one, a key too many or too few, two that changed places
    FAR = 2  # any other


def slip(typed: str, meant: str) -> Slip:
    """What a person did who `typed` one normalised word in lower case and `meant` the other."""
    one, other = jamo_of_normal(typed), jamo_of_normal(meant)
    if len(one) != len(other):
        return Slip.NEAR if abs(len(one) - len(other)) == 1 else Slip.FAR
    wrong = [place for place, (jamo, right) in enumerate(zip(one, other, strict=True)) if jamo != right]
    match wrong:
        case []:
            return Slip.ALIKE
        case [place]:
            return _of_keys(one[place], other[place])
        case [first, second] if second == first + 1 and one[first] + one[second] == other[second] + other[first]:
            return Slip.NEAR
    return Slip.FAR


def _of_keys(typed: str, meant: str) -> Slip:
    if frozenset((typed, meant)) in _ALIKE:
        return Slip.ALIKE
    one, other = (_PLACES.get(to_latin(jamo).lower()) for jamo in (typed, meant))
    if one is None or other is None:
        return Slip.FAR
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    return Slip.NEAR if (not down and across <= 1) or (down == 1 and across < 1) else Slip.FAR
