"""`trips`: the commands, and what every error comes to: a sentence and an exit code."""

import logging
import sys

import click

from search.errors import SettingsError, TripsError
from search.logs import configure_logging
from search.settings import read_settings
from trips.analyzing import analyze
from trips.copying import copy
from trips.indexing import index, rebuild, rollback, status
from trips.searching import search, serve
from trips.words import words

FAILED = 1
WRONG_USAGE = 2


@click.group(help="국외출장 검색: 공직자 국외출장을 색인하고 찾습니다.")
@click.version_option(package_name="overseas-trip-search", message="%(version)s")
def cli() -> None:
    """Hold the commands."""


for command in (index, rebuild, rollback, copy, search, serve, status, analyze, words):
    cli.add_command(command)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some records were refused."""
    try:
        configure_logging(read_settings(), logging.ERROR)
        cli()
    except TripsError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(WRONG_USAGE if isinstance(error, SettingsError) else FAILED)


if __name__ == "__main__":
    main()
