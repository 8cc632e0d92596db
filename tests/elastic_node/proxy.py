"""A proxy in front of a cluster that does what networks, load and administrators do to one.

A fault is a function that stands between a request and the cluster: it may wait, answer by itself, change what goes
either way, or cut the connection. `faults.py` has those that tests use.
"""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, SO_REUSEADDR, SOL_SOCKET, socket
from typing import NamedTuple
from urllib.parse import urlsplit

HOST = "127.0.0.1"
SECONDS = 60  # no answer of a cluster takes longer in a test
# Each connection has its own.
NOT_PASSED_ON = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}


class Request(NamedTuple):
    """What the client asks; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """What the client gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class CutError(Exception):
    """The connection ends without an answer."""


Forward = Callable[[Request], Answer]
Fault = Callable[[Request, Forward], Answer]


class Proxy:
    """Stands in front of one cluster, at the same address until it is closed."""

    def __init__(self, cluster: str, tls: ssl.SSLContext | None = None) -> None:
        self._cluster = urlsplit(cluster).netloc
        self._tls = tls
        self._faults: list[Fault] = []
        self._connections: set[socket] = set()
        self._server = self._listen(_bound(0))
        self._port = self._server.server_address[1]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self._tls else 'http'}://{HOST}:{self._port}"

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """Every request meets `fault` first; faults inside each other are met from the innermost on."""
        self._faults.append(fault)
        try:
            yield
        finally:
            self._faults.remove(fault)

    @contextmanager
    def hanging(self, wanted: Callable[[Request], bool] = lambda _: True) -> Iterator[None]:
        """The `wanted` requests get no answer until this is over; then they are cut."""
        over = threading.Event()

        def hang(request: Request, forward: Forward) -> Answer:
            if wanted(request):
                over.wait(SECONDS)
                raise CutError
            return forward(request)

        with ExitStack() as stack:
            stack.callback(over.set)
            stack.enter_context(self.failing(hang))
            yield

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody listens at the address, as while a cluster restarts; what was on its way is cut."""
        self._close()
        place = _bound(self._port)  # bound and not listening: connections are refused, and nobody else gets the port
        try:
            yield
        finally:
            self._server = self._listen(place)

    def answer(self, request: Request) -> Answer:
        """What comes of `request`. Raises CutError."""
        ask: Forward = self._forward
        for fault in tuple(self._faults):
            ask = _through(fault, ask)
        return ask(request)

    def close(self) -> None:
        """Gone for good."""
        self._close()

    def _forward(self, request: Request) -> Answer:
        connection = HTTPConnection(self._cluster, timeout=SECONDS)
        try:
            connection.request(request.method, request.path, request.body or None, dict(request.headers))
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        except (OSError, HTTPException) as error:
            raise CutError from error
        finally:
            connection.close()

    def _listen(self, place: socket) -> ThreadingHTTPServer:
        server = _Server(place, _handler(self, self._tls, self._connections))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server

    def _close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, place: socket, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(place.getsockname(), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = place
        self.server_address = place.getsockname()
        self.server_activate()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away, or do not trust the certificate, are what this is for."""


def _handler(proxy: Proxy, tls: ssl.SSLContext | None, connections: set[socket]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            if tls:
                self.request = tls.wrap_socket(self.request, server_side=True)
            connections.add(self.request)
            super().setup()

        def finish(self) -> None:
            connections.discard(self.request)
            super().finish()
            if tls:  # the server closes the socket that it knows, not the one around it
                self.request.close()

        def pass_on(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept = {name: value for name, value in headers.items() if name not in NOT_PASSED_ON}
            try:
                answer = proxy.answer(Request(self.command, self.path, kept, self.rfile.read(length)))
            except CutError:
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                if name not in NOT_PASSED_ON:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Standard error is the tests'."""

        do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = pass_on  # noqa: N815 - names of the base class

    return Handler


def _through(fault: Fault, ask: Forward) -> Forward:
    return lambda request: fault(request, ask)


def _bound(port: int) -> socket:
    place = socket()
    place.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    place.bind((HOST, port))
    return place


@contextmanager
def open_proxy(cluster: str, tls: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """A proxy in front of `cluster`, gone at the end."""
    proxy = Proxy(cluster, tls)
    try:
        yield proxy
    finally:
        proxy.close()
