"""What nori asks of a single UTF-16 unit, as one word of bits: found out when first met, then looked up."""

import unicodedata
from array import array
from functools import cache
from typing import Final

import regex

from search.korean.nori.dictionary import CLASS_MASK, CLASS_SHIFT, GROUP_BIT, INVOKE_BIT, system_dictionary

# A word of bits: the class in the low byte, the script in the next, then flags.
SCRIPT_SHIFT: Final = 8
GROUP: Final = 1 << 16
INVOKE: Final = 1 << 17
PUNCTUATION: Final = 1 << 18
DIGIT: Final = 1 << 19
SPACE: Final = 1 << 20
NONSPACING: Final = 1 << 21
KNOWN: Final = 1 << 22

UNITS: Final = 1 << 16
_ARAEA: Final = 0x318D
_PUNCTUATION: Final = frozenset("Zs Zl Zp Cc Cf Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split())

# Every script of the Basic Multilingual Plane, those that Korean texts have first. Number 0 is for Common and
# Inherited, which match any script; units outside every script (surrogates too) share the last number.
_SCRIPTS: Final = (
    "Hangul Latin Han Hiragana Katakana Cyrillic Greek Arabic Thai Hebrew Devanagari Bengali Tamil Telugu Khmer Lao "
    "Myanmar Mongolian Tibetan Georgian Armenian Ethiopic Sinhala Gujarati Gurmukhi Kannada Malayalam Oriya Bopomofo "
    "Yi Cherokee Syriac Thaana Tifinagh Braille Runic Ogham Coptic Glagolitic Gothic Nko Balinese Javanese Sundanese "
    "Batak Buginese Cham Rejang Lepcha Limbu Lisu Vai Bamum Buhid Hanunoo Tagalog Tagbanwa Tai_Le New_Tai_Lue "
    "Tai_Tham Tai_Viet Kayah_Li Ol_Chiki Saurashtra Phags_Pa Syloti_Nagri Meetei_Mayek Samaritan Mandaic "
    "Canadian_Aboriginal"
).split()


class Characters:
    """The table of all units; `table` holds what is known, `word` finds out the rest."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.table = array("I", bytes(4 * UNITS))

    def word(self, unit: int) -> int:
        """The bits of `unit`, kept for the next time."""
        category = unicodedata.category(chr(unit))
        class_word = system_dictionary().classes[unit]
        word = KNOWN | (class_word >> CLASS_SHIFT & CLASS_MASK) | _script(unit) << SCRIPT_SHIFT
        word |= GROUP if class_word & GROUP_BIT else 0
        word |= INVOKE if class_word & INVOKE_BIT else 0
        word |= PUNCTUATION if category in _PUNCTUATION or unit == _ARAEA else 0
        word |= DIGIT if category == "Nd" else 0
        word |= SPACE if category == "Zs" else 0
        word |= NONSPACING if category == "Mn" else 0
        self.table[unit] = word
        return word

    def is_punctuation(self, unit: int) -> bool:
        """Whether nori discards a word that begins with `unit`."""
        return bool((self.table[unit] or self.word(unit)) & PUNCTUATION)


@cache
def characters() -> Characters:
    """The table of this process."""
    return Characters()


def _script(unit: int) -> int:
    character = chr(unit)
    if regex.match(r"[\p{Script=Common}\p{Script=Inherited}]", character):
        return 0
    for number, name in enumerate(_SCRIPTS, start=1):
        if regex.match(rf"\p{{Script={name}}}", character):
            return number
    return len(_SCRIPTS) + 1
