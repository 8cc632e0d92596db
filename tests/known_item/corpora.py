"""Trips made of real texts, to ask each for what stands in it: the examples, speeches, and pages of the tuning set."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from search.trip import Trip
from tests.relevance.judged import sample

# A speech is opened by a sentence of so many characters at most, which is its title here.
_TITLE = 60


def examples(_: Path) -> list[Trip]:
    """The example trips of data/sample."""
    return _alone(sample())


def speeches(shared: Path) -> list[Trip]:
    """Speeches of committees: what people say, with numbers, names, unfinished words and odd signs."""
    found = []
    for row in _rows(shared / "data" / "load" / "speeches.jsonl"):
        text: str = row["text"]
        first, _, rest = text.partition(".")
        title = first.strip()[:_TITLE] or row["committee"]
        found.append(Trip(id=row["id"], title=title, purpose=row["committee"], findings=(text,) if rest else ()))
    return _alone(found)


def pages(shared: Path) -> list[Trip]:
    """Pages that explain welfare services: lists, conditions, sums of money, addresses."""
    return _alone(
        Trip(id=row["id"], title=row["title"], findings=tuple(filter(None, map(str.strip, row["text"].split("\n")))))
        for row in _rows(shared / "data" / "tuning" / "passages.jsonl")
    )


def _alone(trips: Iterable[Trip]) -> list[Trip]:
    """Each with an organisation of its own, so that a search can ask for one trip alone."""
    return [msgspec.structs.replace(trip, organisation=trip.id) for trip in trips]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        yield from (msgspec.json.decode(line) for line in file if line.strip())


CORPORA: dict[str, Callable[[Path], list[Trip]]] = {"examples": examples, "pages": pages, "speeches": speeches}
