"""How many processes serve: one a core, as many of them as the memory bears."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# What one needs under a crowd of searches; docs/operations.md has what was measured.
_BYTES: Final = 160 << 20
_CGROUP: Final = Path("/sys/fs/cgroup")


def default_workers(cgroup: Path = _CGROUP) -> int:
    """One a core that this process may use, fewer where the memory limit of its control group bears fewer."""
    return max(1, min(len(os.sched_getaffinity(0)), *_limits(cgroup)))


def _limits(cgroup: Path) -> Iterator[int]:
    """How many the control group bears, by its share of the cores and by its memory, where it limits them."""
    quota = _read(cgroup / "cpu.max").split()
    if len(quota) == 2 and quota[0].isdigit():  # noqa: PLR2004 - `quota period`, or `max period`
        yield -(-int(quota[0]) // int(quota[1]))
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        if (limit := _read(cgroup / name).strip()).isdigit():
            yield int(limit) // _BYTES
    yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _BYTES


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
