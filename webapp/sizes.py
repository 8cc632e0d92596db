"""How large a page may become, and what it leaves out to stay so: links beyond a budget, the ends of long texts.

Whatever is left out is reached by another way: the next page, a condition taken away, the record as JSON.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import escape

from search.page import Part
from webapp.request.faults import Fault

# Bytes of HTML.
MAX_PAGE: Final = 200_000
# Characters of a field where it stands in a line of facts.
MAX_FACT: Final = 200
# A page names so many; a program gets all of them.
MAX_FAULTS: Final = 20

_TITLE: Final = 1_000
_CUT: Final = "…"
# `<mark id="mark-1234"></mark>`.
_MARK: Final = 30


class Budget:
    """Bytes of HTML that a part of a page may still take."""

    def __init__(self, left: int) -> None:
        """`left` in all."""
        self.left = left

    def takes(self, *texts: str, markup: int = 0) -> bool:
        """Whether `texts` and so many bytes of markup still fit; they are paid for then."""
        cost = markup + sum(map(html_size, texts))
        if cost > self.left:
            return False
        self.left -= cost
        return True


def html_size(text: str) -> int:
    """Bytes of `text` in a page."""
    return len(str(escape(text)).encode("utf-8", "replace"))


def cut(text: str, most: int = MAX_FACT) -> str:
    """The first `most` characters of `text`."""
    return text if len(text) <= most else text[:most] + _CUT


def cut_parts(parts: Iterable[Part], budget: Budget) -> tuple[Part, ...]:
    """As much of a marked text as `budget` pays for, from its beginning."""
    kept: list[Part] = []
    for part in parts:
        if not budget.takes(part.text, markup=_MARK if part.marked else 0):
            beginning = _beginning(part.text, budget.left - _MARK)
            budget.left = 0
            return (*kept, Part(beginning, marked=part.marked and bool(beginning)), Part(_CUT))
        kept.append(part)
    return tuple(kept)


def cut_title(parts: Iterable[Part]) -> tuple[Part, ...]:
    """A title as lists show it."""
    return cut_parts(parts, Budget(_TITLE))


def _beginning(text: str, left: int) -> str:
    for place, letter in enumerate(text):
        left -= html_size(letter)
        if left < 0:
            return text[:place]
    return text


def shown_faults(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """As many of `faults` as a page names."""
    return tuple(Fault(cut(fault.parameter), fault.detail) for fault in faults[:MAX_FAULTS])
