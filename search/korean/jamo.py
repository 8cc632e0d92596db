"""Korean as it is typed: texts as rows of jamo, by their initial consonants, and as the keys of a Korean keyboard.

Keys are for comparing, never shown. They drop what people leave out or type differently (spaces, punctuation, case,
accents), and the key of the beginning of a text is always the beginning of the text's key, half a syllable or not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

from search.korean.normalise import normalise_beginning

# The jamo that have a key of their own; all others are written with two of them.
CONSONANTS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"
# A letter, digit or syllable: what a word is made of.
WORD: Final = re.compile(r"[^\W_]+")
HANGUL: Final = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
LATIN: Final = re.compile("[A-Za-z]")
_MEDIALS: Final = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split()
_CODAS: Final = (
    "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split()
)
_COMPOUNDS: Final = dict(zip("ㅘㅙㅚㅝㅞㅟㅢ", "ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ".split(), strict=True)) | dict(
    zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", (coda for coda in _CODAS if len(coda) > 1), strict=True)
)
# Two keys of the same consonant, which some input methods join; with more of them in a row nobody means initials.
_DOUBLED: Final = {"ㄲ": "ㄱㄱ", "ㄸ": "ㄷㄷ", "ㅃ": "ㅂㅂ", "ㅆ": "ㅅㅅ", "ㅉ": "ㅈㅈ"}
_MAX_DOUBLED: Final = 3
_JAMO: Final = {
    **{jamo: jamo for jamo in CONSONANTS + VOWELS},
    **_COMPOUNDS,
    # Conjoining jamo: what NFD makes of syllables.
    **{chr(0x1100 + index): jamo for index, jamo in enumerate(CONSONANTS)},
    **{chr(0x1161 + index): jamo for index, jamo in enumerate(_MEDIALS)},
    **{chr(0x11A8 + index): jamo for index, jamo in enumerate(_CODAS)},
}
_LATIN_KEYS: Final = str.maketrans(
    "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml" + "ABCDFGHIJKLMNSUVXYZ",
    CONSONANTS + VOWELS + "ㅁㅠㅊㅇㄹㅎㅗㅑㅓㅏㅣㅡㅜㄴㅕㅍㅌㅛㅋ",
)
_JAMO_KEYS: Final = str.maketrans(CONSONANTS + VOWELS, "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml")
# One byte for each jamo; no key has capitals or control characters.
_CODES: Final = str.maketrans(CONSONANTS + VOWELS, "ABCDEFGHIJKLMNOPQRSTUVWXYZ\x01\x02\x03\x04\x05\x06\x07")
# A consonant before a vowel begins the next syllable, so a coda is what no vowel follows.
_TYPED_SYLLABLE: Final = re.compile(
    f"([{CONSONANTS}])({'|'.join(sorted(_MEDIALS, key=len, reverse=True))})"
    f"((?:{'|'.join(sorted(_CODAS, key=len, reverse=True))})(?![{VOWELS}]))?"
)
_LONE_JAMO: Final = re.compile("[ㄱ-ㅎㅏ-ㅣ]")
_FIRST, _LAST = ord("가"), ord("힣")


class _Table(dict[int, str]):
    """For `str.translate`: characters by a rule, which is asked once for syllables and Latin letters."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        found = self._rule(chr(code))
        # Bounded: any other character may come from anywhere, a million of them.
        if code < 0x250 or _FIRST <= code <= _LAST:  # noqa: PLR2004 - the end of Latin
            self[code] = found
        return found


def _jamo_of(character: str) -> str:
    if not character.isalnum():
        return ""
    pieces = unicodedata.normalize("NFD", character.casefold())
    return "".join(_JAMO.get(piece, piece) for piece in pieces if piece.isalnum())


def _initial_of(character: str) -> str:
    jamo = _jamo_of(character)
    return jamo[:1] if "가" <= character <= "힣" else jamo


_JAMO_TABLE: Final = _Table(_jamo_of)
_INITIAL_TABLE: Final = _Table(_initial_of)


def jamo_key(text: str) -> str:
    """The letters and digits of `text`, syllables as jamo, compound ones taken apart: 탄솢 → ㅌㅏㄴㅅㅗㅈ."""
    return jamo_of_normal(normalise_beginning(text).text)


def choseong(text: str) -> str:
    """`jamo_key` with the initial consonant (초성) alone of each syllable: 탄소중립 → ㅌㅅㅈㄹ."""
    return initials_of_normal(normalise_beginning(text).text)


def jamo_of_normal(text: str) -> str:
    """`jamo_key` of a text that is normalised already; the sum of the keys of its characters."""
    return text.translate(_JAMO_TABLE)


def initials_of_normal(text: str) -> str:
    """`choseong` of a text that is normalised already; the sum of those of its characters."""
    return text.translate(_INITIAL_TABLE)


def compact(key: str) -> str:
    """The same key with an ASCII character for each jamo: less memory, faster distances."""
    return key.translate(_CODES)


def all_consonants(key: str) -> bool:
    """Whether a jamo key is two or more consonants: what is typed to search by initials."""
    return len(key) > 1 and not key.strip(CONSONANTS)


def initials_typed(key: str) -> Iterator[str]:
    """What a row of consonants is by initials, as typed first: ㄲㅊ is 까치, or 관광청 by two keys in one letter."""
    are_few = sum(jamo in _DOUBLED for jamo in key) <= _MAX_DOUBLED
    ways = [(jamo, _DOUBLED[jamo]) if are_few and jamo in _DOUBLED else (jamo,) for jamo in key]
    yield from filter(all_consonants, map("".join, product(*ways)))


def is_complete(text: str) -> bool:
    """Whether no jamo of `text` stands outside a syllable."""
    return _LONE_JAMO.search(text) is None


def to_hangul(text: str) -> str:
    """What the keys of `text` type on a Korean keyboard: xksthwndflq → 탄소중립.

    All capitals are a forgotten Caps Lock, not shifted keys.
    """
    keys = text.lower() if text.isupper() else text
    return _TYPED_SYLLABLE.sub(_syllable, keys.translate(_LATIN_KEYS))


def to_latin(text: str) -> str:
    """What the keys of a Korean `text` type on a Latin keyboard: ㅔㅁ갸ㄴ → paris. The text is NFC."""
    return HANGUL.sub(lambda found: jamo_of_normal(found[0]).translate(_JAMO_KEYS), text)


def other_keyboard(text: str) -> str | None:
    """What `text` is on the other keyboard: Hangul if it has Latin letters, else Latin; None if it has neither."""
    if LATIN.search(text):
        return to_hangul(text)
    return to_latin(text) if HANGUL.search(text) else None


def _syllable(found: re.Match[str]) -> str:
    initial, medial, coda = found.groups("")
    index = (CONSONANTS.index(initial) * len(_MEDIALS) + _MEDIALS.index(medial)) * (len(_CODAS) + 1)
    return chr(_FIRST + index + (_CODAS.index(coda) + 1 if coda else 0))
