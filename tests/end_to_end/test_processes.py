"""`trips serve` as several processes: all answer, one that dies is replaced, and none outlives the command."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
TRIPS = (sys.executable, "-m", "trips")


class Site(NamedTuple):
    """A running command of two workers, and how it is asked."""

    process: "subprocess.Popen[str]"
    address: str
    folder: Path

    def search(self) -> str:
        """The text of an answer on a connection of its own."""
        with urllib.request.urlopen(f"{self.address}/api/v1/trips?q=%EA%B2%AC%ED%95%99", timeout=20) as answer:  # noqa: S310 - ours
            text: str = answer.read().decode()
            return text

    def add(self, name: str, title: str) -> None:
        path = self.folder / f"{name}.jsonl"
        path.write_text(f'{{"id": "{name}", "title": "{title}"}}\n', encoding="utf-8")
        subprocess.run([*TRIPS, "index", str(path)], cwd=ROOT, env=environment(self.folder), check=True, capture_output=True)  # fmt: skip


def environment(folder: Path) -> dict[str, str]:
    # So few requests that a test can send more; only for whom a proxy names: the others here name nobody.
    limits = {"TRIPS_RATE_LIMIT": "50/hour", "TRIPS_TRUSTED_HOPS": "1"}
    return {**os.environ, "TRIPS_DATA": str(folder / "var"), "TRIPS_WORKERS": "2", "PYTHONUTF8": "1", **limits}


def workers(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()}


def happens(what: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return what()


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    command = [*TRIPS, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = re.search(r"http://[0-9.:]+", process.stdout.readline())
            assert said, "the server says where it listens"
            found = Site(process, said[0], tmp_path)
            found.add("one", "수소 충전소 견학")
            assert happens(lambda: len(workers(process.pid)) == 2)
            yield found
        finally:
            process.terminate()


def test_every_process_serves_a_new_index_by_itself(site: Site) -> None:
    assert {'"total":1' in site.search() for _ in range(20)} == {True}
    site.add("two", "항만 견학")
    assert {'"total":2' in site.search() for _ in range(20)} == {True}


def shared_suggestions(site: Site) -> list[set[str]]:
    """The files of suggestions that each process has mapped; not those that are gone, which who reads on may need."""
    maps = (Path(f"/proc/{pid}/maps").read_text(encoding="utf-8") for pid in workers(site.process.pid))
    return [set(re.findall(r"\S+\.suggestions$", found, re.MULTILINE)) for found in maps]


def test_suggestions_are_made_once_and_lie_there_for_all_processes_until_the_command_ends(site: Site) -> None:
    def suggested(text: str) -> bool:
        def ask(visitor: int) -> bool:
            headers = {"X-Forwarded-For": f"93.184.216.{visitor}"}
            return text in httpx.get(site.address + "/api/v1/suggest", params={"q": text[:1]}, headers=headers).text

        # At once, so that both processes come to answer.
        with ThreadPoolExecutor(16) as visitors:
            return all(visitors.map(ask, range(16)))

    def all_share(text: str) -> bool:
        answered = suggested(text)
        one, other = shared_suggestions(site)
        return answered and len(one) == 1 and one == other

    assert happens(lambda: all_share("수소"), 60)
    (first,) = shared_suggestions(site)[0]
    site.add("two", "항만 견학")
    assert happens(lambda: all_share("항만"), 60)
    (second,) = shared_suggestions(site)[0]
    assert second != first
    assert [path.suffix for path in Path(second).parent.iterdir() if path.suffix] == [".suggestions"]
    site.process.terminate()
    site.process.wait(20)
    assert not Path(second).parent.exists()


def test_one_client_s_requests_are_counted_over_all_processes(site: Site) -> None:
    def ask(client: str, path: str = "/api/v1/suggest?q=%EC%88%98") -> httpx.Response:
        # Each on a connection of its own, so that both processes come to answer.
        return httpx.get(site.address + path, headers={"X-Forwarded-For": client})

    assert Counter(ask("93.184.216.34").status_code for _ in range(60)) == {200: 50, 429: 10}
    assert 0 < int(ask("93.184.216.34").headers["Retry-After"]) <= 3_600
    assert ask("93.184.216.34", "/healthz").status_code == 200
    assert ask("93.184.216.35").status_code == 200


def test_a_process_that_is_killed_is_replaced_and_visitors_are_answered_meanwhile(site: Site) -> None:
    killed, other = sorted(workers(site.process.pid))
    os.kill(killed, signal.SIGKILL)
    assert '"total":1' in site.search()
    assert happens(lambda: len(workers(site.process.pid) - {killed}) == 2)
    assert other in workers(site.process.pid)


@pytest.mark.parametrize("times", [1, 200])
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_command_however_often_it_is_told_to_end(
    site: Site, end: signal.Signals, times: int
) -> None:
    left = workers(site.process.pid)
    site.search()
    # A signal may come while another one is handled.
    for _ in range(times):
        site.process.send_signal(end)
    site.process.wait(20)
    assert happens(lambda: not any(map(runs, left)))


STORM = """
import signal, threading, time
from webapp.server import Flag
flag = {flag}()
signal.signal(signal.SIGALRM, lambda *_: flag.set())
signal.setitimer(signal.ITIMER_REAL, 2e-4, 2e-4)
end = time.monotonic() + 2
while time.monotonic() < end:
    flag.clear()
signal.setitimer(signal.ITIMER_REAL, 0)
flag.set()
flag.wait()
"""


def test_what_signals_set_is_not_caught_in_a_lock_by_a_signal_that_comes_meanwhile() -> None:
    """As `make serve` sends two at once; an ordinary event waits for itself then, sooner or later."""
    run = [sys.executable, "-c", STORM.format(flag="Flag")]
    assert subprocess.run(run, cwd=ROOT, timeout=60, check=False).returncode == 0
    ordinary = [sys.executable, "-c", STORM.format(flag="threading.Event")]
    with pytest.raises((subprocess.TimeoutExpired, subprocess.CalledProcessError)):
        subprocess.run(ordinary, cwd=ROOT, timeout=8, check=True, stderr=subprocess.DEVNULL)
