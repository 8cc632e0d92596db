"""File → command → HTTP: the page a visitor copied, indexed by `trips index`, answered by `trips serve`."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Site(NamedTuple):
    """A running server and the environment its index lies in."""

    address: str
    environment: dict[str, str]

    def get(self, path: str, arguments: dict[str, str] | None = None, **headers: str) -> tuple[HTTPResponse, str]:
        """The answer and its text."""
        connection = HTTPConnection(self.address, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path + ("?" + urlencode(arguments) if arguments else ""), headers=named)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response, text

    def search(self, q: str, **arguments: str) -> dict[str, Any]:
        """The API's answer to a search."""
        found: dict[str, Any] = json.loads(self.get("/api/v1/trips", {"q": q, **arguments})[1])
        return found


def trips(*arguments: str, environment: dict[str, str]) -> str:
    """What a command prints; it must succeed."""
    command = [sys.executable, "-m", "trips", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def site(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environment = {**os.environ, "TRIPS_DATA": str(tmp_path_factory.mktemp("var")), "PYTHONUTF8": "1"}
    trips("index", str(shared / "data" / "trip_page.txt"), environment=environment)
    command = [sys.executable, "-m", "trips", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            said = re.search(r"http://([0-9.]+:\d+)/", server.stdout.readline())
            assert said, "the server says where it listens"
            yield Site(said[1], environment)
        finally:
            server.terminate()


@pytest.mark.parametrize(
    ("q", "marks"),
    [
        ("탄소중립", {"탄소중립"}),
        ("탄소중립을", {"탄소중립"}),
        ("탄소 중립", {"탄소중립"}),
        ('"Campus Brain"', {"Campus Brain"}),
        ("campus brain", {"Campus", "Brain", "캠퍼스"}),
        ("CNCC", {"CNCC"}),
        # Its terms are 기후, 동행 and 카드, and every occurrence of a term is marked.
        ("기후동행카드", {"기후동행카드", "기후"}),
        ("광저우", {"광저우"}),
    ],
)
def test_the_copied_page_is_found_and_rightly_marked(site: Site, q: str, marks: set[str]) -> None:
    found = site.search(q)
    assert found["total"] == 1
    hit = found["hits"][0]
    parts = [part for passage in hit["passages"] for part in passage["parts"]] + hit["title"]
    assert {part["text"] for part in parts if part["marked"]} == marks
    html = site.get("/search", {"q": q})[1]
    assert set(re.findall("<mark>(.*?)</mark>", html)) == marks


def test_every_stated_field_is_answered_as_stated(site: Site) -> None:
    trip_id = site.search("")["hits"][0]["id"]
    trip = json.loads(site.get(f"/api/v1/trips/{trip_id}")[1])["trip"]
    stated = {
        name: trip[name] for name in ("title", "organisation", "departs", "returns", "stay", "people", "countries")
    }
    assert stated == {
        "title": "탄소중립 및 기후변화 연구센터 전문가 세미나 참석",
        "organisation": "서울특별시",
        "departs": "2025-11-09",
        "returns": "2025-11-12",
        "stay": "3박 4일",
        "people": 1,
        "countries": [{"code": "CN", "name": "중국"}],
    }
    assert trip["summary"].startswith("출장단은 2025년 11월 9일부터")
    assert len(trip["findings"]) == 5
    assert trip["findings"][4].endswith("모색할 수 있을 것입니다.")
    html = site.get(f"/trips/{trip_id}")[1]
    assert all(paragraph.split("'")[0] in html for paragraph in trip["findings"])


def test_the_command_prints_the_answer_of_the_api(site: Site) -> None:
    printed = json.loads(trips("search", "탄소중립", "--json", environment=site.environment))
    assert printed == site.search("탄소중립")


def test_the_running_server_serves_a_new_index_by_itself(site: Site, tmp_path: Path) -> None:
    known = site.get("/api/v1/trips")[0].headers["ETag"]
    assert site.get("/api/v1/trips", If_None_Match=known)[0].status == 304
    (tmp_path / "more.jsonl").write_text('{"id": "more", "title": "수소 충전소 견학"}\n', encoding="utf-8")
    trips("index", str(tmp_path / "more.jsonl"), environment=site.environment)
    assert site.get("/api/v1/trips", If_None_Match=known)[0].status == 200
    assert [hit["id"] for hit in site.search("수소")["hits"]] == ["more"]
    trips("rollback", environment=site.environment)
    assert site.search("수소")["total"] == 0


def test_the_server_is_alive_and_ready(site: Site) -> None:
    assert site.get("/healthz")[0].status == site.get("/readyz")[0].status == 200


def test_a_query_of_five_thousand_characters_is_refused_with_its_limit(site: Site) -> None:
    response, text = site.get("/api/v1/trips", {"q": "가" * 5_000})
    assert response.status == 400
    assert "512자" in text


def test_an_address_longer_than_any_server_takes_is_refused(site: Site) -> None:
    assert site.get("/api/v1/trips", {"q": "가" * 10_000})[0].status == 414


def test_an_address_may_be_typed_in_korean(site: Site) -> None:
    host, port = site.address.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall("GET /api/v1/trips?q=탄소중립 HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    assert answer.startswith("HTTP/1.0 200")
    assert '"total":1' in answer
