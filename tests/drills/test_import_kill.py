"""`kill -9` while a folder of what agencies publish is read: what is served stays whole until the swap, the next run
completes with the same trips and sources as a run that nobody disturbed, and the one after it reads nothing."""

import csv
import datetime as dt
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import msgspec
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from search.engine import TripIndex, TripSearch
from search.engines.elastic.client import connect
from search.engines.elastic.names import Names
from search.engines.embedded.files import MANIFEST
from search.engines.generations import is_name
from search.parse import parse
from search.query import TripQuery
from search.settings import Settings
from search.trip import without_moments
from search.wiring import open_engine, open_index
from search.words.files import our_words
from tests.indexer.sources.writers import write_form
from trips.__main__ import cli

TRIPS: Final = Path(sys.executable).parent / "trips"
FILES: Final = 5
HEAD: Final = ("기관명", "출장목적", "방문국", "출국일", "귀국일", "인원")
THEMES: Final = ("탄소중립", "스마트 항만", "도시 재생", "전통시장", "대중교통", "하수 처리")
COUNTRIES: Final = ("독일", "일본", "프랑스", "싱가포르")
QUESTIONS: Final = (TripQuery(size=100), TripQuery(clauses=parse("탄소중립"), size=50))
# A file changed just now is compared by its content, which is not what is tried here.
THEN: Final = 1_700_000_000
# Of so many kills some hit every part of a run.
MANY: Final = 10


def row(number: int) -> list[str]:
    """What a list says of a trip; files that have the same number tell of the same trip."""
    departs = dt.date(2021, 1, 4) + dt.timedelta(days=number)
    title = f"{THEMES[number % len(THEMES)]} 정책 현장 조사 {number}"
    days = (departs.isoformat(), (departs + dt.timedelta(days=4)).isoformat())
    return [f"가상{number % 7}시", title, COUNTRIES[number % len(COUNTRIES)], *days, f"{number % 9 + 1}명"]


def report(path: Path, number: int, finding: str) -> None:
    """The report of a trip that stands in a list, too."""
    organisation, title, country, departs, returns, _ = row(number)
    fields = [("출장자 소속", organisation), ("방문국", country), ("출장기간", f"{departs} ~ {returns}")]
    write_form("hwpx", fields, path, title=f"{title} 결과보고서", paragraphs=["Ⅰ. 출장결과", finding])


