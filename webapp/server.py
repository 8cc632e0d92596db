"""The HTTP server behind `trips serve`: granian, some processes that accept from one socket.

What strangers do to a port is met before Python runs: a connection that says nothing, or a request drop by drop, holds
no thread and is cut off; letters of an address that are sent as they are (`curl 'http://…/search?q=탄소중립'`) are read
as UTF-8; a body is left unread until somebody asks for it, which nobody does.
"""

import gc
import math
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from granian import net
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from webapp.admission import SEARCHING, WAITING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Threads beside those that search or wait for it: health checks, static files, refusals.
_SPARE: Final = 8
# How many wait to be accepted while all processes are busy.
_BACKLOG: Final = 1_024
# One connection is one descriptor.
_DESCRIPTORS: Final = 4_096
_IDLE_SECONDS: Final = 20
# Bytes that the system takes for a connection.
_SENT_AHEAD: Final = 128_000
# So long may an answer that has begun take when the server is told to stop.
_LAST_SECONDS: Final = 8
_LOOK_SECONDS: Final = 2.0
_WAKING_SECONDS: Final = 0.2
# The library's own lines are of its processes' comings and goings; what matters is one that went by itself.
_LOGGING: Final = {"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}}


class Server:
    """Listens from the start on; answers while `run` does."""

    def __init__(self, host: str, port: int, patience: float = _IDLE_SECONDS) -> None:
        """Port 0 asks the system for a free one. Raises OSError; socket.gaierror for a host that is none.

        Whoever takes nothing of an answer for `patience` seconds is cut off.
        """
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        self.listener = socket.create_server(place[:2], family=family, backlog=_BACKLOG)
        # Every connection inherits these. What is written in two pieces would wait 40 ms between them for a reader who
        # has nothing to say.
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Whoever reads nothing would hold a thread, and a place among those who search
        # or take something away, for ever.
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(patience * 1_000))
        # Otherwise the system takes megabytes, and says nothing of a reader before a third of them has been read: a
        # slow one would look like one that has stopped.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD)
        self.port: int = self.listener.getsockname()[1]
        self._host = host

    def close(self) -> None:
        """Listen no more."""
        self.listener.close()

    def run(self, make: "Callable[[], WSGIApplication]", workers: int) -> None:
        """Answer with what `make` makes, once in each of `workers` processes, until a signal ends it.

        Where processes are forked, what `make` keeps of a first call is shared by all of them.
        """
        _allow_descriptors()
        server = _Server(
            "trips",
            address=self._host,
            port=self.port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=SEARCHING + WAITING + _SPARE,
            http=HTTPModes.http1,
            websockets=False,
            backlog=_BACKLOG,
            http1_settings=HTTP1Settings(header_read_timeout=_IDLE_SECONDS * 1_000),
            log_level=LogLevels.error,
            log_dictconfig=_LOGGING,
            respawn_failed_workers=True,
            workers_kill_timeout=_LAST_SECONDS,
        )
        server.listener = self.listener
        server.main_loop_interrupt = Flag()
        # A collection writes to every object it looks at, and so takes a copy of what the processes share.
        gc.collect()
        gc.freeze()
        server.serve(target_loader=partial(_load, make, os.getpid()), wrap_loader=False)


class Flag(threading.Event):
    """What the library's main loop waits for, and signals set.

    The lock of an ordinary event is taken while it is set: a signal that comes meanwhile would wait for it for ever,
    and `make serve` passes on what Ctrl+C has sent to all already.
    """

    def __init__(self) -> None:
        """Not set."""
        super().__init__()
        self._is_set = False

    def set(self) -> None:
        """As often as may be, from whatever interrupts what."""
        self._is_set = True

    def clear(self) -> None:
        """Wait for the next one."""
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it is set by then, `timeout` seconds on; without one it comes back when it is."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while not self._is_set and time.monotonic() < end:
            time.sleep(_WAKING_SECONDS)
        return self._is_set


class _Server(MPServer):
    """Accepts from a socket that is given, where the library would open one a process.

    A process that is busy accepts nothing then, and another one does: with a socket each, the system deals connections
    out by their addresses, and the few of a proxy may all fall to one process.
    """

    listener: socket.socket

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sso = self.listener
        self._sso.set_inheritable(True)
        # Its constructor is not in the library's types: descriptor, whether it is a path's, how many may wait.
        self._shd = vars(net)["SocketHolder"](self._sso.fileno(), False, _BACKLOG)  # noqa: FBT003


def _load(make: "Callable[[], WSGIApplication]", parent: int) -> "WSGIApplication":
    """What a process answers with; it ends when its parent is gone, however that ended."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    return _Requests(make())


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


class _Requests:
    """An older request names no host, which the library hands on as an empty one."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["SERVER_PROTOCOL"] != "HTTP/1.1" and not environ.get("HTTP_HOST"):
            environ.pop("HTTP_HOST", None)
        return self._app(environ, start_response)


def _allow_descriptors() -> None:
    """As many as there may be, up to what a crowd of connections needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _DESCRIPTORS:
        most: Any = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
