"""What strangers do to a port: bytes that are no request, bodies, connections that say nothing. `trips serve` itself is asked.

Nothing here knows which HTTP server it is.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
# A connection that says nothing is closed after twenty seconds, and whoever looks for such ones looks every few.
IDLE_SECONDS = 20
SLACK = 8


class Server(NamedTuple):
    """A running server and where its log goes."""

    host: str
    port: int
    log: Path

    def connect(self, timeout: float = 10) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=timeout)

    def ask(self, request: bytes) -> bytes:
        """All that comes back until the server closes; nothing where it says nothing for three seconds."""
        with self.connect(timeout=3) as connection:
            connection.sendall(request)
            return received(connection)

    def lines(self) -> list[str]:
        """Of requests; each process also says once that it has opened the index, when it comes to that."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if "generation served" not in line]


def received(connection: socket.socket) -> bytes:
    answer = b""
    try:
        while chunk := connection.recv(65_536):
            answer += chunk
    except (TimeoutError, ConnectionResetError):
        pass
    return answer


def status(answer: bytes) -> int:
    """Of the last answer on a connection: a 100 may stand before it."""
    found = re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(found[-1]) if found else 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "trips.jsonl").write_text('{"id": "one", "title": "수소 충전소 견학"}\n', encoding="utf-8")
    environment = {**os.environ, "TRIPS_DATA": str(folder / "var"), "PYTHONUTF8": "1"}
    trips = [sys.executable, "-m", "trips"]
    subprocess.run(
        [*trips, "index", str(folder / "trips.jsonl")], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    with (
        (folder / "log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [*trips, "serve", "--port", "0"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout
            said = re.search(r"http://([0-9.]+):(\d+)/", process.stdout.readline())
            assert said, "the server says where it listens"
            yield Server(said[1], int(said[2]), folder / "log")
        finally:
            process.terminate()


HOSTS = [
    "a..b",
    ".",
    "a b",
    "a,b",
    "user@x",
    "x/y",
    "[::1",
    "[::1]x",
    "x:y",
    "가",
    "",
    "x" * 64,
    "x." * 200,
    "x" * 70_000,
]


@pytest.mark.parametrize("path", ["/", "/search?q=x", "/api/v1/trips", "/healthz", "/none", "/static/style.css"])
@pytest.mark.parametrize("host", HOSTS, ids=[host[:8] for host in HOSTS])
def test_a_bad_host_is_a_400_like_any_other_and_one_line_in_the_log(server: Server, host: str, path: str) -> None:
    before = len(server.lines())
    answer = server.ask(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert status(answer) == 400
    assert b"\r\ncontent-security-policy: default-src 'none'" in answer.lower()
    assert "니다" in answer.decode()
    assert len(server.lines()) - before <= 1


@pytest.mark.parametrize(
    "host", ["localhost", "x:80", "[::1]:5000", "a_b.example.", "xn--9n2bp8q.kr", "127.0.0.1:5000"]
)
def test_a_good_host_is_answered(server: Server, host: str) -> None:
    assert status(server.ask(f"GET /search HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())) == 200


def test_a_redirect_never_leads_to_the_host_that_was_named(server: Server) -> None:
    for path in ("//search", "/search//facets/country", "/static//style.css", "//evil.example/", "/docs/"):
        answer = server.ask(f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        assert b"\r\nlocation: " not in answer.lower() or b"\r\nlocation: /" in answer.lower()
        assert status(answer) < 500


TOKEN = st.text("!#$%&'*+-.^_`|~0123456789ABCGETPOSTHEAD", min_size=1, max_size=8).map(str.encode)
ADDRESSES = st.sampled_from(
    [b"/", b"/search?q=", b"/api/v1/trips?q=", b"/trips/", b"http://[", b"//", b"*", b"http://a:b/"]
)
FIRST_LINE = st.tuples(
    TOKEN | st.just(b"GET"),
    st.tuples(ADDRESSES, st.binary(max_size=20)).map(b"".join),
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/9", b""]),
).map(b" ".join)
NAMES = (
    st.sampled_from(
        [
            b"Host",
            b"Content-Length",
            b"Transfer-Encoding",
            b"Connection",
            b"Expect",
            b"If-None-Match",
            b"Origin",
            b"Cookie",
            b"Range",
            b"If-Modified-Since",
            b"Access-Control-Request-Method",
            b"Accept",
            b"X-Forwarded-Host",
        ]
    )
    | TOKEN
)
VALUES = st.binary(max_size=30) | st.sampled_from(
    [b"chunked", b"9" * 5_000, b"-1", b"100-continue", b"bytes=0-", b'W/"', b"\xff", b"x, y", b"keep-alive"]
)
HEADERS = st.lists(st.tuples(NAMES, VALUES).map(b": ".join), max_size=5).map(b"\r\n".join)
REQUESTS = st.tuples(FIRST_LINE, HEADERS).map(b"\r\n".join) | st.binary(max_size=200)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=REQUESTS, body=st.binary(max_size=40))
def test_whatever_is_sent_is_no_error_of_the_server(server: Server, request: bytes, body: bytes) -> None:
    with server.connect(timeout=0.3) as connection:
        connection.sendall(request + b"\r\n\r\n" + body)
        try:
            answer = connection.recv(65_536)
        except TimeoutError:
            answer = b""  # It waits for more of the body.
    assert status(answer) not in {500, 502, 503}
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "request_",
    [b"GET http://[ HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n"],
    ids=["half an address", "a length of 5,000 digits"],
)
def test_a_request_that_cannot_be_parsed_is_a_400(server: Server, request_: bytes) -> None:
    assert status(server.ask(request_)) == 400
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/api/v1/trips", "/search", "/none"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize(
    "announced",
    ["Content-Length: 1073741824", "Content-Length: 5000\r\nExpect: 100-continue", "Content-Length: " + "9" * 30],
    ids=["a gigabyte", "expecting", "absurd"],
)
def test_a_large_body_is_refused_before_it_is_sent(server: Server, method: str, path: str, announced: str) -> None:
    began = time.monotonic()
    with server.connect() as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\n{announced}\r\n\r\n".encode())
        answer = received(connection)
    # The server closed the connection by itself: nothing of the body is taken for a request.
    assert time.monotonic() - began < 5
    if "9" * 30 in announced:
        # No length that a server can count to: the request is none.
        assert status(answer) == 400
        return
    assert status(answer) == 413
    assert b"\r\ncontent-security-policy: " in answer.lower()
    assert "본문" in answer.decode()


def test_a_body_in_chunks_is_cut_off_after_a_few_kilobytes(server: Server) -> None:
    sent = 0
    with server.connect() as connection:
        connection.sendall(b"POST /search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"400\r\n" + b"x" * 1_024 + b"\r\n"
        try:
            # Far more than the buffers of both ends hold.
            for _ in range(30_000):
                connection.sendall(chunk)
                sent += len(chunk)
        except (ConnectionResetError, BrokenPipeError):
            pass
    assert sent < 25_000_000


def test_bytes_behind_a_body_shorter_than_it_is_are_no_body(server: Server) -> None:
    answer = server.ask(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n" + b"y" * 100_000 + b"\r\n\r\n")
    assert re.findall(rb"HTTP/1\.[01] (\d{3})", answer)[0] == b"200"
    assert status(answer) == 400


def test_a_small_body_hurts_nobody(server: Server) -> None:
    assert status(server.ask(b"GET /healthz HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}")) == 200
    assert status(server.ask(b"POST /search HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}")) == 405


def test_five_hundred_silent_connections_make_nobody_wait(server: Server) -> None:
    with ExitStack() as connections:
        for number in range(500):
            connection = connections.enter_context(server.connect())
            if number % 2:
                connection.sendall(b"GET /search HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        began = time.monotonic()
        assert status(server.ask(b"GET /search HTTP/1.0\r\n\r\n")) == 200
        assert time.monotonic() - began < 2


def test_an_answer_in_two_pieces_does_not_wait_for_whoever_acknowledges_late(server: Server) -> None:
    waited = []
    with server.connect() as connection:
        for _ in range(30):
            # The system then keeps an acknowledgement back for 40 ms, as it does by itself after some requests.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
            began = time.monotonic()
            connection.sendall(b"GET /api/v1/trips.csv HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"\r\n0\r\n\r\n"):
                answer += connection.recv(65_536)
            waited.append(time.monotonic() - began)
    assert sum(seconds > 0.035 for seconds in waited) < len(waited) // 6


def seconds_until_closed(connections: dict[str, socket.socket]) -> dict[str, float]:
    """How long each stays open; one byte a second is sent on `drops` meanwhile, a whole request on `busy`."""
    began, open_for = time.monotonic(), dict.fromkeys(connections, 0.0)
    for connection in connections.values():
        connection.settimeout(0.01)
    while time.monotonic() - began < IDLE_SECONDS + SLACK and 0.0 in open_for.values():
        for name, connection in connections.items():
            if not open_for[name] and is_closed(name, connection):
                open_for[name] = time.monotonic() - began
        time.sleep(1)
    return open_for


def is_closed(name: str, connection: socket.socket) -> bool:
    try:
        if name == "drops":
            connection.sendall(b"x")
        if name == "busy":
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        return connection.recv(65_536) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_who_says_nothing_or_one_byte_at_a_time_is_cut_off_and_nobody_else(server: Server) -> None:
    with ExitStack() as stack:
        names = ["silent", "answered", "half", "drops", "body", "busy"]
        connections = {name: stack.enter_context(server.connect()) for name in names}
        connections["answered"].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        connections["half"].sendall(b"GET /healthz HTTP/1.1\r\nHost")
        connections["drops"].sendall(b"GET /healthz HTTP/1.1\r\nX-Drops: ")
        connections["body"].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
        open_for = seconds_until_closed(connections)
    assert open_for.pop("busy") == 0
    # Answered already, and what has been announced is not waited for.
    assert open_for.pop("body") < IDLE_SECONDS - 2
    assert min(open_for.values()) > IDLE_SECONDS - 2
