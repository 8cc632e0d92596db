"""Counts as pictures: where the bars of a chart stand, drawn by templates/_charts.html without a script.

A chart says nothing by color; the table beside it has every number.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

_HEIGHT: Final = 140
# Above the bars: the greatest number.
_TOP: Final = 20
_BOTTOM: Final = 24
_WIDTH: Final = 640
# A share of the room of a bar.
_GAP: Final = 0.2
_WIDEST: Final = 64
# A label takes so many units; where there is no room for all, every second, third … is written.
_LABEL: Final = 46
# Even the least number is seen.
_LEAST: Final = 1.5
_NUMBERED: Final = 15
_WHOLE: Final = 100


class Count(NamedTuple):
    """So many trips of one value; `url` finds them, None where nothing does."""

    label: str
    trips: int
    url: str | None = None


class Bar(NamedTuple):
    """One bar; an empty `name` is not written below it."""

    name: str
    counted: Count
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.x + self.width / 2, 1)


class Timeline(NamedTuple):
    """Bars side by side, in time."""

    bars: tuple[Bar, ...]
    peak: Count
    width: int = _WIDTH
    height: int = _TOP + _HEIGHT + _BOTTOM
    floor: int = _TOP + _HEIGHT

    @property
    def numbered(self) -> bool:
        """Whether every bar has room for its number; of more bars the greatest alone has its own."""
        return len(self.bars) <= _NUMBERED


class Share(NamedTuple):
    """A row of a table with its bar: `percent` of the greatest."""

    counted: Count
    percent: float


def timeline(counts: Sequence[Count]) -> Timeline | None:
    """A bar for each of `counts`; None where there is nothing to see."""
    peak = max(counts, key=lambda count: count.trips, default=Count("", 0))
    if not peak.trips:
        return None
    room = _WIDTH / len(counts)
    width = min(_WIDEST, room * (1 - _GAP))
    step = max(1, -(-_LABEL * len(counts) // _WIDTH))
    bars = []
    for place, count in enumerate(counts):
        height = max(_LEAST, _HEIGHT * count.trips / peak.trips) if count.trips else 0.0
        bars.append(
            Bar(
                name=count.label if place % step == 0 else "",
                counted=count,
                x=round(place * room + (room - width) / 2, 1),
                y=round(_TOP + _HEIGHT - height, 1),
                width=round(width, 1),
                height=round(height, 1),
            )
        )
    return Timeline(tuple(bars), peak)


def shares(counts: Sequence[Count]) -> tuple[Share, ...]:
    """Each of `counts` beside the greatest of them."""
    most = max((count.trips for count in counts), default=0)
    return tuple(Share(count, round(_WHOLE * count.trips / most, 1) if most else 0.0) for count in counts)
