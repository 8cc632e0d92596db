"""Fixture policy: the strict fake for shapes, errors and headers; test_embedded.py asks the real embedded engine."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.fakes import BARE, TRIP, FakeEngine
from webapp.app import create_app


class BufferedClient(FlaskClient):
    """Reads answers at once: a static file left open is a warning, and warnings are errors here."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 - as the class it extends
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture(scope="session")
def served() -> tuple[FakeEngine, Flask]:
    """One application for all of these tests, which makes its document once, and the engine that it is over."""
    engine = FakeEngine()
    # Nothing is kept: the engine answers otherwise from test to test under one name of an index.
    app = create_app(engine, kept_bytes=0)
    app.testing = True
    app.test_client_class = BufferedClient
    return engine, app


@pytest.fixture
def fake(served: tuple[FakeEngine, Flask]) -> FakeEngine:
    """An engine that knows two trips and expects no search yet."""
    engine, _ = served
    engine.begin(TRIP, BARE)
    return engine


@pytest.fixture
def client(fake: FakeEngine, served: tuple[FakeEngine, Flask]) -> FlaskClient:
    """A client of the application over `fake`; an error nobody expected fails the test."""
    engine, app = served
    assert engine is fake
    return app.test_client()
