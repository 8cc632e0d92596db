"""Fixture policy: a real cluster behind our own proxy, which does to it what a test says.

`place` is an index of the test's own name with three trips, seen through the proxy; `place.direct` sees past it. The
commands run in this process: a process each would cost two seconds of it. What only a process shows, its command line
and its logs, is in test_secrets.py.
"""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from elasticsearch import Elasticsearch
from flask.testing import FlaskClient

from search.engine import TripSearch
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.index import ElasticIndex
from search.engines.elastic.names import Names
from search.parse import parse
from search.query import TripQuery
from search.settings import EngineName, Settings
from search.trip import Trip
from tests.commands import Done, Run, command
from tests.elastic_node.proxy import Proxy, open_proxy
from tests.stores import NOW
from webapp.app import create_app


class Place:
    """One index behind one proxy."""

    def __init__(self, cluster: str, proxy: Proxy, opened: ExitStack) -> None:
        self.proxy = proxy
        self.names = Names(f"test-{secrets.token_hex(6)}")
        self._opened = opened
        self.direct = self._connect(Settings(elasticsearch_url=cluster, elasticsearch_timeout=60))

    def engine(self, url: str | None = None, timeout: float = 10) -> ElasticEngine:
        """One that was never asked, with connections of its own."""
        settings = Settings(elasticsearch_url=url or self.proxy.url, elasticsearch_timeout=timeout)
        return ElasticEngine(self._connect(settings), self.names.prefix)

    def index(self, timeout: float = 10) -> ElasticIndex:
        """The write side, with connections of its own."""
        settings = Settings(elasticsearch_url=self.proxy.url, elasticsearch_timeout=timeout)
        return ElasticIndex(self._connect(settings), self.names.prefix, 1, lambda: NOW)

    def versions(self) -> set[str]:
        """The generations that lie in the cluster."""
        found = self.direct.indices.get_alias(index=self.names.every_index)
        return {version for name in found if (version := self.names.version_of(name))}

    def served(self) -> str:
        """The index that is served."""
        (served,) = self.direct.indices.get_alias(name=self.names.served)
        return str(served)

    def environment(self, **more: str) -> dict[str, str]:
        """What a command needs to come here."""
        return {
            "TRIPS_ENGINE": EngineName.ELASTICSEARCH,
            "TRIPS_INDEX": self.names.prefix,
            "TRIPS_ELASTICSEARCH_URL": self.proxy.url,
            **{f"TRIPS_ELASTICSEARCH_{name}": value for name, value in more.items()},
        }

    def remove(self) -> None:
        every = list(self.direct.indices.get_alias(index=f"{self.names.prefix}_*"))
        if every:
            self.direct.indices.delete(index=every)

    def _connect(self, settings: Settings) -> Elasticsearch:
        client = connect(settings)
        self._opened.callback(client.close)
        return client


@pytest.fixture
def place(cluster: str) -> Iterator[Place]:
    """An index with the trips t1, t2 and t3."""
    with open_place(cluster) as place:
        yield place


@contextmanager
def open_place(cluster: str) -> Iterator[Place]:
    """The same, for as long as the caller wants it."""
    with ExitStack() as opened, open_proxy(cluster) as proxy:
        place = Place(cluster, proxy, opened)
        opened.callback(place.remove)
        with place.index().rebuild() as writer:
            for trip in trips(1, 2, 3):
                writer.add(trip)
        yield place


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `trips` with these arguments and settings."""

    def trips(*arguments: str, **settings: str) -> Done:
        return command(monkeypatch, capsys, arguments, settings)

    return trips


def trips(*numbers: int, title: str = "탄소중립 연수") -> list[Trip]:
    return [Trip(id=f"t{number}", title=f"{title} {number}", departs=dt.date(2024, 1, 1)) for number in numbers]


def found(engine: TripSearch, text: str = "탄소중립") -> set[str]:
    return {hit.trip.id for hit in engine.search(TripQuery(clauses=parse(text), size=100)).hits}


def site(engine: TripSearch) -> FlaskClient:
    """The site and the API over `engine`."""
    app = create_app(engine)
    app.testing = True
    return app.test_client()
