"""What visitors and the log learn of an index that cannot answer."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.engines.embedded.files import POINTER, read_pointer
from search.errors import IndexDamagedError, IndexNotReadableError
from search.settings import Settings
from search.wiring import open_index
from tests.webapp.fakes import BARE, FakeEngine
from webapp.wsgi import make_app

PATHS = ["/api/v1/trips?q=비밀말", "/search?q=비밀말", "/trips/bare", "/", "/readyz"]


def no_pointer(root: Path) -> None:
    (root / POINTER).unlink()


def bad_pointer(root: Path) -> None:
    (root / POINTER).write_text("{", encoding="utf-8")


def pointer_is_a_folder(root: Path) -> None:
    no_pointer(root)
    (root / POINTER).mkdir()


def no_generation(root: Path) -> None:
    generation(root).rename(root / "elsewhere")


def a_byte_changed(root: Path) -> None:
    file = max(generation(root).iterdir(), key=lambda each: each.stat().st_size)
    file.chmod(0o600)
    file.write_bytes(b"\0" + file.read_bytes()[1:])


def generation(root: Path) -> Path:
    pointer = read_pointer(root)
    assert pointer
    return root / pointer.current


@pytest.fixture(params=["absolute", "relative"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "내 자료" if request.param == "absolute" else Path("내 자료")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("damage", [no_pointer, bad_pointer, pointer_is_a_folder, no_generation, a_byte_changed])
def test_visitors_hear_what_is_wrong_and_the_log_where(
    folder: Path, damage: Callable[[Path], None], path: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data=folder)
    with open_index(settings).rebuild() as writer:
        writer.add(BARE)
    damage(folder / "embedded" / "trips")
    with caplog.at_level(logging.WARNING):
        answer = make_app(settings).test_client().get(path)
    assert answer.status_code == 503
    assert "니다" in answer.text
    assert [word for word in ("내 자료", str(folder.resolve().parent)) if word in answer.text] == []
    logged = [vars(record) for record in caplog.records if record.getMessage() == "search unavailable"]
    assert [record["why"] != "" for record in logged] == [True]
    assert "비밀말" not in str(logged)


def test_damage_that_a_library_reports_is_logged_with_its_traceback(
    client: FlaskClient, fake: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    error = IndexDamagedError("색인을 읽을 수 없습니다(x)")
    error.__cause__ = ValueError("what the library said")
    fake.error = error
    with caplog.at_level(logging.WARNING):
        client.get("/api/v1/trips")
    assert "what the library said" in caplog.text


def test_a_disk_that_fails_needs_no_traceback(
    client: FlaskClient, fake: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    error = IndexNotReadableError("색인 /x을(를) 읽을 수 없습니다(Permission denied).")
    error.__cause__ = PermissionError("why")
    fake.error = error
    with caplog.at_level(logging.WARNING):
        client.get("/api/v1/trips")
    assert "why" not in caplog.text
    assert "Permission denied" in vars(caplog.records[0])["why"]
