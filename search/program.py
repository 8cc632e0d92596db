"""The program's own files as one number, for what must not outlive a change of them."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

# Caches and compiled files change without a change of the program.
_SOURCES: Final = frozenset((".py", ".html", ".css", ".js", ".svg", ".toml", ".txt", ".po"))


def digest_of(packages: Iterable[ModuleType]) -> str:
    """Twelve hex digits that change with every change of a file of these packages."""
    digest = hashlib.sha256()
    for file in sorted(_files(packages)):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def time_of(packages: Iterable[ModuleType]) -> float:
    """When a file of these packages was last changed, in seconds since 1970."""
    return max(file.stat().st_mtime for file in _files(packages))


def _files(packages: Iterable[ModuleType]) -> Iterator[Path]:
    for package in packages:
        folder = Path(str(package.__file__)).parent
        yield from (file for file in folder.rglob("*") if file.suffix in _SOURCES)
