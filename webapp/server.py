"""The HTTP server behind `trips serve`: waitress, with addresses as people type them.

`curl 'http://…/search?q=탄소중립'` sends the letters as they are; waitress refuses them before any code of ours runs.
They are read as browsers read them: as percent-encoded UTF-8.
"""

import re
from typing import Final

from flask import Flask
from waitress import channel, parser, server

_THREADS: Final = 8
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


class _Parser(parser.HTTPRequestParser):
    def parse_header(self, header_plus: bytes) -> None:
        first, line_end, rest = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], first)
        super().parse_header(encoded + line_end + rest)


class _Channel(channel.HTTPChannel):
    parser_class = _Parser


def make_server(app: Flask, host: str, port: int) -> server.BaseWSGIServer | server.MultiSocketServer:
    """A server that listens already. Raises OSError, and ValueError for a host that is none."""
    # waitress reads the class off the server class, while the server is made.
    server.TcpWSGIServer.channel_class = _Channel
    return server.create_server(app, host=host, port=port, threads=_THREADS)
