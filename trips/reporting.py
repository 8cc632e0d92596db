"""How long work shows: a progress bar on a terminal, plain lines elsewhere, and the report at the end."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from indexer.load import LoadReport
from indexer.record import Note, Refusal
from search.engine import Change

# A plain line is written after every so many records.
_EVERY = 500
# So many refusals and notes are printed; --rejects keeps all refusals.
_SHOWN = 20


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A function to call with the number of records done so far; writes to standard error."""
    if not sys.stderr.isatty():
        yield lambda done: click.echo(f"{what}: {done:,}건", err=True) if done and done % _EVERY == 0 else None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}건"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def print_report(report: LoadReport, *, dry_run: bool) -> None:
    """Counts, then every refusal and note with place and reason."""
    changes = report.changes
    added = "넣을 수 있음" if dry_run else "추가"
    counts = [
        ("읽음", report.read),
        (added, changes[Change.ADDED]),
        ("갱신", changes[Change.UPDATED]),
        ("그대로", changes[Change.UNCHANGED]),
        ("거부", len(report.refused)),
        ("알림", len(report.noted)),
    ]
    click.echo(" · ".join(f"{name} {count:,}" for name, count in counts))
    print_faults(report)


def print_faults(report: LoadReport) -> None:
    """Everything that was refused or noted, with its place and reason."""
    if report.unknown_fields:
        names = ", ".join(f"{name}({count:,})" for name, count in sorted(report.unknown_fields.items()))
        click.echo(f"모르는 필드는 넣지 않았습니다: {names}")
    _print_all("거부", report.refused)
    _print_all("알림", report.noted)


def _print_all(what: str, faults: Sequence[Refusal | Note]) -> None:
    for fault in faults[:_SHOWN]:
        field = f" [{fault.field}]" if fault.field else ""
        click.echo(f"{what} {fault.place}{field} {fault.reason}", err=True)
    if len(faults) > _SHOWN:
        click.echo(f"{what} … 외 {len(faults) - _SHOWN:,}건", err=True)


@contextmanager
def open_rejects(path: Path | None) -> Iterator[Callable[[Sequence[Refusal]], None]]:
    """A function that writes what was refused, as JSON Lines with place, field, reason and what stood there.

    The file is opened first: one that cannot be written is wrong usage, before anything is read.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise click.BadParameter(f"--rejects {path}에 쓸 수 없습니다({error.strerror}).") from error
    with file:
        yield lambda refused: _write_rejects(file, path, refused)


def _write_rejects(file: BinaryIO, path: Path, refused: Sequence[Refusal]) -> None:
    lines = [
        msgspec.json.encode({
            "file": refusal.place.file,
            "line": refusal.place.line,
            "field": refusal.field,
            "reason": refusal.reason,
            "stated": refusal.stated,
        })
        for refusal in refused
    ]  # fmt: skip
    try:
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
    except OSError as error:
        # The index is as the report says; only this list of what it lacks is not.
        click.echo(f"--rejects {path}에 끝까지 쓰지 못했습니다({error.strerror}).", err=True)
