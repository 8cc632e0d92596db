"""The command that describes the index: how it is served, and with --quality what is odd in the trips it holds."""

import datetime as dt

import click
import msgspec

from indexer.quality.report import Quality, examine
from search.clock import KOREA
from search.engine import EngineStatus
from search.errors import SearchUnavailableError
from search.settings import Settings, read_settings
from search.wiring import open_engine, open_index
from search.words.files import our_words
from trips.reporting import progress
from trips.reviewing import print_quality
from trips.terminal import say, say_json


@click.command()
@click.option(
    "--quality", is_flag=True, help="수록된 출장의 누락 항목, 확인할 점, 두 번 들어온 것일 수 있는 출장을 보여 줍니다."
)
@click.option("--json", "as_json", is_flag=True, help="JSON으로 적습니다.")
@click.pass_context
def status(context: click.Context, *, quality: bool, as_json: bool) -> None:
    """엔진, 색인 버전, 건수, 날짜, 체크섬, 갱신이 필요한 것."""
    if quality:
        report = _examined(read_settings())
        if as_json:
            say_json(msgspec.json.encode(report))
        else:
            print_quality(report)
        return
    found = open_engine(read_settings(), our_words()).status()
    if as_json:
        say_json(msgspec.json.encode(found))
    else:
        _print_status(found)
    if found.problem:
        context.exit(1)


def _examined(settings: Settings) -> Quality:
    """What is to be said of the collection. Raises SearchUnavailableError, also where it changes meanwhile."""
    engine = open_engine(settings, our_words())
    coverage = engine.coverage()
    today = dt.datetime.now(KOREA).date()
    with progress("살펴보기") as done:
        report = examine(open_index(settings).trips(), coverage, today, done)
    if engine.served() != coverage.index:
        raise SearchUnavailableError("살펴보는 동안 색인이 바뀌었습니다. 다시 실행하세요.")
    return report


def _print_status(found: EngineStatus) -> None:
    rows = [("엔진", found.engine)]
    if found.index:
        rows += [
            ("색인 버전", found.index.version),
            ("출장", f"{found.index.trips:,}건"),
            ("만든 때", f"{found.index.built.astimezone(KOREA):%Y-%m-%d %H:%M:%S} (한국 시각)"),
            ("크기", f"{(found.size_bytes or 0) / 1e6:,.1f} MB"),
            *([("체크섬", "정상" if found.checksums == "ok" else "불일치")] if found.checksums else []),
            *([("클러스터", found.health)] if found.health else []),
            ("이전 색인", found.previous or "없음"),
        ]
    rows += [("갱신 필요", sentence) for sentence in found.stale]
    rows += [("문제", found.problem)] if found.problem else []
    for name, value in rows:
        say(f"{name}: {value}")
