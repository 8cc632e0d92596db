"""Commands that write the index: index, rebuild, rollback."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from indexer.load import DryRun, Faults, LoadReport, load
from indexer.memory import Memory
from indexer.settling import learn
from indexer.sources.files import read_files
from indexer.understanding.wanted import Wanted
from indexer.versions import reading_version
from search.clock import KOREA
from search.engine import TripIndex
from search.errors import IndexMissingError, NothingTakenError, TripsError
from search.korean.particles import particle
from search.settings import read_settings
from search.temporary import remove_left_folders
from search.wiring import open_index
from search.words.files import our_words
from trips.reporting import open_rejects, print_faults, print_report, progress
from trips.wanted import read_wanted, wanted_options

SOME_REFUSED = 3

_FILE = click.Path(dir_okay=False, path_type=Path)


def _existing(_context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    missing = ", ".join(str(path) for path in paths if not _exists(path))
    if missing:
        raise click.BadParameter(f"그런 파일이나 폴더가 없습니다: {missing}")
    return paths


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True  # perhaps: reading it says what is wrong
    except OSError:
        return False  # no name that the system takes


class _How(NamedTuple):
    """What is done with what is read."""

    replace: bool
    dry_run: bool
    again: bool


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), callback=_existing, metavar="PATH…")
@click.option("--replace", is_flag=True, help="색인을 이 입력과 똑같게 만듭니다(없는 출장은 빠집니다).")
@click.option("--dry-run", is_flag=True, help="색인하지 않고 보고만 합니다.")
@click.option("--again", is_flag=True, help="지난번과 똑같은 파일도 다시 읽습니다.")
@click.option("--rejects", type=_FILE, help="모두 다시 읽고, 거부한 기록을 이유와 함께 이 파일에 적습니다(JSON Lines).")
@wanted_options
@click.pass_context
def index(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    paths: tuple[Path, ...],
    rejects: Path | None,
    mapped: dict[str, str],
    profile: str | None,
    also: str | None,
    *,
    replace: bool,
    dry_run: bool,
    again: bool,
) -> None:
    """파일과 폴더의 출장을 색인에 넣고 갱신합니다. 형식은 내용으로 알아봅니다."""
    with open_rejects(rejects) as reject:
        report = LoadReport(refused=Faults(reject))
        try:
            wanted = read_wanted(mapped, profile, also)
            _load(
                list(paths), wanted, report, _How(replace=replace, dry_run=dry_run, again=again or rejects is not None)
            )
        except TripsError:
            print_faults(report)
            raise
    print_report(report, dry_run=dry_run)
    if report.refused:
        context.exit(SOME_REFUSED)


def _load(paths: list[Path], wanted: Wanted, report: LoadReport, how: _How) -> None:
    # Whatever is wrong with a file of words is said before anything is read.
    our_words()
    remove_left_folders()
    with progress("색인") as done:
        if how.dry_run:
            load(read_files(paths, wanted), DryRun(), report, done)
            _must_have_taken(report)
            return
        target = open_index(read_settings())
        writing = target.rebuild() if how.replace else target.update()
        with writing as writer, Memory.opened(writer.memory, reading_version(wanted)) as memory:
            if memory.is_new and not how.replace:
                with suppress(IndexMissingError):
                    learn(target.trips(), memory)
            files = read_files(paths, wanted) if how.again else read_files(paths, wanted, memory.file)
            load(files, writer, report, done, memory)
            _must_have_taken(report)
            if memory.is_changed:
                writer.remember()


def _must_have_taken(report: LoadReport) -> None:
    if not report.taken:
        advice = (
            "위의 이유를 보고 파일을 고쳐 다시 실행하세요."
            if report.refused or report.notes
            else "경로에 읽을 수 있는 파일이 있는지 보세요."
        )
        raise NothingTakenError(f"넣을 수 있는 출장이 없어 아무것도 바꾸지 않았습니다. {advice}")


@click.command()
def rebuild() -> None:
    """제공 중인 색인에 저장된 출장으로 색인을 새로 만듭니다(사용자 사전이나 구조가 바뀐 뒤)."""
    our_words()
    target = open_index(read_settings())
    count = build_anew(target, target, "다시 만들기")
    click.echo(f"출장 {count:,}건으로 색인을 새로 만들었습니다.")


def build_anew(target: TripIndex, source: TripIndex, what: str) -> int:
    """Build `target` from nothing with what `source` stores, showing progress; how many trips that were."""
    count = 0
    with progress(what) as done, target.rebuild() as writer:
        source.copy_memory(writer.memory)
        for trip in source.trips():
            writer.carry_over(trip)
            count += 1
            done(count)
    return count


@click.command()
def rollback() -> None:
    """이전 색인을 다시 제공합니다."""
    served = open_index(read_settings()).rollback()
    click.echo(
        f"이제 색인 {served.version}{particle(served.version, '을/를')} 제공합니다: "
        f"출장 {served.trips:,}건, 만든 때 {served.built.astimezone(KOREA):%Y-%m-%d %H:%M}(한국 시각)."
    )
