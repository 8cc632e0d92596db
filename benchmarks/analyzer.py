"""The Korean analyzer alone: characters a second, compiled and plain; what a process needs for its first token."""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from benchmarks.result import Analyzer
from benchmarks.timing import timed
from search.korean.nori import Tokenizer, tokenizer, viterbi
from search.trip import Trip

# Enough for a steady figure: plain Python takes some fifteen times as long.
COMPILED_TRIPS = 400
PLAIN_TRIPS = 40
NEW_PROCESS = """
import time
start = time.perf_counter()
from search.korean.nori import Analyzer
Analyzer().analyze("탄소중립을 위한 협력")
seconds = time.perf_counter() - start
from benchmarks.machine import peak_memory
print(seconds, peak_memory())
"""


def measure(trips: Sequence[Trip]) -> Analyzer:
    """Its speed as installed and from its source, and its start."""
    installed = speed(trips[:COMPILED_TRIPS])
    with patch.object(tokenizer, "Lattice", plain_loop()):
        plain = speed(trips[:PLAIN_TRIPS])
    seconds, memory = first_token()
    return Analyzer(
        installed_characters_per_second=round(installed),
        plain_characters_per_second=round(plain),
        first_token_ms=round(seconds * 1e3, 1),
        first_token_memory_bytes=memory,
    )


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
    """Seconds from the import to the first token in a new process, and its peak memory in bytes."""
    done = subprocess.run([sys.executable, "-c", NEW_PROCESS], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)
