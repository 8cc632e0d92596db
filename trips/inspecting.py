"""The command `inspect`: what a file is taken for, before anything is indexed."""

from itertools import islice
from pathlib import Path
from typing import Final

import click

from indexer.clean import clean
from indexer.headings import heading_of
from indexer.record import LeftOut, Note, Opened, Raw, Refusal
from indexer.sources.files import read_files
from search.page_starts import page_range
from search.trip import FIELD_LABELS, Source, Trip
from trips.terminal import one_line, say
from trips.wanted import read_wanted, wanted_options

_TRIPS: Final = 3
_ITEMS: Final = 50
_SHOWN: Final = 160


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FILE")
@wanted_options
def inspect(path: Path, mapped: dict[str, str], profile: str | None, also: str | None) -> None:
    """파일을 무엇으로 알아보는지와 처음 몇 건을 보여 줍니다. 색인은 그대로입니다."""
    trips = 0
    shown = 0
    for item in read_files([path], read_wanted(mapped, profile, also)):
        match item:
            case Opened():
                say(f"{item.place}: {item.format}")
            case Raw():
                trips += 1
                if trips <= _TRIPS:
                    _print_trip(item)
            case Note() | Refusal() | LeftOut():
                shown += 1
                if shown <= _ITEMS:
                    kind = "알림" if isinstance(item, Note) else "넣지 않음" if isinstance(item, LeftOut) else "거부"
                    say(one_line(f"{kind} {item.place} {item.reason}"))
    if shown > _ITEMS:
        say(f"알림과 거부 … 외 {shown - _ITEMS:,}건")
    say(f"출장 {trips:,}건" + (f" 가운데 처음 {_TRIPS}건을 보였습니다." if trips > _TRIPS else "을 읽었습니다."))


def _print_trip(raw: Raw) -> None:
    trip = clean(raw)
    if not isinstance(trip, Trip):
        say(one_line(f"거부 {trip.place} {trip.reason}"))
        return
    say(f"\n{raw.place} → id {trip.id}")
    for field in FIELD_LABELS:
        text = _written(getattr(trip, field))
        if text:
            say(f"  {heading_of(field)}{_pages(trip, field)}: {text}")
    for notice in islice(trip.notices, _ITEMS):
        say(f"  ! {one_line(notice.text)}")


def _pages(trip: Trip, field: str) -> str:
    """The pages on which the texts of a field stand, in brackets."""
    pages = [one.page for one in trip.page_starts if one.field == field and one.page]
    return f" ({page_range(min(pages), max(pages))})" if pages else ""


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Source):
        value = value.url or value.name or ""
    if isinstance(value, tuple):
        value = " / ".join(str(getattr(item, "name", item)) for item in value)
    text = one_line(str(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text):,}자)"
