"""Readers who stop reading: a long answer waits for a slow one, but for none that takes nothing any more.

waitress closes connections that lie idle only while no request runs on them: whoever asks for a file and never reads it
would hold a thread, and a place among those who take something away, for ever.
"""

import socket
import time
from typing import Any, Final

from waitress import channel

# So long may a reader take nothing of an answer that waits to be sent.
PATIENCE: Final = 20.0
# Bytes that the system takes for a connection. By itself it takes up to some megabytes, and says nothing of a reader
# before a third of them has been read: a slow one would look like one that has stopped.
_SENT_AHEAD: Final = 128_000


class PatientChannel(channel.HTTPChannel):
    """A connection whose answers wait for their reader for so long."""

    patience = PATIENCE

    def __init__(self, server: Any, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - waitress's
        """As waitress makes it, with a small buffer in the system."""
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD)
        super().__init__(server, sock, *args, **kwargs)

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait until there is room for more. Raises ClientDisconnected."""
        begun = time.time()
        with self.outbuf_lock:
            while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
                left = max(begun, self.last_activity) + self.patience - time.time()
                if left <= 0:
                    # The thread of the sockets closes it.
                    self.will_close = True
                    self.server.pull_trigger()
                    raise channel.ClientDisconnected
                self.server.pull_trigger()
                self.outbuf_lock.wait(left)
