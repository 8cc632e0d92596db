"""Trips whose text is real: speeches in committees, drawn and cut by a seed, in the trips of generator.py.

A generated sentence repeats the words of its maker, and an index of such sentences is smaller and faster than a real
one. The speeches are read where they lie, beside the clone, and never copied; without them trips stay generated.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import generator
from search.trip import Trip

SPEECHES: Final = Path(__file__).parents[2] / "shared" / "data" / "load" / "speeches.jsonl"

_SUMMARY: Final = 250
_FINDINGS: Final = 5
_FINDING: Final = 345
# The speeches have no space behind a sentence.
_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s*")


class _Speech(msgspec.Struct):
    text: str


def trips(count: int, seed: int = 1, file: Path = SPEECHES) -> Iterator[Trip]:
    """`count` trips of about 2,000 characters, the same ones for the same seed: all but the text is the generator's."""
    sentences = _sentences(file)
    chance = random.Random(seed)  # noqa: S311 - a repeatable corpus, no secret
    for trip in generator.headings(count, seed):
        findings = tuple(_passage(chance, sentences, _FINDING) for _ in range(_FINDINGS))
        yield msgspec.structs.replace(trip, summary=_passage(chance, sentences, _SUMMARY), findings=findings)


def _sentences(file: Path) -> list[str]:
    """Every sentence, speech after speech."""
    with file.open("rb") as lines:
        speeches = map(msgspec.json.Decoder(_Speech).decode, lines)
        return [sentence for speech in speeches for sentence in _SENTENCE_END.split(speech.text) if sentence]


def _passage(chance: random.Random, sentences: list[str], characters: int) -> str:
    """So many characters of what follows each other somewhere, the last sentence cut at a word."""
    place, found = chance.randrange(len(sentences)), ""
    while len(found) < characters:
        found += f" {sentences[place]}" if found else sentences[place]
        place = (place + 1) % len(sentences)
    return found if len(found) == characters else found[: characters + 1].rpartition(" ")[0] or found[:characters]
