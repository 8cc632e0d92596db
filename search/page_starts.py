"""On which page of its file the texts of a trip stand, so that a hit can say `13쪽`."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Annotated, Final, Literal, get_args

import msgspec

PagedField = Literal["purpose", "summary", "findings"]
MAX_PAGE: Final = 99_999
# In the order in which a trip's text is searched and shown.
_ORDER: Final = {field: number for number, field in enumerate(get_args(PagedField))}


class PageStart(msgspec.Struct, frozen=True, omit_defaults=True):
    """From code point `start` of a text on, the text of its field stands on `page`, until the next start of that field.

    Pages count from 1 whatever is printed on them; None: nobody says. `paragraph` counts from 1 in findings.
    """

    page: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE)] | None
    field: PagedField = "findings"
    paragraph: Annotated[int, msgspec.Meta(ge=1)] | None = None
    start: Annotated[int, msgspec.Meta(ge=0)] = 0

    @property
    def place(self) -> tuple[int, int, int]:
        """What the starts of a trip are in order of, no two at one place."""
        return _ORDER[self.field], self.paragraph or 0, self.start


def page_at(starts: Sequence[PageStart], field: str, paragraph: int | None, start: int) -> int | None:
    """The page of a code point in a text of the trip that has `starts`; None where nobody says."""
    if not starts or field not in _ORDER:
        return None
    number = bisect_right(starts, (_ORDER[field], paragraph or 0, start), key=lambda one: one.place)
    last = starts[number - 1] if number else None
    return last.page if last and last.field == field else None


def pages_of(starts: Sequence[PageStart], field: str, paragraph: int | None, length: int) -> tuple[int, int] | None:
    """The first and the last page of a whole text of `length` code points; None unless both are known."""
    first = page_at(starts, field, paragraph, 0)
    last = page_at(starts, field, paragraph, max(0, length - 1))
    return (first, last) if first and last else None


def page_range(first: int, last: int | None = None) -> str:
    """Pages as people read them: `13쪽`, `13–14쪽`."""
    return f"{first:,}쪽" if last in {None, first} else f"{first:,}–{last:,}쪽"
