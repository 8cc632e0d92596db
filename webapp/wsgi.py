"""The door for WSGI servers: opens the engine that the environment names and hands it to the application."""

from flask import Flask

from search.settings import Settings, read_settings
from search.wiring import open_engine
from webapp.app import create_app


def make_app(settings: Settings | None = None) -> Flask:
    """The application over the engine of `settings`, by default the environment's. Raises SettingsError.

    `waitress-serve --call webapp.wsgi:make_app`, `gunicorn 'webapp.wsgi:make_app()'`.
    """
    settings = settings or read_settings()
    return create_app(open_engine(settings))
