"""A site as its operator runs it: `trips index`, then `trips serve` with two workers, on either engine."""

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from elasticsearch import Elasticsearch

ROOT: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = ROOT / "data" / "sample"
_TRIPS: Final = (sys.executable, "-m", "trips")
WORKERS: Final = 2


class Site(NamedTuple):
    """A running site: where it answers, what it logs, its process and the environment it was started in."""

    address: str
    log: Path
    process: "subprocess.Popen[str]"
    environment: Mapping[str, str]

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))

    def memory(self) -> dict[int, int]:
        """What each worker holds in memory, in kB."""
        return {pid: _resident(pid) for pid in self.workers()}

    def tracebacks(self) -> int:
        """How often something went wrong that nobody expected."""
        return self.log.read_text(encoding="utf-8", errors="replace").count("Traceback")


@contextmanager
def serving(folder: Path, *sources: Path, **environment: str) -> Iterator[Site]:
    """A site over an index of `sources`, of the embedded engine if `environment` names no other."""
    settings = {
        **os.environ, "TRIPS_DATA": str(folder / "var"), "TRIPS_ENGINE": "embedded", "PYTHONUTF8": "1",
        "TRIPS_WORKERS": str(WORKERS), **environment,
    }  # fmt: skip
    indexed = subprocess.run(
        [*_TRIPS, "index", *map(str, sources)], cwd=ROOT, env=settings, check=False, capture_output=True, text=True
    )
    # 3: some records were refused.
    assert indexed.returncode in {0, 3}, indexed.stderr
    log = folder / "serve.log"
    with (
        log.open("w", encoding="utf-8") as told,
        subprocess.Popen(
            [*_TRIPS, "serve", "--port", "0"], cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=told, text=True
        ) as process,
    ):
        try:
            assert process.stdout
            said = re.search(r"http://[0-9.:]+", process.stdout.readline())
            assert said, log.read_text(encoding="utf-8")
            site = Site(said[0], log, process, settings)
            while len(site.workers()) < int(settings["TRIPS_WORKERS"]):
                time.sleep(0.05)
            yield site
        finally:
            process.terminate()


@contextmanager
def in_cluster(url: str) -> Iterator[dict[str, str]]:
    """The environment of a site whose index lies in the cluster at `url`, under a name of its own; gone at the end."""
    name = f"site-{secrets.token_hex(4)}"
    try:
        yield {
            "TRIPS_ENGINE": "elasticsearch", "TRIPS_ELASTICSEARCH_URL": url, "TRIPS_INDEX": name,
            "TRIPS_ELASTICSEARCH_TIMEOUT": "30",
        }  # fmt: skip
    finally:
        with Elasticsearch(url) as client:
            if every := list(client.indices.get_alias(index=f"{name}_*")):
                client.indices.delete(index=every)


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found, status
    return int(found[1])
