"""What a generation holds and lacks, from counts that both engines give in one shape."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from mappings.fields import COUNTRY, DEPARTS, GAPS, ORGANISATION, SOURCE, Field
from search.page import Coverage, IndexInfo

# What is asked for: the ends of the departures by these names, and every value of these fields.
ENDS: Final = {end: {end: {"field": DEPARTS.name}} for end in ("min", "max")}
COUNTED: Final = (COUNTRY, ORGANISATION, GAPS, SOURCE)


def coverage_of(info: IndexInfo, ends: Mapping[str, Any], counts: Mapping[Field, Mapping[str, int]]) -> Coverage:
    """The coverage of the generation `info` by what an engine answered to `ENDS` and `COUNTED`."""
    first, last = (ends[end]["value"] for end in ENDS)
    return Coverage(
        info,
        first=dt.date.fromordinal(int(first)) if first else None,
        last=dt.date.fromordinal(int(last)) if last else None,
        countries=len(counts[COUNTRY]),
        organisations=len(counts[ORGANISATION]),
        gaps=dict(counts[GAPS]),
        sources=dict(counts[SOURCE]),
    )
