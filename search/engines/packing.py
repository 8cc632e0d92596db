"""What a generation stores of its trips, packed: zstandard, with a dictionary of what the trips of an index share.

Reports are short and alike, and a packer that begins anew with each sees none of that: a dictionary trained on some of
them makes the rest a quarter smaller. On a disk it lies in the generation as a file and stays with all that are made
from it; in a cluster there is none.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError, get_frame_parameters
from zstandard import train_dictionary as _train

DICTIONARY: Final = "stored.dict"

# So many trips show what they share, or this much text of theirs; until then they wait in memory.
SAMPLES: Final = 400
SAMPLE_CHARACTERS: Final = 4_000_000
# From so many texts on a dictionary is worth its own bytes.
_LEAST_SAMPLES: Final = 200
_DICTIONARY_BYTES: Final = 64 << 10
# A tenth of the time that the analysis of a trip takes.
_LEVEL: Final = 6


class Packing:
    """Packs and unpacks; thread-safe."""

    def __init__(self, dictionary: bytes = b"") -> None:
        """Pack with `dictionary`; without one what is packed shares nothing."""
        self.dictionary = dictionary
        self._shared = ZstdCompressionDict(dictionary) if dictionary else None
        # What the library calls a compressor serves one thread at a time.
        self._own = threading.local()

    @classmethod
    def trained(cls, samples: Sequence[bytes]) -> Self:
        """A packing for texts like `samples`; without a dictionary where they are too few."""
        if len(samples) < _LEAST_SAMPLES:
            return cls()
        try:
            return cls(_train(_DICTIONARY_BYTES, list(samples)).as_bytes())
        except ZstdError:
            # They have too little in common: all of them empty, or a few bytes each.
            return cls()

    @classmethod
    def of(cls, folder: Path) -> Self:
        """What is stored in a generation is packed with. Raises OSError."""
        try:
            return cls((folder / DICTIONARY).read_bytes())
        except FileNotFoundError:
            return cls()

    def pack(self, data: bytes) -> bytes:
        """`data`, smaller."""
        packer = getattr(self._own, "packer", None)
        if packer is None:
            packer = self._own.packer = ZstdCompressor(level=_LEVEL, dict_data=self._shared)
        return packer.compress(data)

    def unpack(self, packed: bytes) -> bytes:
        """What was packed, also before there was a dictionary. Raises ValueError for what never was."""
        try:
            has_dictionary = bool(get_frame_parameters(packed).dict_id)
            return self._unpacker(has_dictionary=has_dictionary).decompress(packed)
        except ZstdError as error:
            raise ValueError(str(error)) from error

    def _unpacker(self, *, has_dictionary: bool) -> ZstdDecompressor:
        name = "sharing" if has_dictionary else "plain"
        unpacker = getattr(self._own, name, None)
        if unpacker is None:
            unpacker = ZstdDecompressor(dict_data=self._shared if has_dictionary else None)
            setattr(self._own, name, unpacker)
        return unpacker
