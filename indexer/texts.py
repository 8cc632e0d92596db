"""The texts of one record as they are stored: markup read, in NFC, of bearable length; what had to be changed is told.

The limits are far beyond every report seen (the longest speech of a parliament has 8,446 characters): a record that
passes them is a mistake of its source, and analysing it would take memory from all the others.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Final, TypeVar

from indexer.headings import heading_of
from indexer.markup import plain
from indexer.privacy import masked
from search.trip import Notice

# Characters that one text may have.
MAX_TEXT: Final = {
    "summary": 300_000,
    "findings": 300_000,
    "purpose": 20_000,
    "title": 1_000,
    "title_stated": 1_000,
    "source": 1_000,
}
_MAX_OTHER: Final = 300
# Texts that a list may have, and characters in all of them.
MAX_ITEMS: Final = {"countries": 300, "cities": 1_000, "findings": 2_000, "source": 100, "id": 1_000}
MAX_LIST: Final = 500_000
# Characters of a text that states a whole list.
_MAX_STATED: Final = {"countries": 20_000, "cities": 20_000, "findings": MAX_LIST}

# What the notices of private places that were masked begin with.
MASKED: Final = "masked"

_HALF: Final = re.compile("[\ud800-\udfff]")
# All but the tab and the ends of lines; those of Word (11, 12) are told, too.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SHOWN_TAGS: Final = 5

_T = TypeVar("_T")


class Texts:
    """Reads the texts of one record, field by field."""

    def __init__(self) -> None:
        """Nothing is changed yet."""
        self._tags: dict[str, dict[str, None]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def read(self, field: str, value: str) -> str | None:
        """`value` as it is stored; None where nothing is left."""
        return self._cut(field, self.uncut(field, value), MAX_TEXT.get(field, _MAX_OTHER))

    def read_list(self, field: str, values: Sequence[str]) -> tuple[str, ...]:
        """What is left of each text."""
        return self._bounded(field, [self.uncut(field, value) for value in self.first(field, values)])

    def split(self, field: str, value: str, into: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
        """What is left of each text that `into` makes of one: markup is read before, since its line breaks count."""
        text = self._cut(field, self.uncut(field, value), _MAX_STATED[field])
        return self._bounded(field, self.first(field, into(text))) if text else ()

    def first(self, field: str, values: Sequence[_T]) -> Sequence[_T]:
        """As many of `values` as the list may have."""
        most = MAX_ITEMS[field]
        self._count("items", field, len(values) - most)
        return values[:most]

    def uncut(self, field: str, value: str) -> str:
        """`value` as it would be stored if it could be of any length, white space at its ends kept."""
        found = plain(value)
        if found.removed:
            self._tags.setdefault(field, {}).update(dict.fromkeys(found.removed))
        text, halves = _HALF.subn("\ufffd", found.text)
        text, controls = _CONTROL.subn(" ", text)
        self._count("halves", field, halves)
        self._count("controls", field, controls)
        text, private = masked(unicodedata.normalize("NFC", text))
        self._count(MASKED, field, private)
        return text

    def _cut(self, field: str, value: str, most: int) -> str | None:
        text = value.strip()
        self._count("characters", field, len(text) - most)
        return text[:most].rstrip() or None

    def _bounded(self, field: str, values: Iterable[str]) -> tuple[str, ...]:
        """Each text as long as it may be, and so many as are together no longer than a list may be."""
        most = MAX_TEXT.get(field, _MAX_OTHER)
        found = [text for value in values if (text := self._cut(field, value, most))]
        fitting = bisect_right(list(accumulate(map(len, found))), MAX_LIST)
        self._count("items", field, len(found) - fitting)
        return tuple(found[:fitting])

    def _count(self, what: str, field: str, count: int) -> None:
        if count > 0:
            self._counts[what, field] += count

    def notices(self) -> list[Notice]:
        """What was changed or left out, for each field of which that is true."""
        found = [Notice(f"markup_{field}", _about(field, _tags(tags))) for field, tags in self._tags.items()]
        for (what, field), count in self._counts.items():
            found.append(Notice(f"{what}_{field}", _about(field, _sentence(what, count))))
        return found


def _about(field: str, sentence: str) -> str:
    return f"{heading_of(field)}: {sentence}"


def _tags(tags: dict[str, None]) -> str:
    shown = ", ".join(list(tags)[:_SHOWN_TAGS])
    more = f" 외 {len(tags) - _SHOWN_TAGS:,}종" if len(tags) > _SHOWN_TAGS else ""
    return f"HTML 태그를 빼고 글만 넣었습니다({shown}{more})."


def _sentence(what: str, count: int) -> str:
    match what:
        case "halves":
            return f"깨진 글자 {count:,}개를 \ufffd로 바꾸었습니다."
        case "controls":
            return f"제어 문자 {count:,}개를 빈칸으로 바꾸었습니다."
        case _ if what == MASKED:
            return f"개인정보로 보이는 {count:,}곳을 ○로 가렸습니다."
        case "characters":
            return f"너무 길어 끝의 {count:,}자를 넣지 않았습니다."
        case _:
            return f"너무 많아 끝의 {count:,}개를 넣지 않았습니다."
