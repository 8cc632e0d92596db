"""Years as people write them: `2025`, `2025년도`, `2023~2025`."""

import re
from typing import Final

_YEAR: Final = re.compile(r"(?P<first>(?:19|20)\d\d)(?:년도?)?(?:[-~–∼〜](?P<last>(?:19|20)\d\d)(?:년도?)?)?")
# Of a longer row nobody means every year.
_MOST_YEARS: Final = 30


def years_named(text: str) -> tuple[str, ...]:
    """The years that `text` names, in order; none where it names none, or ends before it begins."""
    found = _YEAR.fullmatch(text)
    if not found:
        return ()
    first, last = found["first"], found["last"] or found["first"]
    years = range(int(first), int(last) + 1)
    return tuple(map(str, years)) if len(years) <= _MOST_YEARS else ()
