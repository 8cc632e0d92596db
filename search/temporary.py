"""Folders for a moment, which are gone with whoever uses them: what a killed process has left, a later one removes.

Files out of archives lie in them, and such files may name people.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# Nobody holds these yet; where a killed process leaves one, it is empty.
_NEW: Final = "trips-new-"
_HELD: Final = "trips-held-"


@contextmanager
def held_folder() -> Iterator[Path]:
    """A folder that is locked while it is used; the kernel lets the lock go when this process ends, however it ends."""
    place = Path(tempfile.mkdtemp(prefix=_NEW))
    held = os.open(place, os.O_RDONLY)
    try:
        # Where a file system has no locks, nobody can tell that it is left, and it keeps the name that is left alone.
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
            place = place.rename(place.with_name(place.name.replace(_NEW, _HELD, 1)))
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(held)


def remove_left_folders() -> None:
    """Remove the folders of this user that no process holds any more."""
    for place in Path(tempfile.gettempdir()).glob(f"{_HELD}*"):
        # In use, removed by another by now, or no folder of ours.
        with suppress(OSError):
            _remove_left(place)


def _remove_left(place: Path) -> None:
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(held).st_uid == os.geteuid():
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place)
    finally:
        os.close(held)
