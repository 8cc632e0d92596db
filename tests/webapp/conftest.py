"""Fixture policy: the strict fake for shapes, errors and headers; test_embedded.py asks the real embedded engine."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.fakes import BARE, TRIP, FakeEngine
from webapp.app import create_app


class BufferedClient(FlaskClient):
    """Reads answers at once: a static file left open is a warning, and warnings are errors here."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 - as the class it extends
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def fake() -> FakeEngine:
    """An engine that knows two trips and expects no search yet."""
    return FakeEngine(TRIP, BARE)


@pytest.fixture
def client(fake: FakeEngine) -> FlaskClient:
    """A client of the application over `fake`; an error nobody expected fails the test."""
    app = create_app(fake)
    app.testing = True
    app.test_client_class = BufferedClient
    return app.test_client()
