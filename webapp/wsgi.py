"""The door for WSGI servers: opens the engine that the environment names and hands it to the application."""

import logging
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from flask import Flask

from search.engine import TripSearch
from search.errors import SearchUnavailableError
from search.logs import configure_logging
from search.settings import Settings, read_settings
from search.wiring import open_engine, open_shared_engine
from search.words.files import our_words
from webapp.admission import Admission
from webapp.app import Operator, create_app
from webapp.rates import Rates, read_rate
from webapp.signing import kept_secret


def make_app(settings: Settings | None = None) -> Flask:
    """The application over the engine of `settings`, by default the environment's. Raises SettingsError, WordsError.

    `granian --interface wsgi --factory webapp.wsgi:make_app`, `gunicorn 'webapp.wsgi:make_app()'`.
    """
    if settings is None:
        settings = read_settings()
        configure_logging(settings, logging.INFO)
    return _app(settings, open_engine(settings, our_words()), workers=1)


def check_app(settings: Settings, workers: int, shared: Path) -> None:
    """Make what `answering_app` answers with, and open no index. Raises SettingsError, WordsError.

    A process that is forked from this one has it, and what reads queries and fills pages: each would have its own copy
    of them otherwise, 12 MB, and its first visitors would wait while they are made.
    """
    app, _ = _kept(settings, workers, shared)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def answering_app(settings: Settings, workers: int, shared: Path) -> Flask:
    """The application of one of so many processes, each of which admits its share of the searches.

    What helps with typing takes seconds to make where trips are many: it is begun before somebody types, by one of the
    processes, and lies in the folder that they have `shared`.
    """
    app, engine = _kept(settings, workers, shared)
    threading.Thread(target=_prepare, args=(engine,), daemon=True).start()
    return app


@cache
def _kept(settings: Settings, workers: int, shared: Path) -> tuple[Flask, TripSearch]:
    engine = open_shared_engine(settings, our_words(), shared)
    return _app(settings, engine, workers), engine


def _app(settings: Settings, engine: TripSearch, workers: int) -> Flask:
    rates = Rates(read_rate(settings.rate_limit), read_rate(settings.rate_limit_costly), settings.trusted_hops)
    return create_app(engine, _operator(settings), Admission.shared(workers), rates=rates)


def _operator(settings: Settings) -> Operator:
    secret = settings.secret.get_secret_value() if settings.secret else kept_secret(settings.data)
    return Operator(settings.data, settings.contact, secret)


def _prepare(engine: TripSearch) -> None:
    # Where there is no index yet, whoever asks hears why.
    with suppress(SearchUnavailableError):
        engine.suggest("가", 1)
