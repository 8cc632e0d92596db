"""All hits of a search in a file: whole, or as it was before."""

import datetime as dt
from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import click

from search.engine import TripSearch
from search.query import TripQuery
from webapp.export.asked import asked_in_words
from webapp.export.columns import COLUMNS
from webapp.export.delimited import csv_of
from webapp.export.workbook import xlsx_of

# What a page is asked for: a file has all of it.
_OF_PAGES: Final = ("size", "cursor", "facets", "facet_size")


class Files(NamedTuple):
    """Where to; None for a form that is not wanted."""

    csv: str | None
    xlsx: str | None

    @property
    def wanted(self) -> bool:
        """Whether there is one."""
        return self.csv is not None or self.xlsx is not None

    def check(self, options: Mapping[str, str | tuple[str, ...] | None], *, as_json: bool) -> None:
        """Raises UsageError for options that ask for something else than all hits in a file."""
        others = [f"--{name.replace('_', '-')}" for name in _OF_PAGES if options.get(name)]
        others += ["--json"] if as_json else []
        if self.wanted and others:
            raise click.UsageError(f"파일에는 결과가 모두 들어갑니다. 함께 쓸 수 없는 옵션: {', '.join(others)}.")

    def write(self, engine: TripSearch, q: str, query: TripQuery) -> None:
        """Write the files, and say what is in them. Raises SearchUnavailableError, ClickException for a bad place."""
        columns = tuple(COLUMNS)
        if self.csv is not None:
            listing = engine.every(query)
            _save(self.csv, csv_of(listing.trips, columns), listing.total)
        if self.xlsx is not None:
            listing = engine.every(query)
            cover = tuple(asked_in_words(q, query, listing, dt.datetime.now(dt.UTC)))
            _save(self.xlsx, xlsx_of(listing.trips, columns, cover), listing.total)


def _save(name: str, pieces: Generator[bytes], total: int) -> None:
    """Write beside the file, and put it in its place when it is whole."""
    target = Path(name)
    part = target.with_name(f".{target.name}.part")
    try:
        try:
            with closing(pieces), part.open("wb") as file:
                file.writelines(pieces)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"{name}에 쓸 수 없습니다({error.strerror or error}).") from error
    click.echo(f"{name}: {total:,}건")
