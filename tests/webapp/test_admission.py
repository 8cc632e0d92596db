"""A crowd: who searches, who waits, who is sent away, and what stays reachable meanwhile. A slow engine, a real server."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from typing import NamedTuple

import pytest
from flask import Blueprint, Flask
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import make_server

from search.page import TripPage
from search.query import TripQuery
from tests.webapp.fakes import TRIP, FakeEngine, hit, page
from webapp.admission import Admission
from webapp.app import create_app


class SlowEngine(FakeEngine):
    """Answers when it is let to, and knows how many asked at once."""

    def __init__(self) -> None:
        super().__init__(TRIP)
        self.asked = threading.Semaphore(0)
        self.answer = threading.Event()
        self.running = self.most = 0
        self._lock = threading.Lock()

    def search(self, query: TripQuery) -> TripPage:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        self.asked.release()
        self.answer.wait(30)
        with self._lock:
            self.running -= 1
        return page(hit(TRIP), facets=dict.fromkeys(query.facets, ()))


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


def ask(url: str) -> Answer:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - our own server
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read().decode())


@pytest.fixture
def engine() -> Iterator[SlowEngine]:
    engine = SlowEngine()
    yield engine
    engine.answer.set()


def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(engine: SlowEngine) -> Iterator[str]:
    """A server over `engine`, as it is served."""
    yield from served(create_app(engine))


@pytest.fixture
def small_site(engine: SlowEngine) -> Iterator[str]:
    """The same with two places, three seats and little patience."""
    yield from served(create_app(engine, admission=Admission(searching=2, waiting=3, patience=1)))


def test_pages_that_join_later_are_admitted_like_the_others(engine: SlowEngine) -> None:
    app = create_app(engine, admission=Admission(searching=2, waiting=8))
    later = Blueprint("feed", __name__)
    later.add_url_rule("/feed", "feed", lambda: str(engine.search(TripQuery()).total))
    app.register_blueprint(later)
    site = next(served(app))
    with ThreadPoolExecutor(6) as crowd:
        asked = [crowd.submit(ask, f"{site}/feed") for _ in range(6)]
        assert engine.asked.acquire(timeout=10)
        # Whoever is not held back is in by now.
        time.sleep(0.2)
        engine.answer.set()
        assert {one.result().status for one in asked} == {200}
    assert engine.most == 2


def test_a_crowd_of_searches_keeps_nobody_from_what_is_no_search(engine: SlowEngine, site: str) -> None:
    with ThreadPoolExecutor(64) as crowd:
        searches = [crowd.submit(ask, f"{site}/{path}?q={n}") for n in range(30) for path in ("search", "api/v1/trips")]
        for _ in range(8):
            assert engine.asked.acquire(timeout=10)
        for path in ("/healthz", "/readyz", "/static/style.css", "/docs", "/openapi.json"):
            began = time.monotonic()
            assert ask(site + path).status == 200
            assert time.monotonic() - began < 1
        engine.answer.set()
        statuses = Counter(search.result().status for search in searches)
    assert statuses.keys() == {200, 503}
    assert engine.most == 8
    # Everybody who had a place or a seat was answered.
    assert statuses[200] >= 24
    assert ask(f"{site}/search?q=after").status == 200


def test_who_is_sent_away_learns_when_to_come_back(engine: SlowEngine, small_site: str) -> None:
    with ThreadPoolExecutor(8) as crowd:
        taken = [crowd.submit(ask, f"{small_site}/search?q={n}") for n in range(5)]
        for _ in range(2):
            assert engine.asked.acquire(timeout=10)
        time.sleep(0.3)
        began = time.monotonic()
        for path in ("/search?q=x", "/api/v1/trips?q=x", "/", "/api/v1/suggest?q=x", "/trips/trip-1"):
            refused = ask(small_site + path)
            assert refused.status == 503
            assert int(refused.headers["Retry-After"]) >= 1
            assert f"{refused.headers['Retry-After']}초 뒤에" in refused.text
            assert "Content-Security-Policy" in refused.headers
            kind = "application/problem+json" if path.startswith("/api") else "text/html; charset=utf-8"
            assert refused.headers["Content-Type"] == kind
        assert time.monotonic() - began < 1
        assert json.loads(ask(f"{small_site}/api/v1/trips?q=x").text)["status"] == 503
        # Nobody waits for longer than they would have been told.
        # Which two came first is the machine's choice.
        assert [search.result().status for search in islice(as_completed(taken), 3)] == [503] * 3
        assert time.monotonic() - began < 3
        engine.answer.set()
        assert sorted(search.result().status for search in taken) == [200, 200, 503, 503, 503]


def test_a_request_that_fails_gives_its_place_back(engine: SlowEngine, small_site: str) -> None:
    engine.answer.set()
    assert [ask(f"{small_site}/search?{bad}").status for bad in ["x=1", "theme=x", "q=%FF"] * 3] == [400] * 9
    engine.error = RuntimeError("a bug of ours")
    assert [ask(f"{small_site}/trips/trip-1").status for _ in range(5)] == [500] * 5
    engine.error = None
    assert [ask(f"{small_site}/trips/trip-1").status for _ in range(5)] == [200] * 5


def test_processes_share_what_one_alone_would_admit() -> None:
    """As many together, none of them so few that a long search stops a short one."""
    for processes, places in [(1, 8), (2, 4), (3, 3), (64, 2)]:
        admission = Admission.shared(processes)
        for _ in range(places):
            admission.enter()
        waiting = threading.Thread(target=admission.enter, daemon=True)
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
        admission.leave(0)
        waiting.join(10)
        assert not waiting.is_alive()


def test_who_waits_longest_is_next() -> None:
    admission = Admission(searching=1, waiting=10, patience=10)
    admission.enter()
    came: list[int] = []

    def come(number: int) -> None:
        admission.enter()
        came.append(number)
        admission.leave(0.0)

    visitors = [threading.Thread(target=come, args=(number,)) for number in range(10)]
    for visitor in visitors:
        visitor.start()
        time.sleep(0.02)
    admission.leave(0.0)
    for visitor in visitors:
        visitor.join(10)
    assert came == list(range(10))


def test_a_row_that_takes_longer_than_patience_is_not_joined() -> None:
    admission = Admission(searching=1, waiting=10, patience=5)
    for _ in range(50):
        admission.enter()
        admission.leave(20.0)
    admission.enter()
    began = time.monotonic()
    with pytest.raises(ServiceUnavailable) as refused:
        admission.enter()
    assert time.monotonic() - began < 1
    assert dict(refused.value.get_headers())["Retry-After"] == "20"
    # Whoever comes to a free place is let in, however long others took.
    admission.leave(20.0)
    admission.enter()


def test_places_are_neither_lost_nor_made_in_a_crowd() -> None:
    admission = Admission(searching=3, waiting=4, patience=0.01)
    inside, most, let_in = 0, 0, 0
    lock = threading.Lock()

    def visit() -> None:
        nonlocal inside, most, let_in
        for _ in range(200):
            try:
                admission.enter()
            except ServiceUnavailable:
                continue
            with lock:
                inside += 1
                let_in += 1
                most = max(most, inside)
            time.sleep(0.001)
            with lock:
                inside -= 1
            admission.leave(0.001)

    visitors = [threading.Thread(target=visit) for _ in range(12)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(60)
    assert (inside, most) == (0, 3)
    assert let_in > 100
    for _ in range(3):
        admission.enter()
    with pytest.raises(ServiceUnavailable):
        admission.enter()
