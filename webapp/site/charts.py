"""Counts as pictures: where the bars of a chart stand, drawn by templates/_charts.html without a script.

A chart says nothing by color; the table beside it has every number.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

_HEIGHT: Final = 140
# Above the bars: the greatest number. There and below is room for letters of twice the size, as phones show them.
_TOP: Final = 26
_BOTTOM: Final = 28
_WIDTH: Final = 640
# A share of the room of a bar.
_GAP: Final = 0.2
_WIDEST: Final = 64
# A label takes so many units; where there is no room for all, every second, third … is written.
_LABEL: Final = 46
# Even the least number is seen.
_LEAST: Final = 1.5
_NUMBERED: Final = 15
# Where letters are twice as large, numbers have room over half as many, and every second label is shown.
_NUMBERED_LARGE: Final = 7
# Half of a label: one nearer to the edge would be cut off.
_HALF: Final = 30
_WHOLE: Final = 100


class Count(NamedTuple):
    """So many trips of one value; `url` finds them, None where nothing does."""

    label: str
    trips: int
    url: str | None = None


class Bar(NamedTuple):
    """One bar; an empty `name` is not written below it, and a `spare` one not on a phone."""

    name: str
    counted: Count
    x: float
    y: float
    width: float
    height: float
    spare: bool = False

    @property
    def anchor(self) -> str:
        """Which end of its name and number stands at `written`: one at the edge goes to the inside."""
        if self._middle < _HALF:
            return "start"
        return "end" if self._middle > _WIDTH - _HALF else "middle"

    @property
    def written(self) -> float:
        """Where its name and its number stand."""
        return {"start": 0.0, "middle": self._middle, "end": float(_WIDTH)}[self.anchor]

    @property
    def _middle(self) -> float:
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

    @property
    def crowded(self) -> bool:
        """Whether the numbers have no room on a phone."""
        return len(self.bars) > _NUMBERED_LARGE


class Share(NamedTuple):
    """A row of a table with its bar: `percent` of the greatest."""

    counted: Count
    percent: float


def timeline(counts: Sequence[Count], most: int = 0) -> Timeline | None:
    """A bar for each of `counts`, as high as the greatest of them, or `most`, allows; None: there is nothing to see."""
    peak = max(counts, key=lambda count: count.trips, default=Count("", 0))
    if not peak.trips:
        return None
    room = _WIDTH / len(counts)
    width = min(_WIDEST, room * (1 - _GAP))
    step = max(1, -(-_LABEL * len(counts) // _WIDTH))
    large_step = max(1, -(-2 * _LABEL * len(counts) // _WIDTH))
    tallest = max(most, peak.trips)
    bars = []
    for place, count in enumerate(counts):
        height = max(_LEAST, _HEIGHT * count.trips / tallest) if count.trips else 0.0
        bars.append(
            Bar(
                name=count.label if place % step == 0 else "",
                counted=count,
                x=round(place * room + (room - width) / 2, 1),
                y=round(_TOP + _HEIGHT - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                spare=bool(place % (step * -(-large_step // step))),
            )
        )
    return Timeline(tuple(bars), peak)


def shares(counts: Sequence[Count]) -> tuple[Share, ...]:
    """Each of `counts` beside the greatest of them."""
    most = max((count.trips for count in counts), default=0)
    return tuple(Share(count, round(_WHOLE * count.trips / most, 1) if most else 0.0) for count in counts)
