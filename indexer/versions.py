"""What files are read with: where any of it differs, a file that was read before is read again."""

import hashlib
import re
from importlib.metadata import requires, version
from typing import Final

import msgspec

import indexer
import mappings
import search
from indexer.understanding.wanted import Wanted
from search.program import digest_of

_DISTRIBUTION: Final = "overseas-trip-search"
_NAME: Final = re.compile(r"[\w.-]+")


def reading_version(wanted: Wanted) -> bytes:
    """What stands for the program, its words, the libraries that read files, and what the person wants."""
    # An extra that is not installed reads nothing.
    needed = [text for text in requires(_DISTRIBUTION) or () if "extra ==" not in text]
    libraries = sorted(name[0] for text in needed if (name := _NAME.match(text)))
    parts = (
        digest_of((indexer, search, mappings)),
        [(name, version(name)) for name in libraries],
        sorted(wanted.headings.items()),
        wanted.plans,
    )
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=12).digest()
