"""How often one client may ask: counted for whom it should be, said in every answer, and refused in words."""

import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.errors import SettingsError
from search.parse import parse as parsed
from search.query import TripQuery
from tests.webapp.fakes import TRIP, FakeEngine, hit, page
from webapp.app import create_app
from webapp.kept import KeptAnswers
from webapp.rates import Rates, limited, read_rate
from webapp.shared_counts import ClientPlaces, SharedCounts

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

STRANGER = "93.184.216.34"
SEARCH = "/api/v1/trips?q=탄소"
COSTLY = "/api/v1/statistics?by=year"


class Site(NamedTuple):
    """An application whose limits can be put before it anew: to make one takes a second."""

    app: Flask
    inner: "WSGIApplication"

    def limited(self, hops: int = 0, every: str = "5/minute", costly: str = "2/minute") -> FlaskClient:
        kept = KeptAnswers(self.inner, ENGINE)
        self.app.wsgi_app = limited(kept, self.inner, Rates(read_rate(every), read_rate(costly), hops))  # type: ignore[assignment, method-assign]
        return self.app.test_client()


ENGINE = FakeEngine(TRIP)
ENGINE.pages = {asked: page(hit(TRIP)) for asked in (TripQuery(clauses=parsed("탄소")), TripQuery())}


@pytest.fixture(scope="module")
def site() -> Site:
    app = create_app(ENGINE, kept_bytes=0, rates=Rates(None, None))
    # Flask's own, which nothing stands before yet.
    return Site(app, partial(Flask.wsgi_app, app))


def get(client: FlaskClient, path: str = SEARCH, peer: str = STRANGER, said: str | None = None) -> TestResponse:
    headers = {"X-Forwarded-For": said} if said else {}
    return client.get(path, environ_base={"REMOTE_ADDR": peer}, headers=headers)


def test_every_answer_says_how_many_requests_are_left(site: Site) -> None:
    client = site.limited()
    answers = [get(client) for _ in range(5)]
    # All but the first are kept answers, which count as well.
    assert [answer.headers["Cache-Status"] for answer in answers[:2]] == ["trips; fwd=miss", "trips; hit"]
    assert [answer.headers["RateLimit"].partition(";t=")[0] for answer in answers] == [
        f'"default";r={left}' for left in (4, 3, 2, 1, 0)
    ]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"default";q=5;w=60'}


def test_too_many_are_refused_with_when_to_come_back(site: Site) -> None:
    client = site.limited()
    for _ in range(5):
        assert get(client).status_code == 200
    refused = get(client)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.json
    assert refused.json["title"] == "요청이 너무 많습니다"
    seconds = int(refused.headers["Retry-After"])
    assert 0 < seconds <= 60
    assert f"{seconds}초 뒤에 다시 요청하세요" in refused.json["detail"]
    assert refused.headers["RateLimit"] == f'"default";r=0;t={seconds}'
    on_a_page = get(client, "/")
    assert (on_a_page.status_code, on_a_page.mimetype) == (429, "text/html")
    assert "초 뒤에 다시 요청하세요" in on_a_page.text
    assert "no-store" in on_a_page.headers["Cache-Control"]
    # Somebody else is not held to it.
    assert get(client, peer="93.184.216.35").status_code == 200


def test_a_window_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.limited(every="1/minute")
    assert [get(client).status_code for _ in range(2)] == [200, 429]
    later = time.time() + 61
    monkeypatch.setattr("webapp.shared_counts.time.time", lambda: later)
    assert get(client).status_code == 200


