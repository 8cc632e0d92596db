"""The process in which containers are read, and which kinds of them there are: `python -I -m indexer.sources.worker`.

Native code aborts and pure code runs on where a file is damaged or made to harm. So the limits are set before any
reader is imported, a request a line is read from the standard input, and the blocks of its file are written to the
standard output. Whatever a reader raises ends the process: what is left of it may be broken.
"""

import importlib
import math
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import msgspec

from indexer.blocks import Block
from indexer.sources.wire import Done, Request, encoded, messages

_MIB: Final = 1 << 20


class Kind(NamedTuple):
    """A kind of container: who reads it, who reads it where that one dies of it, and within which limits.

    A reader is `module:function` and gives the blocks of a path and of the name that places call it by. `seconds` are
    those that the reader is waited for, beside them `seconds_a_mib` of the file; `answer` is the most bytes of blocks.
    """

    reader: str
    second: str = ""
    seconds: int = 10
    seconds_a_mib: float = 0
    size: int = 50 * _MIB
    answer: int = 64 * _MIB
    zipped: bool = False

    def seconds_for(self, size: int) -> int:
        """How long a file of so many bytes may take."""
        return self.seconds + math.ceil(self.seconds_a_mib * size / _MIB)


KINDS: Final = {
    "xlsx": Kind(
        "indexer.sources.spreadsheets:xlsx_blocks",
        second="indexer.sources.spreadsheets:plain_xlsx_blocks",
        seconds=20,
        seconds_a_mib=4,
        answer=512 * _MIB,
        zipped=True,
    ),
    "xls": Kind(
        "indexer.sources.spreadsheets:xls_blocks",
        second="indexer.sources.spreadsheets:plain_xls_blocks",
        seconds=20,
        seconds_a_mib=2,
        answer=512 * _MIB,
    ),
    "html": Kind("indexer.sources.html:blocks", size=10 * _MIB, seconds_a_mib=2),
    "docx": Kind("indexer.sources.documents:blocks", zipped=True),
    "hwpx": Kind("indexer.sources.documents:blocks", zipped=True),
    "hwp": Kind("indexer.sources.documents:blocks"),
    "pdf": Kind("indexer.sources.documents:blocks", second="indexer.sources.documents:pdf_lines", seconds=40),
}

# Above what the process has at its start; macOS does not enforce it, there time and size protect.
_MEMORY: Final = 700 * _MIB
# The largest file it may write: its own words about its errors are all that it has to write.
_WRITTEN: Final = 64 * _MIB
_OPEN_FILES: Final = 64


def main() -> None:
    """Serve until the other side closes the line."""
    # What a library prints or asks must not come among the blocks and requests.
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", 1 << 16)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - its number is wanted, not a path
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    limit_process()
    for line in requests:
        serve(msgspec.json.decode(line, type=Request), answers)


def serve(request: Request, answers: BinaryIO) -> None:
    """Write the blocks of a file as they come; what was whole is written out even where the reader dies."""
    limit_time(request.seconds)
    try:
        for block in reader(request.reader)(Path(os.fsdecode(request.path)), request.name):
            answers.writelines(encoded(message) for message in messages(block))
            answers.flush()
        answers.write(encoded(Done()))
    finally:
        answers.flush()


def reader(name: str) -> Callable[[Path, str], Iterator[Block]]:
    """The function `module:function`."""
    module, _, function = name.partition(":")
    found: Callable[[Path, str], Iterator[Block]] = getattr(importlib.import_module(module), function)
    return found


def limit_process() -> None:
    """Bound what the process may take from now on, whatever it reads."""
    bounds = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, _OPEN_FILES), (resource.RLIMIT_FSIZE, _WRITTEN)]
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        bounds.append((resource.RLIMIT_AS, pages * resource.getpagesize() + _MEMORY))
    for which, most in bounds:
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


def limit_time(seconds: int) -> None:
    """Let the system end this process after so many more seconds of work, should nobody else be there to do it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime) + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
