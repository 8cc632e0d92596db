"""Hangul runs and their bigrams: the second way, beside nori's terms, in which a word is found.

A run is an unbroken row of Hangul syllables. Its bigrams are written `^탄소 탄소 소중 중립`: the marked first one
says "a word begins here" and keeps the runs apart, so that consecutive bigrams never cross from one into the next.
"""

import re
from functools import lru_cache
from typing import Final

RUN: Final = re.compile("[가-힣]+")
START: Final = "^"
MIN_RUN: Final = 2


def runs(text: str) -> list[str]:
    """The Hangul runs of two and more syllables in normalised `text`."""
    return [run for run in RUN.findall(text) if len(run) >= MIN_RUN]


def bigrams(run: str) -> list[str]:
    """Every two neighbouring syllables of `run`, in order."""
    return [run[index : index + 2] for index in range(len(run) - 1)]


def bigram_text(text: str) -> str:
    """What an index stores for normalised `text`: the bigrams of every run, each run opened by its marked first one."""
    return " ".join(map(_marked_bigrams, runs(text)))


# Words come again: a corpus of thousands of trips has fewer different runs than this.
@lru_cache(maxsize=1 << 17)
def _marked_bigrams(run: str) -> str:
    return " ".join((START + run[:2], *bigrams(run)))
