"""How times are taken and shown."""

import statistics
import time
from collections.abc import Callable


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def shown(found: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(found):.2f} / {statistics.quantiles(found, n=20)[-1]:.2f}"


def ratio(mine: list[float], theirs: list[float]) -> float:
    """Of the medians."""
    return statistics.median(mine) / statistics.median(theirs)
