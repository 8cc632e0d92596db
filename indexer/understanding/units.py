"""Sums of money with their units: what a heading, a caption or the value itself says of them → won."""

import re
from typing import Final, NamedTuple

from indexer.values import read_money

_WORD: Final = re.compile(
    r"(?:단위\s*[:：]?\s*)?(?P<times>십억|억|천만|백만|십만|만|천)?\s*"
    r"(?P<currency>원|달러|불|US\$|USD|\$|유로|EUR|€|엔|JPY|円|위안)"
)
_UNIT: Final = re.compile(r"[(\[<]\s*(?P<inside>[^()\[\]<>]{1,30})\s*[)\]>]")
_TIMES: Final = {
    "": 1,
    "천": 10**3,
    "만": 10**4,
    "십만": 10**5,
    "백만": 10**6,
    "천만": 10**7,
    "억": 10**8,
    "십억": 10**9,
}
_FOREIGN: Final = re.compile(r"[$€¥円£]|US|USD|EUR|JPY|달러|유로|엔|위안|파운드|불\b", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(
    r"[(\[]\s*(?:약|원화|한화|금|₩)?\s*([\d,.]+\s*(?:억|천만|백만|만|천)?\s*원?)[^()\[\]]*[)\]]"
)
# Characters of a sum with its remarks.
_LONGEST: Final = 300
_NUMBER: Final = re.compile(r"(?:약\s*)?([\d,]+(?:\.\d+)?)")


class Unit(NamedTuple):
    """What one of a number is: so many won, or so many of another currency; `name` is what stood there."""

    name: str
    times: int
    is_won: bool


def unit_in(text: str) -> Unit | None:
    """The unit of money in brackets of a heading or a line above a table: `금액(천원)`, `(단위 : 천원, 명)`."""
    for brackets in _UNIT.finditer(text[:_LONGEST]):
        for part in re.split(r"[,·/]", brackets["inside"]):
            found = _WORD.fullmatch(part.strip())
            if found:
                times = _TIMES[found["times"] or ""]
                return Unit(f"{found['times'] or ''}{found['currency']}", times, is_won=found["currency"] == "원")
    return None


def in_won(text: str, unit: Unit | None) -> int | None:
    """The won of a value; None where it states no won. What the value says itself counts before `unit`."""
    if len(text) > _LONGEST:
        return None
    stated = text.strip().removeprefix("약").strip()
    if _FOREIGN.search(re.sub(r"[(\[][^()\[\]]*[)\]]", "", stated)):
        inside = _IN_BRACKETS.search(stated)
        return read_money(inside[1]) if inside else None
    bare = _NUMBER.fullmatch(stated)
    if bare and unit:
        return read_money(round(float(bare[1].replace(",", "")) * unit.times)) if unit.is_won else None
    return read_money(stated)
