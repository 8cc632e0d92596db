"""`trips` run whole in this process: arguments, settings, what is printed, the exit code.

A process of its own takes a second and a half to import, to read the files of words and to be ready. What only a
process shows (signals, limits of the system, a server, the executable itself) is tested with one.
"""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping

import pytest

from trips.__main__ import main

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


def command(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    settings: Mapping[str, str],
    typed: str = "",
) -> Done:
    """Run it with these settings and no others; pytest gets its logging back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    capsys.readouterr()
    with monkeypatch.context() as changed:
        for name in [name for name in os.environ if name.startswith("TRIPS_") and "_TEST_" not in name]:
            changed.delenv(name)
        for name, value in settings.items():
            changed.setenv(name, value)
        changed.setattr(sys, "argv", ["trips", *arguments])
        changed.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        try:
            with pytest.raises(SystemExit) as end:
                main()
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
    assert isinstance(end.value.code, int)
    return Done(["trips", *arguments], end.value.code, *capsys.readouterr())
