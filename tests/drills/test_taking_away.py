"""Files taken away from a site as its operator runs it, by readers and at moments that nobody wishes for."""

import asyncio
import resource
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import msgspec
import pytest

from benchmarks.generator import trips
from search.trip import stated
from tests.elastic_node.node import start_nodes, wait_for
from tests.end_to_end.serving import SAMPLE, WORKERS, Site, in_cluster, serving
from webapp.api.exports import AT_ONCE

TRIPS: Final = 1_500
PLACES: Final = WORKERS * AT_ONCE
ENDINGS: Final = ("csv", "jsonl", "xlsx")
# What the system gives a process in one piece, and answers that are kept.
FLAT_KB: Final = 40 << 10


def write(folder: Path, count: int = TRIPS) -> Path:
    path = folder / "trips.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(stated(trip)) + b"\n" for trip in trips(count, seed=7)))
    return path


@contextmanager
def taken_from(folder: Path, source: Path) -> Iterator[Site]:
    """A site that has been asked a while: a process opens its index when it is first asked, and keeps answers."""
    # Two processes of one machine: what a proxy would name, each request names here.
    with serving(folder, source, TRIPS_TRUSTED_HOPS="1") as site:
        for _ in range(3):
            crowd(site, 12)
        yield site


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with taken_from(tmp_path_factory.mktemp("small"), SAMPLE) as site:
        yield site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("large")
    with taken_from(folder, write(folder)) as site:
        yield site


class Taken(NamedTuple):
    """What somebody got who asked for a file."""

    status: int
    kind: str
    wait: str
    whole: bool


async def take(host: str, path: str, client: str) -> Taken:
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length, last = 0, b""
    while piece := await reader.read(65_536):
        length, last = length + len(piece), (last + piece)[-5:]
    writer.close()
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
    stated = headers.get("content-length")
    whole = last == b"0\r\n\r\n" if stated is None else length == int(stated)
    return Taken(int(head.split(" ")[1]), headers["content-type"], headers.get("retry-after", ""), whole)


def crowd(site: Site, amount: int) -> list[Taken]:
    """What so many got who all asked at once: every fourth is one and the same client, the others are strangers."""
    host = site.address.removeprefix("http://")

    async def all_at_once() -> list[Taken]:
        return await asyncio.gather(
            *(
                take(host, f"/api/v1/trips.{ENDINGS[one % 3]}?year={2015 + one % 11}", client_of(one))
                for one in range(amount)
            )
        )

    return asyncio.run(all_at_once())


def client_of(number: int) -> str:
    return "93.184.216.34" if number % 4 == 0 else f"93.{number // 250 % 250}.{number % 250}.7"


def take_at_once(site: Site, amount: int) -> None:
    before = max(site.memory().values())
    began = time.monotonic()
    taken = crowd(site, amount)
    after = max(site.memory().values())
    print(
        f"\n{amount:,} files at once: {dict(Counter(one.status for one in taken))}, {time.monotonic() - began:.0f} s, "
        f"memory {before} kB before, {after} kB after"
    )
    assert {one.status for one in taken} <= {200, 429, 503}
    for one in taken:
        assert one.whole
        assert one.status == 200 or (one.kind == "application/problem+json" and int(one.wait) > 0)
    assert sum(one.status == 200 for one in taken) >= PLACES
    assert after < before + FLAT_KB
    assert site.tracebacks() == 0
    # Everybody is served again, files too.
    assert ask(site, "/api/v1/trips").status_code == 200
    for ending in ENDINGS:
        assert ask(site, f"/api/v1/trips.{ending}?year=2020").status_code == 200


def ask(site: Site, path: str) -> httpx.Response:
    return httpx.get(site.address + path, headers={"X-Forwarded-For": "93.184.216.99"}, timeout=30)


def test_a_crowd_takes_files_away_or_is_told_when_to_come_back(small: Site) -> None:
    take_at_once(small, 60)


