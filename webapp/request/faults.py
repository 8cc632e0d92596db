"""What is wrong with a request, said per parameter; errors.py turns it into an answer."""

from collections.abc import Sequence
from typing import NamedTuple


class Fault(NamedTuple):
    """One parameter and the sentence that says what is wrong with it, in the language of the request."""

    parameter: str
    detail: str


class BadParametersError(Exception):
    """A request whose parameters cannot be read; every fault found in it, so that one answer names them all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """`faults` has at least one entry."""
        super().__init__("; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)
