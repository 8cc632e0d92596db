"""The HTTP server behind `trips serve`: waitress, with addresses as people type them.

`curl 'http://…/search?q=탄소중립'` sends the letters as they are; waitress refuses them before any code of ours runs.
They are read as browsers read them: as percent-encoded UTF-8. Who says nothing, or a request drop by drop, is cut off;
who announces a body is answered by the application, which refuses it, before the body is read.
"""

import re
import resource
from typing import Final

from flask import Flask
from waitress import parser, server
from waitress.utilities import RequestEntityTooLarge

from webapp.admission import SEARCHING, WAITING
from webapp.refusals import MAX_BODY
from webapp.stalled import PatientChannel

# Threads beside those that search or wait for it: health checks, static files, refusals.
_SPARE: Final = 8
_CONNECTIONS: Final = 1_000
_IDLE_SECONDS: Final = 20
_CLEANUP_SECONDS: Final = 2
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


class _Parser(parser.HTTPRequestParser):
    def received(self, data: bytes) -> int:
        used: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._leave_body_out()
        return used

    def parse_header(self, header_plus: bytes) -> None:
        first, line_end, rest = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], first)
        try:
            super().parse_header(encoded + line_end + rest)
        except ValueError as error:
            # `http://[` for an address, a length of 5,000 digits: waitress would close without a word.
            raise parser.ParsingError("Bad request") from error

    def _leave_body_out(self) -> None:
        """To the application as it is, which sees the length; nothing behind it on this connection is a request."""
        self.error = None
        self.expect_continue = False
        self.headers = {"CONTENT_LENGTH": str(self.body_bytes_received), **self.headers, "CONNECTION": "close"}


class _Channel(PatientChannel):
    parser_class = _Parser

    def handle_read(self) -> None:
        begun, active = self.request, self.last_activity
        super().handle_read()
        if begun is not None and self.request is begun:
            # More of the same request is no activity: whole it must be in the time that one may be idle.
            self.last_activity = active


def make_server(app: Flask, host: str, port: int) -> server.BaseWSGIServer | server.MultiSocketServer:
    """A server that listens already. Raises OSError, and ValueError for a host that is none."""
    # waitress reads the class off the server class, while the server is made.
    server.TcpWSGIServer.channel_class = _Channel
    return server.create_server(
        app,
        host=host,
        port=port,
        threads=SEARCHING + WAITING + _SPARE,
        connection_limit=_connections(),
        # select() fails beyond descriptor 1,023.
        asyncore_use_poll=True,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=_CLEANUP_SECONDS,
        # From this size on a body is too large.
        max_request_body_size=MAX_BODY + 1,
    )


def _connections() -> int:
    """As many as there are descriptors for: each takes one, and half of them stay for the index and its like."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return _CONNECTIONS if soft == resource.RLIM_INFINITY else min(_CONNECTIONS, soft // 2)
