"""A trip as the text that is searched: its sections, one after the other."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from search.trip import Trip

TITLE: Final = "title"
FINDINGS: Final = "findings"
# Between two sections of the combined text: belongs to no term and no run.
SEPARATOR: Final = "\n"


class Section(NamedTuple):
    """A stretch of a trip's combined text, from `start` to `end`; `paragraph` counts from 1 in findings."""

    field: str
    paragraph: int | None
    text: str
    start: int
    end: int


def sections_of(trip: Trip) -> list[Section]:
    """The combined text, in its order; missing fields give nothing. The first section is the title."""
    sections = []
    start = 0
    for field, paragraph, text in _texts(trip):
        sections.append(Section(field, paragraph, text, start, start + len(text)))
        start += len(text) + len(SEPARATOR)
    return sections


def combined_text(sections: Iterable[Section]) -> str:
    """The text that the offsets of sections and spans count in."""
    return SEPARATOR.join(section.text for section in sections)


def _texts(trip: Trip) -> Iterator[tuple[str, int | None, str]]:
    for field, text in (
        (TITLE, trip.title),
        ("purpose", trip.purpose),
        ("organisation", trip.organisation),
        ("countries", ", ".join(place.name for place in trip.countries)),
        ("cities", ", ".join(trip.cities)),
        ("summary", trip.summary),
    ):
        if text:
            yield field, None, text
    for number, text in enumerate(trip.findings, start=1):
        yield FINDINGS, number, text
