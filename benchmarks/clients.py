"""Several clients at once, each a process that opens its side itself: no lock of Python is between them."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from multiprocessing.connection import Connection
from typing import Final, NamedTuple

from benchmarks.place import Place
from benchmarks.result import Load, Side
from benchmarks.sides import Addresses, open_side
from benchmarks.timing import Effort, ask_for

CLIENTS: Final = 4

_END_SECONDS: Final = 10


class Share(NamedTuple):
    """What one client asks: its cold queries are nobody else's."""

    cold: Sequence[str]
    hot: Sequence[str]


class _Task(NamedTuple):
    side: Side
    place: Place
    addresses: Addresses
    share: Share
    effort: Effort


def rates(side: Side, place: Place, addresses: Addresses, shares: Sequence[Share], effort: Effort) -> dict[Load, float]:
    """Requests a second of all clients together, a client for each share, under each load."""
    with ExitStack() as stack:
        tasks = (_Task(side, place, addresses, share, effort) for share in shares)
        clients = [stack.enter_context(_started(task)) for task in tasks]
        return {load: _rate(clients) for load in Load}


def _rate(clients: Sequence[Connection]) -> float:
    # A barrier: all are ready before any begins. EOFError where one of them has ended; it has said why.
    for client in clients:
        client.recv()
    for client in clients:
        client.send(None)
    answered: list[tuple[int, float]] = [client.recv() for client in clients]
    return round(sum(done / seconds for done, seconds in answered), 1)


@contextmanager
def _started(task: _Task) -> Iterator[Connection]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_client, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(_END_SECONDS)
        process.terminate()


def _client(parent: Connection, task: _Task) -> None:
    ask = open_side(task.side, task.place, task.addresses)
    cold = iter(task.share.cold)
    ask_for(ask, islice(cold, len(task.share.cold) // 2), task.effort.warm_clients)
    texts = {Load.COLD: cold, Load.HOT: cycle(task.share.hot)}
    for load in Load:
        if load is Load.HOT:
            # What is popular has been asked before.
            ask_for(ask, dict.fromkeys(task.share.hot), task.effort.warm_clients)
        parent.send(None)
        parent.recv()
        parent.send(ask_for(ask, texts[load], task.effort.rate))


# Nothing of the parent is in a client: no opened engine, no connection, no compiled query.
_SPAWN: Final = multiprocessing.get_context("spawn")
