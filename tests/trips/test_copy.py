"""`trips copy`: a whole index from one engine to the other and back, compared."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines.elastic.client import connect
from search.settings import Settings
from tests.commands import Done, Run

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@pytest.fixture(name="run")
def on_both(run: Run, cluster: str) -> Iterator[Run]:
    """A command over an empty index of each engine."""
    name = f"copy-{secrets.token_hex(4)}"

    def on(*arguments: str, engine: str = "embedded") -> Done:
        return run(*arguments, TRIPS_ELASTICSEARCH_URL=cluster, TRIPS_INDEX=name, TRIPS_ENGINE=engine)

    yield on
    with connect(Settings(elasticsearch_url=cluster, elasticsearch_timeout=60)) as client:
        every = list(client.indices.get_alias(index=f"{name}_*"))
        if every:
            client.indices.delete(index=every)


def test_an_index_moves_over_and_back_and_answers_alike(run: Run) -> None:
    assert run("index", str(SAMPLE)).returncode == 0
    over = run("copy", "--from", "embedded", "--to", "elasticsearch")
    assert over.returncode == 0, over.stderr
    assert "118건" in over.stdout
    assert "결과가 같습니다" in over.stdout
    question = ("search", "탄소중립", "--facets", "country", "--json")
    here, there = (json.loads(run(*question, engine=name).stdout) for name in ("embedded", "elasticsearch"))
    assert here["total"] == there["total"] > 0
    assert [hit["passages"] for hit in here["hits"]] == [hit["passages"] for hit in there["hits"]]
    assert here["facets"] == there["facets"]
    assert "바뀌지 않은 파일 2개" in run("index", str(SAMPLE), engine="elasticsearch").stdout, (
        "what was read went along"
    )
    back = run("copy", "--from", "elasticsearch", "--to", "embedded")
    assert back.returncode == 0, back.stderr
    assert "바뀌지 않은 파일 2개" in run("index", str(SAMPLE)).stdout
    assert json.loads(run("status", "--json").stdout)["index"]["trips"] == 118


def test_nothing_to_move_changes_nothing(run: Run) -> None:
    assert run("index", str(SAMPLE), engine="elasticsearch").returncode == 0
    done = run("copy", "--from", "embedded", "--to", "elasticsearch")
    assert done.returncode == 1
    assert "색인이 아직 없습니다" in done.stderr
    assert json.loads(run("status", "--json", engine="elasticsearch").stdout)["index"]["trips"] == 118


def test_an_engine_is_not_copied_to_itself(run: Run) -> None:
    done = run("copy", "--from", "embedded", "--to", "embedded")
    assert done.returncode == 2
    assert "서로 다른" in done.stderr