def publish(folder: Path, size: int, *, corrected: bool) -> None:
    """The files of an agency, or the same a month later: two of five as they were, trips corrected and trips more."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    people = "23명" if corrected else "3명"
    table(
        folder / "현황.csv", [[*row(number)[:-1], people] if number % 5 == 0 else row(number) for number in range(size)]
    )
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in [[*HEAD, "부서"], *([*row(number), "기획과"] for number in range(size // 2, size + corrected * 9))]:
        sheet.append(cells)
    book.save(folder / "국제교류.xlsx")
    report(folder / "보고서.hwpx", 1, "열 공급 시설을 살펴보았다.")
    records = [dict(zip(("organisation", "title", "countries"), (name, title, [country]), strict=True)) | {"departs": departs, "returns": returns, "source": {"url": f"https://example.go.kr/{number}"}} for number in range(2 * size, 2 * size + size // 2) for name, title, country, departs, returns, _ in [row(number)]]  # fmt: skip
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / "누리집.jsonl").write_text(lines, encoding="utf-8")
    with tempfile.TemporaryDirectory() as made:
        table(Path(made, "하반기.csv"), [row(number) for number in range(3 * size, 3 * size + size // 4)])
        report(Path(made, "결과.hwpx"), 3 * size, "고친 결과이다." if corrected else "처음 결과이다.")
        with ZipFile(folder / "묶음.zip", "w") as archive:
            for path in sorted(Path(made).iterdir()):
                archive.write(path, path.name)
    for path in folder.iterdir():
        os.utime(path, (THEN + corrected * 60, THEN + corrected * 60))


def table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="cp949", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])


class Site(msgspec.Struct, frozen=True):
    """An index of its own, written by commands in `environment` and read by an engine."""

    environment: dict[str, str]
    engine: TripSearch
    index: TripIndex
    names: Names
    root: Path
    temporary: Path

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """`trips index`, running."""
        environment = os.environ | self.environment | {"TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            [TRIPS, "index", *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def run(self, *arguments: str | Path) -> str:
        """`trips index`, done; what it reports."""
        done = CliRunner(env=self.environment).invoke(cli, ["index", *map(str, arguments)])
        assert done.exit_code == 0, done.output
        return done.stdout

    def answers(self) -> list[object]:
        """What a reader gets."""
        pages = [self.engine.search(question) for question in QUESTIONS]
        return [(page.total, [hit.trip for hit in page.hits]) for page in pages]

    def trips(self) -> dict[str, bytes]:
        """Everything that is served, by id; whenever it came."""
        found = [(trip.id, msgspec.json.encode(without_moments(trip))) for trip in self.index.trips()]
        assert len(dict(found)) == len(found)
        return dict(found)

    def generations(self) -> dict[str, bool]:
        """Those that lie there, and whether each is about to be served or has been."""
        if "TRIPS_ELASTICSEARCH_URL" not in self.environment:
            there = [path for path in self.root.iterdir() if is_name(path.name)]
            return {path.name: (path / MANIFEST).exists() for path in there}
        client = connect(Settings(elasticsearch_url=self.environment["TRIPS_ELASTICSEARCH_URL"]))
        try:
            indices = client.indices.get_alias(index=self.names.every_index, expand_wildcards="all")
            memories = client.indices.get_alias(index=self.names.every_memory, expand_wildcards="all")
        finally:
            client.close()
        return {str(self.names.version_of(index)): self.names.memory(index) in memories for index in indices}


@pytest.fixture(params=["embedded", "elasticsearch"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    names = Names(f"kill-{secrets.token_hex(4)}")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    environment = {"TRIPS_ENGINE": request.param, "TRIPS_DATA": str(tmp_path / "data"), "TRIPS_INDEX": names.prefix}
    if request.param == "embedded":
        settings = Settings(data=tmp_path / "data", index=names.prefix)
    else:
        environment["TRIPS_ELASTICSEARCH_URL"] = url = request.getfixturevalue("cluster")
        environment["TRIPS_ELASTICSEARCH_TIMEOUT"] = "60"
        settings = Settings.model_validate(
            {"engine": request.param, "index": names.prefix, "elasticsearch_url": url, "elasticsearch_timeout": 60}
        )
    root = tmp_path / "data" / "embedded" / names.prefix
    yield Site(environment, open_engine(settings, our_words()), open_index(settings), names, root, temporary)
    if request.param != "embedded":
        client = connect(settings)
        if every := list(client.indices.get_alias(index=f"{names.prefix}_*", expand_wildcards="all")):
            client.indices.delete(index=every)
        client.close()


def kill(site: Site, folder: Path, wait: float, *, publishing: bool) -> bool:
    """Kill an import after so many seconds, or so many after it has begun to publish; whether that was before the swap."""
    before, version, there = site.answers(), site.engine.served().version, site.generations()
    process = site.start(folder)
    deadline = None if publishing else time.monotonic() + wait
    while process.poll() is None and (deadline is None or time.monotonic() < deadline):
        served = site.answers()
        assert served == before or site.engine.served().version != version
        new = [is_ready for name, is_ready in site.generations().items() if name not in there]
        if deadline is None and any(new):
            deadline = time.monotonic() + wait
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert ended(site.temporary), "those that read and analyse for it end with it"
    is_early = site.engine.served().version == version
    assert not is_early or site.answers() == before
    return is_early


def ended(temporary: Path, seconds: float = 30) -> bool:
    """Whether every process ends in time that was started with this folder for its temporary files."""
    mark = f"TMPDIR={temporary}".encode()
    deadline = time.monotonic() + seconds
    while any(mark in environment_of(process) for process in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def environment_of(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def kill_and_go_on(site: Site, tmp_path: Path, kills: int, size: int) -> str:
    """How many kills of imports and of updates came before the swap, and how often files were left behind."""
    folder, other = tmp_path / "자료", tmp_path / "전부터.csv"
    table(other, [row(number) for number in range(5 * size, 6 * size)])
    # Where each begins, and the trips and seconds of one that nobody disturbs.
    expected, seconds = {}, {}
    for is_update in {is_of_update(number) for number in range(kills)}:
        begin(site, folder, other, size, is_update=is_update)
        started = time.monotonic()
        assert site.start(folder).wait() == 0
        seconds[is_update], expected[is_update] = time.monotonic() - started, site.trips()
    assert any(len(json.loads(trip).get("sources", ())) == 2 for trip in expected[True].values())
    chance = random.Random(51)
    early, left = {False: 0, True: 0}, 0
    for number in range(kills):
        is_update, publishing = is_of_update(number), number % 3 == 2
        begin(site, folder, other, size, is_update=is_update)
        wait = chance.uniform(0, 0.3) if publishing else chance.uniform(0.1, 1.05) * seconds[is_update]
        early[is_update] += kill(site, folder, wait, publishing=publishing)
        left += any(site.temporary.glob("trips-held-*"))
        site.run(folder)
        assert not any(site.temporary.glob("trips-held-*"))
        assert site.trips() == expected[is_update]
        status = site.engine.status()
        assert status.index
        assert site.generations().keys() == {status.index.version, status.previous}
        assert f"바뀌지 않은 파일 {FILES}개" in site.run(folder)
        assert site.engine.served().version == status.index.version
    assert kills < MANY or sum(early.values()) >= kills / 2
    return f"before the swap {early[False]} imports, {early[True]} updates; temporary files were left by {left}"


def is_of_update(number: int) -> bool:
    """Whether this kill hits an update; else it hits the first import of a folder."""
    return number % 2 == 0


def begin(site: Site, folder: Path, other: Path, size: int, *, is_update: bool) -> None:
    """What is served before an import of the folder or an update from it."""
    publish(folder, size, corrected=False)
    site.run("--replace", other, *([folder] if is_update else []))
    publish(folder, size, corrected=is_update)


def test_a_killed_import_loses_and_doubles_nothing_and_the_next_run_completes(site: Site, tmp_path: Path) -> None:
    # A cluster is slow to begin and to end with, and a lock that was left is waited for.
    kill_and_go_on(site, tmp_path, kills=3 if site.environment["TRIPS_ENGINE"] == "embedded" else 1, size=12)


@pytest.mark.drill
def test_thirty_kills_of_imports_and_updates_lose_and_double_nothing(site: Site, tmp_path: Path) -> None:
    print(f"\n30 kills: {kill_and_go_on(site, tmp_path, kills=30, size=120)}")
