"""What a generation holds and lacks, counted."""

import datetime as dt
from typing import Final

from mappings.fields import COUNTRY, DEPARTS, MISSING, ORGANISATION, SOURCE
from search.generation import Generation
from search.page import Coverage
from search.trip import GAP_FIELDS

_COUNTED: Final = (COUNTRY, ORGANISATION, MISSING, SOURCE)


def coverage(generation: Generation) -> Coverage:
    """The coverage of `generation`."""
    ends = generation.ends(DEPARTS)
    counts = generation.count(_COUNTED)
    return Coverage(
        generation.info,
        first=dt.date.fromordinal(ends[0]) if ends else None,
        last=dt.date.fromordinal(ends[1]) if ends else None,
        countries=len(counts[COUNTRY]),
        organisations=len(counts[ORGANISATION]),
        gaps={name: trips for name, trips in counts[MISSING].items() if name in GAP_FIELDS},
        sources=dict(counts[SOURCE]),
    )
