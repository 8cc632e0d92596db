"""A process beside a test run: opens a cluster once a test wants it, says where, and closes it when its parent ends.

    python -m tests.elastic_node.opener FOLDER

It speaks through files in the folder, which every worker of the run can read: `wanted` is the question, `answer` the
reply. Its standard input is a pipe to the test run; when that closes, however the run ended, it closes the cluster,
removes the folder and ends.
"""

import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Literal, NoReturn

from tests.elastic_node.cluster import open_cluster
from tests.elastic_node.errors import NodeError, NodeUnavailableError

WANTED = "wanted"
ANSWER = "answer"

Outcome = Literal["url", "unavailable", "failed"]


def main(folder: Path) -> None:
    # A shell that starts a command in the background has it ignore this signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        _serve(folder)
        _wait()
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    # To this thread, wherever it waits: a signal to the process might arrive here and wake nobody.
    main_thread = threading.main_thread().ident
    assert main_thread
    signal.pthread_kill(main_thread, signal.SIGINT)


def _serve(folder: Path) -> None:
    while not (folder / WANTED).exists():
        time.sleep(0.1)
    try:
        with open_cluster() as url:
            answer(folder, "url", url)
            _wait()
    except NodeUnavailableError as error:
        answer(folder, "unavailable", str(error))
    except NodeError as error:
        answer(folder, "failed", str(error))
    except Exception as error:
        answer(folder, "failed", f"{type(error).__name__}: {error}")
        raise


def _wait() -> NoReturn:
    while True:
        signal.pause()


def answer(folder: Path, outcome: Outcome, text: str) -> None:
    """Leaves the reply, whole or not at all."""
    draft = folder / "draft"
    draft.write_text(json.dumps([outcome, text]), encoding="utf-8")
    draft.rename(folder / ANSWER)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
