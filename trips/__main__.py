"""`trips`: the commands, and what every error comes to: a sentence and an exit code."""

import io
import logging
import sys
from importlib import import_module
from typing import Any, Final

import click

from search.errors import SettingsError, TripsError
from search.logs import configure_logging
from search.settings import read_settings
from trips.terminal import say

FAILED = 1
WRONG_USAGE = 2
# As shells have it: 128 and the number of the signal.
INTERRUPTED = 130
# Where each command is. What one needs, an import of files or a web server, the others do not wait for.
_MODULES: Final = {
    "index": "trips.indexing",
    "inspect": "trips.inspecting",
    "rebuild": "trips.indexing",
    "rollback": "trips.indexing",
    "copy": "trips.copying",
    "search": "trips.searching",
    "serve": "trips.searching",
    "status": "trips.status",
    "analyze": "trips.analyzing",
    "words": "trips.words",
}
_WRITING: Final = frozenset(("index", "rebuild", "copy"))


class _Commands(click.Group):
    """Imports a command where it is called, and says what becomes of an interruption, for every command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Their names, as help lists them."""
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name."""
        if cmd_name not in _MODULES:
            return None
        command: click.Command = getattr(import_module(_MODULES[cmd_name]), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """What the command returns."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say(_interrupted(ctx.invoked_subcommand), err=True)
            ctx.exit(INTERRUPTED)


def _interrupted(command: str | None) -> str:
    sentence = "중단했습니다(Ctrl+C)."
    if command not in _WRITING:
        return sentence
    return (
        f"{sentence} 색인은 다 만든 뒤에만 바뀌므로, 그 전에 중단하면 제공 중인 색인은 그대로입니다. "
        "무엇을 제공하는지는 `trips status`로 볼 수 있습니다."
    )


@click.group(cls=_Commands, help="국외출장 검색: 공직자 국외출장을 색인하고 검색합니다.")
@click.version_option(package_name="overseas-trip-search", message="%(version)s")
def cli() -> None:
    """Hold the commands."""


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some records refused, 130 interrupted."""
    try:
        configure_logging(read_settings(), logging.ERROR)
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        # Its own words, which may repeat an argument: the name of a file holds whatever somebody called it.
        told = io.StringIO()
        error.show(told)
        say(told.getvalue().removesuffix("\n"), err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say(_interrupted(None), err=True)
        sys.exit(INTERRUPTED)
    except TripsError as error:
        say(f"오류: {error}", err=True)
        sys.exit(WRONG_USAGE if isinstance(error, SettingsError) else FAILED)


if __name__ == "__main__":
    main()
