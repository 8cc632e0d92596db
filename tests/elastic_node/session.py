"""One cluster for a whole test run, however many workers it has, started only if a test of the run uses it.

A plugin of pytest: `pytest_plugins = ["tests.elastic_node.session"]` in `tests/conftest.py`. The first process of the
run keeps an opener (`opener.py`) beside it; what collects the tests tells it whether one of them uses `cluster`, so the
cluster comes up while the other tests run; who needs it waits.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.elastic_node.assemble import LOCK_SECONDS
from tests.elastic_node.node import START_SECONDS
from tests.elastic_node.opener import ANSWER, WANTED, answer

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "TRIPS_TEST_CLUSTER_FOLDER"  # from the first process to its workers
ANSWER_SECONDS = 2 * LOCK_SECONDS + START_SECONDS  # the opener's own limits end first
CLOSE_SECONDS = 60


def pytest_configure(config: pytest.Config) -> None:
    """Keeps an opener beside the run, in the process that starts the workers or is the only one."""
    if hasattr(config, "workerinput"):
        return
    folder = mkdtemp(prefix="trips-test-cluster-")
    os.environ[FOLDER] = folder
    opener = subprocess.Popen(
        [sys.executable, "-m", "tests.elastic_node.opener", folder],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl+C reaches it once, as the end of the run
    )
    watch = threading.Thread(target=_watch, args=(opener, Path(folder)), daemon=True)
    watch.start()

    def close() -> None:
        assert opener.stdin
        opener.stdin.close()
        watch.join(CLOSE_SECONDS)
        opener.kill()
        watch.join()
        shutil.rmtree(folder, ignore_errors=True)  # the opener does so itself, unless it was killed

    config.add_cleanup(close)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Asks for the cluster early when a test that will run needs it."""
    uses = any(_needs_cluster(item) for item in session.items if isinstance(item, pytest.Function))
    if uses and not session.config.option.collectonly:
        (_folder() / WANTED).touch()


def _needs_cluster(item: pytest.Function) -> bool:
    """By name, or as a test of every engine."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "cluster" in item.fixturenames or "elasticsearch" in parameters


@pytest.fixture(scope="session")
def cluster() -> str:
    """The URL of an Elasticsearch that the whole run shares: a test writes only to indexes it names after itself."""
    (_folder() / WANTED).touch()
    outcome, text = _reply()
    if outcome == "url":
        return text
    if outcome == "unavailable" and not os.environ.get("CI"):
        pytest.skip(text)
    pytest.fail(text, pytrace=False)


def _watch(opener: subprocess.Popen[bytes], folder: Path) -> None:
    """Waits for the opener's end, so that nobody waits for the answer of a dead one."""
    status = opener.wait()
    if status and not (folder / ANSWER).exists():
        answer(folder, "failed", f"What opens the cluster ended without an answer (exit status {status}).")


def _folder() -> Path:
    return Path(os.environ[FOLDER])


def _reply() -> tuple[str, str]:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if (_folder() / ANSWER).exists():
            outcome, text = json.loads((_folder() / ANSWER).read_text(encoding="utf-8"))
            return outcome, text
        time.sleep(0.1)
    return "failed", f"What opens the cluster gave no answer in {ANSWER_SECONDS} s."
