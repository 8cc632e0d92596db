"""As many processes as the cores and the memory of a container bear, one at least."""

import os
from pathlib import Path

import pytest

from webapp.workers import default_workers

CORES = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("files", "workers"),
    [
        ({}, CORES),
        ({"cpu.max": "max 100000", "memory.max": "max"}, CORES),
        ({"memory.max": str(512 << 20)}, min(CORES, 3)),
        ({"memory.max": str(200 << 20)}, 1),
        ({"memory.max": str(10 << 20)}, 1),
        ({"memory/memory.limit_in_bytes": str(200 << 20)}, 1),
        ({"memory/memory.limit_in_bytes": str(2**63 - 4096)}, CORES),
        ({"cpu.max": "50000 100000"}, 1),
        ({"cpu.max": "100000 100000"}, 1),
        ({"cpu.max": "150000 100000"}, min(CORES, 2)),
        ({"cpu.max": "strange", "memory.max": ""}, CORES),
    ],
)
def test_a_container_gets_what_it_bears(tmp_path: Path, files: dict[str, str], workers: int) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    assert default_workers(tmp_path) == workers
