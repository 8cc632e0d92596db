"""Hangul runs: unbroken rows of syllables. Their pairs score beside nori's terms."""

import re
from typing import Final

RUN: Final = re.compile("[가-힣]+")
MIN_RUN: Final = 2


def runs(text: str) -> list[str]:
    """The Hangul runs of two and more syllables in normalised `text`."""
    return [run for run in RUN.findall(text) if len(run) >= MIN_RUN]
