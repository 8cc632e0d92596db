"""Temporary files in memory: most of a test's time is spent waiting for a disk to have what nobody will read again.

Elasticsearch makes an index in a quarter of the time, the embedded engine in two fifths.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

# Linux keeps it in memory.
PLACE: Final = Path("/dev/shm")  # noqa: S108 - each run makes folders of its own there
# Twice what a run of all tests holds at most.
_NEEDED_BYTES: Final = 4 << 30


def use(place: Path = PLACE) -> None:
    """Put this process's temporary files, and those of processes it starts, into `place` if that is fit for them.

    Where somebody has chosen a folder (TMPDIR), that stays.
    """
    if "TMPDIR" not in os.environ and _is_fit(place):
        os.environ["TMPDIR"] = str(place)
        tempfile.tempdir = None


def _is_fit(place: Path) -> bool:
    """Whether there is room, and programs may be run there: tests install some."""
    return (
        place.is_dir()
        and os.access(place, os.W_OK)
        and not os.statvfs(place).f_flag & os.ST_NOEXEC
        and shutil.disk_usage(place).free >= _NEEDED_BYTES
    )
