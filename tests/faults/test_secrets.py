"""Through TLS and a guard: who may come in does, and no secret is ever shown, right or wrong.

The secrets are looked for as they are and as the header carries them.
"""

import base64
import logging
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from search.logs import configure_logging
from search.settings import Settings, read_settings
from tests.commands import Run
from tests.elastic_node.certificates import Certificate, make_certificate
from tests.elastic_node.faults import basic, guarded
from tests.elastic_node.proxy import Proxy, open_proxy
from tests.faults.conftest import Place, open_place

ROOT = Path(__file__).resolve().parents[2]
USER, PASSWORD, KEY = "trips-reader", "비밀-pa55word!", "a2V5LWlkOnNlY3JldC1rZXk="
WRONG = "wr0ng-secret"


class Way(NamedTuple):
    """How to come in: the header that the guard wants, and the settings that make it."""

    header: str
    settings: dict[str, str]
    files: dict[str, str]


WAYS = {
    "a password": Way(basic(USER, PASSWORD), {"USER": USER, "PASSWORD": PASSWORD}, {}),
    "a password in a file": Way(
        basic(USER, PASSWORD), {}, {"USER_FILE": f"{USER}\n", "PASSWORD_FILE": f"{PASSWORD}\n"}
    ),
    "an API key": Way(f"ApiKey {KEY}", {"API_KEY": KEY}, {}),
    "an API key in a file": Way(f"ApiKey {KEY}", {}, {"API_KEY_FILE": f"{KEY}\n"}),
}


class Guarded(NamedTuple):
    """An index behind TLS, to be entered in one way; `environment` is right, `wrong` has a wrong secret."""

    environment: dict[str, str]
    wrong: dict[str, str]


@pytest.fixture(scope="module")
def place(cluster: str) -> Iterator[Place]:
    with open_place(cluster) as place:
        yield place


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls(place: Place, certificate: Certificate) -> Iterator[Proxy]:
    with open_proxy(place.proxy.url, certificate.context) as proxy:
        yield proxy


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def guard(
    request: pytest.FixtureRequest, place: Place, tls: Proxy, certificate: Certificate, tmp_path: Path
) -> Iterator[Guarded]:
    way: Way = request.param
    base = place.environment(CA=str(certificate.file)) | {"TRIPS_ELASTICSEARCH_URL": tls.url}
    with tls.failing(guarded(way.header)):
        yield Guarded(base | _settings(way, tmp_path, None), base | _settings(way, tmp_path, WRONG))


def _settings(way: Way, folder: Path, instead: str | None) -> dict[str, str]:
    """The variables of a way in, with another secret `instead` of the right one."""
    found = {}
    for name, text in way.settings.items():
        found[f"TRIPS_ELASTICSEARCH_{name}"] = text if "USER" in name or instead is None else instead
    for name, text in way.files.items():
        path = folder / f"{name}-{instead}"
        path.write_text(text if "USER" in name or instead is None else instead, encoding="utf-8")
        found[f"TRIPS_ELASTICSEARCH_{name}"] = str(path)
    return found


def secrets_in(text: str) -> list[str]:
    secrets = [PASSWORD, KEY, WRONG, *(basic(USER, word).split()[1] for word in (PASSWORD, WRONG))]
    return [secret for secret in secrets if secret in text or base64.b64encode(secret.encode()).decode() in text]