@pytest.mark.drill
def test_a_thousand_files_at_once_are_answered_or_refused(site: Site) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4_096)), hard))
    take_at_once(site, 60)
    take_at_once(site, 1_000)


class Reader:
    """Somebody who has asked for all trips, and has next to no room for what comes."""

    def __init__(self, site: Site, number: int) -> None:
        host, port = site.address.removeprefix("http://").split(":")
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self._socket.settimeout(30)
        self._socket.connect((host, int(port)))
        head = f"GET /api/v1/trips.jsonl HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 93.1.{number}.7\r\n\r\n"
        self._socket.sendall(head.encode())

    def status(self) -> int:
        """As it comes; who waits for a place hears of it after some seconds."""
        return int(self._socket.recv(12)[-3:])

    def read_a_byte(self) -> bool:
        """Whether there still was one."""
        try:
            return self._socket.recv(1) != b""
        except OSError:
            return False

    def close(self) -> None:
        self._socket.close()


@pytest.mark.drill
def test_who_reads_a_byte_a_second_makes_nobody_wait_and_loses_the_place(site: Site) -> None:
    before = max(site.memory().values())
    with ExitStack() as stack:
        # Which process answers is chance: some more than there are places, so that all of these are taken.
        readers = [stack.enter_context(closing(Reader(site, number))) for number in range(3 * PLACES)]
        statuses = [reader.status() for reader in readers]
        slow = [reader for reader, status in zip(readers, statuses, strict=True) if status == 200]
        assert set(statuses) == {200, 503}
        assert AT_ONCE <= len(slow) <= PLACES
        longest, began = 0.0, time.monotonic()
        while time.monotonic() - began < 45:
            for reader in slow:
                reader.read_a_byte()
            asked = time.monotonic()
            assert ask(site, "/api/v1/trips?q=탄소중립").status_code == 200
            longest = max(longest, time.monotonic() - asked)
            time.sleep(1)
        print(f"\n{len(slow)} readers of a byte a second: others wait {longest * 1_000:.0f} ms at most")
        assert longest < 2
        assert max(site.memory().values()) < before + FLAT_KB
        for _ in range(3 * PLACES):
            assert ask(site, "/api/v1/trips.csv").status_code == 200


@pytest.mark.drill
def test_who_goes_away_in_the_middle_gives_the_place_back(site: Site) -> None:
    before = max(site.memory().values())
    for number in range(100):
        with closing(Reader(site, number)) as reader:
            assert reader.status() == 200
        # It is told at the next piece, which nobody takes.
        time.sleep(0.2)
    assert ask(site, "/api/v1/trips.csv").text.count("\r\n") > TRIPS
    assert max(site.memory().values()) < before + FLAT_KB
    assert site.tracebacks() == 0


@pytest.mark.drill
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_node_that_is_killed_in_the_middle_of_a_file_is_an_error_to_its_reader(tmp_path: Path, ending: str) -> None:
    with start_nodes() as (node,), in_cluster(node.url) as named, serving(tmp_path, write(tmp_path), **named) as site:
        whole = ask(site, f"/api/v1/trips.{ending}").content
        with closing(HTTPConnection(site.address.removeprefix("http://"), timeout=60)) as connection:
            connection.request("GET", f"/api/v1/trips.{ending}")
            answer = connection.getresponse()
            begun = answer.read(65_536)
            node.kill()
            with pytest.raises(IncompleteRead) as cut:
                answer.read()
            read = begun + cut.value.partial
        assert whole.startswith(read)
        assert len(read) < len(whole)
        for other in ENDINGS:
            refused = ask(site, f"/api/v1/trips.{other}")
            assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        node.start()
        wait_for([node])
        until = time.monotonic() + 60
        while ask(site, "/readyz").status_code != 200 and time.monotonic() < until:
            time.sleep(0.5)
        assert ask(site, f"/api/v1/trips.{ending}").content == whole
