"""Signs that no word is written with: bullets, symbols, emoji, private-use characters; which they are, and where.

They become spaces whether nori would glue them to the word beside them or not: any mark that touches a word changes
how nori reads one word in thirty. ASCII stays, and so do punctuation and what is written for it.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import regex

_FILLERS: Final = "\u115f\u1160\u3164\uffa0"
# Marks of direction, joining, width and variation, tags of flags: they split words for no reason a reader could see.
# The zero-width space and the fillers are not among them: people type them as blanks.
INVISIBLE: Final = regex.compile(rf"[\p{{Default_Ignorable_Code_Point}}--[\u200b{_FILLERS}]]", regex.V1)
# Codes of old Hangul (Hanyang), where they stand between syllables; those of Symbol and Wingdings (F000–F0FF), of
# Hancom's own signs (planes 15 and 16) and the Yi letters that come from HWP files in their place are letters nowhere.
_OLD_HANGUL: Final = "\ue000-\uefff\uf100-\uf8ff"
# Numbers and letters in circles, brackets and squares, which open lines; bullets and marks of notes.
_BULLET: Final = regex.compile(
    r"[\u2460-\u24ff\u2776-\u2793\u3200-\u321b\u3220-\u3229\u3251-\u327b\u3280-\u32bf\U0001f000-\U0001faff"
    rf"\ua000-\ua4cf\u200b{_FILLERS}§¶†-‣※⁂⁃⁇-⁉⁌-⁎⁑⁕⁖⁘-⁞‼™℠ℹ〰〽]"
)
# Symbols, and what has no character; beyond the BMP punctuation too, which nori takes for letters there. Not ASCII
# nor what is read like it or written for it: ° (℃), − (-), ∼ (~).
_SYMBOL: Final = regex.compile(
    r"[[\p{So}\p{Sm}\p{Sk}\p{Me}\p{C}\p{Zl}\p{Zp}[[\p{P}\p{Sc}]&&[\U00010000-\U0010ffff]]]"
    rf"--[\x20-\x7e°−∼{_OLD_HANGUL}]]",
    regex.V1,
)
# Of these only the place tells what they are.
_DOUBTFUL: Final = re.compile(f"[〇{_OLD_HANGUL}]")
_SYLLABLE: Final = "가-힣\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb"
_STRAY: Final = re.compile(
    "(?<![一二三四五六七八九十百千〇])〇+"
    f"|(?<![{_SYLLABLE}{_OLD_HANGUL}])[{_OLD_HANGUL}]+|[{_OLD_HANGUL}]+(?![{_SYLLABLE}{_OLD_HANGUL}])"
)
# A letter that may be typed as a bullet, first in what is left of a line.
_LONE_LETTER: Final = re.compile(" *([oㄱ-ㆎ])(?= |$)")
_CONTENT: Final = re.compile("[^ ]")
# What marks do not belong to: accents are folded, and those on anything else here are no letters.
UNMARKED: Final = re.compile(f"[\x00-\x7f·〇ㄱ-ㆎ{_SYLLABLE}{_OLD_HANGUL}]?")


def without_signs(text: str) -> str:
    """`text` with a space for every sign that is one wherever it stands."""
    return _SYMBOL.sub(lambda found: found[0] if _is_word(found[0]) else " ", _BULLET.sub(" ", text))


def _is_word(symbol: str) -> bool:
    """Whether a symbol is a word written as one character: ㈜, ℃, ㎡, №."""
    return any(map(str.isalnum, unicodedata.normalize("NFKC", symbol)))


def stray_letters(text: str) -> list[int]:
    """Where 〇 stands behind no Chinese digit, and private-use letters in no Korean word."""
    if not _DOUBTFUL.search(text):
        return []
    return [place for stray in _STRAY.finditer(text) for place in range(*stray.span())]


def lone_letters(text: str, lines: list[int]) -> Iterator[int]:
    """Where letters that are bullets stand; `lines` are the places where lines begin.

    ㅌ ㅅ are initials, o que is Portuguese: no bullet stands before a lone jamo, o none before a small Latin letter.
    From the last line to the first, as a bullet may have a line to itself.
    """
    following = ""
    end = len(text)
    for start in reversed(lines):
        letters = []
        position = start
        while found := _LONE_LETTER.match(text, position, end):
            letters.append(found.start(1))
            position = found.end()
        if content := _CONTENT.search(text, position, end):
            following = content[0]
        for place in reversed(letters):
            if following and not ("a" <= following <= "z" if text[place] == "o" else "ㄱ" <= following <= "ㆎ"):
                yield place
            else:
                following = text[place]
        end = start
