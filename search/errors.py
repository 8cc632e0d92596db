"""Every error that leaves the search room. Each message tells what happened, why, and what to do next.

TripsError
├── InvalidQueryError          the request cannot be answered as it stands       (names the parameter)
├── PagesGoneError             the index whose pages were read is kept no more   (start anew)
├── SettingsError              an environment variable has an impossible value   (names the variable)
├── WordsError                 a file of mappings/words/ cannot be used          (names files and lines)
├── SearchUnavailableError     no answer now; the request itself was fine
│   ├── IndexMissingError      nothing has been indexed yet
│   ├── IndexDamagedError      a checksum or a file of the served generation is wrong
│   ├── IndexNotReadableError  the data folder cannot be read: permission, no folder, a failing disk
│   ├── IndexOutdatedError     built by another version of the program: rebuild
│   ├── ClusterUnreachableError Elasticsearch is away, slow or overloaded: comes back by itself
│   └── ClusterRefusedError    Elasticsearch refuses: credentials, certificate, version, plugin, a block
└── IndexWriteError            a write failed; what was served is untouched
    ├── IndexBusyError         another process writes to this index
    ├── IndexNotWritableError  no permission, no space, no such folder
    ├── VerificationFailedError the new generation does not hold what was put in
    ├── NothingTakenError       a load in which no record could be taken
    └── NothingToRollBackError there is no older generation that verifies
"""

from collections.abc import Sequence


class TripsError(Exception):
    """The root: catch this to catch everything the product raises on purpose."""


class InvalidQueryError(TripsError):
    """A request that no engine can answer: `parameter` is its public name, `detail` the sentence for people."""

    def __init__(self, parameter: str, detail: str) -> None:
        """Keep both parts: the API lists them apart."""
        super().__init__(f"{parameter}: {detail}")
        self.parameter = parameter
        self.detail = detail


class PagesGoneError(TripsError):
    """Somebody goes on with pages of a generation that is kept no more."""


class SettingsError(TripsError):
    """An environment variable has a value that cannot be used."""


class WordsError(TripsError):
    """Files of words that cannot be used: `faults` has a sentence for each fault of each file."""

    def __init__(self, faults: Sequence[str]) -> None:
        """One line a fault."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class SearchUnavailableError(TripsError):
    """The engine cannot answer at the moment."""


class IndexMissingError(SearchUnavailableError):
    """There is no index yet."""


class IndexDamagedError(SearchUnavailableError):
    """The served generation fails its checksums or cannot be read."""


class IndexNotReadableError(SearchUnavailableError):
    """The system refuses to read the index; nothing says that the index itself is wrong."""


class IndexOutdatedError(SearchUnavailableError):
    """The served generation was built with another schema."""


class ClusterUnreachableError(SearchUnavailableError):
    """No answer from Elasticsearch now; it may come back without anybody's help."""


class ClusterRefusedError(SearchUnavailableError):
    """Elasticsearch answers and refuses; somebody has to change something."""


class IndexWriteError(TripsError):
    """A write failed; what is served has not changed."""


class IndexBusyError(IndexWriteError):
    """Another process holds the write lock."""


class IndexNotWritableError(IndexWriteError):
    """The data folder refuses writes: permission, space, or a path that is no folder."""


class VerificationFailedError(IndexWriteError):
    """The generation just built does not answer for what was put into it."""


class NothingTakenError(IndexWriteError):
    """No record of a load could be taken: bad input never empties an index."""


class NothingToRollBackError(IndexWriteError):
    """No older generation is there, or it fails its own checksums."""