def test_what_takes_seconds_has_a_limit_of_its_own(site: Site) -> None:
    client = site.limited()
    answers = [get(client, COSTLY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"default";q=5;w=60, "costly";q=2;w=60'
    assert get(client).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/style.css"])
def test_health_and_static_files_are_never_refused(site: Site, path: str) -> None:
    client = site.limited(every="1/minute")
    for _ in range(4):
        with get(client, path) as answer:
            assert answer.status_code == 200
            assert "RateLimit" not in answer.headers


@pytest.mark.parametrize(
    "peer", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "172.20.0.1", "fe80::1", "fd00::2", ""]
)
def test_without_a_trusted_proxy_nobody_of_the_house_is_limited(site: Site, peer: str) -> None:
    client = site.limited(every="1/minute")
    answers = [get(client, peer=peer) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "RateLimit" not in answers[0].headers


def test_without_a_trusted_proxy_it_does_not_matter_what_a_client_says_it_is(site: Site) -> None:
    client = site.limited(every="1/minute")
    assert [get(client, said=f"198.51.100.{n}").status_code for n in range(2)] == [200, 429]
    assert [get(client, peer="127.0.0.1", said="198.51.100.1").status_code for _ in range(3)] == [200] * 3


def test_behind_a_proxy_clients_are_told_apart_and_a_forged_address_helps_nobody(site: Site) -> None:
    client = site.limited(hops=1, every="1/minute")
    proxy = "10.0.0.1"
    assert get(client, peer=proxy, said="198.51.100.1").status_code == 200
    assert get(client, peer=proxy, said="198.51.100.2").status_code == 200
    # The proxy appends whom it sees; what stood there before was the client's own word.
    for forged in ("198.51.100.9, 198.51.100.1", "127.0.0.1, 198.51.100.1", "x, , 198.51.100.1"):
        assert get(client, peer=proxy, said=forged).status_code == 429
    # A private client behind a proxy is a client like others.
    assert [get(client, peer=proxy, said="10.9.9.9").status_code for _ in range(2)] == [200, 429]


def test_of_two_proxies_the_outer_one_s_word_counts(site: Site) -> None:
    client = site.limited(hops=2, every="1/minute")
    assert get(client, peer="10.0.0.1", said="198.51.100.1, 10.0.0.2").status_code == 200
    assert get(client, peer="10.0.0.1", said="6.6.6.6, 198.51.100.1, 10.0.0.2").status_code == 429


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
    ],
)
def test_a_network_of_one_owner_is_one_client(site: Site, first: str, second: str, *, same: bool) -> None:
    # Documentation addresses are private to Python; behind a proxy they are clients.
    client = site.limited(hops=1, every="1/minute")
    assert get(client, said=first).status_code == 200
    assert (get(client, said=second).status_code == 429) is same


def test_no_limit_is_one(site: Site) -> None:
    client = site.limited(every="none", costly="none")
    answers = [get(client) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("text", ["", "many", "5", "5/fortnight", "-1/minute", "5/minute; DROP"])
def test_a_limit_that_is_none_is_told_with_what_one_looks_like(text: str) -> None:
    with pytest.raises(SettingsError, match="600/minute"):
        read_rate(text)


def in_processes(count: int, work: Callable[[Event], None]) -> None:
    context = multiprocessing.get_context("fork")
    go = context.Event()
    processes = [context.Process(target=work, args=(go,)) for _ in range(count)]
    for process in processes:
        process.start()
    go.set()
    for process in processes:
        process.join(30)
        assert process.exitcode == 0


def test_processes_count_together() -> None:
    counts = SharedCounts()

    def work(go: Event) -> None:
        go.wait()
        for _ in range(500):
            counts.incr("somebody", 60)

    in_processes(4, work)
    assert counts.get("somebody") == 2_000


def test_many_threads_of_several_processes_count_many_clients_together() -> None:
    """The system sees a deadlock where threads of two processes hold what others of them wait for."""
    counts = SharedCounts()

    def count(_: int) -> None:
        for number in range(1_000):
            counts.incr(f"client {number % 50}", 60)

    def work(go: Event) -> None:
        go.wait()
        sys.setswitchinterval(1e-6)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(count, range(8)))

    in_processes(4, work)
    assert {counts.get(f"client {number}") for number in range(50)} == {4 * 8 * 20}


def test_more_clients_than_there_is_room_for_push_out_those_that_count_least() -> None:
    counts = SharedCounts()
    for _ in range(100):
        counts.incr("often", 60)
    for number in range(200_000):
        counts.incr(f"once {number}", 60)
    assert counts.get("often") == 100


def test_a_place_is_one_client_s_over_all_processes_and_free_when_its_process_is_gone() -> None:
    places = ClientPlaces(2)
    mine = places.take("me")
    assert mine is not None

    def work(_: Event) -> None:
        taken = [places.take("me") for _ in range(3)]
        # One is the parent's. What is taken here is given back by the end of this process alone.
        assert [place is not None for place in taken] == [True, False, False]
        assert places.take("somebody else") is not None

    in_processes(1, work)
    again = places.take("me")
    assert again is not None
    assert places.take("me") is None
    places.give_back(mine)
    assert places.take("me") == mine


def test_one_client_takes_away_two_files_at_once_and_no_more(site: Site) -> None:
    client = site.limited(every="none", costly="100/minute")
    taking = [client.get("/api/v1/trips.csv", environ_base={"REMOTE_ADDR": STRANGER}, buffered=False) for _ in range(2)]
    third = get(client, "/api/v1/trips.csv")
    assert third.status_code == 429
    assert third.json
    assert "한 번에 2개까지" in third.json["detail"]
    for answer in taking:
        answer.close()
    assert get(client, "/api/v1/trips.csv").status_code == 200
