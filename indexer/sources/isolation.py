"""Containers are read in a process of their own: what a file does to its reader is one refusal, and the run goes on.

The blocks come as they are read, so that a sheet of any length is never held whole. A process serves many files one
after the other; it is ended where a file was more than it could bear, where nobody wants the rest, or by its age.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from indexer.blocks import Block, Row, Table
from indexer.record import Note, Place, Refusal, Where
from indexer.sources.bounds import oversized
from indexer.sources.process import BROKEN, StoppedError, take_process
from indexer.sources.wire import Done, Message, Request, TableEnds, TableStarts, decoded
from indexer.sources.worker import KINDS, Kind

_AGAIN: Final = "다른 방법으로 읽었습니다. 일부 서식이나 숨김 정보가 빠졌을 수 있습니다. 처음 방법의 문제: "


def read_apart(kind: str, path: Path, name: str) -> Iterator[Block]:
    """The blocks of a container of a kind of `worker.KINDS`, as they are read; `name` is what places call the file.

    The rows of a table are read once, before the block that follows is asked for. Whatever stops the reader is a
    refusal at the end, which says what had been read by then.
    """
    known = KINDS[kind]
    if reason := oversized(path, known.size, zipped=known.zipped):
        yield Refusal(Place(name), None, reason)
        return
    reading = _Reading(known, known.reader, path, name)
    yield from reading.blocks()
    if reading.stopped and not reading.blocks_read and known.second:
        first = reading.stopped
        reading = _Reading(known, known.second, path, name)
        with closing(reading.blocks()) as blocks:
            for block in blocks:
                if reading.blocks_read == 1:
                    yield Note(Place(name), None, f"{_AGAIN}{first}")
                yield block
    if reading.stopped:
        yield reading.refusal()


class _Reading:
    """One file in one process, by one reader."""

    def __init__(self, kind: Kind, reader: str, path: Path, name: str) -> None:
        self.stopped = ""
        self.blocks_read = 0
        self._rows_read = 0
        self._last: Where | None = None
        self._name = name
        self._most = kind.answer
        self._seconds = kind.seconds_for(path.stat().st_size)
        self._request = Request(reader, bytes(path.absolute()), name, self._seconds)

    def blocks(self) -> Generator[Block]:
        """What is read, until its end or until the reader is stopped; `stopped` then says by what."""
        # Closed here, since whoever stops early may still hold rows.
        with closing(self._messages()) as received:
            for message in received:
                if isinstance(message, TableStarts):
                    self.blocks_read += 1
                    rows = self._rows(received)
                    yield Table(rows, message.name)
                    # Rows that nobody took come next, and are passed over.
                    rows.close()
                elif not isinstance(message, Row | TableEnds | Done):
                    self.blocks_read += 1
                    self._last = message.place.where if isinstance(message, Note | Refusal) else message.where
                    yield message

    def refusal(self) -> Refusal:
        """That the file, or the rest of it, was not read."""
        if not self.blocks_read:
            return Refusal(Place(self._name), None, self.stopped)
        rows = f"(행 {self._rows_read:,}개)" if self._rows_read else ""
        reason = f"앞부분만 읽었고{rows}, 나머지는 읽지 못했습니다. {self.stopped}"
        return Refusal(Place(self._name, self._last), None, reason)

    def _rows(self, received: Iterator[Message]) -> Generator[Row]:
        for message in received:
            if not isinstance(message, Row):
                return
            self._rows_read += 1
            self._last = message.where
            yield message

    def _messages(self) -> Generator[Message]:
        """Every message before `Done`. The process goes back to those that wait, or is ended."""
        process = take_process()
        whole = False
        try:
            process.send(msgspec.json.encode(self._request) + b"\n")
            for lines in process.lines(self._seconds, self._most):
                for message in decoded(lines):
                    if isinstance(message, Done):
                        whole = True
                        return
                    yield message
        except StoppedError as stop:
            self.stopped = str(stop)
        except msgspec.DecodeError:
            self.stopped = BROKEN
        finally:
            if whole:
                process.give_back()
            else:
                process.end()
