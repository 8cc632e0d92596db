"""The Korean analyzer alone: characters a second, compiled and plain; what a process needs for its first token."""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from benchmarks.timing import timed
from search.korean.nori import COMPILED, Tokenizer, tokenizer, viterbi
from search.trip import Trip

# Enough for a steady figure: plain Python takes some fifteen times as long.
COMPILED_TRIPS = 400
PLAIN_TRIPS = 40
NEW_PROCESS = """
import resource, time
start = time.perf_counter()
from search.korean.nori import Analyzer
Analyzer().analyze("탄소중립을 위한 협력")
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def measure(trips: Sequence[Trip]) -> dict[str, object]:
    """Rows for the report."""
    installed = speed(trips[:COMPILED_TRIPS])
    with patch.object(tokenizer, "Lattice", plain_loop()):
        plain = speed(trips[:PLAIN_TRIPS])
    seconds, memory = first_token()
    return {
        f"analyzer, characters/s {'compiled' if COMPILED else 'plain'} / plain": (
            f"{installed:,.0f} / {plain:,.0f}, {installed / plain:.1f} ×"
        ),
        "start to first token, ms": f"{seconds * 1e3:.0f}",
        "memory after it, MB": memory,
    }


def speed(trips: Sequence[Trip]) -> float:
    """Characters a second, every word seen before: a table of words keeps what was taken apart once."""
    texts = [text for trip in trips for text in (trip.title, trip.summary or "", *trip.findings)]
    made = Tokenizer()
    for text in texts[: len(texts) // 4]:
        made.tokenize(text)
    return sum(map(len, texts)) / timed(lambda: [made.tokenize(text) for text in texts])


def plain_loop() -> type:
    """The inner loop from its source, whatever was compiled."""
    source = Path(viterbi.__file__).parent / "viterbi.py"
    spec = importlib.util.spec_from_file_location("plain_viterbi", source)
    assert spec
    assert spec.loader
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    lattice: type = plain.Lattice
    return lattice


def first_token() -> tuple[float, int]:
    """Seconds from the import to the first token in a new process, and its peak memory in MB."""
    done = subprocess.run([sys.executable, "-c", NEW_PROCESS], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)
