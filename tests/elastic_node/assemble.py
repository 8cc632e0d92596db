"""Assembles a home folder of Elasticsearch from published jars and the files in `home/`, once per machine, outside the
repository. A home appears whole or not at all, whoever is killed meanwhile, and however many ask for it at once.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.elastic_node.errors import NodeUnavailableError
from tests.elastic_node.java import OLDEST, Java, find_java

VERSION = "9.5.3"  # stands in home/pom.xml too
SOURCES = Path(__file__).parent / "home"
HEAP = "512m"

# Elasticsearch loads a module and a plugin from a folder of its own, and no class may lie on two class paths.
NETTY = Path("modules", "transport-netty4")
NORI = Path("plugins", "analysis-nori")
PLACES = {"netty-": NETTY, "transport-netty4-": NETTY, "lucene-analysis-nori-": NORI}
PLUGIN_CLASSES = {NETTY: "org.elasticsearch.transport.netty4.Netty4Plugin", NORI: "NoriPlugin"}

# Measured: a start costs 25 s of processor time bare, 10 s without the second compiler, 6 s with classes loaded from an
# archive too. The serial collector needs the least memory and no threads of its own.
JVM_FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
ARCHIVE = "classes.jsa"

DOWNLOAD_SECONDS = 600
COMPILE_SECONDS = 120
TRAINING_SECONDS = 300
LOCK_SECONDS = DOWNLOAD_SECONDS + COMPILE_SECONDS + TRAINING_SECONDS


class Home(NamedTuple):
    """An assembled folder and the Java that runs it."""

    folder: Path
    java: Path

    def command(self, settings: Mapping[str, str], *flags: str, heap: str = HEAP) -> list[str]:
        """What starts a node, in `folder`: the archive of classes holds the class path as it is written, relative."""
        jars = ":".join(str(path.relative_to(self.folder)) for path in sorted(self.folder.glob("lib/*.jar")))
        pairs = [f"{name}={value}" for name, value in {"path.home": str(self.folder), **settings}.items()]
        return [str(self.java), *JVM_FLAGS, f"-Xmx{heap}", *flags, "-cp", jars, "Launcher", *pairs]


def assemble() -> Home:
    """The home, made now if it is not there yet (a minute or two). Raises NodeUnavailableError."""
    java = find_java()
    folder = _cache() / f"elasticsearch-{VERSION}-{_fingerprint(java)}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.parent / "assembly.lock"):
            if not folder.is_dir():  # another process may have made it while this one waited
                _assemble(folder, java)
    return Home(folder, java.program)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "overseas-trip-search"


def _fingerprint(java: Java) -> str:
    """Changes with everything that a home is made of, and with Java: an archive of classes is good for one version."""
    digest = hashlib.sha256(java.version.encode())
    for path in (Path(__file__), *sorted(SOURCES.iterdir())):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Holds a lock that the system releases when its holder dies."""
    deadline = time.monotonic() + LOCK_SECONDS
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise NodeUnavailableError(
                        f"Another process has been assembling the node for {LOCK_SECONDS} s (it holds {path}). "
                        "See what it does, end it, and start again."
                    ) from None
                time.sleep(0.2)
        yield


def _assemble(folder: Path, java: Java) -> None:
    for left in folder.parent.glob(
        "assembling-*"
    ):  # by an assembly that was killed: the lock says that none is running
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix="assembling-", dir=folder.parent) as temporary:
        draft = Path(temporary)
        home = Home(draft / "home", java.program)
        _download(draft, home.folder / "lib")
        _compile(draft, home)
        for part, plugin in PLUGIN_CLASSES.items():
            (home.folder / part / "plugin-descriptor.properties").write_text(_descriptor(part.name, plugin))
        (home.folder / "config").mkdir()
        shutil.copy(SOURCES / "log4j2.properties", home.folder / "config")
        _archive_classes(draft, home)
        home.folder.rename(folder)


def _download(draft: Path, lib: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise NodeUnavailableError(
            "Maven is missing: it fetches the jars of Elasticsearch. Install it (Debian: 'apt-get install maven', "
            "macOS: 'brew install maven')."
        )
    lib.mkdir(parents=True)
    shutil.copy(SOURCES / "pom.xml", draft)
    _run(
        "mvn -B -q -C dependency:copy-dependencies".split(),
        f"-DoutputDirectory={lib}",
        at=draft,
        within=DOWNLOAD_SECONDS,
    )
    for prefix, place in PLACES.items():
        (lib.parent / place).mkdir(parents=True, exist_ok=True)
        for jar in lib.glob(f"{prefix}*.jar"):
            jar.rename(lib.parent / place / jar.name)
    for compiler in lib.glob("ecj-*.jar"):
        compiler.rename(draft / "ecj.jar")


def _compile(draft: Path, home: Home) -> None:
    """Our two files, by ecj: a Java runtime need not have a compiler of its own."""
    jars = ":".join(str(path) for path in home.folder.rglob("*.jar"))
    target = f"-source {OLDEST} -target {OLDEST} -encoding UTF-8 -d classes -cp".split()
    sources = [str(path) for path in SOURCES.glob("*.java")]
    _run([str(home.java), "-jar", "ecj.jar", *target, jars], *sources, at=draft, within=COMPILE_SECONDS)
    for name, place in {"Launcher": Path("lib"), "NoriPlugin": NORI}.items():
        with zipfile.ZipFile(home.folder / place / f"{name}.jar", "w") as jar:
            for path in draft.glob(f"classes/{name}*.class"):
                jar.write(path, path.name)


def _descriptor(name: str, plugin: str) -> str:
    return (
        f"name={name}\ndescription={name}\nversion={VERSION}\nelasticsearch.version={VERSION}\n"
        f"java.version={OLDEST}\nclassname={plugin}\nextended.plugins=\nhas.native.controller=false\n"
    )


def _archive_classes(draft: Path, home: Home) -> None:
    """One start of a node, which stops at once (its standard input is empty) and leaves the classes it loaded."""
    settings = {
        "path.data": str(draft / "data"),
        "path.logs": str(draft / "logs"),
        "network.host": "127.0.0.1",
        "http.port": "0",
        "transport.port": "0",
        "discovery.type": "single-node",
    }
    command = home.command(settings, f"-XX:ArchiveClassesAtExit={ARCHIVE}", f"-Djava.io.tmpdir={draft}")
    _run(command, at=home.folder, within=TRAINING_SECONDS)


def _run(command: list[str], *arguments: str, at: Path, within: float) -> None:
    try:
        done = subprocess.run(
            [*command, *arguments],
            cwd=at,
            timeout=within,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NodeUnavailableError(
            f"{command[0]} was not done after {within:.0f} s while assembling the node."
        ) from error
    if done.returncode:
        raise NodeUnavailableError(
            f"{command[0]} failed (exit status {done.returncode}) while assembling the node. Its last words:\n"
            + "\n".join(done.stdout.splitlines()[-20:])
        )
