"""Builds the index that the environment names from a file of trips, in a process (and memory) of its own.

`python -m benchmarks.build FILE` prints what it took as JSON, `… FILE update` puts the trips into the one that is
served, `… FILE copies FOLDER N` makes a first one with N copies of each trip; indexing.py starts it.
"""

import sys
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import copies
from benchmarks.corpus import read_corpus
from benchmarks.machine import peak_memory
from benchmarks.timing import timed
from search.document.document import DocumentMaker
from search.settings import read_settings
from search.wiring import open_index
from search.words.files import our_words

_WARM_TRIPS: Final = 100


class Built(msgspec.Struct, frozen=True):
    """Seconds from the first trip to the index that can be searched; the peak of a process that did nothing else."""

    seconds: float
    peak_memory_bytes: int | None = None


def main() -> None:
    file, how = Path(sys.argv[1]), sys.argv[2:]
    index = open_index(read_settings())
    # Loads the dictionary, which a long-running Elasticsearch has in memory, too.
    documents = DocumentMaker(our_words())
    for trip in read_corpus(file, _WARM_TRIPS):
        documents.make(trip)

    def build() -> None:
        if how[:1] == ["copies"]:
            copies.build(Path(how[1]), read_corpus(file), int(how[2]))
            return
        with index.update() if how == ["update"] else index.rebuild() as writer:
            for trip in read_corpus(file):
                writer.add(trip)

    seconds = timed(build)
    sys.stdout.buffer.write(msgspec.json.encode(Built(seconds, peak_memory())))


if __name__ == "__main__":
    main()
