"""Log lines hold events and their fields: never the values of a program's variables."""

import logging
from collections.abc import Iterator

import pytest

from search.logs import configure_logging
from search.settings import LogFormat, Settings

LOG = logging.getLogger("tests.logs")


@pytest.fixture(autouse=True)
def root() -> Iterator[None]:
    """pytest gets its own logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("form", LogFormat)
def test_a_traceback_names_lines_and_no_values(capsys: pytest.CaptureFixture[str], form: LogFormat) -> None:
    def search(query: str) -> None:
        try:
            raise RuntimeError("broken")  # noqa: TRY301 - where a query is
        except RuntimeError:
            LOG.exception("search failed", extra={"length": len(query)})

    configure_logging(Settings(log=form), logging.INFO)
    search("비밀말")
    said = capsys.readouterr().err
    assert "RuntimeError: broken" in said
    assert "test_logs.py" in said
    assert "비밀말" not in said


@pytest.mark.parametrize("name", ["elastic_transport.transport", "elastic_transport.node_pool", "urllib3.connection"])
def test_the_client_leaves_talking_to_us(capsys: pytest.CaptureFixture[str], name: str) -> None:
    configure_logging(Settings(), logging.INFO)
    logging.getLogger(name).info("GET http://127.0.0.1:9200/trips/_doc/t1")
    logging.getLogger(name).warning("Retrying request")
    assert capsys.readouterr().err == ""
