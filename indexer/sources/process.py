"""A process that reads containers, seen from outside: started, asked, waited for and ended, and why it ended."""

import atexit
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Final, cast

BROKEN: Final = (
    "파일을 읽던 프로그램이 이 파일에서 비정상적으로 끝났습니다. 파일이 손상된 것으로 보입니다. "
    "만든 프로그램에서 열어 다시 저장한 뒤 넣어 주세요."
)
_DAMAGED: Final = (
    "파일이 손상되었거나 형식이 맞지 않아 읽지 못했습니다. 만든 프로그램에서 열어 다시 저장한 뒤 넣어 주세요."
)
_MEMORY: Final = (
    "읽는 데 메모리가 너무 많이 필요하여 멈추었습니다. 파일이 손상되었거나 내용이 지나치게 큽니다. "
    "나누어 저장한 뒤 넣어 주세요."
)

# Isolated: neither the folder of a file nor our environment gives it modules.
COMMAND: Sequence[str] = ("-I", "-X", "utf8", "-m", "indexer.sources.worker")
# After so many files a process gives its memory back.
_MOST_FILES: Final = 100
_CHUNK: Final = 1 << 18
_LAST_WORDS: Final = 1 << 12
# How long a process that has closed its line, or whose line was closed, may take to end by itself.
_GRACE: Final = 2
# All that a process gets to know of our environment; there are passwords in it.
_KNOWN: Final = ("LD_LIBRARY_PATH", "TMPDIR", "TZ")

_idle: "list[Process]" = []


def take_process() -> "Process":
    """One that waits, or a new one; whoever takes it gives it back or ends it."""
    while _idle:
        process = _idle.pop()
        if process.runs:
            return process
        process.end()
    return Process()


class StoppedError(Exception):
    """A process did not come to the end of a file; the text says why and what to do, for people."""


class Process:
    """One of them, which leads a group of its own: Ctrl-C is for us, and a kill takes all that it has started."""

    def __init__(self) -> None:
        """Start it; whoever has it gives it back or ends it."""
        self._files = 0
        # Kept, because a process that dies says why only there; in a file, since nobody reads while it runs.
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._popen = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env={name: os.environ[name] for name in _KNOWN if name in os.environ},
            start_new_session=True,
            bufsize=0,
        )
        # They are pipes, which the type does not say.
        self._requests = cast("IO[bytes]", self._popen.stdin)
        self._answers = cast("IO[bytes]", self._popen.stdout)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._popen.poll() is None

    def give_back(self) -> None:
        """It is done with a file, and waits for another unless it is old or another waits already."""
        self._files += 1
        if self._files < _MOST_FILES and not _idle:
            _idle.append(self)
        else:
            self.end()

    def send(self, request: bytes) -> None:
        """Ask it. Raises StoppedError where it is gone."""
        try:
            self._requests.write(request)
        except BrokenPipeError:
            raise StoppedError(self._why()) from None

    def lines(self, seconds: float, most: int) -> Iterator[bytes]:
        """Whole lines, several at once, until the caller has enough.

        Only the time that we wait counts, so that a slow consumer ends no reader. Raises StoppedError where that is
        over, where there are more than `most` bytes, or where the process ends.
        """
        left, size = seconds, 0
        pieces: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            while True:
                begun = time.monotonic()
                ready = left > 0 and selector.select(left)
                left -= time.monotonic() - begun
                if not ready:
                    raise StoppedError(_late(seconds))
                data = os.read(self._answers.fileno(), _CHUNK)
                if not data:
                    raise StoppedError(self._why(seconds))
                size += len(data)
                if size > most:
                    raise StoppedError(f"내용이 너무 많습니다({most >> 20} MiB 이상). 나누어 저장한 뒤 넣어 주세요.")
                before, newline, after = data.rpartition(b"\n")
                if newline:
                    yield b"".join([*pieces, before])
                    pieces = []
                pieces.append(after)

    def end(self) -> None:
        """Kill it and all that it has started, and leave nothing of it."""
        self._kill()
        for file in (self._requests, self._answers, self._words):
            file.close()

    def finish(self) -> None:
        """Let it go where it waits for a request."""
        self._requests.close()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(_GRACE)
        self.end()

    def _kill(self) -> None:
        # Not after it was waited for: the number may then be another's.
        if self.runs:
            with suppress(ProcessLookupError):
                os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def _why(self, seconds: float = 0) -> str:
        """Why it closed its line."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(_GRACE)
        code = self._popen.poll()
        self._kill()
        size = os.fstat(self._words.fileno()).st_size
        words = os.pread(self._words.fileno(), _LAST_WORDS, max(0, size - _LAST_WORDS))
        if code == -signal.SIGXCPU:
            return _late(seconds)
        # Who kills it and is not us is a system without memory.
        if code == -signal.SIGKILL or b"MemoryError" in words or b"memory allocation of" in words:
            return _MEMORY
        # An error that the reader raised of itself, other than one of native code that gave up.
        return _DAMAGED if code == 1 and b"PanicException" not in words else BROKEN


def _late(seconds: float) -> str:
    return (
        f"{seconds:.0f}초 안에 읽지 못하여 멈추었습니다. 파일이 손상되었거나 내용이 지나치게 복잡합니다. "
        "만든 프로그램에서 열어 다시 저장하거나 나누어 넣어 주세요."
    )


@atexit.register
def _finish_idle() -> None:
    while _idle:
        _idle.pop().finish()
