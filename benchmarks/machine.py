"""What the figures are measured on, and how much memory a process holds; Linux tells both in /proc."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.result import Machine
from search.korean.nori import COMPILED

_KIB: Final = 1024
_PROCESSES: Final = Path("/proc")


def describe(elasticsearch: str | None = None, heap_bytes: int | None = None) -> Machine:
    """What this machine is; nothing in it identifies it."""
    return Machine(
        architecture=platform.machine(),
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        python=platform.python_version(),
        tantivy=version("tantivy"),
        analyzer="compiled" if COMPILED else "plain Python",
        elasticsearch=elasticsearch,
        elasticsearch_heap_bytes=heap_bytes,
    )


def peak_memory(pid: int | str = "self") -> int:
    """The largest resident memory that a process has had, in bytes, mapped files included."""
    return _figure(_PROCESSES / str(pid) / "status", "VmHWM")


def private_memory(pid: int) -> int:
    """What a process holds for itself alone: no mapped files, and of what it shares with its parent a part."""
    return _figure(_PROCESSES / str(pid) / "smaps_rollup", "Pss_Anon")


def own_memory(pid: int) -> int:
    """What would be free without this process: what it has written to, shared with none."""
    return _figure(_PROCESSES / str(pid) / "smaps_rollup", "Private_Dirty")


def family(pid: int) -> list[int]:
    """A process and all that it started, and they, that are there."""
    children: dict[int, list[int]] = {}
    for folder in _PROCESSES.glob("[0-9]*"):
        try:
            children.setdefault(int(_value(folder / "status", "PPid")), []).append(int(folder.name))
        except OSError:  # ended meanwhile
            continue
    found = [pid]
    for one in found:
        found += sorted(children.get(one, []))
    return found


def is_java(pid: int) -> bool:
    """Whether the process is on this machine and a Java: a container's node tells a number of its own."""
    try:
        return (_PROCESSES / str(pid) / "comm").read_text(encoding="utf-8").strip() == "java"
    except OSError:
        return False


def _figure(file: Path, name: str) -> int:
    """Bytes."""
    return int(_value(file, name)) * _KIB


def _value(file: Path, name: str) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))


def _cpu() -> str:
    lines = (_PROCESSES / "cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