@pytest.fixture
def debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every logger says all it can."""

    def configure(settings: Settings, level: int) -> None:  # noqa: ARG001 - the door's own signature
        configure_logging(settings, logging.DEBUG)
        for name in ("elastic_transport", "urllib3"):
            logging.getLogger(name).setLevel(logging.DEBUG)

    monkeypatch.setattr("trips.__main__.configure_logging", configure)


@pytest.mark.usefixtures("debugging")
def test_commands_come_in_with_the_right_secret_only_and_show_none(guard: Guarded, run: Run, tmp_path: Path) -> None:
    record = tmp_path / "trips.jsonl"
    record.write_text('{"id": "t1", "title": "탄소중립 연수 1", "departs": "2024-01-01"}\n', encoding="utf-8")
    commands = [("status",), ("search", "탄소중립"), ("index", str(record))]
    for arguments in commands:
        done = run(*arguments, **guard.environment)
        assert done.returncode == 0, done.stderr
        assert secrets_in(done.stdout + done.stderr) == []
    assert secrets_in(repr(read_settings()) + str(read_settings())) == []
    for arguments in commands:
        done = run(*arguments, **guard.wrong)
        assert done.returncode == 1
        assert "자격 증명" in done.stdout + done.stderr
        assert secrets_in(done.stdout + done.stderr) == []
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_a_server_shows_no_secret(place: Place, tls: Proxy, certificate: Certificate, *, right: bool) -> None:
    credentials = {"USER": USER, "PASSWORD": PASSWORD if right else WRONG, "CA": str(certificate.file)}
    environment = os.environ | place.environment(**credentials) | {"TRIPS_ELASTICSEARCH_URL": tls.url}
    command = [sys.executable, "-m", "trips", "serve", "--port", "0"]
    with (
        tls.failing(guarded(basic(USER, PASSWORD))),
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        try:
            assert server.stdout
            first = server.stdout.readline()
            said = re.search(r"http://[0-9.]+:\d+", first)
            assert said, first
            answers = [
                ask(said[0] + path) for path in ("/api/v1/trips?q=%ED%83%84%EC%86%8C", "/readyz", "/", "/trips/t1")
            ]
            seen = [Path(f"/proc/{server.pid}/cmdline").read_text(encoding="utf-8", errors="replace")]
        finally:
            server.terminate()
            printed, logged = server.communicate(timeout=30)
    assert [status for status, _ in answers] == [200 if right else 503] * 4
    assert secrets_in("".join([printed, logged, *seen, *(text for _, text in answers)])) == []
    assert "generation served" in logged if right else "자격 증명" in logged
    # Neither is what people look for.
    assert [word for word in ("탄소", "%ED", "/t1", "_search", "Traceback") if word in logged] == []


def ask(url: str) -> tuple[int, str]:
    """Status, and everything that was answered."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server
            return answer.status, str(answer.headers) + answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, str(error.headers) + error.read().decode()


def certificate_errors(place: Place, run: Run, environment: dict[str, str]) -> str:
    done = run("status", **(place.environment() | environment))
    assert (done.returncode, done.stderr) == (1, "")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("문제: ")]
    return line


def test_a_certificate_of_nobody_known_is_refused(place: Place, run: Run, tls: Proxy) -> None:
    said = certificate_errors(place, run, {"TRIPS_ELASTICSEARCH_URL": tls.url})
    assert "인증서를 믿을 수 없습니다(self-signed certificate" in said
    assert "TRIPS_ELASTICSEARCH_CA" in said


def test_a_certificate_of_another_machine_is_refused(place: Place, run: Run, tmp_path: Path) -> None:
    other = make_certificate(tmp_path, address="DNS:other.test")
    with open_proxy(place.proxy.url, other.context) as proxy:
        url, ca = proxy.url, str(other.file)
        said = certificate_errors(place, run, {"TRIPS_ELASTICSEARCH_URL": url, "TRIPS_ELASTICSEARCH_CA": ca})
    assert "인증서를 믿을 수 없습니다(다른 이름의 인증서)" in said
    assert "주소의 이름이 인증서의 이름과 같은지" in said


def test_tls_where_there_is_none_is_told_from_a_bad_certificate(place: Place, run: Run) -> None:
    said = certificate_errors(place, run, {"TRIPS_ELASTICSEARCH_URL": place.proxy.url.replace("http", "https")})
    assert "TLS로 연결할 수 없습니다" in said
    assert "https로 받는 포트" in said


def test_a_port_that_wants_tls_is_no_cluster_without(place: Place, run: Run, tls: Proxy) -> None:
    said = certificate_errors(place, run, {"TRIPS_ELASTICSEARCH_URL": tls.url.replace("https", "http")})
    assert "연결할 수 없습니다" in said
    assert "https" in said
