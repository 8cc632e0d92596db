"""When trips came and changed, as a person sees it who reads the same files again: through the command."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from trips.__main__ import cli

ONE = {"title": "탄소중립 도시 정책 연구", "organisation": "경기도", "departs": "2025-03-03", "returns": "2025-03-08"}
OTHER = {"title": "공공도서관 견학", "organisation": "부산광역시", "departs": "2025-04-01"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sources of one trip, one of which tells of another one, too."""
    path = tmp_path / "자료"
    path.mkdir()
    put(path / "현황.jsonl", {**ONE, "people": 4}, OTHER)
    put(path / "홈페이지.jsonl", {**ONE, "people": 5, "source": {"url": "https://example.org/1"}})
    return path


def put(file: Path, *records: dict[str, Any]) -> None:
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    then = time.time() - 60
    os.utime(file, (then, then))


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert done.exit_code == 0, done.output
    return done


def moments(*options: str) -> dict[str, tuple[str, str]]:
    hits = json.loads(run("search", "--json", *options).stdout)["hits"]
    return {hit["trip"]["title"]: (hit["trip"]["first_seen"], hit["trip"]["last_changed"]) for hit in hits}


def test_the_same_files_again_in_whatever_way_are_nothing_new(folder: Path) -> None:
    run("index", folder)
    first = moments()
    assert len(first) == 2
    assert len({moment for both in first.values() for moment in both}) == 1, "one moment a run"
    for again in (("index",), ("index", "--again"), ("index", "--replace")):
        run(*again, folder)
        assert moments() == first, again
    run("rebuild")
    assert moments() == first
    exported = run("search", "--json").stdout
    put(
        folder / "돌려받은.jsonl",
        *(hit["trip"] | {"first_seen": "2000-01-01T00:00:00Z"} for hit in json.loads(exported)["hits"]),
    )
    run("index", folder)
    assert {title: seen for title, (seen, _) in moments().items()} == {
        title: seen for title, (seen, _) in first.items()
    }


@pytest.mark.parametrize("options", [[], ["--replace"]])
def test_a_source_that_changes_moves_its_trip_alone(folder: Path, options: list[str]) -> None:
    run("index", folder)
    first = moments()
    built = json.loads(run("status", "--json").stdout)["index"]["built"]
    assert moments("--since", built) == {}
    put(folder / "홈페이지.jsonl", {**ONE, "people": 6, "source": {"url": "https://example.org/1"}})
    run("index", *options, folder)
    now = moments()
    assert now[OTHER["title"]] == first[OTHER["title"]]
    seen, changed = now[ONE["title"]]
    assert seen == first[ONE["title"]][0] < changed
    assert moments("--since", built) == {ONE["title"]: now[ONE["title"]]}
    assert list(moments("--sort", "recent"))
