"""Where the lines and spaces of a page are, by the second reader of PDF, given back to the texts of the first.

dochan joins lines and sets spaces by a model of Korean. Where one was printed behind a sign or a number it often loses
it (`찾았다.베를린시`, `식비50,000원`), and it cannot know that two lines of a title are two. pypdf keeps both, but sees
spaces in widely set words and where the font changes (`2025 년`), so that none is taken from it there.
"""

import re
from itertools import pairwise
from typing import Final

_SHORTEST: Final = 3
_SPACE: Final = re.compile(r"\s+")
_KOREAN: Final = re.compile("[가-힣]")
_NUMERIC: Final = re.compile("[0-9.,:]")
_OPENING: Final = "([<{「『〈《‘“"


class PageSpaces:
    """The letters of a page without white space, and what stands between them."""

    def __init__(self, lines: list[str]) -> None:
        """`lines` as they stand on the page, a space for all white space."""
        self._letters = "".join(_SPACE.sub("", line) for line in lines)
        self._ends: set[int] = set()
        self._spaces: set[int] = set()
        at = 0
        for line in lines:
            for word in line.split():
                at += len(word)
                self._spaces.add(at)
            self._spaces.discard(at)
            self._ends.add(at)

    def spaced(self, text: str) -> str:
        """`text` with the spaces that are printed in it and that it lacks."""
        start = self._find(text)
        if start < 0:
            return text
        pieces = [text[0]]
        at = start
        for letter, following in pairwise(text):
            at += not letter.isspace()
            parted = (at in self._spaces and _may_part(letter, following)) or (
                at in self._ends and _ends_sentence(letter, following)
            )
            glued = not letter.isspace() and not following.isspace()
            pieces.append(" " + following if glued and parted else following)
        return "".join(pieces)

    def lines(self, text: str) -> list[str]:
        """`text` as the lines in which it stands on the page; itself where it is not found as whole lines."""
        start = self._find(text)
        end = start + len(_SPACE.sub("", text))
        if start < 0 or end not in self._ends or (start and start not in self._ends):
            return [text]
        found, at = [""], start
        for letter in text:
            if letter.isspace():
                found[-1] += letter
                continue
            if at in self._ends and at > start:
                found.append("")
            found[-1] += letter
            at += 1
        return [line.strip() for line in found]

    def _find(self, text: str) -> int:
        """Where its letters stand; -1 where they do not, or where it is too short to be sure."""
        letters = _SPACE.sub("", text)
        return self._letters.find(letters) if len(letters) >= _SHORTEST else -1


def _may_part(letter: str, following: str) -> bool:
    in_word = _KOREAN.match(following) and (_KOREAN.match(letter) or letter.isdecimal())
    in_number = _NUMERIC.match(letter) and _NUMERIC.match(following)
    return not in_word and not in_number and (following.isalnum() or following in _OPENING)


def _ends_sentence(letter: str, following: str) -> bool:
    """Whether a sentence ends with a line and another begins."""
    return letter in ".?!" and _KOREAN.match(following) is not None
