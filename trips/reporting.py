"""How long work shows: a progress bar on a terminal, plain lines elsewhere, and the report at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from indexer.load import Faults, LoadReport
from indexer.record import LeftOut, Note, Refusal
from search.engine import Change
from trips.terminal import one_line, say, visible_json

# A plain line is written after every so many records.
_EVERY = 500
# So many refusals, notes and unknown fields are printed; --rejects keeps all refusals.
_SHOWN = 20
# The table of files has so many lines, and where nobody looks at a screen so many columns.
_FILES = 100
_WIDTH = 160


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """A function to call with the number of records done so far; writes to standard error."""
    if not sys.stderr.isatty():
        yield lambda done: click.echo(f"{what}: {done:,}건", err=True) if done and done % _EVERY == 0 else None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}건"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, completed=done)


def print_report(report: LoadReport, *, dry_run: bool) -> None:
    """Counts, then the first refusals and notes with place and reason."""
    changes = report.changes
    added = "넣을 수 있음" if dry_run else "추가"
    counts = [
        ("읽음", report.read),
        (added, changes[Change.ADDED]),
        ("갱신", changes[Change.UPDATED]),
        ("그대로", changes[Change.UNCHANGED]),
        ("거부", len(report.refused)),
        *([("넣지 않음", len(report.left_out))] if report.left_out else []),
        ("알림", report.notes),
    ]
    click.echo(" · ".join(f"{name} {count:,}" for name, count in counts))
    if report.passed:
        click.echo(
            f"바뀌지 않은 파일 {report.passed:,}개(출장 {report.passed_taken:,}건)는 다시 읽지 않았습니다. "
            "다시 읽으려면 --again을 붙이세요."
        )
        if report.passed_refused:
            click.echo(
                f"그 파일에서 지난번에 거부한 기록: {report.passed_refused:,}건. 이유는 --again으로 볼 수 있습니다."
            )
    if report.masked:
        click.echo(f"개인정보로 보이는 곳을 가린 기록: {report.masked:,}건")
    if report.joined:
        click.echo(f"다른 자료에 있는 같은 출장과 합친 기록: {report.joined:,}건")
    if report.file_count > 1:
        _print_files(report)
    print_faults(report)


def _print_files(report: LoadReport) -> None:
    """A line a file: what it was taken for, and what became of its records."""
    table = Table("파일", "형식", *("읽음", "넣음", "거부", "넣지 않음", "알림"), box=None, pad_edge=False)
    for column in table.columns[2:]:
        column.justify = "right"
    for file in report.files[:_FILES]:
        name, *counts = file.counts
        shown = name or "알 수 없음"
        table.add_row(
            one_line(file.name), f"{shown} (그대로)" if file.is_passed else shown, *(f"{count:,}" for count in counts)
        )
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    console.print(table)
    if report.file_count > _FILES:
        click.echo(f"… 외 파일 {report.file_count - _FILES:,}개")


def print_faults(report: LoadReport) -> None:
    """The first of what was refused or noted, with its place and reason."""
    if report.unknown_fields:
        say(f"모르는 필드는 넣지 않았습니다: {_unknown(report)}")
    _print_first("거부", report.refused)
    _print_first("넣지 않음", report.left_out)
    if report.left_out:
        click.echo("계획·회의 자료·알림도 넣으려면 --also plans를 붙이세요.", err=True)
    _print_first("알림", report.unread)
    _print_first("알림", report.noted)


def _unknown(report: LoadReport) -> str:
    """The names that most records have, and how many other names there are."""
    names = sorted(report.unknown_fields.items(), key=lambda field: (-field[1], field[0]))
    shown = ", ".join(f"{one_line(name)}({count:,})" for name, count in names[:_SHOWN])
    if report.more_unknown_fields:
        return f"{shown} … 외 {len(names) - _SHOWN:,}가지 이상"
    return f"{shown} … 외 {len(names) - _SHOWN:,}가지" if len(names) > _SHOWN else shown


def _print_first(what: str, faults: Faults[Refusal] | Faults[Note] | Faults[LeftOut]) -> None:
    first: Iterator[Refusal | Note | LeftOut] = islice(faults, _SHOWN)
    for fault in first:
        field = f" [{fault.field}]" if fault.field else ""
        click.echo(one_line(f"{what} {fault.place}{field} {fault.reason}"), err=True)
    if len(faults) > _SHOWN:
        click.echo(f"{what} … 외 {len(faults) - _SHOWN:,}건", err=True)


@contextmanager
def open_rejects(path: Path | None) -> Iterator[Callable[[Refusal], None]]:
    """A function that writes what was refused, as JSON Lines with place, field, reason and what stood there.

    The file is opened first: one that cannot be written is wrong usage, before anything is read.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"--rejects {path}에 쓸 수 없습니다({error.strerror}).") from error
    rejects = _Rejects(file, path)
    try:
        yield rejects.write
    finally:
        rejects.close()


class _Rejects:
    """A file of refusals; the index is as the report says also where this list of what it lacks is not whole."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._whole = True

    def write(self, refusal: Refusal) -> None:
        line = msgspec.json.encode({
            "file": refusal.place.file,
            "line": refusal.place.line,
            "where": str(refusal.place.where) if refusal.place.where else None,
            "field": refusal.field,
            "reason": refusal.reason,
            "stated": refusal.stated,
        })  # fmt: skip
        if self._whole:
            with self._told():
                self._file.write(visible_json(line) + "\n")

    def close(self) -> None:
        with self._told():
            self._file.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if self._whole:
                say(f"--rejects {self._path}에 끝까지 쓰지 못했습니다({error.strerror}).", err=True)
            self._whole = False
