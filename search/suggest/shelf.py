"""A folder in which the processes of one server have what helps with typing: one makes it, all map it."""

import ctypes
import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from search.suggest.suggester import Suggester

_log: Final = logging.getLogger(__name__)

_ENDING: Final = ".suggestions"


class Shelf:
    """Suggesters by the names of their generations; of one server, whose words stay the same."""

    def __init__(self, folder: Path) -> None:
        """`folder` is there while the server is, and nobody else writes in it."""
        self._folder = folder

    def suggester(self, name: str, make: Callable[[], Suggester]) -> Suggester:
        """The one of that name, which others may have made; where the folder has no room, one of this process."""
        made: Suggester | None = None
        path = self._folder / (name + _ENDING)
        try:
            with self._alone():
                if not path.exists():
                    made = make()
                    self._put(path, made)
                    made = None
                    _give_back()
            return Suggester.mapped(path)
        except OSError as error:
            _log.warning("suggestions not shared", extra={"why": str(error)})
            return made or make()

    def _put(self, path: Path, made: Suggester) -> None:
        new = path.with_suffix(".new")
        # What a killed process has left, and what was served before: who has mapped it keeps it.
        new.unlink(missing_ok=True)
        for before in self._folder.glob(f"*{_ENDING}"):
            before.unlink()
        try:
            made.save(new)
        except OSError:
            # Half a file would take the room that others need.
            new.unlink(missing_ok=True)
            raise
        new.rename(path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While another process makes one, this one waits; the kernel lets go of what a killed one held."""
        with (self._folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _give_back() -> None:
    """What making one took is free again, but the C library would keep it: 40 MB after 100,000 titles."""
    # Only glibc has it, and only glibc needs it.
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
