"""What a hit shows of a trip: its facts with what was found in them, and so many passages as there is room for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from markupsafe import Markup

from search.page import Part, Passage, TripHit
from webapp.language import is_korean, noted
from webapp.site.languages import html_counted

# Passages beside a line of facts; a narrow screen shows the first alone.
_SHOWN: Final = 2
# Two lines of a wide screen hold so many characters of Hangul.
_LONGEST: Final = 112
# So many of them stand before the first mark at most, wherever it stands in its paragraph.
_BEFORE: Final = 37
# What was found in these is marked in the line of facts and needs no passage of its own.
_FACTS: Final = frozenset(("organisation", "countries"))
# Before the first mark a narrow screen shows so many characters at most.
_LEAD: Final = 14


class ShownPassages(NamedTuple):
    """What stands under a title; `more` marks are left to the trip's own page, on a narrow screen `more_narrow`."""

    facts: dict[str, Passage]
    passages: tuple[Passage, ...]
    more: int
    more_narrow: int


def shown_passages(hit: TripHit) -> ShownPassages:
    """The passages of `hit` that a list shows, and how much there is beside them."""
    facts = {one.field: one for one in hit.passages if one.field in _FACTS and not (one.cut_before or one.cut_after)}
    others = [one for one in hit.passages if facts.get(one.field) is not one]
    shown = tuple(map(_shortened, others[:_SHOWN]))
    more = hit.unshown + sum(map(_marks, others)) - sum(map(_marks, shown))
    return ShownPassages(facts, shown, more, more + sum(map(_marks, shown[1:])))


def more_places(wide: int, narrow: int) -> Markup:
    """How many marks a page leaves to the trip's own, where it shows two passages and where it shows one."""
    if not wide:
        return html_counted('이 보고서에서 <span class="narrow">{count:,}</span>곳 더', narrow)
    both = noted('이 보고서에서 <span class="wide">{wide:,}</span><span class="narrow">{count:,}</span>곳 더')
    return html_counted(both, narrow, wide=wide)


def shown_as_found(field: str, found: Mapping[str, Passage]) -> bool:
    """Whether a fact is shown as its passage was found: an English page has countries by their English names."""
    return field in found and (is_korean() or field != "countries")


def lead_and_rest(parts: Sequence[Part]) -> tuple[str, Sequence[Part]]:
    """What a narrow screen has no room for before the first mark, and the passage behind it."""
    if not parts or parts[0].marked or len(parts) == 1 or len(parts[0].text) <= _LEAD:
        return "", parts
    text = parts[0].text
    space = text.find(" ", len(text) - _LEAD)
    end = space + 1 if space >= 0 else len(text) - _LEAD
    return text[:end], (Part(text[end:]), *parts[1:])


def _shortened(passage: Passage) -> Passage:
    """`passage` with so much around its first mark as two lines hold, between words; the mark stays whole."""
    parts = passage.parts
    text = "".join(part.text for part in parts)
    if len(text) <= _LONGEST:
        return passage
    first = 0 if parts[0].marked or len(parts) == 1 else len(parts[0].text)
    first_end = first + len(parts[1 if first else 0].text) if any(part.marked for part in parts) else 0
    start = min(max(0, first - _BEFORE), len(text) - _LONGEST)
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = max(start + _LONGEST, first_end)
    if end < len(text):
        space = text.rfind(" ", max(first_end, start + 1), end + 1)
        end = space if space > 0 else end
    return msgspec.structs.replace(
        passage,
        parts=tuple(_between(parts, start, end)),
        cut_before=passage.cut_before or start > 0,
        cut_after=passage.cut_after or end < len(text),
    )


def _between(parts: Sequence[Part], start: int, end: int) -> Iterator[Part]:
    """What of `parts` stands in [start, end) of their text."""
    for part in parts:
        length = len(part.text)
        if text := part.text[max(0, start) : max(0, end)]:
            yield Part(text, part.marked)
        start, end = start - length, end - length


def _marks(passage: Passage) -> int:
    return sum(part.marked for part in passage.parts)
