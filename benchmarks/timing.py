"""How times of one client are taken: warm, all sides in turn, a row of queries each."""

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from benchmarks.result import Searching, Side

# Asks one side for what a text finds.
Ask = Callable[[str], object]


class Effort(NamedTuple):
    """How long is measured, in seconds but for `queries`."""

    warm: float  # all sides in turn; Java compiles what is asked often
    queries: int  # of one client: each asked of every side
    latency: float  # after these no further query is asked
    warm_clients: float  # all clients of one side, before they count
    rate: float  # all clients against one side


# Asked of one side before the next one has its turn. Query by query, each would find the processor's caches full of
# what the eight others need, which no server does that is asked; in one row, a noisy minute would fall to one of them.
_ROW: Final = 20

NORMAL: Final = Effort(warm=10.0, queries=300, latency=35.0, warm_clients=3.0, rate=4.0)
QUICK: Final = Effort(warm=1.0, queries=20, latency=4.0, warm_clients=0.3, rate=0.5)


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def ask_for(ask: Ask, texts: Iterable[str], seconds: float) -> tuple[int, float]:
    """How many of the texts were answered in about so many seconds, and in how many exactly."""
    start = time.perf_counter()
    done, taken = 0, 0.0
    for text in texts:
        ask(text)
        done += 1
        taken = time.perf_counter() - start
        if taken >= seconds:
            break
    return done, taken


def warm(sides: Mapping[Side, Ask], texts: Iterable[str], seconds: float) -> None:
    """Ask every side the same for about so many seconds."""
    ask_for(lambda text: [ask(text) for ask in sides.values()], texts, seconds)


def latencies(sides: Mapping[Side, Ask], texts: Iterable[str], seconds: float) -> dict[Side, Searching]:
    """Milliseconds of every side for the same texts."""
    taken: dict[Side, list[float]] = {side: [] for side in sides}
    order = list(sides.items())
    end = time.perf_counter() + seconds
    waiting = iter(texts)
    while time.perf_counter() < end and (row := list(islice(waiting, _ROW))):
        # Each side follows each other one in time: what the one before leaves in the caches is shared out.
        order.append(order.pop(0))
        for side, ask in order:
            taken[side] += [timed(partial(ask, text)) * 1e3 for text in row]
    return {side: _searching(milliseconds) for side, milliseconds in taken.items()}


def _searching(milliseconds: Sequence[float]) -> Searching:
    hundredths = statistics.quantiles(milliseconds, n=100, method="inclusive")
    p50, p95, p99 = (round(hundredths[part - 1], 3) for part in (50, 95, 99))
    return Searching(p50_ms=p50, p95_ms=p95, p99_ms=p99, samples=len(milliseconds))
