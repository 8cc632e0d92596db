"""The analysis of a text as an index stores it, so that marks need none."""

import msgspec


class StoredAnalysis(msgspec.Struct, frozen=True, array_like=True):
    """The analysis of a combined text as stored, so that marks need none.

    `terms` are the kept terms, each between spaces, the sections one a line; `spans` their places in the combined
    text as shown, packed by search/document/spans.py. `edits` say where the normalised text differs from the one shown,
    and `replacements` what stands there instead, one after the other: the whole normalised text would be twice as much
    (search/document/places.py reads all of them).
    """

    terms: str
    spans: bytes
    replacements: str = ""
    edits: bytes = b""
