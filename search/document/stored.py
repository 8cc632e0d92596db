"""The analysis of a text as an index stores it, so that marks need none."""

from array import array

import msgspec

from search.korean.normalise import Edit, Normalised


class StoredAnalysis(msgspec.Struct, frozen=True, array_like=True):
    """The analysis of a combined text as stored, so that marks need none.

    `terms` are the kept terms, each between spaces, the sections one a line; `spans` their places in the combined
    text as shown, packed by search/document/spans.py. `edits` say where the normalised text differs from the one shown,
    and `replacements` what stands there instead, one after the other: the whole normalised text would be twice as much.
    """

    terms: str
    spans: bytes
    replacements: str = ""
    edits: bytes = b""

    def normalised(self, shown: str) -> Normalised:
        """The normalised combined text, with the way back to `shown`."""
        if not self.edits:
            return Normalised(shown)
        numbers = iter(array("I", self.edits))
        edits = tuple(map(Edit._make, zip(*[numbers] * len(Edit._fields), strict=True)))
        pieces: list[str] = []
        done = used = 0
        for edit in edits:
            pieces += (shown[done : edit.original_start], self.replacements[used : used + edit.length])
            done = edit.original_start + edit.original_length
            used += edit.length
        pieces.append(shown[done:])
        return Normalised("".join(pieces), edits)
