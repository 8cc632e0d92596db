"""The program's own files as one number, for what must not outlive a change of them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Final

# Caches and compiled files change without a change of the program.
_SOURCES: Final = frozenset((".py", ".html", ".css", ".js", ".svg", ".toml", ".txt"))


def digest_of(packages: Iterable[ModuleType]) -> str:
    """Twelve hex digits that change with every change of a file of these packages."""
    folders = [Path(str(package.__file__)).parent for package in packages]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in _SOURCES)
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
