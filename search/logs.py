"""How log lines look: key-value events on standard error, for people or as JSON. Only doors call this.

Modules log with the standard library, an event and its fields in `extra`; nothing that names a person or repeats what
somebody searched for is logged.
"""

import logging
import sys
from typing import Final

import structlog

from search.settings import LogFormat, Settings

_TALKATIVE: Final = ("elastic_transport", "urllib3")


def configure_logging(settings: Settings, level: int) -> None:
    """Send every logger's lines of at least `level` to standard error in the form that `settings` asks for."""
    shared: list[structlog.typing.Processor] = [
        # The name of a request, in every line about it.
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    # Without the values of variables, which structlog would show: they hold queries, and credentials in a request.
    last: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    if settings.log is LogFormat.JSON:
        shared.append(structlog.processors.format_exc_info)
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last], foreign_pre_chain=shared
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # What Elasticsearch's client cannot do comes out as our error. Its own lines would tell of it again, with a
    # traceback for each attempt, and name every trip that somebody opens.
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
