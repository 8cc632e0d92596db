"""The door for WSGI servers: opens the engine that the environment names and hands it to the application."""

import logging

from flask import Flask

from search.logs import configure_logging
from search.settings import Settings, read_settings
from search.wiring import open_engine
from search.words.files import our_words
from webapp.admission import Admission
from webapp.app import create_app


def make_app(settings: Settings | None = None, workers: int = 1) -> Flask:
    """The application over the engine of `settings`, by default the environment's. Raises SettingsError, WordsError.

    `granian --interface wsgi --factory webapp.wsgi:make_app`, `gunicorn 'webapp.wsgi:make_app()'`. One of `workers`
    processes that answer admits its share of the searches.
    """
    if settings is None:
        settings = read_settings()
        configure_logging(settings, logging.INFO)
    return create_app(open_engine(settings, our_words()), settings.data, Admission.shared(workers))
